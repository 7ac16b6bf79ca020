// The request for a new access token and what its answers mean.
#include "agent/token_refresh.hpp"

#include "openclaw/core/json.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {

TEST(TokenRefresh, AsksTheProvidersServer) {
    const auto request = refreshRequest("anthropic", Secret("r-1"));

    ASSERT_TRUE(request);
    EXPECT_EQ(request->method, "POST");
    EXPECT_EQ(parseJson(request->body).value()["refresh_token"], "r-1");
    EXPECT_FALSE(refreshRequest("openai", Secret("r-1")));
    EXPECT_FALSE(refreshRequest("anthropic", Secret()));
}

TEST(TokenRefresh, RenewsBeforeTheServersLimit) {
    const net::HttpResponse answer(200, "application/json",
                                   R"({"access_token":"a","refresh_token":"r-2","expires_in":3600})");

    const auto token = readRefreshAnswer(answer, 1000);

    ASSERT_TRUE(token);
    EXPECT_EQ(token->access.reveal(), "a");
    EXPECT_EQ(token->refresh.reveal(), "r-2");
    EXPECT_EQ(token->expiresMs, 1000 + 3'600'000 - 300'000);
}

TEST(TokenRefresh, TellsALogoutFromAnOutage) {
    EXPECT_EQ(readRefreshAnswer(net::HttpResponse(400, "", R"({"error":"invalid_grant"})"), 0).error().code,
              Errc::unauthorized);
    EXPECT_EQ(readRefreshAnswer(net::HttpResponse(503, "", ""), 0).error().code, Errc::unavailable);
    EXPECT_EQ(readRefreshAnswer(net::HttpResponse(200, "", "<html>"), 0).error().code, Errc::unavailable);
    EXPECT_EQ(readRefreshAnswer(net::HttpResponse(200, "", "{}"), 0).error().code, Errc::unavailable);
}

}
