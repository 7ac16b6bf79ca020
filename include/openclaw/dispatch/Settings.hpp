#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/routing/bindings.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace openclaw::dispatch {

/// What dispatch reads from the configuration, decoded once per configuration.
struct Settings {
    Json root = Json::object();
    routing::RoutingOptions routing;
    routing::SessionKeyOptions sessionKeys;
    std::string defaultAgentId = "main";
    std::string mainSessionKey = "agent:main:main";
    std::size_t maxConcurrentRuns = 4;
    std::size_t maxConcurrentCron = 1;
    std::size_t maxConcurrentSubagents = 8;
    std::chrono::milliseconds runTimeout{600'000};
    std::string thinkingDefault; // "" = off
    std::string typingMode;      // "" = by the kind of chat
    /// "provider/model"; empty means that nothing is configured and the built-in offline model answers.
    std::string defaultModel;
};

Settings settingsFromJson(const Json& root);

/// The settings in force now; a run keeps the ones it started with.
using SettingsSource = std::function<std::shared_ptr<const Settings>()>;

}
