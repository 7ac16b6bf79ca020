// The tool socket: who may call, for whom, and how long.
#include "agent/ToolServer.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/net/local.hpp"

#include <algorithm>
#include <cstdlib>

namespace openclaw::agent {

namespace {

constexpr std::size_t tokenBytes = 32;
/// More at once is no work but a fault.
constexpr int maxCallsPerTurn = 32;

net::HttpServerLimits socketLimits() {
    net::HttpServerLimits limits;
    limits.maxConnections = 512;
    limits.maxConnectionsPerAddress = 512;
    limits.idleTimeout = std::chrono::minutes(10);
    return limits;
}

net::HttpResponse plain(int status, std::string text) {
    return {status, "text/plain; charset=utf-8", std::move(text)};
}

bool isListed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}

Json toolText(std::string text) {
    Json content = Json::array();
    content.push_back(Json{{"type", "text"}, {"text", std::move(text)}});
    return Json{{"content", std::move(content)}};
}

Json toolValue(Json value) {
    Json result = toolText(dumpJsonPretty(value));
    result["details"] = std::move(value);
    return result;
}

ToolServer::ToolServer(asio::any_io_executor executor, ToolHost& host, std::filesystem::path folder)
    : executor_(executor), host_(host), folder_(std::move(folder)), server_(executor, *this, socketLimits()) {
}

Result<std::string> ToolServer::socketPath() {
    if (!socketPath_.empty()) return socketPath_;
    std::filesystem::path folder = folder_;
    const std::string name = "tools.sock";
    if ((folder / name).string().size() > net::maxLocalPathBytes) {
        std::string pattern = "/tmp/openclaw-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr)
            return Error(Errc::unavailable, "cannot make a folder for the tools");
        folder = ownFolder_ = pattern; // mkdtemp makes it 0700
    } else if (const Result<void> made = ensurePrivateDirectory(folder); !made) {
        return made.error();
    }
    std::error_code failure;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
    if (failure)
        return Error(Errc::unavailable,
                     "the folder of the tools cannot be made private: " + failure.message());
    const std::string path = (folder / name).string();
    const Result<void> listening = server_.listenLocal(path);
    if (!listening) return listening.error();
    socketPath_ = path;
    return socketPath_;
}

std::string ToolServer::issueToken() {
    std::string token = randomHex(tokenBytes);
    grants_.emplace(token, Grant());
    return token;
}

void ToolServer::revoke(const std::string& token) {
    endTurn(token);
    grants_.erase(token);
}

void ToolServer::beginTurn(const std::string& token, ToolCaller caller, std::vector<std::string> tools) {
    endTurn(token);
    if (const auto found = grants_.find(token); found != grants_.end())
        found->second.turn = std::make_shared<Turn>(executor_, std::move(caller), std::move(tools));
}

void ToolServer::endTurn(const std::string& token) {
    const auto found = grants_.find(token);
    if (found == grants_.end() || !found->second.turn) return;
    const TurnPtr turn = std::exchange(found->second.turn, nullptr);
    turn->isOver = true;
    turn->ended.notify();
}

asio::awaitable<void> ToolServer::stop() {
    for (auto& [token, grant] : grants_)
        endTurn(token);
    co_await server_.stop();
    if (!ownFolder_.empty()) {
        std::error_code ignored;
        std::filesystem::remove(ownFolder_, ignored);
    }
}

asio::awaitable<void> ToolServer::Turn::untilOver() {
    while (!isOver) {
        co_await ended.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

/// Every token is compared, so that the time tells nothing of which one was close.
ToolServer::Grant* ToolServer::grantOf(const net::HttpServerRequest& request) {
    const std::string_view given = bearerToken(request.headers.get("Authorization"));
    Grant* grant = nullptr;
    for (auto& [token, candidate] : grants_) {
        if (equalsConstantTime(given, token)) grant = &candidate;
    }
    if (!grant) return nullptr;
    if (grant->processId == 0) grant->processId = request.peer.processId;
    if (grant->processId == request.peer.processId) return grant;
    log::warn("agent", "process {} used the tool token of process {} and was refused", request.peer.processId,
              grant->processId);
    return nullptr;
}

net::Screening ToolServer::screen(const net::HttpServerRequest& head) {
    net::Screening screening;
    screening.maxBodyBytes = maxToolRequestBytes;
    if (head.isUpgrade || !grantOf(head))
        screening.refusal = plain(401, "Unauthorized");
    else if (toolRoute(head.method, head.path()) == ToolRoute::unknown)
        screening.refusal = plain(404, "Not Found");
    return screening;
}

Json ToolServer::listTools(const Turn& turn) const {
    Json tools = Json::array();
    for (const GatewayTool& tool : host_.tools()) {
        if (isListed(turn.tools, tool.name))
            tools.push_back(
                {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}});
    }
    return Json{{"tools", std::move(tools)}};
}

asio::awaitable<Result<Json>> ToolServer::carryOut(TurnPtr turn, ToolRequest request) {
    const auto& offered = host_.tools();
    const bool isKnown = std::any_of(offered.begin(), offered.end(),
                                     [&](const GatewayTool& tool) { return tool.name == request.tool; });
    if (!isKnown || !isListed(turn->tools, request.tool))
        co_return Error(Errc::unauthorized, "the tool " + request.tool + " may not be used here");
    ToolCaller caller = turn->caller;
    Result<Json> result =
        co_await host_.call(std::move(caller), std::move(request.tool), std::move(request.arguments));
    co_return result;
}

/// Ends with the turn: an abort does not wait for a person.
asio::awaitable<ToolVerdict> ToolServer::judge(TurnPtr turn, ToolRequest request) {
    using namespace asio::experimental::awaitable_operators;
    ToolVerdict refused;
    refused.reason = "the tool " + request.tool + " may not be used here";
    if (!isListed(turn->tools, request.tool)) co_return refused;
    ToolCaller caller = turn->caller;
    auto raced =
        co_await (host_.judge(std::move(caller), std::move(request.tool), std::move(request.arguments)) ||
                  turn->untilOver());
    if (raced.index() == 0 && !turn->isOver) co_return std::move(std::get<0>(raced));
    refused.reason = "the turn was ended before the decision";
    co_return refused;
}

asio::awaitable<void> ToolServer::answerCall(TurnPtr turn, ToolRequest request, net::HttpReply& reply) {
    using namespace asio::experimental::awaitable_operators;
    net::HttpResponse head(200, "application/x-ndjson", "");
    const Result<void> begun = co_await reply.begin(std::move(head));
    if (!begun) co_return;
    auto raced = co_await (carryOut(turn, std::move(request)) || turn->untilOver());
    Json line = {{"error", "the turn was ended"}};
    if (raced.index() == 0) {
        Result<Json> result = std::move(std::get<0>(raced));
        if (result)
            line = Json{{"result", std::move(*result)}};
        else
            line["error"] = result.error().message;
    }
    const Result<void> written = co_await reply.write(dumpJson(line) + "\n");
    if (written) co_await reply.finish();
}

asio::awaitable<void> ToolServer::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const Grant* grant = grantOf(request);
    const TurnPtr turn = grant ? grant->turn : nullptr;
    const ToolRoute route = toolRoute(request.method, request.path());
    if (!turn || turn->callsUnderWay >= maxCallsPerTurn) {
        net::HttpResponse refusal =
            plain(turn ? 429 : 403, turn ? "too many calls at once" : "no turn is under way");
        co_await reply.send(std::move(refusal));
        co_return;
    }
    if (route == ToolRoute::list) {
        net::HttpResponse list(200, "application/json", dumpJson(listTools(*turn)));
        co_await reply.send(std::move(list));
        co_return;
    }
    Result<ToolRequest> parsed = parseToolRequest(request.body);
    if (!parsed) {
        net::HttpResponse refusal = plain(400, parsed.error().message);
        co_await reply.send(std::move(refusal));
        co_return;
    }
    ++turn->callsUnderWay;
    if (route == ToolRoute::call) {
        co_await answerCall(turn, std::move(*parsed), reply);
    } else {
        const ToolVerdict verdict = co_await judge(turn, std::move(*parsed));
        Json answer = {{"allow", verdict.isAllowed}};
        if (!verdict.isAllowed) answer["reason"] = verdict.reason;
        net::HttpResponse response(200, "application/json", dumpJson(answer));
        co_await reply.send(std::move(response));
    }
    --turn->callsUnderWay;
}

asio::awaitable<void> ToolServer::onWebSocket(net::HttpServerRequest, net::WebSocket) { co_return; }

}
