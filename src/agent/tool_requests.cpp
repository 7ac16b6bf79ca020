// Requests on the tool socket, read strictly.
#include "agent/tool_requests.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::agent {

namespace {

bool isToolName(std::string_view name) {
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    };
    return !name.empty() && name.size() <= maxToolNameBytes &&
           std::all_of(name.begin(), name.end(), isAllowed);
}

}

ToolRoute toolRoute(std::string_view method, std::string_view path) {
    if (method == "GET" && path == "/tools") return ToolRoute::list;
    if (method == "POST" && path == "/call") return ToolRoute::call;
    return method == "POST" && path == "/approve" ? ToolRoute::approve : ToolRoute::unknown;
}

std::string_view bearerToken(std::string_view header) {
    constexpr std::string_view scheme = "bearer ";
    if (header.size() <= scheme.size() || !equalsIgnoreCase(header.substr(0, scheme.size()), scheme))
        return {};
    return trimAscii(header.substr(scheme.size()));
}

Result<ToolRequest> parseToolRequest(std::string_view body) {
    if (body.size() > maxToolRequestBytes) return Error(Errc::invalidInput, "the request is too large");
    const Result<Json> json = parseJson(body);
    if (!json || !json->is_object()) return Error(Errc::invalidInput, "the request is no JSON object");
    ToolRequest request;
    request.tool = stringOr(*json, "tool");
    if (!isToolName(request.tool)) return Error(Errc::invalidInput, "the request names no tool");
    request.callId = utf8Prefix(stringOr(*json, "toolCallId"), 256);
    if (const Json* arguments = findMember(*json, "args"); arguments && !arguments->is_null()) {
        if (!arguments->is_object()) return Error(Errc::invalidInput, "the arguments are no JSON object");
        request.arguments = *arguments;
    }
    return request;
}

}
