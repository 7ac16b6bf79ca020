// Session keys as clients write them.
#include "gateway/sessionKeys.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

std::string canonicalSessionKey(const dispatch::Settings& settings, const std::string& key) {
    const std::string text = toLowerAscii(trimAscii(key));
    if (text == "global" || text == "unknown")
        return text;
    if (text.empty() || text == "main" || text == settings.sessionKeys.mainKey)
        return settings.mainSessionKey;
    const std::string agentId = agentOfSession(settings, text);
    return routing::canonicalMainAlias(settings.sessionKeys, agentId,
                                       routing::toStoreKey(agentId, text, settings.sessionKeys.mainKey));
}

std::string agentOfSession(const dispatch::Settings& settings, const std::string& key) {
    if (const auto parts = routing::parseAgentKey(key))
        return parts->agentId;
    return settings.defaultAgentId;
}

Json zeroUsage() {
    return Json{{"input", 0},      {"output", 0}, {"cacheRead", 0}, {"cacheWrite", 0}, {"totalTokens", 0},
                {"cost", {{"input", 0}, {"output", 0}, {"cacheRead", 0}, {"cacheWrite", 0}, {"total", 0}}}};
}

}
