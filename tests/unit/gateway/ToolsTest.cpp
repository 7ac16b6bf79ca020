// The tools as an agent uses them in the middle of a turn that a message began: gate, run, tool, outbox.
#include "unit/gateway/ToolsFixture.hpp"

#include "openclaw/core/files.hpp"

#include <algorithm>

namespace openclaw::gateway {
namespace {

TEST_F(ToolsTest, AMessageToTheOwnChatStandsForTheAnswer) {
    script("message", Json{{"message", "All is well here."}}, "I have told them that all is well.");

    say("1");

    EXPECT_EQ(sent(), Texts{"5: All is well here."});
    EXPECT_EQ(results_.back().value()["details"]["messageId"], "1");
    const Texts lines = house_->explain("1");
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("message tool") != std::string::npos;
    }));
}

TEST_F(ToolsTest, AnAnswerThatRepeatsAMessageToAnotherChatIsNotSent) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "The door is open.");

    say("1");

    EXPECT_EQ(sent(), Texts{"6: [from telegram] The door is open."});
}

TEST_F(ToolsTest, AnotherAnswerIsSentBesidesAMessageToAnotherChat) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "Done, they know.");

    say("1");

    EXPECT_EQ(sent(), (Texts{"6: [from telegram] The door is open.", "5: Done, they know."}));
}

TEST_F(ToolsTest, ATurnThatRunsAgainSendsNothingTwice) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "Done, they know.");
    say("1");
    agent::TurnRequest again = house_->agent.turns().back();
    end();
    begin(Json{{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}}});

    runCoro(io_, act(std::move(again), "message", Json{{"message", "The door is open."}, {"to", "6"}}));

    EXPECT_TRUE(results_.back());
    EXPECT_EQ(sent(), Texts());
}

TEST_F(ToolsTest, SayingTheSameTwiceOnPurposeIsPossible) {
    house_->agent.answerWith("NO_REPLY");
    house_->agent.actWith([this](agent::TurnRequest turn) { return twice(std::move(turn)); });

    say("1");

    EXPECT_EQ(sent(), (Texts{"5: beep", "5: beep"}));
}

TEST_F(ToolsTest, AMessageThatCannotBeDeliveredIsAnError) {
    house_->channel.refusal = Error(Errc::notFound, "chat not found");
    script("message", Json{{"message", "hello there"}, {"to", "404"}}, "NO_REPLY");

    say("1");

    EXPECT_NE(text().find("chat not found"), std::string::npos);
}

TEST_F(ToolsTest, SessionsAreListedAndReadByWhoMayAsk) {
    script("sessions_list", Json::object(), "fine");
    say("1");
    const Json list = results_.back().value()["details"];
    ASSERT_EQ(list["count"], 1);
    EXPECT_EQ(list["sessions"][0]["key"], "agent:main:main");

    script("sessions_history", Json{{"sessionKey", "main"}}, "fine");
    say("2");
    const Json history = results_.back().value()["details"]["messages"];
    EXPECT_TRUE(history.is_array());

    script("sessions_history", Json{{"sessionKey", "agent:work:main"}}, "fine");
    say("3");
    EXPECT_EQ(text(), "error: there is no such session, or you may not see it");
}

TEST_F(ToolsTest, TheStatusIsThatOfTheCommand) {
    script("session_status", Json::object(), "fine");

    say("1");

    EXPECT_NE(text().find("🦞 OpenClaw test"), std::string::npos) << text();
}

TEST_F(ToolsTest, JobsBelongToTheirAgent) {
    const Json job = {{"name", "tea"},
                      {"schedule", {{"kind", "every"}, {"everyMs", 3'600'000}}},
                      {"sessionTarget", "main"},
                      {"payload", {{"kind", "systemEvent"}, {"text", "Tea time."}}}};
    script("cron", Json{{"action", "add"}, {"job", job}}, "fine");
    say("1");
    ASSERT_TRUE(results_.back()) << text();
    const std::string id = results_.back().value()["details"]["id"];
    Json foreign = job;
    foreign["agentId"] = "work";
    ASSERT_TRUE(runCoro(io_, cron_->add(foreign)));

    script("cron", Json{{"action", "list"}}, "fine");
    say("2");
    EXPECT_EQ(results_.back().value()["details"]["jobs"].size(), 1U);

    script("cron", Json{{"action", "add"}, {"job", foreign}}, "fine");
    say("3");
    EXPECT_EQ(text(), "error: jobs can be made for your own agent only");

    script("cron", Json{{"action", "remove"}, {"id", id}}, "fine");
    say("4");
    EXPECT_EQ(cron_->count(), 1U);
}

TEST_F(ToolsTest, AWakeIsToldToTheAgent) {
    script("cron", Json{{"action", "wake"}, {"text", "look at the mail"}}, "fine");

    say("1");

    EXPECT_EQ(told_, Texts{"look at the mail"});
}

const Json askingConfig = {{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}},
                           {"tools", {{"exec", {{"security", "allowlist"}}}}},
                           {"approvals", {{"exec", {{"enabled", true}}}}}};

class AskingToolsTest : public ToolsTest {
protected:
    void SetUp() override { begin(askingConfig); }
};

TEST_F(ToolsTest, TheShellIsOpenWhileNoPolicySaysOtherwise) {
    scriptCommand("touch $HOME/x");

    say("1");

    EXPECT_TRUE(verdict_.isAllowed);
}

TEST_F(AskingToolsTest, ACommandWaitsForTheWordInItsChat) {
    scriptCommand("touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();

    house_->receive(directMessage("2", "/approve " + id + " once"));
    waitForAnswer("1");

    EXPECT_TRUE(verdict_.isAllowed) << verdict_.reason;
    const Texts texts = sent();
    EXPECT_TRUE(std::find(texts.begin(), texts.end(), "5: I have looked.") != texts.end());
}

TEST_F(AskingToolsTest, ADenialReachesTheAgent) {
    scriptCommand("touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();

    house_->receive(directMessage("2", "/approve " + id + " deny"));
    waitForAnswer("1");

    EXPECT_FALSE(verdict_.isAllowed);
    EXPECT_NE(verdict_.reason.find("denied"), std::string::npos);
}

TEST_F(AskingToolsTest, AllowAlwaysIsRememberedForTheProgram) {
    scriptCommand("/usr/bin/touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();
    house_->receive(directMessage("2", "/approve " + id + " always"));
    waitForAnswer("1");
    ASSERT_TRUE(verdict_.isAllowed) << verdict_.reason;
    const std::size_t messages = house_->channel.sent.size();

    scriptCommand("/usr/bin/touch y && /usr/bin/touch z");
    say("3");

    EXPECT_TRUE(verdict_.isAllowed) << verdict_.reason;
    EXPECT_EQ(house_->channel.sent.size(), messages + 1); // the answer, and no question
}

TEST_F(AskingToolsTest, TheGatewaysOwnFilesAreNotForFileTools) {
    const auto judged = [this](const std::string& path) {
        agent::ToolCaller caller;
        caller.workspace = folder_ / "state/workspace";
        return runCoro(io_, tools_->judge(std::move(caller), "write", Json{{"path", path}})).isAllowed;
    };

    EXPECT_FALSE(judged((folder_ / "state/openclaw.json").string()));
    EXPECT_FALSE(judged("../openclaw.json"));
    EXPECT_FALSE(judged((folder_ / "exec-approvals.json").string()));
    EXPECT_TRUE(judged("notes.md"));
    EXPECT_TRUE(judged("/tmp/notes.md"));
}

TEST_F(AskingToolsTest, APolicyThatCannotBeReadAllowsNothing) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "exec-approvals.json", "{ nonsense"));
    scriptCommand("ls");

    say("1");

    EXPECT_FALSE(verdict_.isAllowed);
}

}
}
