// Accounts in the configuration: listing them, channels add and channels remove.
#include "cli/channelAccounts.hpp"

#include "cli/configWriting.hpp"
#include "openclaw/config/channel_accounts.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

struct KnownChannel {
    const char* id;
    const char* label;
    /// The key of its credential, "" for none.
    const char* tokenKey;
    const char* shownKey;
    const char* variable;
};
constexpr auto knownChannels = std::to_array<KnownChannel>({
    {"discord", "Discord", "token", "token", "DISCORD_BOT_TOKEN"},
    {"imessage", "iMessage", "", "", ""},
    {"mattermost", "Mattermost", "botToken", "bot", "MATTERMOST_BOT_TOKEN"},
});

/// Where an option of `channels add` goes.
struct AddedKey {
    const char* channel;
    const char* option;
    const char* key;
};
constexpr auto addedKeys = std::to_array<AddedKey>({
    {"telegram", "token", "botToken"},    {"telegram", "token-file", "tokenFile"}, {"telegram", "bot-token", "botToken"},
    {"discord", "token", "token"},        {"discord", "bot-token", "token"},       {"mattermost", "bot-token", "botToken"},
    {"mattermost", "token", "botToken"},  {"mattermost", "http-url", "baseUrl"},   {"mattermost", "url", "baseUrl"},
    {"imessage", "cli-path", "cliPath"},  {"imessage", "db-path", "dbPath"},       {"imessage", "service", "service"},
    {"imessage", "region", "region"},     {"whatsapp", "auth-dir", "authDir"},
});
constexpr std::array addable = {"telegram", "discord", "imessage", "mattermost", "whatsapp"};

std::vector<std::string> accountPath(const std::string& channel, const std::string& account) {
    if (account == "default") return {"channels", channel};
    return {"channels", channel, "accounts", account};
}

bool isAddable(const std::string& channel) { return std::ranges::find(addable, channel) != addable.end(); }

int addAccount(Context& context, const Arguments& arguments) {
    if (!arguments.has("channel")) return context.fail("Error: --channel is required");
    const std::string channel = toLowerAscii(arguments.text("channel"));
    if (!isAddable(channel)) return context.fail("Unknown channel: " + channel);
    const std::string account = config::normalizeAgentId(arguments.text("account", "default"));
    OrderedJson document = context.snapshot().document.value;
    if (!document.is_object()) document = OrderedJson::object();
    const std::vector<std::string> base = accountPath(channel, account);
    bool hasKey = arguments.has("use-env");
    if (arguments.has("use-env") && account != "default")
        return context.fail("Error: --use-env is for the default account only");
    const auto store = [&](const char* key, const std::string& value) {
        std::vector<std::string> path = base;
        path.emplace_back(key);
        return config::setAt(document, path, OrderedJson(value));
    };
    for (const AddedKey& known : addedKeys) {
        if (known.channel != channel || !arguments.has(known.option)) continue;
        hasKey = true;
        if (const Result<void> set = store(known.key, arguments.text(known.option)); !set)
            return context.fail("Error: " + set.error().message);
    }
    const bool needsKey = channel == "telegram" || channel == "discord" || channel == "mattermost";
    if (needsKey && !hasKey) return context.fail("Error: " + channelLabelOf(channel) + " needs a token (--token, or --use-env).");
    if (arguments.has("name")) {
        if (const Result<void> set = store("name", arguments.text("name")); !set)
            return context.fail("Error: " + set.error().message);
    }
    std::vector<std::string> enabled = base;
    enabled.emplace_back("enabled");
    if (const Result<void> set = config::setAt(document, enabled, OrderedJson(true)); !set)
        return context.fail("Error: " + set.error().message);
    return writeConfigDocument(context, std::move(document), fmt::format("Added {} account \"{}\".", channelLabelOf(channel), account));
}

int removeAccount(Context& context, const Arguments& arguments) {
    if (!arguments.has("channel")) return context.fail("Error: --channel is required");
    const std::string channel = toLowerAscii(arguments.text("channel"));
    if (!isAddable(channel)) return context.fail("Unknown channel: " + channel);
    if (!arguments.has("delete"))
        return context.fail("Error: use --delete, or set channels." + channel + ".enabled to false to keep the configuration");
    const std::string account = config::normalizeAgentId(arguments.text("account", "default"));
    OrderedJson document = context.snapshot().document.value;
    bool isRemoved = false;
    const Json* accounts = context.config().find("channels." + channel + ".accounts");
    if (account == "default" && accounts && accounts->is_object() && !accounts->empty()) {
        // The channel's own keys are the default account; the named ones stay.
        for (const AddedKey& known : addedKeys) {
            if (known.channel == channel) isRemoved = config::removeAt(document, {"channels", channel, known.key}) || isRemoved;
        }
    } else {
        isRemoved = config::removeAt(document, accountPath(channel, account));
    }
    if (!isRemoved) return context.fail(fmt::format("Error: {} account \"{}\" is not configured.", channelLabelOf(channel), account));
    return writeConfigDocument(context, std::move(document), fmt::format("Deleted {} account \"{}\".", channelLabelOf(channel), account));
}

}

std::string channelLabelOf(const std::string& channel) {
    if (channel == "telegram") return "Telegram";
    if (channel == "whatsapp") return "WhatsApp";
    const auto* known = std::ranges::find_if(knownChannels, [&](const KnownChannel& entry) { return channel == entry.id; });
    return known == knownChannels.end() ? channel : known->label;
}

std::vector<ConfiguredAccount> configuredAccounts(Context& context) {
    std::vector<ConfiguredAccount> list;
    for (const config::TelegramAccount& account : context.config().telegramAccounts()) {
        ConfiguredAccount made{"telegram", "Telegram", account.id, account.enabled, "token", "none", ""};
        if (!account.tokenFile.empty())
            made.tokenSource = "tokenFile";
        else if (!account.botToken.empty())
            made.tokenSource = stringOr(account.section, "botToken").empty() ? "env" : "config";
        list.push_back(std::move(made));
    }
    for (const KnownChannel& known : knownChannels) {
        const bool hasVariable = *known.variable && context.environment.find(known.variable);
        std::vector<std::string> credentials;
        if (*known.tokenKey) credentials.emplace_back(known.tokenKey);
        for (const config::ChannelAccount& account : config::channelAccounts(context.config(), known.id, credentials, hasVariable)) {
            ConfiguredAccount made{known.id, known.label, account.id, account.enabled, known.shownKey, "config", ""};
            if (*known.tokenKey && account.text(known.tokenKey).empty())
                made.tokenSource = hasVariable && account.id == "default" ? "env" : "none";
            if (made.channel == "mattermost")
                made.detail = "base=" + account.text("baseUrl");
            if (made.channel == "imessage")
                made.detail = "cli=" + account.text("cliPath");
            list.push_back(std::move(made));
        }
    }
    return list;
}

Command channelAddCommand() {
    Command add;
    add.name = "add";
    add.summary = "Add or change an account";
    add.options = {{0, "channel", "name", "telegram, discord, mattermost, imessage or whatsapp", false, false},
                   {0, "account", "id", "Account (default \"default\")", false, false},
                   {0, "name", "name", "A name for people", false, false},
                   {0, "token", "token", "Bot token", false, false},
                   {0, "token-file", "path", "File with the bot token (Telegram)", false, false},
                   {0, "bot-token", "token", "Bot token", false, false},
                   {0, "http-url", "url", "Server address (Mattermost)", false, false},
                   {0, "url", "url", "Server address (Mattermost)", false, false},
                   {0, "cli-path", "path", "The imsg program (iMessage)", false, false},
                   {0, "db-path", "path", "Messages database (iMessage)", false, false},
                   {0, "service", "service", "imessage, sms or auto (iMessage)", false, false},
                   {0, "region", "region", "Region of numbers (iMessage)", false, false},
                   {0, "auth-dir", "path", "Credentials folder (WhatsApp)", false, false},
                   {0, "use-env", "", "The token is in the environment", false, false}};
    add.action = addAccount;
    return add;
}

Command channelRemoveCommand() {
    Command remove;
    remove.name = "remove";
    remove.summary = "Remove an account";
    remove.options = {{0, "channel", "name", "Channel", false, false},
                      {0, "account", "id", "Account (default \"default\")", false, false},
                      {0, "delete", "", "Delete its configuration", false, false}};
    remove.action = removeAccount;
    return remove;
}

}
