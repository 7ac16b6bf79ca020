// Who may set work in motion over HTTP, and with which words it is refused.
#include "openclaw/hooks/Webhooks.hpp"

#include "support/FakeClock.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::hooks {
namespace {

using openclaw::testing::FakeClock;
using openclaw::testing::runCoro;

class RecordingActions final : public HookActions {
public:
    asio::awaitable<Result<void>> wake(protocol::WakeCall call, std::string) override {
        wakes.push_back(std::move(call));
        co_return stored;
    }
    asio::awaitable<Result<std::string>>
    start(protocol::AgentCall call, std::string, bool isTrusted) override {
        starts.push_back(std::move(call));
        trusted = isTrusted;
        co_return std::string("run-1");
    }

    Result<void> stored;
    std::vector<protocol::WakeCall> wakes;
    std::vector<protocol::AgentCall> starts;
    bool trusted = false;
};

class WebhooksTest : public ::testing::Test {
protected:
    static net::HttpServerRequest
    request(const std::string& target, const std::string& body, const std::string& token = "s3cret") {
        net::HttpServerRequest made;
        made.method = "POST";
        made.target = target;
        made.body = body;
        made.peer.address = "192.0.2.1";
        made.headers.add("Content-Length", std::to_string(body.size()));
        if (!token.empty()) made.headers.add("Authorization", "Bearer " + token);
        return made;
    }
    net::HttpResponse ask(net::HttpServerRequest head) {
        if (auto refusal = hooks_.refuse(head)) return *refusal;
        return runCoro(io_, hooks_.serve(std::move(head)));
    }

    asio::io_context io_{1};
    FakeClock clock_{io_.get_executor()};
    RecordingActions actions_;
    Json config_{{"hooks",
                  {{"enabled", true},
                   {"token", "s3cret"},
                   {"mappings",
                    {{{"match", {{"path", "ci"}}},
                      {"messageTemplate", "Build {{payload.state}} {{headers.authorization}}"}},
                     {{"match", {{"path", "ping"}}}, {"action", "wake"}, {"textTemplate", "{{text}}"}}}}}}};
    Webhooks hooks_{clock_, actions_, [this] { return std::make_shared<const Json>(config_); }};
};

TEST_F(WebhooksTest, OwnsItsPathOnlyWhenSwitchedOn) {
    EXPECT_TRUE(hooks_.owns(request("/hooks/wake", "")));
    EXPECT_FALSE(hooks_.owns(request("/hooksy", "")));
    config_["hooks"]["enabled"] = false;
    EXPECT_FALSE(hooks_.owns(request("/hooks/wake", "")));
}

TEST_F(WebhooksTest, ChecksTokenThenVerbThenPathThenSize) {
    net::HttpServerRequest get = request("/hooks/wake", "", "");
    get.method = "GET";
    EXPECT_EQ(ask(get).status, 401);
    get.headers.add("X-OpenClaw-Token", "s3cret");
    EXPECT_EQ(ask(get).status, 405);
    EXPECT_EQ(ask(request("/hooks", "{}")).status, 404);
    EXPECT_EQ(ask(request("/hooks/wake", std::string(300'000, ' '))).status, 413);
}

TEST_F(WebhooksTest, ATokenInTheAddressIsNoToken) {
    EXPECT_EQ(ask(request("/hooks/wake?token=s3cret", R"({"text":"hi"})", "")).status, 401);
}

TEST_F(WebhooksTest, WakesNowUnlessToldOtherwise) {
    EXPECT_EQ(ask(request("/hooks/wake", R"({"text":"mail came"})")).status, 200);
    const net::HttpResponse later = ask(request("/hooks/wake", R"({"text":"x","mode":"next-heartbeat"})"));

    ASSERT_EQ(actions_.wakes.size(), 2u);
    EXPECT_TRUE(actions_.wakes[0].isNow);
    EXPECT_FALSE(actions_.wakes[1].isNow);
    EXPECT_EQ(later.body, R"({"mode":"next-heartbeat","ok":true})");
    EXPECT_EQ(ask(request("/hooks/wake", "{}")).status, 400);
    EXPECT_EQ(ask(request("/hooks/wake", "not json")).status, 400);
}

TEST_F(WebhooksTest, ACallerDoesNotChooseTheSession) {
    const net::HttpResponse answer =
        ask(request("/hooks/agent", R"({"message":"hi","sessionKey":"agent:main:main"})"));

    EXPECT_EQ(answer.status, 202);
    ASSERT_EQ(actions_.starts.size(), 1u);
    EXPECT_TRUE(actions_.starts[0].sessionKey.starts_with("hook:"));
    EXPECT_FALSE(actions_.trusted);
}

TEST_F(WebhooksTest, MappingsFillTheirTemplatesWithoutTheToken) {
    EXPECT_EQ(ask(request("/hooks/ci", R"({"state":"green"})")).status, 202);
    EXPECT_EQ(actions_.starts.at(0).message, "Build green ");
    EXPECT_EQ(ask(request("/hooks/ping", R"({"text":"pong"})")).status, 200);
    EXPECT_EQ(actions_.wakes.at(0).text, "pong");
    EXPECT_EQ(ask(request("/hooks/other", "{}")).status, 404);
}

TEST_F(WebhooksTest, WrongTokensLockAnAddressOutForAWhile) {
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(ask(request("/hooks/wake", "{}", "wrong")).status, 401);

    EXPECT_EQ(ask(request("/hooks/wake", R"({"text":"x"})")).status, 429);
    clock_.advance(std::chrono::minutes(6));
    EXPECT_EQ(ask(request("/hooks/wake", R"({"text":"x"})")).status, 200);
}

TEST_F(WebhooksTest, WhatCouldNotBeStoredIsNotAcknowledged) {
    actions_.stored = Error(Errc::unavailable, "the disk is full");

    EXPECT_EQ(ask(request("/hooks/wake", R"({"text":"x"})")).status, 503);
}

}
}
