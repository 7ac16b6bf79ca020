#include "openclaw/llm/errors.hpp"

#include <gtest/gtest.h>

namespace openclaw::llm {
namespace {

struct Case {
    std::string_view text;
    FailureClass expected;
};

class FailureTable : public ::testing::TestWithParam<Case> {};

TEST_P(FailureTable, Classifies) { EXPECT_EQ(classifyFailureText(GetParam().text), GetParam().expected) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(Rows, FailureTable,
    ::testing::Values(Case{"image exceeds 5 MB maximum", FailureClass::none},
        Case{"Rate limit reached", FailureClass::rateLimit}, Case{"Overloaded", FailureClass::rateLimit},
        Case{"You exceeded your current quota, please check your plan and billing details.", FailureClass::rateLimit},
        Case{"tool_use.id: String should match pattern", FailureClass::format},
        Case{"Your credit balance is too low", FailureClass::billing}, Case{"error 402", FailureClass::billing},
        Case{"error 4021", FailureClass::none}, Case{"request timed out", FailureClass::timeout},
        Case{"Incorrect API key provided", FailureClass::auth}, Case{"got 401", FailureClass::auth},
        Case{"Invalid request", FailureClass::none}));

TEST(Failure, StatusComesFirst) {
    EXPECT_EQ(classifyFailure(402, "rate limit"), FailureClass::billing);
    EXPECT_EQ(classifyFailure(408, ""), FailureClass::timeout);
    EXPECT_EQ(classifyFailure(500, "boom"), FailureClass::none);
    EXPECT_EQ(classifyFailure(std::nullopt, "read ECONNRESET"), FailureClass::timeout);
}

TEST(ContextOverflow, IsRecognised) {
    EXPECT_TRUE(isContextOverflow("prompt is too long: 213462 tokens > 200000 maximum"));
    EXPECT_TRUE(isContextOverflow("400: {\"code\":\"context_length_exceeded\"}"));
    EXPECT_TRUE(isContextOverflow("413 (no body)"));
    EXPECT_TRUE(isContextOverflow("The input token count (9) exceeds the maximum"));
    EXPECT_FALSE(isContextOverflow("400: Invalid request"));
    EXPECT_FALSE(isContextOverflow("500 (no body)"));
}

TEST(Retryable, FollowsTheNewestRules) {
    EXPECT_TRUE(isRetryable("503: {\"message\":\"The server is currently overloaded\"}"));
    EXPECT_TRUE(isRetryable("Stream ended without finish_reason"));
    EXPECT_TRUE(isRetryable("Connection error."));
    EXPECT_TRUE(isRetryable("429: {\"message\":\"Rate limit reached\"}"));
    EXPECT_FALSE(isRetryable("429: {\"code\":\"insufficient_quota\"}"));
    EXPECT_FALSE(isRetryable("401: {\"message\":\"Incorrect API key provided\"}"));
    EXPECT_FALSE(isRetryable("400: {\"message\":\"Invalid request\"}"));
    EXPECT_FALSE(isRetryable("prompt is too long: timeout"));
}

TEST(HttpErrors, KeepTheErrorObject) {
    EXPECT_EQ(describeHttpError(401, R"({"error":{"message":"no"},"x":1})"), R"(401: {"message":"no"})");
    EXPECT_EQ(describeHttpError(400, ""), "400 (no body)");
    EXPECT_EQ(describeHttpError(502, "<html>bad gateway</html>"), "502: <html>bad gateway</html>");
    EXPECT_LT(describeHttpError(500, std::string(100'000, 'x')).size(), 2100U);
}

TEST(HttpErrors, StatusCanBeStripped) {
    EXPECT_EQ(leadingStatus("401: x"), 401);
    EXPECT_EQ(withoutStatus("401: x"), "x");
    EXPECT_EQ(withoutStatus("401 x"), "x");
    EXPECT_EQ(withoutStatus("hello"), "hello");
    EXPECT_FALSE(leadingStatus("4012"));
}

}
}
