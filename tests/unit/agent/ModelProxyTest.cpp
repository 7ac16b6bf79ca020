// The proxy swaps Pi's token for a key, and takes the next key when a provider refuses one.
#include "openclaw/agent/ModelProxy.hpp"

#include "support/FakeHttpClient.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

AuthProfile profile(const std::string& id, const std::string& secret) {
    AuthProfile out;
    out.id = id;
    out.secret = Secret(secret);
    return out;
}

class FakeKeys final : public ProviderKeys {
public:
    asio::awaitable<Result<ProviderEndpoint>> resolve(std::string, std::string) override {
        co_return endpoint;
    }
    asio::awaitable<Result<Secret>> refresh(std::string, std::string, std::string profileId) override {
        if (isLoggedOut) co_return Error(Errc::unauthorized, "log in again");
        co_return Secret("fresh-" + profileId);
    }
    asio::awaitable<void> report(std::string, std::string profileId, llm::FailureClass failure) override {
        reports.push_back(profileId + " " + std::string(llm::toString(failure)));
        co_return;
    }

    ProviderEndpoint endpoint;
    bool isLoggedOut = false;
    std::vector<std::string> reports;
};

class RecordingReply final : public net::HttpReply {
public:
    asio::awaitable<Result<void>> send(net::HttpResponse response) override {
        status = response.status;
        body = response.body;
        co_return Result<void>();
    }
    asio::awaitable<Result<void>> begin(net::HttpResponse head) override {
        status = head.status;
        co_return Result<void>();
    }
    asio::awaitable<Result<void>> write(std::string piece) override {
        body += piece;
        co_return Result<void>();
    }
    asio::awaitable<Result<void>> finish() override {
        isFinished = true;
        co_return Result<void>();
    }

    int status = 0;
    std::string body;
    bool isFinished = false;
};

class ModelProxyTest : public ::testing::Test {
protected:
    ModelProxyTest() {
        keys_.endpoint.baseUrl = "https://provider.example/v1";
        keys_.endpoint.api = "openai-responses";
        token_ = proxy_.issueToken("main", "openai");
    }

    RecordingReply ask() {
        net::HttpServerRequest request;
        request.method = "POST";
        request.target = "/m/openai/responses";
        request.headers.add("Authorization", "Bearer " + token_);
        request.body = "{}";
        RecordingReply reply;
        testing::runCoro(io_, proxy_.onRequest(std::move(request), reply));
        return reply;
    }
    std::string sentKey(std::size_t index) const {
        return std::string(http_.requests().at(index).headers.get("Authorization"));
    }

    asio::io_context io_;
    testing::FakeHttpClient http_{io_.get_executor()};
    FakeKeys keys_;
    ModelProxy proxy_{io_.get_executor(), http_, keys_};
    std::string token_;
};

}

TEST_F(ModelProxyTest, ARefusedKeyGivesWayToTheNext) {
    keys_.endpoint.keys = {profile("a", "sk-a"), profile("b", "sk-b")};
    http_.enqueueBody(429, R"({"error":{"message":"Rate limit reached"}})");
    http_.enqueueBody(200, "data: hello\n\n");

    const RecordingReply reply = ask();

    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "data: hello\n\n");
    EXPECT_TRUE(reply.isFinished);
    EXPECT_EQ(sentKey(0), "Bearer sk-a");
    EXPECT_EQ(sentKey(1), "Bearer sk-b");
    EXPECT_EQ(http_.requests()[1].body, "{}");
    EXPECT_EQ(keys_.reports, (std::vector<std::string>{"a rate_limit", "b none"}));
}

TEST_F(ModelProxyTest, AProcessStaysWithTheKeyThatWorked) {
    keys_.endpoint.keys = {profile("a", "sk-a"), profile("b", "sk-b")};
    http_.enqueueBody(401, R"({"error":{"message":"Incorrect API key"}})");
    for (int i = 0; i < 2; ++i)
        http_.enqueueBody(200, "ok");

    ask();
    ask();

    EXPECT_EQ(sentKey(2), "Bearer sk-b");
    EXPECT_EQ(keys_.reports.size(), 2u); // success is told once
}

TEST_F(ModelProxyTest, TheLastRefusalIsPassedOnWhole) {
    keys_.endpoint.keys = {profile("a", "sk-a"), profile("b", "sk-b")};
    http_.enqueueBody(402, "first");
    http_.enqueueBody(402, "payment required");

    const RecordingReply reply = ask();

    EXPECT_EQ(reply.status, 402);
    EXPECT_EQ(reply.body, "payment required");
    EXPECT_TRUE(reply.isFinished);
}

TEST_F(ModelProxyTest, WhatIsNotTheKeysFaultIsNotTriedAgain) {
    keys_.endpoint.keys = {profile("a", "sk-a"), profile("b", "sk-b")};
    http_.enqueueBody(400, "prompt is too long: 210000 tokens");
    EXPECT_EQ(ask().status, 400);
    http_.enqueueBody(500, "internal error");
    EXPECT_EQ(ask().status, 500);
    testing::ScriptedResponse broken;
    broken.openError = Error(Errc::refused, "no route");
    http_.enqueue(broken);
    EXPECT_EQ(ask().status, 502);

    EXPECT_EQ(http_.requests().size(), 3u);
}

TEST_F(ModelProxyTest, AnExpiredLoginIsRenewedOrPassedOver) {
    AuthProfile login = profile("login", "old");
    login.isToken = true;
    login.needsRefresh = true;
    keys_.endpoint.api = "anthropic-messages";
    keys_.endpoint.keys = {login, profile("key", "sk-k")};
    http_.enqueueBody(200, "ok");
    ask();
    EXPECT_EQ(sentKey(0), "Bearer fresh-login");
    EXPECT_EQ(http_.requests()[0].headers.get("anthropic-beta"), "oauth-2025-04-20");

    keys_.isLoggedOut = true;
    http_.enqueueBody(200, "ok");
    ask();
    EXPECT_EQ(http_.requests()[1].headers.get("x-api-key"), "sk-k");
    EXPECT_EQ(keys_.reports, (std::vector<std::string>{"login none", "login auth", "key none"}));
}

TEST_F(ModelProxyTest, AStrangersTokenGetsNothing) {
    keys_.endpoint.keys = {profile("a", "sk-a")};
    proxy_.revoke(token_);

    EXPECT_EQ(ask().status, 401);
    EXPECT_TRUE(http_.requests().empty());
}

}
