// Requests on the tool socket: the first line is the Authorization header, the second the request line, the
// rest the body.
#include "agent/tool_requests.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto line = [&rest] {
        const std::string_view text = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), text.size() + 1));
        return text;
    };
    const std::string_view token = agent::bearerToken(line());
    if (!token.empty() && (token.front() == ' ' || token.back() == ' ')) __builtin_trap();
    const std::string_view target = line();
    const std::size_t space = std::min(target.find(' '), target.size());
    agent::toolRoute(target.substr(0, space), target.substr(space));
    const Result<agent::ToolRequest> request = agent::parseToolRequest(rest);
    if (request && (request->tool.empty() || request->tool.size() > agent::maxToolNameBytes ||
                    !request->arguments.is_object()))
        __builtin_trap();
    return 0;
}
