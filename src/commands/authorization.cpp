// Owners and senders in each channel's normal form.
#include "openclaw/commands/authorization.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/routing/whatsapp_ids.hpp"

#include <algorithm>

namespace openclaw::commands {

namespace {

/// An allowlist entry as the channel compares it; "" when nothing is left of it.
std::string normalizeEntry(const std::string& channel, std::string_view raw) {
    const std::string entry(trimUnicode(raw));
    if (entry.empty() || entry == "*") return entry;
    if (channel == "whatsapp" || channel == "signal") {
        const std::string number = routing::normalizeE164(entry);
        return number == "+" ? std::string() : number;
    }
    if (channel == "telegram") {
        std::string id = toLowerUnicode(entry);
        for (const std::string_view prefix : {"telegram:", "tg:"}) {
            if (id.starts_with(prefix)) id = std::string(trimUnicode(id.substr(prefix.size())));
        }
        return id;
    }
    if (channel == "discord" || channel == "slack" || channel == "googlechat") return toLowerUnicode(entry);
    return entry;
}

const Json* findAccount(const Json& channel, const std::string& accountId) {
    const Json* accounts = findMember(channel, "accounts");
    if (!accounts || !accounts->is_object() || accountId.empty()) return nullptr;
    for (const auto& [name, account] : accounts->items()) {
        if (equalsIgnoreCase(name, accountId)) return &account;
    }
    return nullptr;
}

/// The channel's allowlist; Discord, Slack and Google Chat keep it under `dm`.
const Json* findAllowFrom(const Json& config, const std::string& channel, const std::string& accountId) {
    const Json* channels = findMember(config, "channels");
    const Json* block = channels ? findMember(*channels, channel) : nullptr;
    if (!block) return nullptr;
    const bool nested = channel == "discord" || channel == "slack" || channel == "googlechat";
    for (const Json* place : {findAccount(*block, accountId), block}) {
        if (!place) continue;
        if (const Json* own = findMember(*place, "allowFrom")) return own;
        const Json* direct = nested ? findMember(*place, "dm") : nullptr;
        if (const Json* list = direct ? findMember(*direct, "allowFrom") : nullptr) return list;
    }
    return nullptr;
}

void addUnique(std::vector<std::string>& list, std::string entry) {
    if (!entry.empty() && std::find(list.begin(), list.end(), entry) == list.end())
        list.push_back(std::move(entry));
}

}

CommandAuthority resolveAuthority(const CommandSender& sender, const Json& config, bool authorizedByChannel) {
    CommandAuthority authority;
    authority.channel = toLowerAscii(trimUnicode(sender.channel));
    const std::string& channel = authority.channel;
    std::vector<std::string> entries;
    if (const Json* list = findAllowFrom(config, channel, sender.accountId); list && list->is_array()) {
        for (const Json& entry : *list) {
            std::string text =
                normalizeEntry(channel, entry.is_string() ? entry.get<std::string>() : entry.dump());
            if (!text.empty()) entries.push_back(std::move(text));
        }
    }
    const bool everybody = entries.empty() || std::find(entries.begin(), entries.end(), "*") != entries.end();
    if (!everybody) {
        for (std::string& entry : entries)
            addUnique(authority.owners, std::move(entry));
    }
    std::vector<std::string> candidates;
    const bool numberFirst = channel == "whatsapp";
    for (const std::string* id : {numberFirst ? &sender.senderE164 : &sender.senderId,
                                  numberFirst ? &sender.senderId : &sender.senderE164, &sender.from})
        addUnique(candidates, normalizeEntry(channel, *id));
    const auto owner = std::find_if(candidates.begin(), candidates.end(), [&](const std::string& candidate) {
        return std::find(authority.owners.begin(), authority.owners.end(), candidate) !=
               authority.owners.end();
    });
    if (owner != candidates.end())
        authority.senderId = *owner;
    else if (!candidates.empty())
        authority.senderId = candidates.front();
    const bool ownersRule = channel == "whatsapp";
    authority.isAuthorized =
        authorizedByChannel && (!ownersRule || authority.owners.empty() || owner != candidates.end());
    return authority;
}

}
