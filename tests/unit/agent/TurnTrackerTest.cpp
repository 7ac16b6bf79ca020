#include "agent/TurnTracker.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

class TurnRecorder final : public TurnListener {
public:
    void onTurnStarted() override { ++started; }
    void onTextDelta(const std::string& delta) override { text += delta; }
    void onToolStarted(const std::string&, const std::string& name, const Json&) override { tools.push_back("start " + name); }
    void onToolEnded(const std::string&, const std::string& name, const Json&, bool isError) override {
        tools.push_back((isError ? "failed " : "end ") + name);
    }
    void onMessage(const Json& message) override { roles.push_back(stringOr(message, "role")); }

    int started = 0;
    std::string text;
    std::vector<std::string> tools;
    std::vector<std::string> roles;
};

using Next = TurnTracker::Next;

class TurnTrackerTest : public ::testing::Test {
protected:
    Next feed(const char* text) { return tracker.onEvent(parseJson(text).value()); }
    void assistant(const char* text, const char* stopReason) {
        tracker.onEvent(Json{{"type", "message_end"},
                             {"message",
                              {{"role", "assistant"},
                               {"content", Json::array({Json{{"type", "text"}, {"text", text}}})},
                               {"stopReason", stopReason},
                               {"provider", "p"},
                               {"model", "m"},
                               {"errorMessage", "401 no"},
                               {"usage", {{"input", 3}, {"output", 4}, {"totalTokens", 7}}}}}});
    }

    TurnRecorder listener;
    TurnTracker tracker{listener};
};

TEST_F(TurnTrackerTest, NewVersionsEndWithAgentSettled) {
    EXPECT_EQ(feed(R"({"type":"agent_start"})"), Next::proceed);
    feed(R"({"type":"message_update","assistantMessageEvent":{"type":"text_delta","delta":"Hel"}})");
    feed(R"({"type":"message_update","assistantMessageEvent":{"type":"text_delta","delta":"lo"}})");
    assistant("Hello", "stop");
    EXPECT_EQ(feed(R"({"type":"agent_end","messages":[],"willRetry":false})"), Next::proceed);
    EXPECT_EQ(feed(R"({"type":"agent_settled"})"), Next::done);

    EXPECT_EQ(listener.text, "Hello");
    EXPECT_EQ(tracker.outcome().status, TurnStatus::completed);
    EXPECT_EQ(tracker.outcome().text, "Hello");
    EXPECT_EQ(tracker.outcome().usage.total, 7);
    EXPECT_EQ(tracker.outcome().model, "m");
}

TEST_F(TurnTrackerTest, OldVersionsAreAskedForTheirState) {
    feed(R"({"type":"agent_start"})");
    assistant("done", "stop");

    EXPECT_EQ(feed(R"({"type":"agent_end","messages":[]})"), Next::probe);
    EXPECT_EQ(tracker.onState(Json{{"isStreaming", true}}), Next::proceed);
    EXPECT_EQ(feed(R"({"type":"agent_end","messages":[]})"), Next::probe);
    EXPECT_EQ(tracker.onState(Json{{"isStreaming", false}, {"isCompacting", false}, {"pendingMessageCount", 0}}), Next::done);
}

TEST_F(TurnTrackerTest, ARetryThatBeginsWhileTheStateIsAskedKeepsTheTurnOpen) {
    feed(R"({"type":"agent_start"})");
    EXPECT_EQ(feed(R"({"type":"agent_end","messages":[]})"), Next::probe);
    feed(R"({"type":"auto_retry_start","attempt":1,"maxAttempts":3,"delayMs":2000,"errorMessage":"429"})");
    EXPECT_EQ(tracker.onState(Json{{"isStreaming", false}}), Next::proceed);
}

TEST_F(TurnTrackerTest, ReportsToolsAndSkipsSystemMessages) {
    feed(R"({"type":"agent_start"})");
    feed(R"({"type":"message_end","message":{"role":"system","content":""}})");
    feed(R"({"type":"tool_execution_start","toolCallId":"1","toolName":"bash","args":{"command":"ls"}})");
    feed(R"({"type":"tool_execution_end","toolCallId":"1","toolName":"bash","result":{"content":[]},"isError":true})");
    feed(R"({"type":"message_end","message":{"role":"toolResult","toolCallId":"1","content":[]}})");

    EXPECT_EQ(listener.tools, (std::vector<std::string>{"start bash", "failed bash"}));
    EXPECT_EQ(listener.roles, (std::vector<std::string>{"toolResult"}));
}

TEST_F(TurnTrackerTest, AnErrorReplyIsAFailureWithItsText) {
    feed(R"({"type":"agent_start"})");
    assistant("", "error");

    EXPECT_EQ(tracker.outcome().status, TurnStatus::failed);
    EXPECT_EQ(tracker.outcome().errorMessage, "401 no");
}

TEST_F(TurnTrackerTest, KnowsAnAbortFromALostProcess) {
    tracker.onProcessLost("the agent process ended with exit code 1: boom");
    EXPECT_EQ(tracker.outcome().status, TurnStatus::failed);
    EXPECT_NE(tracker.outcome().errorMessage.find("boom"), std::string::npos);
    tracker.markAborted();
    EXPECT_EQ(tracker.outcome().status, TurnStatus::aborted);
}

TEST_F(TurnTrackerTest, SurvivesNonsense) {
    for (const char* text : {"{}", R"({"type":5})", R"({"type":"message_end"})", R"({"type":"message_end","message":3})",
                             R"({"type":"message_update","assistantMessageEvent":[]})", R"({"type":"tool_execution_end"})",
                             R"({"type":"agent_settled"})"})
        EXPECT_EQ(feed(text), Next::proceed) << text;
}

}
}
