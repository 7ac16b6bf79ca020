#pragma once

#include "openclaw/net/HttpClient.hpp"
#include "pi/tools/Tool.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::pi {

/// The environment variable that names the file with {socket, token}; whoever reads the file deletes it.
inline constexpr const char* toolsFileVariable = "OPENCLAW_TOOLS_FILE";

/// The tools of the gateway that started this agent, over its Unix socket, and its word on commands and
/// changes of files.
class GatewayTools {
public:
    using Dial = std::function<std::unique_ptr<net::HttpClient>(const std::string& socketPath)>;
    /// `dial` makes the client for a socket.
    explicit GatewayTools(Dial dial) : dial_(std::move(dial)) {}

    /// Reads and deletes the file and asks what there is. Cancellation: terminal.
    asio::awaitable<Result<void>> open(std::filesystem::path file);
    /// One Tool for each that the gateway offers; they refer to this object.
    std::vector<std::unique_ptr<Tool>> makeTools();
    /// The tool, which from now on asks before it runs.
    std::unique_ptr<Tool> guard(std::unique_ptr<Tool> tool);
    /// The result of a call, or the gateway's refusal as an error outcome. Cancellation: terminal; the
    /// gateway notices.
    asio::awaitable<ToolOutcome> call(std::string name, Json arguments, ToolUpdate update);
    /// Why a call of one of the agent's own tools may not go on; "" when it may. Waits for the person who
    /// decides. Cancellation: terminal.
    asio::awaitable<std::string> refusalOf(std::string name, Json arguments);

private:
    net::HttpClientRequest request(std::string method, std::string path, const Json& body) const;

    Dial dial_;
    std::unique_ptr<net::HttpClient> http_;
    std::string token_;
    std::vector<llm::ToolDefinition> definitions_;
};

/// One line of the reply to a call. Null when it is no JSON object.
Json parseReplyLine(std::string_view line);

}
