// channels list, status, capabilities, resolve, logs: what is configured and what the gateway makes of it.
#include "cli/GatewayClient.hpp"
#include "cli/channelAccounts.hpp"
#include "cli/channelChoice.hpp"
#include "cli/commandTree.hpp"
#include "cli/commands/logs.hpp"
#include "cli/commands/whatsappLogin.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <fstream>

namespace openclaw::cli {

namespace {

std::string configLine(const ConfiguredAccount& account) {
    const bool isKnown = account.tokenSource != "none";
    std::string line = fmt::format("- {} {}: {}", account.label, account.id, isKnown ? "configured" : "not configured");
    if (!account.tokenKey.empty()) line += fmt::format(", {}={}", account.tokenKey, account.tokenSource);
    if (!account.detail.empty()) line += ", " + account.detail;
    return line + (account.isEnabled ? ", enabled" : ", disabled");
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
    const auto accounts = configuredAccounts(context);
    const Json profiles = credentialProfiles(context);
    if (arguments.has("json")) {
        Json chat = Json::object();
        for (const auto& account : accounts)
            chat[account.channel].push_back(account.id);
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
    if (const auto count = findInteger(account, "setAside"); count && *count > 0)
        line += fmt::format(", set aside:{} (openclaw trace --list)", *count);
    if (const auto next = findInteger(account, "nextRetryAt"); next && *next > now)
        line += fmt::format(", next try in {} s", (*next - now + 999) / 1000);
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
            const std::string label = labels ? stringOr(*labels, id, id) : id;
            context.print(accountLine(label, account));
            const Json* remarks = findMember(account, "remarks");
            for (const Json& remark : remarks && remarks->is_array() ? *remarks : Json::array()) {
                if (remark.is_string()) context.print("  " + label + ": " + remark.get<std::string>());
            }
        }
    }
    if (order->empty())
        context.print("- no channels are configured");
}

int showChannelStatus(Context& context, const Arguments& arguments) {
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
    const auto accounts = configuredAccounts(context);
    if (arguments.has("json")) {
        Json lists = Json::object();
        for (const auto& account : accounts)
            lists[account.channel].push_back({{"accountId", account.id}, {"enabled", account.isEnabled}, {"tokenSource", account.tokenSource}});
        context.printJson(Json{{"gatewayReachable", false}, {"channelAccounts", std::move(lists)}});
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

std::string yesNames(const Json& support) {
    std::vector<std::string> names;
    for (const auto& [name, value] : support.items()) {
        if (value.is_boolean() && value.get<bool>())
            names.push_back(name);
    }
    return join(names, ", ");
}

int showCapabilities(Context& context, const Arguments& arguments) {
    Result<GatewayCall> call = readCall(arguments, "channels.capabilities");
    if (!call)
        return context.fail("Error: " + call.error().message);
    const Result<Json> answer = callGateway(context, resolveTarget(context, arguments), std::move(*call));
    if (!answer)
        return context.fail("Error: " + answer.error().message);
    Json kept = Json::array();
    for (const Json& entry : answer->value("channels", Json::array())) {
        const bool isWanted = !arguments.has("channel") || equalsIgnoreCase(arguments.text("channel"), stringOr(entry, "channel"));
        const bool isAccount = !arguments.has("account") || arguments.text("account") == stringOr(entry, "accountId");
        if (isWanted && isAccount)
            kept.push_back(entry);
    }
    if (arguments.has("json")) {
        context.printJson(Json{{"channels", std::move(kept)}});
        return 0;
    }
    for (const Json& entry : kept) {
        context.print(stringOr(entry, "channel") + " " + stringOr(entry, "accountId"));
        context.print("  support: " + yesNames(entry.value("support", Json::object())));
        std::vector<std::string> actions;
        for (const Json& action : entry.value("actions", Json::array()))
            actions.push_back(action.get<std::string>());
        context.print("  actions: " + join(actions, ", "));
    }
    return kept.empty() ? context.fail("No such channel is running.") : 0;
}

int resolveNames(Context& context, const Arguments& arguments) {
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel)
        return context.fail("Error: " + channel.error().message);
    Json results = Json::array();
    for (const std::string& input : arguments.words()) {
        GatewayCall call;
        call.method = "message.action";
        call.timeout = std::chrono::seconds(30);
        call.params = {{"action", "resolve"},
                       {"channel", *channel},
                       {"accountId", arguments.text("account", "default")},
                       {"parameters", {{"query", input}, {"kind", arguments.text("kind", "auto")}}},
                       {"idempotencyKey", randomUuid()}};
        const Result<Json> found = callGateway(context, resolveTarget(context, arguments), std::move(call));
        if (!found && found.error().message.find("not supported for channel") != std::string::npos)
            return context.fail("Error: Channel " + *channel + " does not support resolve.");
        Json result{{"input", input}, {"resolved", false}};
        const Json* payload = found ? findMember(*found, "payload") : nullptr;
        const Json* entries = payload ? findMember(*payload, "entries") : nullptr;
        if (!found) {
            result["error"] = found.error().message;
        } else if (entries && entries->is_array() && !entries->empty()) {
            result["resolved"] = true;
            result["id"] = stringOr(entries->front(), "id");
            result["name"] = stringOr(entries->front(), "name");
        } else {
            result["error"] = "not found";
        }
        if (!arguments.has("json"))
            context.print(fmt::format("{} -> {}", input, result["resolved"] == true ? stringOr(result, "id") : stringOr(result, "error")));
        results.push_back(std::move(result));
    }
    if (arguments.has("json"))
        context.printJson(results);
    return 0;
}

int showChannelLogs(Context& context, const Arguments& arguments) {
    const Result<std::int64_t> count = arguments.positive("lines", 200);
    if (!count)
        return context.fail("Error: " + count.error().message);
    const std::string channel = toLowerAscii(arguments.text("channel", "all"));
    std::filesystem::path newest;
    std::error_code ignored;
    for (const auto& item : std::filesystem::directory_iterator(context.stateDirectory() / "logs", ignored)) {
        const bool isLog = item.path().filename().string().starts_with("openclaw-");
        if (isLog && item.path().filename() > newest.filename())
            newest = item.path();
    }
    constexpr std::array names = {"telegram", "discord", "mattermost", "imessage", "whatsapp", "channels", "outbox", "plugins"};
    std::deque<std::string> lines;
    std::ifstream file(newest);
    for (std::string raw; !newest.empty() && std::getline(file, raw);) {
        const std::optional<LogLine> line = parseLogLine(raw);
        if (!line)
            continue;
        const bool isChannels = std::ranges::find(names, line->subsystem) != names.end();
        if (channel == "all" ? !isChannels : line->subsystem != channel)
            continue;
        lines.push_back(raw);
        if (lines.size() > static_cast<std::size_t>(*count))
            lines.pop_front();
    }
    Json list = Json::array();
    for (const std::string& raw : lines) {
        const LogLine line = *parseLogLine(raw);
        list.push_back({{"time", line.time}, {"level", line.level}, {"subsystem", line.subsystem}, {"message", line.message}, {"raw", raw}});
    }
    if (arguments.has("json")) {
        context.printJson(Json{{"file", newest.string()}, {"channel", channel}, {"lines", std::move(list)}});
        return 0;
    }
    context.print("Log file: " + context.shortPath(newest));
    for (const Json& line : list)
        context.print(fmt::format("{} {} {}", stringOr(line, "time"), stringOr(line, "level"), stringOr(line, "message")));
    return 0;
}

}

Command channelsCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    const Option channel{0, "channel", "name", "Channel", false, false};
    const Option account{0, "account", "id", "Account (default \"default\")", false, false};
    const Option timeout{0, "timeout", "ms", "Request timeout in milliseconds (default 10000)", false, false};
    Command list;
    list.name = "list";
    list.summary = "Configured accounts and credentials";
    list.options = {json, {0, "no-usage", "", "", false, true}};
    list.action = listChannels;

    Command status;
    status.name = "status";
    status.summary = "What the gateway's channels are doing";
    status.options = {json, timeout, {0, "probe", "", "", false, true}};
    status.action = showChannelStatus;

    Command capabilities;
    capabilities.name = "capabilities";
    capabilities.summary = "What the running channels can do";
    capabilities.options = {channel, account, json, timeout, {0, "target", "dest", "", false, true}};
    capabilities.action = showCapabilities;

    Command resolve;
    resolve.name = "resolve";
    resolve.summary = "Find the ids behind names";
    resolve.positionals = {{"entry", true}};
    resolve.options = {channel, account, {0, "kind", "kind", "auto, user or channel", false, false}, json};
    resolve.action = resolveNames;

    Command logs;
    logs.name = "logs";
    logs.summary = "What the channels wrote into the log";
    logs.options = {channel, {0, "lines", "n", "At most this many (default 200)", false, false}, json};
    logs.action = showChannelLogs;

    Command command;
    command.name = "channels";
    command.summary = "Chat channels";
    command.subcommands = {list, status, channelAddCommand(), channelRemoveCommand(), capabilities, resolve, logs};
    for (Command& each : loginCommands())
        command.subcommands.push_back(std::move(each));
    return command;
}

}
