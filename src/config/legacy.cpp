// Keys of older versions. They are refused rather than ignored: whoever wrote them expects them to work, and
// the message says where each went.
#include "config/checks.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::config {

namespace {

struct LegacyKey {
    std::string_view path;
    std::string_view replacement;
    /// Only a value of this JSON type is the old form; null stands for any.
    Json::value_t oldType = Json::value_t::null;
};

constexpr auto anyType = Json::value_t::null;

constexpr std::array legacyKeys{
    LegacyKey{"whatsapp", "channels.whatsapp", anyType},
    LegacyKey{"telegram", "channels.telegram", anyType},
    LegacyKey{"discord", "channels.discord", anyType},
    LegacyKey{"slack", "channels.slack", anyType},
    LegacyKey{"signal", "channels.signal", anyType},
    LegacyKey{"imessage", "channels.imessage", anyType},
    LegacyKey{"msteams", "channels.msteams", anyType},
    LegacyKey{"routing.allowFrom", "channels.whatsapp.allowFrom", anyType},
    LegacyKey{"routing.bindings", "bindings", anyType},
    LegacyKey{"routing.agents", "agents.list", anyType},
    LegacyKey{"routing.defaultAgentId", "agents.list[].default", anyType},
    LegacyKey{"routing.agentToAgent", "tools.agentToAgent", anyType},
    LegacyKey{"routing.groupChat.requireMention", "channels.<channel>.groups.\"*\".requireMention", anyType},
    LegacyKey{"routing.groupChat.mentionPatterns", "messages.groupChat.mentionPatterns", anyType},
    LegacyKey{"routing.queue", "messages.queue", anyType},
    LegacyKey{"routing.transcribeAudio", "tools.media.audio.models", anyType},
    LegacyKey{"telegram.requireMention", "channels.telegram.groups.\"*\".requireMention", anyType},
    LegacyKey{"identity", "agents.list[].identity", anyType},
    LegacyKey{"agent", "agents.defaults", anyType},
    LegacyKey{"agent.model", "agents.defaults.model.primary", Json::value_t::string},
    LegacyKey{"agent.imageModel", "agents.defaults.imageModel.primary", Json::value_t::string},
    LegacyKey{"agent.allowedModels", "agents.defaults.models", anyType},
    LegacyKey{"agent.modelAliases", "agents.defaults.models.*.alias", anyType},
    LegacyKey{"agent.modelFallbacks", "agents.defaults.model.fallbacks", anyType},
    LegacyKey{"agent.imageModelFallbacks", "agents.defaults.imageModel.fallbacks", anyType},
    LegacyKey{"tools.bash", "tools.exec", anyType},
    LegacyKey{"messages.tts.enabled", "messages.tts.auto", anyType},
    LegacyKey{"gateway.token", "gateway.auth.token", anyType},
};

std::vector<std::string> segmentsOf(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        segments.emplace_back(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    }
    return segments;
}

}

void checkLegacyKeys(const Json& config, Reporter& report) {
    for (const auto& legacy : legacyKeys) {
        const Json* value = findPath(config, legacy.path);
        if (!value || (legacy.oldType != anyType && value->type() != legacy.oldType))
            continue;
        report.legacy(segmentsOf(legacy.path), fmt::format("{} was moved; use {} instead",
                                                           legacy.path, legacy.replacement));
    }
}

}
