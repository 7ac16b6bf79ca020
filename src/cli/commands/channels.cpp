// channels list and channels status.
#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "cli/commands/whatsappLogin.hpp"
#include "openclaw/core/files.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// Where an account's token comes from, as far as the configuration tells.
std::string tokenSource(const config::TelegramAccount& account) {
    if (!account.tokenFile.empty())
        return "tokenFile";
    if (account.botToken.empty())
        return "none";
    return stringOr(account.section, "botToken").empty() ? "env" : "config";
}

std::string configLine(const config::TelegramAccount& account) {
    const std::string source = tokenSource(account);
    return fmt::format("- Telegram {}: {}, token={}, {}", account.id, source == "none" ? "not configured" : "configured", source,
                       account.enabled ? "enabled" : "disabled");
}

/// Profiles of the default agent's credential file, without their secrets.
Json credentialProfiles(Context& context) {
    Json list = Json::array();
    const Result<std::string> text = readFile(context.config().defaultAgent().agentDirectory / "auth-profiles.json");
    const Result<Json> stored = text ? parseJson(*text) : Result<Json>(Json::object());
    const Json* profiles = stored ? findMember(*stored, "profiles") : nullptr;
    if (!profiles || !profiles->is_object())
        return list;
    for (const auto& [id, profile] : profiles->items())
        list.push_back({{"id", id},
                        {"provider", stringOr(profile, "provider")},
                        {"type", stringOr(profile, "type")},
                        {"isExternal", false}});
    return list;
}

int listChannels(Context& context, const Arguments& arguments) {
    const auto& accounts = context.config().telegramAccounts();
    const Json profiles = credentialProfiles(context);
    if (arguments.has("json")) {
        Json ids = Json::array();
        for (const auto& account : accounts)
            ids.push_back(account.id);
        Json chat = Json::object();
        if (!ids.empty())
            chat["telegram"] = std::move(ids);
        context.printJson(Json{{"chat", std::move(chat)}, {"auth", profiles}});
        return 0;
    }
    context.print("Chat channels:");
    for (const auto& account : accounts)
        context.print(configLine(account));
    if (accounts.empty())
        context.print("- none");
    context.print("\nAuth providers (OAuth + API keys):");
    for (const auto& profile : profiles)
        context.print(fmt::format("- {} ({})", stringOr(profile, "id"), stringOr(profile, "type")));
    if (profiles.empty())
        context.print("- none");
    return 0;
}

std::string accountLine(const std::string& label, const Json& account) {
    const auto is = [&](const char* key) { return findBool(account, key).value_or(false); };
    std::string line = fmt::format("- {} {}: {}", label, stringOr(account, "accountId"), is("enabled") ? "enabled" : "disabled");
    line += is("configured") ? ", configured" : ", not configured";
    line += is("running") ? ", running" : ", stopped";
    if (is("running"))
        line += is("connected") ? ", connected" : ", disconnected";
    const std::int64_t now = findInteger(account, "ts").value_or(0);
    for (const auto& [key, name] : {std::pair("lastInboundAt", "in"), std::pair("lastOutboundAt", "out")}) {
        if (const auto at = findInteger(account, key))
            line += fmt::format(", {}:{}", name, formatAge(now - *at));
    }
    for (const auto& [key, name] : {std::pair("mode", "mode"), std::pair("identity", "bot"), std::pair("tokenSource", "token"),
                                    std::pair("lastError", "error")}) {
        if (const std::string value = stringOr(account, key); !value.empty())
            line += fmt::format(", {}:{}", name, value);
    }
    return line;
}

void printStatus(const Context& context, const Json& status) {
    context.print("Gateway reachable.");
    const Json* order = findMember(status, "channelOrder");
    const Json* accounts = findMember(status, "channelAccounts");
    if (!order || !order->is_array() || !accounts)
        return;
    for (const auto& entry : *order) {
        const std::string id = entry.is_string() ? entry.get<std::string>() : std::string();
        const Json* list = findMember(*accounts, id);
        const Json* labels = findMember(status, "channelLabels");
        if (!list || !list->is_array())
            continue;
        for (Json account : *list) {
            account["ts"] = findInteger(status, "ts").value_or(0);
            context.print(accountLine(labels ? stringOr(*labels, id, id) : id, account));
        }
    }
    if (order->empty())
        context.print("- no channels are configured");
}

int showStatus(Context& context, const Arguments& arguments) {
    Result<GatewayCall> call = readCall(arguments, "channels.status");
    if (!call)
        return context.fail("Error: " + call.error().message);
    const Result<Json> status = callGateway(context, resolveTarget(context, arguments), std::move(*call));
    if (status) {
        if (arguments.has("json"))
            context.printJson(*status);
        else
            printStatus(context, *status);
        return 0;
    }
    context.warn("Gateway not reachable: Error: " + status.error().message);
    const auto& accounts = context.config().telegramAccounts();
    if (arguments.has("json")) {
        Json list = Json::array();
        for (const auto& account : accounts)
            list.push_back({{"accountId", account.id}, {"enabled", account.enabled}, {"tokenSource", tokenSource(account)}});
        context.printJson(Json{{"gatewayReachable", false}, {"channelAccounts", {{"telegram", std::move(list)}}}});
        return 0;
    }
    context.print("Gateway not reachable; showing config-only status.");
    context.print("Config: " + context.shortPath(context.snapshot().path));
    const std::string& mode = context.config().gateway().mode;
    context.print("Mode: " + (mode.empty() ? std::string("unset") : mode) + "\n");
    for (const auto& account : accounts)
        context.print(configLine(account));
    return 0;
}

}

Command channelsCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    Command list;
    list.name = "list";
    list.summary = "Configured accounts and credentials";
    list.options = {json, {0, "no-usage", "", "", false, true}};
    list.action = listChannels;

    Command status;
    status.name = "status";
    status.summary = "What the gateway's channels are doing";
    status.options = {json,
                      {0, "timeout", "ms", "Request timeout in milliseconds (default 10000)", false, false},
                      {0, "probe", "", "", false, true}};
    status.action = showStatus;

    Command command;
    command.name = "channels";
    command.summary = "Chat channels";
    command.subcommands = {list, status};
    for (Command& each : loginCommands())
        command.subcommands.push_back(std::move(each));
    return command;
}

}
