#pragma once

#include "agent/tool_requests.hpp"
#include "openclaw/agent/tools.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::agent {

/// The socket on which agent processes reach the gateway's tools: HTTP on a Unix socket in a private folder.
///
/// A token is good for one process. It answers only to the process that used it first, so that a command
/// which finds it out has nothing of it, and only while a turn of that process is under way: the turn says
/// whose authority the calls have and which tools there are.
class ToolServer final : public net::HttpService {
public:
    /// The socket lies in `folder`, or in a folder of its own when that path is too long for a socket.
    ToolServer(asio::any_io_executor executor, ToolHost& host, std::filesystem::path folder);

    /// Listens on first use. The path of the socket.
    Result<std::string> socketPath();
    std::string issueToken();
    /// Ends the calls of the token's process.
    void revoke(const std::string& token);
    /// From now on calls with the token are made for `caller`, and only of `tools`.
    void beginTurn(const std::string& token, ToolCaller caller, std::vector<std::string> tools);
    /// Ends the calls that are under way; later ones are refused. Harmless when repeated.
    void endTurn(const std::string& token);
    asio::awaitable<void> stop();

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    struct Turn {
        Turn(asio::any_io_executor executor, ToolCaller who, std::vector<std::string> names)
            : caller(std::move(who)), tools(std::move(names)), ended(std::move(executor)) {}
        ToolCaller caller;
        std::vector<std::string> tools;
        Notifier ended;
        /// Returns once the turn is over. Cancellation: terminal.
        asio::awaitable<void> untilOver();
        bool isOver = false;
        int callsUnderWay = 0;
    };
    using TurnPtr = std::shared_ptr<Turn>;
    struct Grant {
        int processId = 0;
        TurnPtr turn;
    };

    Grant* grantOf(const net::HttpServerRequest& request);
    Json listTools(const Turn& turn) const;
    asio::awaitable<Result<Json>> carryOut(TurnPtr turn, ToolRequest request);
    asio::awaitable<ToolVerdict> judge(TurnPtr turn, ToolRequest request);
    asio::awaitable<void> answerCall(TurnPtr turn, ToolRequest request, net::HttpReply& reply);

    asio::any_io_executor executor_;
    ToolHost& host_;
    std::filesystem::path folder_;
    /// The folder made because the other path was too long.
    std::filesystem::path ownFolder_;
    net::HttpServer server_;
    std::string socketPath_;
    std::map<std::string, Grant> grants_;
};

}
