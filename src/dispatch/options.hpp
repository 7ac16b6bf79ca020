#pragma once

#include "openclaw/commands/inline.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/dispatch/model_choice.hpp"

#include <string>
#include <vector>

/// Session options set by directives: what is stored and what the person is told (spec commands.md §4). Pure.
namespace openclaw::dispatch {

struct OptionChange {
    /// A merge patch over the session entry.
    Json patch = Json::object();
    std::string reply;
    /// The warm agent process no longer fits.
    bool changesAgent = false;
};
/// Applies every directive in the text. Without an argument a directive shows its value.
OptionChange applyDirectives(const commands::InlineDirectives& directives,
                             const Json& entry,
                             const Settings& settings,
                             const std::string& agentId);

/// Aliases of models, from `agents.defaults.models`.
std::vector<std::string> modelAliases(const Json& config);
/// The session's model, else the configured one.
std::string currentModel(const Json& entry, const Settings& settings);

}
