// Connections of gateway protocol 3: challenge, connect, hello, then requests in any order.
#include "gateway/GatewayServer.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxRequestsPerClient = 256;
constexpr std::size_t maxHandshakes = 512;

const Json& eventNames() {
    static const Json names = Json::array(
        {"connect.challenge", "agent", "chat", "presence", "tick", "talk.mode", "shutdown", "health", "heartbeat", "cron",
         "node.pair.requested", "node.pair.resolved", "node.invoke.request", "device.pair.requested",
         "device.pair.resolved", "voicewake.changed", "exec.approval.requested", "exec.approval.resolved"});
    return names;
}

/// The first frame of a connection, judged up to the point where authentication begins.
struct FirstFrame {
    std::optional<protocol::RequestFrame> request;
    std::optional<std::string> refusal;   // response text to send first
    std::uint16_t closeCode = 1008;
    std::string closeReason;
    bool closeSilently = false;
};

FirstFrame judgeFirstFrame(std::string_view text) {
    FirstFrame first;
    protocol::ParsedFrame parsed = protocol::parseRequestFrame(text);
    if (!parsed.request) {
        if (!parsed.problem.isJson) {
            first.closeCode = 1000;
            return first;
        }
        first.closeReason = "invalid request frame";
        return first;
    }
    const auto refuse = [&](std::string message) {
        first.refusal = protocol::encodeErrorResponse(parsed.request->id,
                                                      protocol::RpcError(protocol::code::invalidRequest, message));
        first.closeReason = std::move(message);
    };
    if (parsed.request->method != "connect") {
        refuse("invalid handshake: first request must be connect");
        return first;
    }
    const std::string problems = protocol::connectSchema().check(parsed.request->params);
    if (!problems.empty()) {
        refuse("invalid connect params: " + problems);
        return first;
    }
    first.request = std::move(parsed.request);
    return first;
}

asio::awaitable<Result<std::string>> readFirst(net::WebSocket& socket) {
    const Result<std::string_view> message = co_await socket.read();
    if (!message)
        co_return message.error();
    co_return std::string(*message);
}

}

GatewayServer::GatewayServer(asio::any_io_executor executor, Services& services, Authenticator& authenticator,
                             std::function<const AuthConfig&()> auth, HttpRoutes& routes)
    : executor_(executor), services_(services), authenticator_(authenticator), auth_(std::move(auth)), routes_(routes),
      methods_(makeMethodTable()), requests_(executor) {}

net::Screening GatewayServer::screen(const net::HttpServerRequest& head) {
    net::Screening screening;
    if (const auto problem = checkHostAndOrigin(head, auth_())) {
        log::warn("http", "refused a request from {}: {}", head.peer.address, *problem);
        screening.refusal = net::HttpResponse(403, "text/plain; charset=utf-8", "Forbidden: " + *problem + "\n");
        return screening;
    }
    if (head.isUpgrade) {
        if (handshakes_ >= maxHandshakes)
            screening.refusal = net::HttpResponse(503, "text/plain; charset=utf-8", "Too many connections\n");
        return screening;
    }
    screening.refusal = routes_.refuse(head);
    screening.maxBodyBytes = routes_.maxBodyBytes(head);
    return screening;
}

asio::awaitable<void> GatewayServer::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    net::HttpResponse response = co_await routes_.serve(std::move(request));
    co_await reply.send(std::move(response));
}

asio::awaitable<void> GatewayServer::onWebSocket(net::HttpServerRequest head, net::WebSocket socket) {
    co_await asio::this_coro::throw_if_cancelled(false);
    ClientPtr client = co_await handshake(std::move(head), socket);
    if (!client)
        co_return;
    services_.clients.add(client);
    co_await serveClient(client, socket);
    services_.clients.remove(client);
    if (client->identity.presenceKey.empty())
        co_return;
    const Json gone = {{"reason", "disconnect"}};
    services_.presence.update(client->identity.presenceKey, gone);
    ++services_.clients.presenceVersion;
    Broadcast how;
    how.mayDrop = true;
    how.withStateVersion = true;
    const std::string payload = dumpJson(Json{{"presence", services_.presence.list()}});
    services_.clients.broadcast("presence", payload, how);
}

asio::awaitable<ClientPtr> GatewayServer::handshake(net::HttpServerRequest head, net::WebSocket& socket) {
    struct Count {
        std::size_t& value;
        explicit Count(std::size_t& v) : value(++v) {}
        ~Count() { --value; }
    } const count(handshakes_);
    const std::string nonce = randomUuid();
    const std::string challenge = dumpJson(Json{{"nonce", nonce}, {"ts", services_.clock.nowMs()}});
    socket.send(protocol::encodeEvent("connect.challenge", challenge, std::nullopt));

    const std::chrono::milliseconds limit(protocol::handshakeTimeoutMs);
    Result<std::string> text = co_await withTimeout(limit, readFirst(socket));
    if (!text) {
        if (text.error().is(Errc::timeout))
            socket.close(1000, "");
        co_return nullptr;
    }
    FirstFrame first = judgeFirstFrame(*text);
    if (!first.request) {
        if (first.refusal)
            socket.send(std::move(*first.refusal));
        socket.close(first.closeCode, first.closeReason);
        co_return nullptr;
    }

    const Origin origin = resolveOrigin(head, auth_());
    const bool isLimited = !origin.isLocal || origin.isBrowser;
    const std::string requestId = first.request->id;
    if (isLimited && limiter_.isLocked(origin.address, services_.clock.steadyNow())) {
        protocol::RpcError busy(protocol::code::unavailable, "too many failed attempts; try again later");
        socket.send(protocol::encodeErrorResponse(requestId, busy));
        socket.close(1008, busy.message);
        co_return nullptr;
    }
    protocol::ConnectParams connect = protocol::decodeConnectParams(first.request->params);
    AuthDecision decision = co_await authenticator_.decide(connect, origin, nonce);
    for (const auto& [event, payload] : decision.events) {
        Broadcast how;
        how.mayDrop = true;
        how.audience = Audience::pairing;
        services_.clients.broadcast(event, dumpJson(payload), how);
    }
    if (decision.error) {
        if (isLimited && decision.error->code == protocol::code::invalidRequest)
            limiter_.recordFailure(origin.address, services_.clock.steadyNow());
        log::warn("ws", "refused client={} from={}: {}", connect.clientId, origin.address, decision.error->message);
        socket.send(protocol::encodeErrorResponse(requestId, *decision.error));
        socket.close(decision.closeCode, decision.error->message);
        co_return nullptr;
    }
    limiter_.recordSuccess(origin.address);

    Identity identity;
    identity.connectionId = randomUuid();
    identity.clientId = connect.clientId;
    identity.clientMode = connect.clientMode;
    identity.displayName = connect.displayName;
    identity.role = decision.role;
    identity.scopes = decision.scopes;
    identity.deviceId = decision.deviceId;
    identity.address = origin.isLocal ? std::string() : origin.address;
    identity.wantsToolEvents = std::find(connect.caps.begin(), connect.caps.end(), "tool-events") != connect.caps.end();
    const bool isTracked = connect.clientId != "cli" && connect.clientMode != "cli";
    if (isTracked) {
        identity.presenceKey = !identity.deviceId.empty()     ? identity.deviceId
                               : !connect.instanceId.empty() ? connect.instanceId
                                                              : identity.connectionId;
        announce(identity, connect);
    }
    socket.send(protocol::encodeResponse(requestId, helloPayload(identity, decision.auth, head)));
    services_.health.requestRefresh();
    co_return std::make_shared<Client>(std::move(identity), socket);
}

void GatewayServer::announce(const Identity& identity, const protocol::ConnectParams& connect) {
    const std::string host = connect.displayName.empty() ? connect.clientId : connect.displayName;
    Json entry = {{"host", host},
                  {"version", connect.clientVersion},
                  {"platform", connect.platform},
                  {"mode", connect.clientMode},
                  {"roles", Json::array({identity.role})},
                  {"scopes", identity.scopes},
                  {"reason", "connect"},
                  {"text", "Node: " + host + " · mode " + connect.clientMode}};
    const auto addText = [&](const char* key, const std::string& value) {
        if (!value.empty())
            entry[key] = value;
    };
    addText("ip", identity.address);
    addText("deviceFamily", connect.deviceFamily);
    addText("modelIdentifier", connect.modelIdentifier);
    addText("deviceId", identity.deviceId);
    addText("instanceId", identity.deviceId.empty() ? connect.instanceId : identity.deviceId);
    services_.presence.update(identity.presenceKey, std::move(entry));
    ++services_.clients.presenceVersion;
}

std::string GatewayServer::helloPayload(const Identity& identity, const Json& auth, const net::HttpServerRequest& head) {
    const auto settings = services_.settings();
    const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(services_.clock.steadyNow() - services_.startedAt);
    Json presence = services_.presence.list();
    const std::string host = presence.at(0).at("host").get<std::string>();
    Json hello = {
        {"type", "hello-ok"},
        {"protocol", protocol::protocolVersion},
        {"server", {{"version", services_.version}, {"host", host}, {"connId", identity.connectionId}}},
        {"features", {{"methods", methods_.advertisedNames()}, {"events", eventNames()}}},
        {"snapshot",
         {{"presence", std::move(presence)},
          {"stateVersion",
           {{"presence", services_.clients.presenceVersion}, {"health", services_.clients.healthVersion}}},
          {"uptimeMs", uptime.count()},
          {"configPath", services_.configPath.string()},
          {"stateDir", services_.stateDirectory.string()},
          {"sessionDefaults",
           {{"defaultAgentId", settings->defaultAgentId},
            {"mainKey", settings->sessionKeys.mainKey},
            {"mainSessionKey", settings->mainSessionKey},
            {"scope", settings->mainSessionKey == "global" ? "global" : "per-sender"}}}}},
        {"policy",
         {{"maxPayload", protocol::maxInboundFrameBytes},
          {"maxBufferedBytes", protocol::maxBufferedBytes},
          {"tickIntervalMs", protocol::tickIntervalMs}}}};
    if (!auth.is_null())
        hello["auth"] = auth;
    const std::string hostHeader(head.headers.get("Host"));
    if (!hostHeader.empty())
        hello["canvasHostUrl"] = "http://" + hostHeader;
    // The health snapshot is text already: splice it in rather than parse it again for every connect.
    std::string text = dumpJson(hello);
    const std::string marker = R"("snapshot":{)";
    text.insert(text.find(marker) + marker.size(), R"("health":)" + services_.health.text() + ",");
    return text;
}

asio::awaitable<void> GatewayServer::serveClient(ClientPtr client, net::WebSocket& socket) {
    // A request to stop may have come while the handshake was in the store; it would not be heard again.
    const bool cancelled = co_await isCancelled();
    while (!cancelled) {
        const Result<std::string_view> message = co_await socket.read();
        if (!message)
            co_return;
        protocol::ParsedFrame parsed = protocol::parseRequestFrame(*message);
        if (parsed.request)
            dispatch(client, std::move(*parsed.request));
        else if (parsed.problem.isJson)
            socket.send(protocol::encodeErrorResponse(
                parsed.problem.id, protocol::RpcError(protocol::code::invalidRequest, parsed.problem.message)));
        else
            log::debug("ws", "ignored a frame that is not JSON conn={}", client->identity.connectionId);
    }
}

void GatewayServer::dispatch(const ClientPtr& client, protocol::RequestFrame request) {
    Call call{client, std::move(request.id), std::move(request.params)};
    const auto refuse = [&](protocol::RpcError error) { finish(call, Answer(std::move(error))); };
    if (request.method == "connect")
        return refuse(protocol::RpcError(protocol::code::invalidRequest, "connect is only valid as the first request"));
    if (auto error = methods_.authorize(client->identity, request.method))
        return refuse(std::move(*error));
    const Method* method = methods_.find(request.method);
    if (!method)
        return refuse(protocol::RpcError(protocol::code::invalidRequest, "unknown method: " + request.method));
    if (const std::string problems = method->params.check(call.params); !problems.empty())
        return refuse(protocol::RpcError(protocol::code::invalidRequest,
                                         "invalid " + request.method + " params: " + problems));
    if (method->now) {
        if (const std::optional<Answer> answer = method->now(services_, call))
            return finish(call, *answer);
    }
    if (client->requestsUnderWay >= maxRequestsPerClient)
        return refuse(protocol::RpcError(protocol::code::unavailable, "too many requests under way on this connection"));
    ++client->requestsUnderWay;
    requests_.spawn(request.method, answerLater(method, std::move(call)));
}

asio::awaitable<void> GatewayServer::answerLater(const Method* method, Call call) {
    const ClientPtr client = call.client;
    Call kept{call.client, call.id, Json()};
    Answer answer;
    try {
        answer = co_await method->later(services_, std::move(call));
    } catch (const std::exception& failure) {
        log::error("gateway", "{} failed: {}", method->name, failure.what());
        answer = Answer(protocol::RpcError(protocol::code::unavailable, "internal error"));
    }
    --client->requestsUnderWay;
    finish(kept, answer);
}

void GatewayServer::finish(const Call& call, const Answer& answer) {
    if (answer.error)
        call.client->send(protocol::encodeErrorResponse(call.id, *answer.error, answer.payload));
    else
        call.client->send(protocol::encodeResponse(call.id, answer.payload));
}

asio::awaitable<void> GatewayServer::stop() {
    requests_.cancel();
    co_await requests_.join();
}

}
