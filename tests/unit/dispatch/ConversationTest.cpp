// Whole conversations through the gate, the lanes and the outbox: commands, queue modes, history, replies,
// resets.
#include "unit/dispatch/HouseFixture.hpp"

#include "openclaw/core/files.hpp"

#include <algorithm>

namespace openclaw::dispatch {
namespace {

using testing::directMessage;
using testing::groupMessage;
using testing::House;
using testing::runCoro;

Json open() {
    return Json{{"channels", {{"telegram", {{"allowFrom", {"5", "6"}}, {"groupPolicy", "open"}}}}}};
}

class ConversationTest : public ::testing::Test {
protected:
    void waitFor(House& house, const std::string& messageId) {
        ASSERT_TRUE(runCoro(io, house.runs.wait("telegram:default:" + messageId, std::chrono::seconds(20))))
            << messageId;
    }
    /// Lets everything that is ready run: deliveries follow the commit by a few steps of the loop.
    void settle(House& house, std::size_t sent) {
        for (int i = 0; i < 2000 && house.channel.sent.size() < sent; ++i)
            runCoro(io, house.store->offsets().get("telegram", "default"));
    }
    std::string lastSent(House& house, std::size_t count) {
        settle(house, count);
        return house.channel.sent.size() < count ? "(nothing)" : house.channel.sent[count - 1].text;
    }

    asio::io_context io;
    testing::TempDir folder;
};

TEST_F(ConversationTest, AnswersInTheRightChat) {
    House house(io, folder.path(), open());
    house.receive(directMessage("1", "hello"));
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "answer: hello");
    EXPECT_EQ(house.channel.sent[0].target, "5");
    house.stop();
}

TEST_F(ConversationTest, CommandsAreAnsweredWithoutTheAgent) {
    House house(io, folder.path(), open());
    house.receive(directMessage("1", "/think high"));
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "Thinking level set to high.");
    house.receive(directMessage("2", "hello"));
    waitFor(house, "2");
    ASSERT_EQ(house.agent.turns().size(), 1U);
    EXPECT_EQ(house.agent.turns()[0].thinkingLevel, "high");
    house.receive(directMessage("3", "/status"));
    waitFor(house, "3");
    EXPECT_NE(lastSent(house, 3).find("Think: high"), std::string::npos);
    house.stop();
}

TEST_F(ConversationTest, VerboseShowsToolsWhileTheyRun) {
    House house(io, folder.path(), open());
    house.agent.callTool("bash", Json{{"command", "ls"}});
    house.receive(directMessage("1", "/verbose full"));
    waitFor(house, "1");
    house.receive(directMessage("2", "look around"));
    waitFor(house, "2");

    EXPECT_EQ(lastSent(house, 2), "🛠️ bash: ls");
    EXPECT_EQ(lastSent(house, 3), "```txt\ndone\n```");
    EXPECT_EQ(lastSent(house, 4), "answer: look around");
    house.stop();
}

TEST_F(ConversationTest, QuietSessionsShowNoTools) {
    House house(io, folder.path(), open());
    house.agent.callTool("bash", Json{{"command", "ls"}});
    house.receive(directMessage("1", "look around"));
    waitFor(house, "1");

    EXPECT_EQ(lastSent(house, 1), "answer: look around");
    house.stop();
}

TEST_F(ConversationTest, TheTurnKnowsItsChatAndTheGroupsToolRules) {
    Json config = open();
    config["channels"]["telegram"]["groups"]["-100"] = {{"requireMention", false},
                                                        {"tools", {{"deny", {"exec"}}}},
                                                        {"toolsBySender", {{"6", {{"deny", {"*"}}}}}}};
    House house(io, folder.path(), config);
    house.receive(groupMessage("1", "hello", "5"));
    waitFor(house, "1");
    house.receive(groupMessage("2", "hello", "6"));
    waitFor(house, "2");

    const agent::ChatFacts& first = house.agent.turns()[0].chat;
    const agent::ChatFacts& second = house.agent.turns()[1].chat;
    EXPECT_TRUE(first.isGroup && first.isAlwaysOn);
    EXPECT_EQ(first.groupId, "-100");
    ASSERT_EQ(first.toolRules.size(), 1U);
    EXPECT_EQ(first.toolRules[0].path, "channels.telegram.groups.-100.tools");
    ASSERT_EQ(second.toolRules.size(), 1U);
    EXPECT_EQ(second.toolRules[0].path, "channels.telegram.groups.-100.toolsBySender");
    house.stop();
}

TEST_F(ConversationTest, StopEndsTheTurnAndWhatWaits) {
    House house(io, folder.path(), open());
    house.agent.hold();
    house.receive(directMessage("1", "long work"));
    runCoro(io, house.agent.waitForTurns(1));
    house.receive(directMessage("2", "more"));
    house.receive(directMessage("3", "/stop"));
    waitFor(house, "3");
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "⚙️ Agent was aborted.");
    EXPECT_EQ(house.agent.turns().size(), 1U);
    EXPECT_EQ(house.explain("2").front(),
              "Not answered: the conversation was stopped while the message waited [/stop]");
    house.stop();
}

TEST_F(ConversationTest, MessagesThatWaitedBecomeOneTurn) {
    Json config = open();
    config["messages"]["queue"] = {{"mode", "collect"}, {"debounceMs", 0}};
    House house(io, folder.path(), config);
    house.agent.hold();
    house.receive(directMessage("1", "first"));
    runCoro(io, house.agent.waitForTurns(1));
    house.receive(directMessage("2", "second"));
    house.receive(directMessage("3", "third"));
    house.agent.release();
    runCoro(io, house.agent.waitForTurns(2));
    waitFor(house, "3");
    EXPECT_NE(house.agent.turns()[1].message.find("Queued #2"), std::string::npos);
    EXPECT_EQ(house.agent.turns().size(), 2U);
    EXPECT_TRUE(house.explain("2").front().starts_with("Answered")) << house.explain("2").front();
    house.stop();
}

TEST_F(ConversationTest, SteeringJoinsTheRunningTurn) {
    Json config = open();
    config["messages"]["queue"] = {{"mode", "steer"}};
    House house(io, folder.path(), config);
    house.agent.hold();
    house.agent.acceptSteering();
    house.receive(directMessage("1", "first"));
    runCoro(io, house.agent.waitForTurns(1));
    house.receive(directMessage("2", "also"));
    for (int i = 0; i < 200 && house.agent.steered().empty(); ++i)
        runCoro(io, house.store->offsets().get("telegram", "default"));
    house.agent.release();
    waitFor(house, "1");
    ASSERT_EQ(house.agent.steered().size(), 1U);
    EXPECT_EQ(house.agent.turns().size(), 1U);
    house.stop();
}

TEST_F(ConversationTest, InterruptTakesThePlaceOfTheTurn) {
    Json config = open();
    config["messages"]["queue"] = {{"mode", "interrupt"}};
    House house(io, folder.path(), config);
    house.agent.hold();
    house.receive(directMessage("1", "first"));
    runCoro(io, house.agent.waitForTurns(1));
    house.receive(directMessage("2", "now this"));
    runCoro(io, house.agent.waitForTurns(2));
    house.agent.release();
    waitFor(house, "2");
    EXPECT_EQ(lastSent(house, 1), "answer: now this");
    EXPECT_TRUE(house.explain("1").front().starts_with("No reply: the turn was stopped"))
        << house.explain("1").front();
    house.stop();
}

TEST_F(ConversationTest, UnansweredGroupMessagesAreContextForTheNext) {
    House house(io, folder.path(), open());
    house.receive(groupMessage("1", "lunch at noon?"));
    channels::InboundMessage mention = groupMessage("2", "@bot what did they ask");
    mention.mentionsBot = true;
    house.receive(mention);
    waitFor(house, "2");
    const std::string& prompt = house.agent.turns()[0].message;
    EXPECT_NE(prompt.find("[Chat messages since your last reply - for context]"), std::string::npos);
    EXPECT_NE(prompt.find("lunch at noon?"), std::string::npos);
    mention.messageId = "3";
    house.receive(mention);
    waitFor(house, "3");
    EXPECT_EQ(house.agent.turns()[1].message.find("lunch at noon?"), std::string::npos);
    house.stop();
}

TEST_F(ConversationTest, ActivationDecidesWhenAGroupIsAnswered) {
    House house(io, folder.path(), open());
    channels::InboundMessage command = groupMessage("1", "/activation always");
    house.receive(command);
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "⚙️ Group activation set to always.");
    house.receive(groupMessage("2", "anybody?"));
    waitFor(house, "2");
    EXPECT_EQ(house.agent.turns().size(), 1U);
    house.stop();
}

TEST_F(ConversationTest, AcknowledgesWhatItWillAnswer) {
    Json config = open();
    config["messages"] = {{"ackReactionScope", "all"}, {"ackReaction", "👀"}, {"removeAckAfterReply", true}};
    House house(io, folder.path(), config);
    house.receive(directMessage("1", "hello"));
    waitFor(house, "1");
    settle(house, 1);
    ASSERT_GE(house.channel.actions.size(), 1U);
    EXPECT_EQ(stringOr(house.channel.actions[0].parameters, "emoji"), "👀");
    house.stop();
}

TEST_F(ConversationTest, AReactionIsToldWithTheNextTurn) {
    House house(io, folder.path(), open());
    channels::InboundMessage reaction = directMessage("1", "");
    reaction.event = channels::InboundKind::reaction;
    reaction.emoji = "👍";
    reaction.targetMessageId = "77";
    house.receive(reaction);
    house.receive(directMessage("2", "hello"));
    waitFor(house, "2");
    EXPECT_NE(house.agent.turns()[0].message.find("reaction added: 👍 by Ada on msg 77"), std::string::npos);
    house.stop();
}

TEST_F(ConversationTest, ASessionStartsAfreshWhenItsTimeIsOver) {
    Json config = open();
    config["session"]["reset"] = {{"mode", "idle"}, {"idleMinutes", 30}};
    House house(io, folder.path(), config);
    house.receive(directMessage("1", "hello"));
    waitFor(house, "1");
    store::SessionPatch old;
    old.sessionKey = "agent:main:main";
    runCoro(io, house.store->sessions().remove(old.sessionKey));
    old.updatedAtMs = house.clock.nowMs() - 31 * 60'000;
    old.agentId = "main";
    old.patch = Json{{"sessionId", "0000"}};
    runCoro(io, house.store->sessions().upsert(old));
    house.receive(directMessage("2", "again"));
    waitFor(house, "2");
    EXPECT_NE(house.agent.turns()[1].sessionId, "0000");
    const auto lines = house.explain("2");
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("session.reset.mode=idle") != std::string::npos;
    }));
    house.stop();
}

TEST_F(ConversationTest, NewBeginsASessionWithItsFirstMessage) {
    House house(io, folder.path(), open());
    house.receive(directMessage("1", "/new"));
    waitFor(house, "1");
    EXPECT_TRUE(lastSent(house, 1).starts_with("✅ New session started · model: "));
    house.receive(directMessage("2", "/reset tell me a joke"));
    waitFor(house, "2");
    ASSERT_EQ(house.agent.turns().size(), 1U);
    EXPECT_NE(house.agent.turns()[0].message.find("tell me a joke"), std::string::npos);
    EXPECT_EQ(house.agent.turns()[0].message.find("/reset"), std::string::npos);
    house.stop();
}

TEST_F(ConversationTest, RepliesFollowTheModelsTagsAndThePrefix) {
    Json config = open();
    config["messages"]["responsePrefix"] = "[bot]";
    House house(io, folder.path(), config);
    house.agent.answerWith("[[reply_to: 9]] hello there");
    house.receive(directMessage("1", "hi"));
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "[bot] hello there");
    EXPECT_EQ(house.channel.sent[0].replyToId, "9");
    house.stop();
}

TEST_F(ConversationTest, OnlyFilesOfTheWorkspaceAreSent) {
    House house(io, folder.path(), open());
    const auto workspace = folder.path() / "workspace";
    std::filesystem::create_directories(workspace);
    ASSERT_TRUE(writeFileAtomically(workspace / "a.png", "x"));
    ASSERT_TRUE(writeFileAtomically(folder.path() / "secret.png", "x"));
    std::filesystem::create_symlink(folder.path() / "secret.png", workspace / "link.png");
    house.runs.setWorkspaceLookup([workspace](const std::string&) { return workspace; });
    house.agent.answerWith("here\nMEDIA:./a.png\nMEDIA:./link.png");
    house.receive(directMessage("1", "hi"));
    waitFor(house, "1");
    EXPECT_EQ(lastSent(house, 1), "here\n(file not sent: ./link.png)");
    EXPECT_EQ(house.channel.sent[0].mimeType, "image/png");
    house.stop();
}

TEST_F(ConversationTest, StreamsBlocksOnceAndNotTheAnswerAgain) {
    Json config = open();
    config["channels"]["telegram"]["blockStreaming"] = true;
    config["agents"]["defaults"]["blockStreamingChunk"] = {{"minChars", 10}, {"maxChars", 40}};
    config["channels"]["telegram"]["blockStreamingCoalesce"] = {{"minChars", 1}, {"idleMs", 0}};
    House house(io, folder.path(), config);
    house.agent.answerWith(
        "The first paragraph is here.\n\nThe second paragraph follows it.\n\nAnd a third.");
    house.receive(directMessage("1", "hi"));
    waitFor(house, "1");
    settle(house, 1);
    std::string all;
    for (const auto& sent : house.channel.sent)
        all += sent.text + "|";
    EXPECT_EQ(all.find("third"), all.rfind("third")) << all;
    EXPECT_NE(all.find("third"), std::string::npos) << all;
    house.stop();
}

}
}
