#include "gateway/agentTalk.hpp"

#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

TalkPlan plan(std::int64_t maxTurns = 5) {
    TalkPlan made;
    made.id = "talk:1";
    made.message = "How many mails?";
    made.maxTurns = maxTurns;
    made.requester.sessionKey = "agent:main:main";
    made.requester.agentId = "main";
    made.target.sessionKey = "agent:work:main";
    made.target.agentId = "work";
    made.target.route.emplace();
    made.target.route->channel = "telegram";
    made.target.route->target = "9";
    return made;
}

dispatch::RunResult said(const std::string& text) {
    dispatch::RunResult result;
    result.text = text;
    return result;
}

TEST(AgentTalk, BeginsInTheOtherSessionAndOutOfItsChat) {
    const dispatch::RunRequest first = firstStep(plan());

    EXPECT_EQ(first.sessionKey, "agent:work:main");
    EXPECT_EQ(first.message, "How many mails?");
    EXPECT_FALSE(first.route);
    EXPECT_EQ(first.lane, dispatch::GlobalLane::nested);
}

TEST(AgentTalk, GoesBackAndForthAndEndsWithAWordForTheChat) {
    dispatch::RunRequest step = firstStep(plan(2));

    step = *nextStep(step, said("42"));
    EXPECT_EQ(step.sessionKey, "agent:main:main");
    EXPECT_EQ(step.runId, "talk:1:reply1");
    EXPECT_EQ(step.message, "42");
    EXPECT_FALSE(step.route);
    step = *nextStep(step, said("Thank you."));
    EXPECT_EQ(step.sessionKey, "agent:work:main");
    EXPECT_EQ(step.message, "Thank you.");
    step = *nextStep(step, said("Any time."));
    EXPECT_EQ(step.sessionKey, "agent:work:main");
    ASSERT_TRUE(step.route);
    EXPECT_EQ(step.route->target, "9");
    EXPECT_NE(step.extraSystemPrompt.find("Your first answer: 42\nThe last word: Any time."),
              std::string::npos);
    EXPECT_FALSE(nextStep(step, said("ANNOUNCE_SKIP")));
}

TEST(AgentTalk, SurvivesStorageBetweenTheSteps) {
    dispatch::RunRequest step = dispatch::RunRequest::fromJson(firstStep(plan()).toJson());

    step = dispatch::RunRequest::fromJson(nextStep(step, said("42"))->toJson());

    EXPECT_EQ(step.message, "42");
    EXPECT_EQ(nextStep(step, said("REPLY_SKIP"))->route->target, "9");
}

TEST(AgentTalk, SkipsWhatNobodyHasToSay) {
    const dispatch::RunRequest first = firstStep(plan());
    const dispatch::RunRequest reply = *nextStep(first, said("42"));

    EXPECT_EQ(nextStep(reply, said("REPLY_SKIP"))->runId, "talk:1:announce");
    EXPECT_EQ(nextStep(firstStep(plan(0)), said("42"))->runId, "talk:1:announce");
    EXPECT_FALSE(nextStep(first, said("")));
    TalkPlan nowhere = plan(0);
    nowhere.target.route.reset();
    EXPECT_FALSE(nextStep(firstStep(nowhere), said("42")));
}

TEST(AgentTalk, EndsWhereSomebodyStopsIt) {
    const dispatch::RunRequest reply = *nextStep(firstStep(plan()), said("42"));
    dispatch::RunResult stopped;
    stopped.status = dispatch::RunStatus::aborted;

    EXPECT_FALSE(nextStep(reply, stopped));
    dispatch::RunResult failed;
    failed.status = dispatch::RunStatus::error;
    EXPECT_FALSE(nextStep(firstStep(plan()), failed));
    EXPECT_EQ(nextStep(reply, failed)->runId, "talk:1:announce");
}

TEST(AgentTalk, HasBoundedTurns) {
    const auto turns = [](const Json& value) {
        return pingPongTurns(Json{{"session", {{"agentToAgent", {{"maxPingPongTurns", value}}}}}});
    };
    EXPECT_EQ(turns(0), 0);
    EXPECT_EQ(turns(3), 3);
    EXPECT_EQ(turns(50), 5);
    EXPECT_EQ(pingPongTurns(Json::object()), 5);
}

}
}
