// Accounts out of the configuration: the channel section is the base that accounts build on.
#include "channels/whatsapp/settings.hpp"

#include "openclaw/routing/whatsapp_ids.hpp"

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

AccountSettings readAccount(const std::string& id, const Json& section) {
    AccountSettings account;
    account.id = id;
    account.enabled = findBool(section, "enabled").value_or(true);
    account.sendReadReceipts = findBool(section, "sendReadReceipts").value_or(true);
    account.selfChatMode = findBool(section, "selfChatMode").value_or(false);
    if (const Json* list = findMember(section, "allowFrom"); list && list->is_array()) {
        for (const Json& entry : *list) {
            if (!entry.is_string()) continue;
            const std::string text = entry.get<std::string>();
            account.allowFrom.push_back(text == "*" ? text : routing::normalizeE164(text));
        }
    }
    account.textChunkLimit = static_cast<std::size_t>(
        std::clamp<std::int64_t>(findInteger(section, "textChunkLimit").value_or(4000), 1, 60'000));
    account.chunkMode = stringOr(section, "chunkMode", "length");
    const Json* tables = findPath(section, "markdown.tables");
    account.markdownTables = tables && tables->is_string() ? tables->get<std::string>() : "bullets";
    account.mediaMaxMb = findNumber(section, "mediaMaxMb").value_or(50);
    const Json* actions = findMember(section, "actions");
    const auto allows = [&](const char* name) { return !actions || findBool(*actions, name).value_or(true); };
    account.allowsReactions = allows("reactions");
    account.allowsPolls = allows("polls");
    account.allowsSending = allows("sendMessage");
    return account;
}

}

std::vector<AccountSettings> readAccounts(const config::Config& config) {
    std::vector<AccountSettings> accounts;
    const Json* channel = findPath(config.root(), "channels.whatsapp");
    const Json* web = findPath(config.root(), "web.enabled");
    if (!channel || !channel->is_object() || (web && *web == false)) return accounts;
    Json base = *channel;
    const Json listed = base.value("accounts", Json::object());
    base.erase("accounts");
    for (const auto& [id, section] : listed.items()) {
        if (!section.is_object()) continue;
        Json merged = base;
        merged.update(section);
        accounts.push_back(readAccount(id, merged));
    }
    if (accounts.empty()) accounts.push_back(readAccount("default", base));
    return accounts;
}

}
