// "Why did it not answer?" in the cases that people ask about most: the first line of the trace is the cause.
#include "unit/dispatch/HouseFixture.hpp"

namespace openclaw::dispatch {
namespace {

using testing::directMessage;
using testing::groupMessage;
using testing::House;
using testing::runCoro;

Json openToAll() { return Json{{"channels", {{"telegram", {{"allowFrom", {"5"}}, {"groupPolicy", "open"}}}}}}; }

class TraceTest : public ::testing::Test {
protected:
    /// The cause that is told after one message.
    std::string causeOf(const Json& config, channels::InboundMessage message, bool hasRun = false) {
        const std::string id = message.messageId;
        const std::string runId = "telegram:default:" + id;
        House house(io, folder.path(), config);
        house.receive(std::move(message));
        if (hasRun) runCoro(io, house.runs.wait(runId, std::chrono::seconds(20)));
        const std::string cause = house.explain(id).front();
        house.stop();
        return cause;
    }

    asio::io_context io;
    testing::TempDir folder;
};

TEST_F(TraceTest, AStrangerWritesADirectMessage) {
    EXPECT_EQ(causeOf(Json::object(), directMessage("1", "hi")),
              "Not answered: the sender is not approved; a pairing code was offered "
              "[channels.telegram.dmPolicy=pairing]");
}

TEST_F(TraceTest, TheSenderIsNotOnTheAllowlist) {
    const Json config = {{"channels", {{"telegram", {{"dmPolicy", "allowlist"}, {"allowFrom", {"6"}}}}}}};
    EXPECT_EQ(causeOf(config, directMessage("1", "hi")),
              "Not answered: the sender is not on the allowlist [channels.telegram.dmPolicy=allowlist]");
}

TEST_F(TraceTest, TheAllowlistIsEmpty) {
    const Json direct = {{"channels", {{"telegram", {{"dmPolicy", "allowlist"}}}}}};
    EXPECT_EQ(causeOf(direct, directMessage("1", "hi")),
              "Not answered: the allowlist is empty, so nobody may write [channels.telegram.allowFrom]");
    EXPECT_EQ(
        causeOf(Json::object(), groupMessage("2", "hi")),
        "Not answered: the group allowlist is empty, so nobody may write [channels.telegram.groupAllowFrom]");
}

TEST_F(TraceTest, GroupMessagesAreSwitchedOff) {
    const Json config = {{"channels", {{"telegram", {{"groupPolicy", "disabled"}}}}}};
    EXPECT_EQ(causeOf(config, groupMessage("1", "hi")),
              "Not answered: group messages are switched off [channels.telegram.groupPolicy=disabled]");
}

TEST_F(TraceTest, TooManyMessagesWaited) {
    Json config = openToAll();
    config["messages"]["queue"] = {{"mode", "followup"}, {"cap", 1}, {"drop", "new"}, {"debounceMs", 0}};
    House house(io, folder.path(), config);
    house.agent.hold();
    house.receive(directMessage("1", "one"));
    runCoro(io, house.agent.waitForTurns(1));
    house.receive(directMessage("2", "two"));
    house.receive(directMessage("3", "three"));
    std::string cause;
    for (int i = 0; i < 2000 && !cause.starts_with("Not answered"); ++i)
        cause = house.explain("3").front();
    EXPECT_EQ(cause, "Not answered: more than 1 messages waited [messages.queue.drop=new]");
    house.stop();
}

TEST_F(TraceTest, TheProviderRefusesTheKey) {
    House house(io, folder.path(), openToAll());
    house.agent.failWith("401 invalid x-api-key");
    house.receive(directMessage("1", "hi"));
    runCoro(io, house.runs.wait("telegram:default:1", std::chrono::seconds(20)));
    EXPECT_EQ(house.explain("1").front(), "Answered with a notice: 401 invalid x-api-key [models.providers]");
    house.stop();
}

TEST_F(TraceTest, TheNetworkRefusesTheDelivery) {
    House house(io, folder.path(), openToAll());
    house.channel.refusal = Error(Errc::invalidInput, "Forbidden: bot was blocked by the user");
    house.receive(directMessage("1", "hi"));
    runCoro(io, house.runs.wait("telegram:default:1", std::chrono::seconds(20)));
    std::string cause;
    for (int i = 0; i < 2000 && cause.find("not delivered") == std::string::npos; ++i)
        cause = house.explain("1").front();
    EXPECT_EQ(cause, "Answered, but not delivered: Forbidden: bot was blocked by the user");
    house.stop();
}

TEST_F(TraceTest, DirectMessagesAreSwitchedOff) {
    const Json config = {{"channels", {{"telegram", {{"dmPolicy", "disabled"}}}}}};
    EXPECT_EQ(causeOf(config, directMessage("1", "hi")),
              "Not answered: direct messages are switched off [channels.telegram.dmPolicy=disabled]");
}

TEST_F(TraceTest, TheGroupIsNotListed) {
    Json config = openToAll();
    config["channels"]["telegram"]["groups"] = {{"-200", Json::object()}};
    EXPECT_EQ(causeOf(config, groupMessage("1", "hi")),
              "Not answered: the group -100 is not listed [channels.telegram.groups]");
}

TEST_F(TraceTest, TheBotWasNotMentioned) {
    EXPECT_EQ(causeOf(openToAll(), groupMessage("1", "hi")),
              "Not answered: the bot was not mentioned; the message is kept as context "
              "[channels.telegram.groups.-100.requireMention]");
}

TEST_F(TraceTest, TheGroupDoesNotKnowTheSender) {
    const Json config = {{"channels", {{"telegram", {{"allowFrom", {"6"}}}}}}};
    EXPECT_EQ(
        causeOf(config, groupMessage("1", "hi")),
        "Not answered: the sender is not on the group allowlist [channels.telegram.groupPolicy=allowlist]");
}

TEST_F(TraceTest, ACommandFromSomebodyWhoMayNotGiveIt) {
    Json config = openToAll();
    EXPECT_EQ(causeOf(config, groupMessage("1", "/status", "7")),
              "Not answered: the sender may not give commands here [commands.useAccessGroups]");
}

TEST_F(TraceTest, ABotWrites) {
    channels::InboundMessage message = directMessage("1", "hi");
    message.isFromBot = true;
    EXPECT_EQ(causeOf(openToAll(), message), "Not answered: the sender is a bot");
}

TEST_F(TraceTest, AnswersAreSwitchedOffForTheConversation) {
    Json config = openToAll();
    config["session"]["sendPolicy"] = {{"default", "deny"}};
    EXPECT_EQ(causeOf(config, directMessage("1", "hi")),
              "Not answered: answers are switched off for this conversation [session.sendPolicy]");
}

TEST_F(TraceTest, TheAgentChoseSilence) {
    House house(io, folder.path(), openToAll());
    house.agent.answerWith("NO_REPLY");
    house.receive(directMessage("1", "hi"));
    runCoro(io, house.runs.wait("telegram:default:1", std::chrono::seconds(20)));
    EXPECT_EQ(house.explain("1").front(), "No reply: the agent chose not to answer (NO_REPLY)");
    house.stop();
}

TEST_F(TraceTest, TheAgentFailed) {
    House house(io, folder.path(), openToAll());
    house.agent.failWith("no key for the model");
    house.receive(directMessage("1", "hi"));
    runCoro(io, house.runs.wait("telegram:default:1", std::chrono::seconds(20)));
    const auto lines = house.explain("1");
    EXPECT_EQ(lines.front(), "Answered with a notice: no key for the model");
    house.stop();
}

TEST_F(TraceTest, AnAnswerNamesItsRunAndDelivery) {
    House house(io, folder.path(), openToAll());
    house.receive(directMessage("1", "hi"));
    runCoro(io, house.runs.wait("telegram:default:1", std::chrono::seconds(20)));
    const auto lines = house.explain("1");
    EXPECT_TRUE(lines.front().starts_with("Answered")) << lines.front();
    EXPECT_GE(lines.size(), 5U);
    house.stop();
}

TEST(TraceValues, StayBoundedAndOnOneLine) {
    Trace trace;
    for (int i = 0; i < 100; ++i)
        trace.add("access", "dropped", std::string(1000, 'x') + "\nforged");
    EXPECT_EQ(trace.steps().size(), Trace::maxSteps);
    EXPECT_LE(trace.steps()[0].reason.size(), Trace::maxReasonBytes);
    EXPECT_EQ(Trace::fromJson(trace.toJson()).steps().size(), Trace::maxSteps);
}

}
}
