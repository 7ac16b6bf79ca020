// Looks up text options in a config document: account first, then channel, then the default.
#include "text/channel_options.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/chunking.hpp"

namespace openclaw::text {

const Json* findChannel(const Json& config, std::string_view channel) {
    const Json* channels = findMember(config, "channels");
    return channels ? findMember(*channels, channel) : nullptr;
}

const Json* findAccount(const Json& config, std::string_view channel, std::string_view accountId) {
    const std::string_view id = accountId.empty() ? std::string_view("default") : accountId;
    const Json* channelConfig = findChannel(config, channel);
    const Json* accounts = channelConfig ? findMember(*channelConfig, "accounts") : nullptr;
    if (!accounts || !accounts->is_object())
        return nullptr;
    if (const Json* exact = findMember(*accounts, id))
        return exact;
    for (const auto& [name, account] : accounts->items()) {
        if (equalsIgnoreCase(name, id))
            return &account;
    }
    return nullptr;
}

const Json* findChannelValue(const Json& config, std::string_view channel, std::string_view accountId,
                             std::string_view key) {
    if (const Json* account = findAccount(config, channel, accountId)) {
        if (const Json* value = findMember(*account, key))
            return value;
    }
    const Json* channelConfig = findChannel(config, channel);
    return channelConfig ? findMember(*channelConfig, key) : nullptr;
}

std::size_t resolveChunkLimit(const Json& config, std::string_view channel, std::string_view accountId,
                              std::size_t fallback) {
    const Json* value = findChannelValue(config, channel, accountId, "textChunkLimit");
    if (!value || !value->is_number() || value->get<double>() < 1 || value->get<double>() > 1e9)
        return fallback > 0 ? fallback : defaultChunkLimit;
    return static_cast<std::size_t>(value->get<double>());
}

ChunkMode resolveChunkMode(const Json& config, std::string_view channel, std::string_view accountId) {
    const Json* value = findChannelValue(config, channel, accountId, "chunkMode");
    const bool newline = value && value->is_string() && value->get<std::string>() == "newline";
    return newline ? ChunkMode::newline : ChunkMode::length;
}

}
