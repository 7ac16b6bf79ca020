// Decodes the parts of the configuration that runs depend on.
#include "openclaw/dispatch/Settings.hpp"

#include "openclaw/sessions/queue.hpp"

#include <algorithm>

namespace openclaw::dispatch {

Settings settingsFromJson(const Json& root) {
    Settings settings;
    settings.root = root;
    settings.routing = routing::routingOptionsFromJson(root);
    settings.sessionKeys = routing::sessionKeyOptionsFromJson(root);
    settings.defaultAgentId = routing::resolveDefaultAgentId(settings.routing.agents);
    settings.mainSessionKey = routing::resolveMainSessionKey(settings.routing.agents, settings.sessionKeys);
    if (const Json* cron = findMember(root, "cron")) {
        if (const auto concurrent = findInteger(*cron, "maxConcurrentRuns"))
            settings.maxConcurrentCron =
                static_cast<std::size_t>(std::clamp<std::int64_t>(*concurrent, 1, 1000));
    }
    settings.maxConcurrentSubagents = sessions::resolveConcurrency(root).subagents;
    const Json* defaults = findPath(root, "agents.defaults");
    if (!defaults) return settings;
    if (const auto concurrent = findInteger(*defaults, "maxConcurrent"))
        settings.maxConcurrentRuns = static_cast<std::size_t>(std::clamp<std::int64_t>(*concurrent, 1, 1000));
    if (const auto seconds = findInteger(*defaults, "timeoutSeconds"); seconds && *seconds > 0)
        settings.runTimeout = std::chrono::seconds(std::min<std::int64_t>(*seconds, 30LL * 24 * 3600));
    settings.typingMode = stringOr(*defaults, "typingMode");
    settings.thinkingDefault = stringOr(*defaults, "thinkingDefault");
    if (const Json* model = findMember(*defaults, "model"))
        settings.defaultModel = model->is_string() ? model->get<std::string>() : stringOr(*model, "primary");
    return settings;
}

}
