// Agents and other agents: sub-agents from order to announcement, also across a restart, and messages between
// sessions.
#include "unit/gateway/ToolsFixture.hpp"

#include <algorithm>

namespace openclaw::gateway {
namespace {

constexpr const char* ofSubAgents = ":subagent:";

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class AgentToolsTest : public ToolsTest {
protected:
    void SetUp() override { begin(config_); }

    /// A person's next turn starts a sub-agent, which finds `findings`; told of it, the agent says `words`.
    void scriptSubAgent(const Json& arguments, const std::string& findings, const std::string& words) {
        scriptAnswers(findings, words);
        house_->agent.actWith(
            [this, arguments](agent::TurnRequest turn) { return order(std::move(turn), arguments); });
    }
    void scriptAnswers(const std::string& findings, const std::string& words) {
        house_->agent.answerBy([findings, words](const agent::TurnRequest& turn) {
            if (contains(turn.sessionKey, ofSubAgents)) return findings;
            return turn.message.starts_with("The sub-agent") ? words : std::string("On it.");
        });
    }
    asio::awaitable<void> order(agent::TurnRequest turn, Json arguments) {
        const bool isAsked = contains(turn.message, "please");
        if (isAsked) co_await act(std::move(turn), "sessions_spawn", std::move(arguments));
    }
    /// Everything that has begun comes to its end, announcements included.
    void quiet() {
        for (int i = 0; i < 2000; ++i) {
            settle(10);
            const bool waits = house_->runs.waitingCount("agent:main:main") > 0;
            if (!waits && house_->runs.activeCount() == 0) return settle(100);
        }
        ADD_FAILURE() << "something goes on and on";
    }
    void restart() {
        end();
        begin(config_);
    }
    std::string childKey() const { return results_.back().value()["details"]["childSessionKey"]; }
    std::optional<store::SessionRow> session(const std::string& key) {
        return runCoro(io_, house_->store->sessions().get(key)).value();
    }
    /// The answer to a command in the chat.
    std::string command(const std::string& id, const std::string& text) {
        house_->receive(directMessage(id, text));
        EXPECT_TRUE(runCoro(io_, house_->runs.wait("telegram:default:" + id, std::chrono::seconds(5))));
        settle();
        return house_->channel.sent.back().text;
    }
    std::vector<agent::TurnRequest> turnsOf(std::string_view part) const {
        std::vector<agent::TurnRequest> turns;
        for (const agent::TurnRequest& turn : house_->agent.turns()) {
            if (contains(turn.sessionKey, part)) turns.push_back(turn);
        }
        return turns;
    }

    Json config_ = {{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}},
                    {"messages", {{"queue", {{"debounceMs", 0}}}}}};
    const Json research_ = {{"task", "count the mails"}, {"label", "research"}};
};

TEST_F(AgentToolsTest, ASubAgentsEndIsToldInTheChatThatAsked) {
    scriptSubAgent(research_, "42 mails", "You have 42 mails.");

    say("1");
    quiet();

    EXPECT_EQ(results_.back().value()["details"]["status"], "accepted");
    EXPECT_EQ(sent(), (Texts{"5: On it.", "5: You have 42 mails."}));
    const auto work = turnsOf(ofSubAgents);
    ASSERT_EQ(work.size(), 1U);
    EXPECT_EQ(work[0].message, "count the mails");
    EXPECT_TRUE(contains(work[0].extraSystemPrompt, "Started by the session: agent:main:main"));
    const auto told = turnsOf("agent:main:main").back();
    EXPECT_TRUE(contains(told.message, "The sub-agent \"research\" has finished.\n\nFindings:\n42 mails"));
    EXPECT_TRUE(told.isAuthorized);
    const auto row = session(childKey());
    ASSERT_TRUE(row);
    EXPECT_EQ(row->label, "research");
    EXPECT_EQ(row->entry["spawnedBy"], "agent:main:main");
    EXPECT_EQ(row->entry["subagent"]["outcome"]["status"], "ok");
}

TEST_F(AgentToolsTest, NothingIsToldWhereNobodyNeedsToHearOfIt) {
    scriptSubAgent(research_, "42 mails", "ANNOUNCE_SKIP");
    say("1");
    quiet();
    scriptSubAgent(Json{{"task", "count again"}}, "ANNOUNCE_SKIP", "You have 42 mails.");
    say("2");
    quiet();

    EXPECT_EQ(sent(), (Texts{"5: On it.", "5: On it."}));
}

TEST_F(AgentToolsTest, AFailureIsToldAsOne) {
    scriptSubAgent(research_, "", "It did not work.");
    house_->agent.hold(ofSubAgents);
    say("1");
    house_->agent.failWith("no model");

    house_->agent.release();
    quiet();

    EXPECT_TRUE(contains(turnsOf("agent:main:main").back().message, "has failed: no model."));
    EXPECT_EQ(session(childKey())->entry["subagent"]["outcome"]["error"], "no model");
}

TEST_F(AgentToolsTest, ASubAgentOutlivesTheProcessAndIsAnnouncedOnce) {
    scriptSubAgent(research_, "42 mails", "You have 42 mails.");
    house_->agent.hold(ofSubAgents);
    say("1");
    EXPECT_EQ(sent(), Texts{"5: On it."});

    restart();
    scriptAnswers("42 mails", "You have 42 mails.");
    ASSERT_TRUE(runCoro(io_, house_->runs.resume()));
    quiet();
    EXPECT_EQ(sent(), Texts{"5: You have 42 mails."});

    restart();
    scriptAnswers("42 mails", "You have 42 mails.");
    ASSERT_TRUE(runCoro(io_, house_->runs.resume()));
    quiet();
    EXPECT_EQ(sent(), Texts());
}

TEST_F(AgentToolsTest, AnAnnouncementThatWasCutOffIsMadeByTheNextProcess) {
    scriptSubAgent(research_, "42 mails", "You have 42 mails.");
    house_->agent.hold(ofSubAgents);
    say("1");
    restart();
    house_->agent.hold("agent:main:main");
    ASSERT_TRUE(runCoro(io_, house_->runs.resume()));
    runCoro(io_, house_->agent.waitForTurns(2)); // the sub-agent's, and the one that tells of it

    restart();
    scriptAnswers("42 mails", "You have 42 mails.");
    ASSERT_TRUE(runCoro(io_, house_->runs.resume()));
    quiet();

    EXPECT_EQ(sent(), Texts{"5: You have 42 mails."});
    EXPECT_TRUE(turnsOf(ofSubAgents).empty());
}

TEST_F(AgentToolsTest, ATurnThatRunsAgainStartsNoSecondSubAgent) {
    scriptSubAgent(research_, "42 mails", "You have 42 mails.");
    say("1");
    quiet();
    const std::string first = childKey();
    agent::TurnRequest again = house_->agent.turns().front();
    restart();

    runCoro(io_, act(std::move(again), "sessions_spawn", research_));
    quiet();

    EXPECT_EQ(childKey(), first);
    EXPECT_TRUE(house_->agent.turns().empty());
}

TEST_F(AgentToolsTest, StopEndsTheSubAgentsOfTheConversation) {
    scriptSubAgent(research_, "42 mails", "You have 42 mails.");
    house_->agent.hold(ofSubAgents);
    say("1");

    EXPECT_EQ(command("2", "/stop"), "⚙️ Agent was aborted. Stopped 1 sub-agent.");
    quiet();

    EXPECT_EQ(session(childKey())->entry["subagent"]["outcome"]["status"], "stopped");
    EXPECT_EQ(sent().size(), 2U); // no announcement
    say("3");
    EXPECT_TRUE(
        contains(turnsOf("agent:main:main").back().message, "The sub-agent \"research\" was stopped."));
}

TEST_F(AgentToolsTest, PeopleSeeAndSteerSubAgentsWithACommand) {
    EXPECT_EQ(command("1", "/subagents"), "🤖 No sub-agents in this conversation.");
    scriptSubAgent(research_, "42 mails", "NO_REPLY");
    house_->agent.hold(ofSubAgents);
    say("2");
    EXPECT_TRUE(contains(command("3", "/subagents list"), "1 active · 0 done\n1) running · research · "));
    EXPECT_EQ(command("4", "/subagents stop 2"), "⚠️ there is no sub-agent 2 here");

    house_->agent.release();
    quiet();

    EXPECT_TRUE(contains(command("5", "/subagents list"), "0 active · 1 done\n1) done · research · "));
    EXPECT_TRUE(contains(command("6", "/subagents info last"), "Task: count the mails"));
    EXPECT_TRUE(contains(command("7", "/subagents log 1"), "📜 research"));
    EXPECT_EQ(command("8", "/subagents send 1 and today?"), "42 mails");
    EXPECT_EQ(turnsOf(ofSubAgents).back().message, "and today?");
    EXPECT_EQ(command("9", "/subagents stop 1"), "⚙️ research is not at work.");
    EXPECT_TRUE(contains(command("10", "/subagents dance"), "/subagents list"));
}

TEST_F(AgentToolsTest, TheSessionOfASubAgentGoesWhenItsTimeIsOver) {
    scriptSubAgent(Json{{"task", "count"}, {"cleanup", "delete"}}, "42 mails", "You have 42 mails.");
    say("1");
    quiet();
    EXPECT_FALSE(session(childKey()));

    scriptSubAgent(research_, "42 mails", "You have 42 mails.");
    say("2");
    quiet();
    runCoro(io_, subAgents_->tidy());
    ASSERT_TRUE(session(childKey()));
    store::SessionPatch late;
    late.sessionKey = childKey();
    late.patch = Json{{"subagent", {{"archiveAtMs", 1}}}};
    ASSERT_TRUE(runCoro(io_, house_->store->sessions().upsert(std::move(late))));
    runCoro(io_, subAgents_->tidy());
    EXPECT_FALSE(session(childKey()));
}

TEST_F(AgentToolsTest, SubAgentsOfOthersNeedAWord) {
    scriptSubAgent(Json{{"task", "count"}, {"agentId", "work"}}, "42 mails", "NO_REPLY");

    say("1");

    EXPECT_TRUE(contains(text(), "error: you may not start sub-agents of work")) << text();
}

class TalkingToolsTest : public AgentToolsTest {
protected:
    void SetUp() override {
        config_["tools"] = {{"agentToAgent", {{"enabled", true}}}};
        config_["agents"]["list"] = Json::array(
            {Json{{"id", "main"}, {"subagents", {{"allowAgents", {"*"}}}}}, Json{{"id", "work"}}});
        begin(config_);
        store::SessionPatch chat;
        chat.sessionKey = "agent:work:main";
        chat.agentId = "work";
        chat.patch =
            Json{{"sessionId", "w1"}, {"label", "office"}, {"lastChannel", "telegram"}, {"lastTo", "9"}};
        ASSERT_TRUE(runCoro(io_, house_->store->sessions().upsert(std::move(chat))));
    }
    /// A person's next turn writes to the other agent.
    void scriptTalk(const Json& arguments, const std::string& lastWord) {
        house_->agent.answerBy([lastWord](const agent::TurnRequest& turn) -> std::string {
            if (contains(turn.extraSystemPrompt, "the conversation is over")) return lastWord;
            if (contains(turn.extraSystemPrompt, "this is answer 1")) return "Only 42?";
            if (contains(turn.extraSystemPrompt, "this is answer")) return "REPLY_SKIP";
            return turn.sessionKey == "agent:work:main" ? "42 mails" : "They have 42.";
        });
        house_->agent.actWith(
            [this, arguments](agent::TurnRequest turn) { return write(std::move(turn), arguments); });
    }
    asio::awaitable<void> write(agent::TurnRequest turn, Json arguments) {
        const bool isAsked = contains(turn.message, "please");
        if (isAsked) co_await act(std::move(turn), "sessions_send", std::move(arguments));
    }
};

TEST_F(TalkingToolsTest, AMessageToAnotherAgentIsAnsweredAndGoesOn) {
    scriptTalk(Json{{"label", "office"}, {"message", "How many mails?"}}, "Main asked for our mails.");

    say("1");
    quiet();

    const Json answer = results_.back().value()["details"];
    EXPECT_EQ(answer["status"], "ok");
    EXPECT_EQ(answer["reply"], "42 mails");
    EXPECT_EQ(answer["sessionKey"], "agent:work:main");
    EXPECT_EQ(sent(), (Texts{"5: They have 42.", "9: Main asked for our mails."}));
    const auto theirs = turnsOf("agent:work:main");
    ASSERT_EQ(theirs.size(), 3U); // the message, one answer, the last word
    EXPECT_EQ(theirs[1].message, "Only 42?");
}

TEST_F(TalkingToolsTest, NobodyWaitsForAMessageThatIsOnlySent) {
    scriptTalk(Json{{"sessionKey", "agent:work:main"}, {"message", "How many?"}, {"timeoutSeconds", 0}},
               "ANNOUNCE_SKIP");

    say("1");
    EXPECT_EQ(results_.back().value()["details"]["status"], "accepted");
    quiet();

    EXPECT_EQ(sent(), Texts{"5: They have 42."});
    EXPECT_EQ(turnsOf("agent:work:main").size(), 3U);
}

TEST_F(TalkingToolsTest, ATalkThatWasCutOffGoesOnAfterwards) {
    scriptTalk(Json{{"sessionKey", "agent:work:main"}, {"message", "How many?"}, {"timeoutSeconds", 0}},
               "Main asked for our mails.");
    house_->agent.hold("agent:work:main");
    say("1");

    restart();
    scriptTalk(Json::object(), "Main asked for our mails.");
    ASSERT_TRUE(runCoro(io_, house_->runs.resume()));
    quiet();

    EXPECT_EQ(sent(), Texts{"9: Main asked for our mails."});
}

TEST_F(TalkingToolsTest, OnlyOtherConversationsThatMayBeSeenAreWrittenTo) {
    scriptTalk(Json{{"sessionKey", "main"}, {"message", "hi"}}, "");
    say("1");
    EXPECT_EQ(text(), "error: that is this conversation");
    scriptTalk(Json{{"sessionKey", "agent:home:main"}, {"message", "hi"}}, "");
    say("2");
    EXPECT_EQ(text(), "error: there is no such session, or you may not see it");
    scriptTalk(Json{{"label", "nowhere"}, {"message", "hi"}}, "");
    say("3");
    EXPECT_EQ(text(), "error: there is no such session, or you may not see it");
    EXPECT_TRUE(turnsOf("agent:home:main").empty());
}

TEST_F(TalkingToolsTest, AgentsAreListedWithWhatOneMayAskOfThem) {
    script("agents_list", Json::object(), "fine");

    say("1");

    const Json agents = results_.back().value()["details"]["agents"];
    ASSERT_EQ(agents.size(), 2U);
    EXPECT_EQ(agents[1], (Json{{"id", "work"}, {"mayStart", true}, {"mayWriteTo", true}}));
}

TEST_F(TalkingToolsTest, ASubAgentOfAnotherAgentWorksInThatAgentsName) {
    scriptSubAgent(Json{{"task", "count"}, {"agentId", "work"}}, "42 mails", "You have 42 mails.");

    say("1");
    quiet();

    EXPECT_TRUE(childKey().starts_with("agent:work:subagent:"));
    EXPECT_EQ(turnsOf(ofSubAgents).back().agentId, "work");
    EXPECT_EQ(sent().back(), "5: You have 42 mails.");
}

}
}
