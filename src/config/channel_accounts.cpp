// Merges the accounts of a chat network and reads single keys with the key table's fallbacks.
#include "openclaw/config/channel_accounts.hpp"

#include "config/reading.hpp"
#include "config/schema.hpp"

#include <algorithm>
#include <map>

namespace openclaw::config {

Json ChannelAccount::valueOrFallback(std::string_view key) const {
    if (const Json* value = find(key)) return *value;
    const Key* known = findKey("channels." + channel + "." + std::string(key));
    if (!known || known->fallback.empty()) return Json();
    const Result<Json> fallback = parseJson(known->fallback);
    return fallback ? *fallback : Json();
}

std::string ChannelAccount::text(std::string_view key) const {
    const Json value = valueOrFallback(key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t ChannelAccount::integer(std::string_view key) const {
    const Json value = valueOrFallback(key);
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

double ChannelAccount::number(std::string_view key) const {
    const Json value = valueOrFallback(key);
    return value.is_number() ? value.get<double>() : 0;
}

bool ChannelAccount::flag(std::string_view key) const {
    const Json value = valueOrFallback(key);
    return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> ChannelAccount::texts(std::string_view key) const {
    const Json value = valueOrFallback(key);
    return textsOf(&value);
}

std::vector<ChannelAccount> channelAccounts(const Config& config,
                                            const std::string& channel,
                                            const std::vector<std::string>& credentialKeys,
                                            bool hasCredentialElsewhere) {
    std::vector<ChannelAccount> result;
    const Json* section = config.find("channels." + channel);
    const bool hasSection = section && section->is_object();
    if (!hasSection && !hasCredentialElsewhere) return result;
    Json base = hasSection ? *section : Json::object();
    const bool isEnabled = findBool(base, "enabled").value_or(true);
    const Json named = base.value("accounts", Json::object());
    base.erase("accounts");
    const bool hasOwnCredential =
        std::ranges::any_of(credentialKeys, [&](const std::string& key) { return base.contains(key); });

    std::map<std::string, Json> merged;
    if (named.is_object()) {
        for (const auto& entry : named.items()) {
            if (!entry.value().is_object()) continue;
            Json account = base;
            for (const std::string& key : credentialKeys)
                account.erase(key);
            account.update(entry.value());
            merged.insert_or_assign(normalizeAgentId(entry.key()), std::move(account));
        }
    }
    if (merged.empty() || hasOwnCredential) {
        const auto [known, isNew] = merged.emplace("default", base);
        for (const std::string& key : credentialKeys) {
            if (!isNew && base.contains(key) && !known->second.contains(key)) known->second[key] = base[key];
        }
    }
    for (auto& [id, account] : merged) {
        ChannelAccount made;
        made.channel = channel;
        made.id = id;
        made.enabled = isEnabled && findBool(account, "enabled").value_or(true);
        made.section = std::move(account);
        result.push_back(std::move(made));
    }
    return result;
}

}
