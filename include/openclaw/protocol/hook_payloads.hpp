#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

/// Bodies of webhook calls, checked and in normal form (spec agent-run.md §7).
namespace openclaw::protocol {

struct WakeCall {
    std::string text;
    bool isNow = true; // else with the next heartbeat
};
/// Errc::invalidInput with the message that the caller sees.
Result<WakeCall> parseWakeCall(const Json& body);

struct AgentCall {
    std::string message;
    std::string name = "Hook";
    bool isNow = true;
    std::string sessionKey;
    bool deliver = true;
    std::string channel = "last";
    std::string to;
    std::string model;
    std::string thinking;
    std::optional<std::int64_t> timeoutSeconds;
};
/// `fallbackId` makes the session key "hook:<id>" when the body names none. Errc::invalidInput.
Result<AgentCall> parseAgentCall(const Json& body, std::string_view fallbackId);

/// One webhook request as mappings see it.
struct HookRequest {
    /// Below hooks.path, without slashes at the ends.
    std::string path;
    Json payload = Json::object();
    std::map<std::string, std::string> headers;
    std::map<std::string, std::string> query;
    /// What {{now}} stands for.
    std::string now;
};
/// "q=5&x=%20" by name; the last value wins.
std::map<std::string, std::string> parseQuery(std::string_view query);
/// The template with its {{…}} expressions filled in; what is missing becomes nothing.
std::string renderHookTemplate(std::string_view text, const HookRequest& request);

/// What a mapping makes of a request.
struct HookAction {
    enum class Kind { wake, agent };
    Kind kind = Kind::agent;
    /// The text of a wake-up or the message to the agent.
    std::string text;
    bool isNow = true;
    std::string name;
    std::string sessionKey;
    std::string channel;
    std::string to;
    std::string model;
    std::string thinking;
    std::string agentId;
    std::optional<bool> deliver;
    std::optional<bool> allowUnsafeExternalContent;
    std::optional<std::int64_t> timeoutSeconds;
    /// The mapping that decided (index into hookMappings).
    std::size_t mapping = 0;
};
/// `hooks.mappings` and the presets behind them, in order.
std::vector<Json> hookMappings(const Json& hooks);
/// The first mapping that fits the request; nullopt when none does. Errc::invalidInput when its text comes
/// out empty.
Result<std::optional<HookAction>> applyHookMappings(const std::vector<Json>& mappings,
                                                    const HookRequest& request);

}
