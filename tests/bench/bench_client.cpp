// A load generator for gateway protocol 3; works against this gateway and against OpenClaw 2026.2.1 alike.
//   openclaw_bench_client URL TOKEN latency METHOD PARAMS COUNT    one request at a time
//   openclaw_bench_client URL TOKEN pipeline METHOD PARAMS COUNT   256 under way
//   openclaw_bench_client URL TOKEN connects COUNT                 signed connects, one after another on 8 lanes
//   openclaw_bench_client URL TOKEN idle COUNT                     holds COUNT clients until stdin ends
//   openclaw_bench_client URL TOKEN turns SESSIONS COUNT           chat.send to final, COUNT turns on each session
//   openclaw_bench_client URL TOKEN aborts COUNT                   chat.abort in the middle of a tool, to the end of the turn
// Prints one JSON object.
#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/net/WebSocket.hpp"
#include "openclaw/protocol/connect.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>

using namespace openclaw;
using SteadyClock = std::chrono::steady_clock;

namespace {

struct Target {
    std::string url;
    std::string token;
    crypto::Ed25519Pair device = crypto::generateEd25519();
};

double microseconds(SteadyClock::duration duration) {
    return std::chrono::duration<double, std::micro>(duration).count();
}

Json summarize(std::vector<double>& samples) {
    std::sort(samples.begin(), samples.end());
    const auto at = [&](double share) {
        return samples.empty() ? 0.0 : samples[std::min(samples.size() - 1, static_cast<std::size_t>(share * static_cast<double>(samples.size())))];
    };
    return Json{{"count", samples.size()}, {"p50us", at(0.5)}, {"p95us", at(0.95)}, {"p99us", at(0.99)}};
}

asio::awaitable<std::string> receive(net::WebSocket& socket) {
    Result<std::string_view> message = co_await socket.read();
    if (!message)
        throw std::runtime_error("connection lost: " + message.error().message + " " + socket.closeInfo().reason);
    co_return std::string(*message);
}

Json connectParams(const Target& target, const std::string& nonce) {
    const SystemClock clock;
    const std::string id = crypto::sha256Hex(target.device.publicKey);
    const std::string scopes = "operator.read,operator.write";
    const std::int64_t now = clock.nowMs();
    const std::string text = "v2|" + id + "|gateway-client|backend|operator|" + scopes + "|" + std::to_string(now) + "|" +
                             target.token + "|" + nonce;
    return Json{{"minProtocol", 3},
                {"maxProtocol", 3},
                {"client", {{"id", "gateway-client"}, {"version", "bench"}, {"platform", "linux"}, {"mode", "backend"}}},
                {"role", "operator"},
                {"scopes", Json::array({"operator.read", "operator.write"})},
                {"auth", {{"token", target.token}}},
                {"device",
                 {{"id", id},
                  {"publicKey", base64UrlEncode(target.device.publicKey)},
                  {"signature", base64UrlEncode(crypto::signEd25519(target.device.privateSeed, text).value())},
                  {"signedAt", now},
                  {"nonce", nonce}}}};
}

asio::awaitable<net::WebSocket> connect(const Target& target) {
    net::WebSocketRequest request;
    request.url = target.url;
    request.limits.maxMessageBytes = 32 * 1024 * 1024;
    Result<net::WebSocket> socket = co_await net::connectWebSocket(std::move(request));
    if (!socket)
        throw std::runtime_error("cannot connect: " + socket.error().message);
    const std::string challengeText = co_await receive(*socket);
    const Json challenge = parseJson(challengeText).value();
    const std::string nonce = challenge.at("payload").at("nonce").get<std::string>();
    const Json frame = {{"type", "req"}, {"id", "hello"}, {"method", "connect"}, {"params", connectParams(target, nonce)}};
    socket->send(dumpJson(frame));
    for (;;) {
        const std::string answer = co_await receive(*socket);
        if (answer.find("\"hello-ok\"") != std::string::npos)
            co_return std::move(*socket);
        if (answer.find("\"ok\":false") != std::string::npos)
            throw std::runtime_error("refused: " + answer);
    }
}

std::string requestText(std::size_t id, const std::string& method, const std::string& params) {
    return R"({"type":"req","id":")" + std::to_string(id) + R"(","method":")" + method + R"(","params":)" + params + "}";
}

asio::awaitable<Json> latency(const Target& target, std::string method, std::string params, std::size_t count) {
    net::WebSocket socket = co_await connect(target);
    std::vector<double> samples;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string marker = R"("id":")" + std::to_string(i) + "\"";
        const auto start = SteadyClock::now();
        socket.send(requestText(i, method, params));
        for (;;) {
            const std::string answer = co_await receive(socket);
            const bool isAnswer = answer.find("\"res\"") != std::string::npos && answer.find(marker) != std::string::npos;
            if (isAnswer)
                break;
        }
        samples.push_back(microseconds(SteadyClock::now() - start));
    }
    co_return summarize(samples);
}

asio::awaitable<Json> pipeline(const Target& target, std::string method, std::string params, std::size_t count) {
    constexpr std::size_t window = 200;
    net::WebSocket socket = co_await connect(target);
    const auto start = SteadyClock::now();
    std::size_t sent = 0;
    std::size_t answered = 0;
    while (answered < count) {
        while (sent < count && sent - answered < window) {
            socket.send(requestText(sent, method, params));
            ++sent;
        }
        const Result<std::string_view> message = co_await socket.read();
        if (!message)
            throw std::runtime_error("connection lost");
        const bool isAnswer = message->starts_with("{\"type\":\"res\"") || message->substr(0, 40).find("\"res\"") != std::string_view::npos;
        if (isAnswer)
            ++answered;
    }
    const double seconds = microseconds(SteadyClock::now() - start) / 1e6;
    co_return Json{{"count", count}, {"seconds", seconds}, {"perSecond", static_cast<double>(count) / seconds}};
}

asio::awaitable<void> connectLane(const Target& target, std::size_t& left, std::size_t& running) {
    while (left > 0) {
        --left;
        net::WebSocket socket = co_await connect(target);
        socket.close(1000, "");
    }
    --running;
}

asio::awaitable<Json> connects(const Target& target, std::size_t count) {
    const auto executor = co_await asio::this_coro::executor;
    net::WebSocket first = co_await connect(target);   // pairs the device once
    std::size_t left = count;
    std::size_t running = 8;
    const auto start = SteadyClock::now();
    for (std::size_t i = 0; i < 8; ++i)
        asio::co_spawn(executor, connectLane(target, left, running), asio::detached);
    while (running > 0)
        co_await sleepFor(std::chrono::milliseconds(1));
    const double seconds = microseconds(SteadyClock::now() - start) / 1e6;
    co_return Json{{"count", count}, {"perSecond", static_cast<double>(count) / seconds}};
}

asio::awaitable<Json> idle(const Target& target, std::size_t count) {
    std::vector<net::WebSocket> sockets;
    for (std::size_t i = 0; i < count; ++i)
        sockets.push_back(co_await connect(target));
    std::printf("{\"connected\":%zu}\n", sockets.size());
    std::fflush(stdout);
    std::string line;
    std::getline(std::cin, line);   // the figures are taken from outside meanwhile
    co_return Json{{"count", count}};
}

asio::awaitable<void> turnLane(const Target& target, std::size_t session, std::size_t count, std::vector<double>& toDelta,
                               std::vector<double>& toFinal, std::size_t& running) {
    net::WebSocket socket = co_await connect(target);
    const std::string key = "bench-" + std::to_string(session);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string runId = randomUuid();
        const Json params = {{"sessionKey", key}, {"message", "turn " + std::to_string(i)}, {"idempotencyKey", runId}};
        const auto start = SteadyClock::now();
        bool sawDelta = false;
        socket.send(requestText(i, "chat.send", dumpJson(params)));
        for (;;) {
            const std::string text = co_await receive(socket);
            if (text.find(runId) == std::string::npos)
                continue;
            const bool isText = text.find("\"stream\":\"assistant\"") != std::string::npos;
            if (!sawDelta && isText) {
                sawDelta = true;
                if (i > 0)
                    toDelta.push_back(microseconds(SteadyClock::now() - start));
            }
            const bool isOver = text.find("\"state\":\"final\"") != std::string::npos || text.find("\"state\":\"error\"") != std::string::npos;
            if (isOver)
                break;
        }
        if (i > 0)   // the first turn starts the agent process
            toFinal.push_back(microseconds(SteadyClock::now() - start));
    }
    --running;
}

asio::awaitable<Json> turns(const Target& target, std::size_t sessions, std::size_t count) {
    const auto executor = co_await asio::this_coro::executor;
    net::WebSocket first = co_await connect(target);
    std::vector<double> toDelta;
    std::vector<double> toFinal;
    std::size_t running = sessions;
    const auto start = SteadyClock::now();
    for (std::size_t i = 0; i < sessions; ++i)
        asio::co_spawn(executor, turnLane(target, i, count, toDelta, toFinal, running), asio::detached);
    while (running > 0)
        co_await sleepFor(std::chrono::milliseconds(1));
    const double seconds = microseconds(SteadyClock::now() - start) / 1e6;
    co_return Json{{"firstDelta", summarize(toDelta)},
                   {"final", summarize(toFinal)},
                   {"turnsPerSecond", static_cast<double>(sessions * count) / seconds}};
}

/// Waits for a message about `runId` that holds `mark`.
asio::awaitable<void> waitFor(net::WebSocket& socket, const std::string& runId, const std::string& mark) {
    for (;;) {
        const std::string text = co_await receive(socket);
        const bool isOurs = text.find(runId) != std::string::npos && text.find(mark) != std::string::npos;
        if (isOurs)
            co_return;
    }
}

/// The offline model is told to sleep in a shell; the clock runs from the abort to the aborted turn.
asio::awaitable<Json> aborts(const Target& target, std::size_t count) {
    net::WebSocket socket = co_await connect(target);
    const std::string key = "bench-abort";
    std::vector<double> samples;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string runId = randomUuid();
        const Json params = {{"sessionKey", key},
                             {"message", "@@tool bash {\"command\":\"sleep 60\"}"},
                             {"idempotencyKey", runId}};
        socket.send(requestText(2 * i, "chat.send", dumpJson(params)));
        co_await waitFor(socket, runId, "\"stream\":\"tool\"");
        const auto start = SteadyClock::now();
        socket.send(requestText(2 * i + 1, "chat.abort", dumpJson(Json{{"sessionKey", key}, {"runId", runId}})));
        co_await waitFor(socket, runId, "\"state\":\"aborted\"");
        samples.push_back(microseconds(SteadyClock::now() - start));
    }
    co_return summarize(samples);
}

}

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fprintf(stderr, "usage: see the first lines of bench_client.cpp\n");
        return 2;
    }
    const std::vector<std::string> words(argv, argv + argc);
    const auto number = [&](std::size_t i) { return static_cast<std::size_t>(parseInteger(words.at(i)).value_or(1)); };
    Target target;
    target.url = words[1];
    target.token = words[2];
    asio::io_context io(1);
    int exitCode = 1;
    const auto done = [&](std::exception_ptr failure, const Json& result) {
        if (failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "%s\n", error.what());
            }
        } else {
            std::printf("%s\n", dumpJson(result).c_str());
            exitCode = 0;
        }
        io.stop();
    };
    if (words[3] == "latency")
        asio::co_spawn(io, latency(target, words.at(4), words.at(5), number(6)), done);
    else if (words[3] == "pipeline")
        asio::co_spawn(io, pipeline(target, words.at(4), words.at(5), number(6)), done);
    else if (words[3] == "connects")
        asio::co_spawn(io, connects(target, number(4)), done);
    else if (words[3] == "idle")
        asio::co_spawn(io, idle(target, number(4)), done);
    else if (words[3] == "aborts")
        asio::co_spawn(io, aborts(target, number(4)), done);
    else if (words[3] == "turns")
        asio::co_spawn(io, turns(target, number(4), number(5)), done);
    else
        return 2;
    io.run();
    return exitCode;
}
