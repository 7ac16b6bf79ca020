// One question to a model.
#include "agent/question.hpp"

#include "openclaw/core/json.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

class QuestionTest : public ::testing::Test {
protected:
    Result<std::string> ask(const std::string& api = "openai-completions") {
        ModelQuestion question{api,         ModelRef{"mine", "m-1"}, "http://127.0.0.1:1/v1",
                               "ocp-token", "Shorter, please",       200};
        return testing::runCoro(io_, askModel(http_, question));
    }

    asio::io_context io_;
    testing::FakeHttpClient http_{io_.get_executor()};
};

TEST_F(QuestionTest, TheTextOfTheAnswerCounts) {
    http_.enqueueBody(
        200, "data: {\"choices\":[{\"delta\":{\"content\":\" short\"}}]}\n\n"
             "data: {\"choices\":[{\"delta\":{\"content\":\" words \"},\"finish_reason\":\"stop\"}]}\n\n"
             "data: [DONE]\n\n");

    EXPECT_EQ(ask().value(), "short words");

    const net::HttpClientRequest& request = http_.requests().at(0);
    EXPECT_EQ(request.url, "http://127.0.0.1:1/v1/chat/completions");
    EXPECT_EQ(request.headers.get("authorization"), "Bearer ocp-token");
    EXPECT_NE(request.body.find("Shorter, please"), std::string::npos);
}

TEST_F(QuestionTest, FailuresAreErrors) {
    EXPECT_EQ(ask().error().message, "mine/m-1 answered HTTP 500");
    http_.enqueueBody(200,
                      "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
    EXPECT_EQ(ask().error().message, "mine/m-1 said nothing");
    http_.enqueueBody(200, "data: {\"choices\":");
    EXPECT_FALSE(ask());
    EXPECT_TRUE(ask("smoke-signals").error().is(Errc::invalidInput));
}

}
}
