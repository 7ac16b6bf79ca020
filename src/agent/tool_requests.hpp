#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <string>
#include <string_view>

/// What comes in on the tool socket. Pure; every byte is from a process that a model steers.
namespace openclaw::agent {

inline constexpr std::size_t maxToolRequestBytes = 1024 * 1024;
inline constexpr std::size_t maxToolNameBytes = 64;

enum class ToolRoute { list, call, approve, unknown };
ToolRoute toolRoute(std::string_view method, std::string_view path);

/// The token of "Authorization: Bearer …", "" when there is none.
std::string_view bearerToken(std::string_view header);

/// The body of POST /call and /approve.
struct ToolRequest {
    std::string tool;
    std::string callId;
    Json arguments = Json::object();
};
/// Errc::invalidInput for anything but {tool: a tool's name, toolCallId?, args?: object}.
Result<ToolRequest> parseToolRequest(std::string_view body);

}
