// Telegram accounts: the channel section is the default account and the base that the others build on.
#include "config/reading.hpp"
#include "config/schema.hpp"
#include "openclaw/core/strings.hpp"

#include <map>

namespace openclaw::config {

namespace {

/// The text the key table gives a channel key that is absent.
std::string fallbackText(const std::string& name) {
    const Key* key = findKey("channels.telegram." + name);
    const auto value = parseJson(key ? key->fallback : "null");
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::string textOr(const Json& section, const std::string& name) { return stringOr(section, name, fallbackText(name)); }

std::map<std::string, Json> mergedSections(Json base) {
    const Json accounts = base.value("accounts", Json());
    base.erase("accounts");
    std::map<std::string, Json> sections;
    if (accounts.is_object()) {
        for (const auto& account : accounts.items()) {
            if (!account.value().is_object())
                continue;
            Json section = base;
            // The channel's own token belongs to the default account only.
            section.erase("botToken");
            section.erase("tokenFile");
            section.update(account.value());
            sections.emplace(normalizeAgentId(account.key()), std::move(section));
        }
    }
    const bool hasToken = !stringOr(base, "botToken").empty() || !stringOr(base, "tokenFile").empty();
    if (sections.empty() || hasToken) {
        const auto [known, isNew] = sections.emplace("default", base);
        if (!isNew && !known->second.contains("botToken") && !known->second.contains("tokenFile")) {
            for (const std::string name : {"botToken", "tokenFile"}) {
                if (base.contains(name))
                    known->second[name] = base[name];
            }
        }
    }
    return sections;
}

void readPolicies(TelegramAccount& account, const Json& section, const Config& config) {
    account.dmPolicy = textOr(section, "dmPolicy");
    account.groupPolicy = stringOr(section, "groupPolicy", config.text("channels.defaults.groupPolicy"));
    if (account.groupPolicy.empty())
        account.groupPolicy = fallbackText("groupPolicy");
    account.allowFrom = textsOf(findMember(section, "allowFrom"));
    account.groupAllowFrom = textsOf(findMember(section, "groupAllowFrom"));
    account.reactionLevel = textOr(section, "reactionLevel");
    account.reactionNotifications = textOr(section, "reactionNotifications");
    account.configWrites = findBool(section, "configWrites").value_or(true);
    if (const Json* groups = findMember(section, "groups"); groups && groups->is_object())
        account.groups = *groups;
}

void readDelivery(TelegramAccount& account, const Json& section) {
    account.replyToMode = textOr(section, "replyToMode");
    account.streamMode = textOr(section, "streamMode");
    account.chunkMode = textOr(section, "chunkMode");
    account.textChunkLimit = findInteger(section, "textChunkLimit").value_or(account.textChunkLimit);
    account.blockStreaming = findBool(section, "blockStreaming");
    account.historyLimit = findInteger(section, "historyLimit");
    account.dmHistoryLimit = findInteger(section, "dmHistoryLimit");
    account.mediaMaxMb = findNumber(section, "mediaMaxMb").value_or(account.mediaMaxMb);
    account.linkPreview = findBool(section, "linkPreview").value_or(true);
    const Json* tables = findPath(section, "markdown.tables");
    account.markdownTables = tables && tables->is_string() ? tables->get<std::string>() : "code";
    if (const Json* retry = findMember(section, "retry")) {
        account.retryAttempts = findInteger(*retry, "attempts").value_or(account.retryAttempts);
        account.retryMinDelayMs = findInteger(*retry, "minDelayMs").value_or(account.retryMinDelayMs);
        account.retryMaxDelayMs = findInteger(*retry, "maxDelayMs").value_or(account.retryMaxDelayMs);
        account.retryJitter = findNumber(*retry, "jitter").value_or(account.retryJitter);
    }
}

void readConnection(TelegramAccount& account, const Json& section, const Environment& environment) {
    std::string token(trimAscii(stringOr(section, "botToken")));
    if (token.empty() && account.id == "default")
        token = environment.get("TELEGRAM_BOT_TOKEN");
    account.botToken = Secret(std::move(token));
    if (const auto file = findString(section, "tokenFile"))
        account.tokenFile = environment.expandPath(*file);
    account.proxy = textOr(section, "proxy");
    account.apiRoot = textOr(section, "apiRoot");
    account.webhookUrl = textOr(section, "webhookUrl");
    account.webhookSecret = Secret(textOr(section, "webhookSecret"));
    account.webhookPath = textOr(section, "webhookPath");
    account.webhookHost = textOr(section, "webhookHost");
    const auto port = findInteger(section, "webhookPort");
    if (port && *port >= 0 && *port <= 65535)
        account.webhookPort = static_cast<std::uint16_t>(*port);
}

}

std::vector<TelegramAccount> readTelegramAccounts(const Config& config, const Environment& environment) {
    std::vector<TelegramAccount> accounts;
    const Json* channel = config.find("channels.telegram");
    const bool hasSection = channel && channel->is_object();
    if (!hasSection && !environment.find("TELEGRAM_BOT_TOKEN"))
        return accounts;
    const Json base = hasSection ? *channel : Json::object();
    const bool channelEnabled = findBool(base, "enabled").value_or(true);
    for (auto& [id, section] : mergedSections(base)) {
        TelegramAccount account;
        account.id = id;
        account.name = stringOr(section, "name");
        account.enabled = channelEnabled && findBool(section, "enabled").value_or(true);
        readConnection(account, section, environment);
        readPolicies(account, section, config);
        readDelivery(account, section);
        account.section = section;
        accounts.push_back(std::move(account));
    }
    return accounts;
}

}
