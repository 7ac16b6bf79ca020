// The client side of gateway protocol 3: challenge, signed connect, requests. Commands are sequential, so each call
// runs the event loop until its answer is there.
#include "cli/GatewayClient.hpp"

#include "cli/DeviceIdentity.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/net/WebSocket.hpp"
#include "openclaw/protocol/connect.hpp"
#include "openclaw/protocol/frames.hpp"
#include "openclaw/version.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxAnswerBytes = 32 * 1024 * 1024;
constexpr const char* operatorRole = "operator";
const std::vector<std::string>& operatorScopes() {
    static const std::vector<std::string> scopes = {"operator.admin", "operator.approvals", "operator.pairing"};
    return scopes;
}

std::string describeClose(const net::CloseInfo& close) {
    const char* hint = close.code == 1006   ? " abnormal closure (no close frame)"
                       : close.code == 1000 ? " normal closure"
                                            : "";
    return fmt::format("gateway closed ({}{}): {}", close.code, hint, close.reason.empty() ? "no close reason" : close.reason);
}

}

struct GatewayClient::Connection {
    Connection(Context& surroundings, GatewayTarget where)
        : context(surroundings), target(std::move(where)),
          tokenFile(surroundings.stateDirectory() / "identity" / "device-auth.json") {}

    /// Runs the loop until the operation is done or the time is over.
    template <class T>
    Result<T> run(asio::awaitable<Result<T>> operation, std::chrono::milliseconds timeout) {
        std::optional<Result<T>> outcome;
        std::exception_ptr failure;
        auto onDone = [&outcome, &failure](std::exception_ptr thrown, Result<T> result) {
            failure = thrown;
            outcome.emplace(std::move(result));
        };
        asio::co_spawn(loop, withTimeout(timeout, std::move(operation)), onDone);
        loop.restart();
        while (!outcome && loop.run_one() > 0) {
        }
        if (failure)
            std::rethrow_exception(failure);
        if (!outcome)
            return Error(Errc::internal, "the gateway connection stopped without an answer");
        if (!*outcome && outcome->error().is(Errc::timeout))
            return Error(Errc::timeout, fmt::format("gateway timeout after {}ms\n{}", timeout.count(), target.describe()));
        return std::move(*outcome);
    }

    Error closedError() const {
        const net::CloseInfo close = socket ? socket->closeInfo() : net::CloseInfo();
        return Error(Errc::closed, describeClose(close) + "\n" + target.describe());
    }

    /// The next frame as JSON; frames that are no JSON objects are passed over.
    asio::awaitable<Result<Json>> nextFrame() {
        for (;;) {
            Result<std::string_view> text = co_await socket->read();
            if (!text) {
                if (text.error().is(Errc::cancelled))
                    co_return text.error();
                co_return closedError();
            }
            Result<Json> frame = parseJson(*text);
            if (frame && frame->is_object())
                co_return std::move(*frame);
        }
    }

    asio::awaitable<Result<Json>> open() {
        net::WebSocketRequest upgrade;
        upgrade.url = target.url;
        upgrade.timeout = std::chrono::minutes(10);   // the caller's timeout is the one that counts
        upgrade.limits.maxMessageBytes = maxAnswerBytes;
        Result<net::WebSocket> connected = co_await net::connectWebSocket(std::move(upgrade));
        if (!connected) {
            if (connected.error().is(Errc::cancelled))
                co_return connected.error();
            log::debug("cli", "connect failed: {}", connected.error().message);
            co_return closedError();
        }
        socket.emplace(std::move(*connected));
        std::string nonce;
        while (nonce.empty()) {
            Result<Json> frame = co_await nextFrame();
            if (!frame)
                co_return frame.error();
            if (stringOr(*frame, "event") == "connect.challenge")
                nonce = stringOr(frame->value("payload", Json::object()), "nonce");
        }
        Result<Json> params = connectParams(nonce);
        if (!params)
            co_return params.error();
        Result<Json> hello = co_await request("connect", std::move(*params), false);
        if (!hello) {
            if (hello.error().is(Errc::cancelled) || hello.error().is(Errc::closed))
                co_return hello.error();
            // The close frame that follows a refusal says the same in the words people know.
            for (;;) {
                Result<Json> more = co_await nextFrame();
                if (!more)
                    co_return more.error();
            }
        }
        keepDeviceToken(*hello);
        co_return std::move(*hello);
    }

    Result<Json> connectParams(const std::string& nonce) {
        const std::int64_t now = SystemClock().nowMs();
        Result<DeviceIdentity> identity = loadOrCreateIdentity(config::deviceIdentityFile(context.environment), now);
        if (!identity)
            return identity.error();
        deviceId = identity->deviceId;
        Secret token = target.token;
        if (token.empty() && target.password.empty())
            token = readDeviceToken(tokenFile, deviceId, operatorRole);
        protocol::ConnectParams signedPart;
        signedPart.clientId = "cli";
        signedPart.clientMode = "cli";
        signedPart.scopes = operatorScopes();
        signedPart.token = token.reveal();
        protocol::DeviceProof proof;
        proof.id = deviceId;
        proof.signedAt = now;
        proof.nonce = nonce;
        signedPart.device = proof;
        const Result<std::string> signature =
            crypto::signEd25519(identity->privateSeed.reveal(), protocol::signedText(signedPart, operatorRole));
        if (!signature)
            return signature.error();
        Json params = {{"minProtocol", protocol::protocolVersion},
                       {"maxProtocol", protocol::protocolVersion},
                       {"client",
                        {{"id", "cli"}, {"version", version}, {"platform", "linux"}, {"mode", "cli"}, {"instanceId", randomUuid()}}},
                       {"role", operatorRole},
                       {"scopes", operatorScopes()},
                       {"caps", Json::array()},
                       {"device",
                        {{"id", deviceId},
                         {"publicKey", base64UrlEncode(identity->publicKey)},
                         {"signature", base64UrlEncode(*signature)},
                         {"signedAt", now},
                         {"nonce", nonce}}}};
        if (!token.empty())
            params["auth"]["token"] = token.reveal();
        if (!target.password.empty())
            params["auth"]["password"] = target.password.reveal();
        return params;
    }

    void keepDeviceToken(const Json& hello) {
        const Json* auth = findMember(hello, "auth");
        const std::string token = auth ? stringOr(*auth, "deviceToken") : std::string();
        if (token.empty())
            return;
        std::vector<std::string> scopes;
        if (const Json* granted = findMember(*auth, "scopes"); granted && granted->is_array()) {
            for (const auto& scope : *granted) {
                if (scope.is_string())
                    scopes.push_back(scope.get<std::string>());
            }
        }
        const Result<void> kept =
            storeDeviceToken(tokenFile, deviceId, operatorRole, token, std::move(scopes), SystemClock().nowMs());
        if (!kept)
            log::warn("cli", "cannot keep the device token: {}", kept.error().message);
    }

    asio::awaitable<Result<Json>> request(std::string method, Json params, bool expectFinal) {
        const std::string id = randomUuid();
        socket->send(dumpJson(Json{{"type", "req"}, {"id", id}, {"method", method}, {"params", std::move(params)}}));
        for (;;) {
            Result<Json> frame = co_await nextFrame();
            if (!frame)
                co_return frame.error();
            if (stringOr(*frame, "type") != "res" || stringOr(*frame, "id") != id)
                continue;
            Json payload = frame->value("payload", Json());
            if (!findBool(*frame, "ok").value_or(false)) {
                const Json* error = findMember(*frame, "error");
                co_return Error(Errc::refused, error ? stringOr(*error, "message", "unknown error") : "unknown error");
            }
            if (expectFinal && stringOr(payload, "status") == "accepted")
                continue;
            co_return std::move(payload);
        }
    }

    Context& context;
    GatewayTarget target;
    std::filesystem::path tokenFile;
    std::string deviceId;
    asio::io_context loop{1};
    std::optional<net::WebSocket> socket;
};

GatewayClient::GatewayClient(Context& context, GatewayTarget target)
    : connection_(std::make_unique<Connection>(context, std::move(target))) {}

GatewayClient::~GatewayClient() {
    if (!connection_->socket)
        return;
    connection_->socket->close(1000, "");
    connection_->loop.restart();
    connection_->loop.poll();
}

Result<Json> GatewayClient::connect(std::chrono::milliseconds timeout) {
    return connection_->run(connection_->open(), timeout);
}

Result<Json> GatewayClient::call(GatewayCall call) {
    return connection_->run(connection_->request(call.method, std::move(call.params), call.expectFinal), call.timeout);
}

Result<Json> callGateway(Context& context, GatewayTarget target, GatewayCall call) {
    const auto startedAt = std::chrono::steady_clock::now();
    GatewayClient client(context, std::move(target));
    const Result<Json> hello = client.connect(call.timeout);
    if (!hello)
        return hello.error();
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - startedAt);
    call.timeout = std::max(call.timeout - spent, std::chrono::milliseconds(1));
    return client.call(std::move(call));
}

std::vector<Option> gatewayOptions() {
    return {{0, "url", "url", "Gateway WebSocket URL", false, false},
            {0, "token", "token", "Gateway token", false, false},
            {0, "password", "password", "Gateway password", false, false},
            {0, "timeout", "ms", "Request timeout in milliseconds (default 10000)", false, false}};
}

Result<GatewayCall> readCall(const Arguments& arguments, std::string method, Json params) {
    const Result<std::int64_t> timeout = arguments.positive("timeout", 10'000);
    if (!timeout)
        return timeout.error();
    GatewayCall call;
    call.method = std::move(method);
    call.params = std::move(params);
    call.timeout = std::chrono::milliseconds(*timeout);
    call.expectFinal = arguments.has("expect-final");
    return call;
}

}
