#include "gateway/tools/access.hpp"

#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

agent::ToolCaller owner() {
    agent::ToolCaller caller;
    caller.agentId = "main";
    caller.sessionKey = "agent:main:main";
    caller.isAuthorized = true;
    return caller;
}

agent::ToolCaller stranger() {
    agent::ToolCaller caller = owner();
    caller.isAuthorized = false;
    return caller;
}

const std::optional<store::ChatAddress> home = store::ChatAddress{"telegram", "default", "5", "7"};

MessagePlan
planned(const Json& arguments, const agent::ToolCaller& caller = owner(), const Json& config = Json::object()) {
    return planMessage(config, caller, home, arguments);
}

TEST(MessagePlan, GoesToTheChatOfTheTurn) {
    for (const Json& arguments : {Json{{"message", "hi"}}, Json{{"message", "hi"}, {"to", "telegram:5"}},
                                  Json{{"message", "hi"}, {"channel", "Telegram"}, {"to", "5"}}}) {
        const MessagePlan found = planned(arguments, stranger());

        EXPECT_EQ(found.refusal, "");
        EXPECT_EQ(found.address, *home);
        EXPECT_EQ(found.text, "hi");
    }
}

TEST(MessagePlan, MarksWhatGoesToAnotherChat) {
    const MessagePlan found = planned(Json{{"message", "hi"}, {"to", "6"}});

    EXPECT_EQ(found.refusal, "");
    EXPECT_EQ(found.address, (store::ChatAddress{"telegram", "default", "6", ""}));
    EXPECT_EQ(found.text, "[from telegram] hi");
}

TEST(MessagePlan, KeepsStrangersInTheirChat) {
    EXPECT_NE(planned(Json{{"message", "hi"}, {"to", "6"}}, stranger()).refusal, "");
    EXPECT_NE(planned(Json{{"message", "hi"}, {"to", "5"}, {"threadId", "8"}}, stranger()).refusal, "");
    EXPECT_NE(planMessage(Json::object(), stranger(), std::nullopt,
                          Json{{"message", "hi"}, {"channel", "telegram"}, {"to", "6"}})
                  .refusal,
              "");
}

TEST(MessagePlan, FollowsTheRulesOfCrossContext) {
    const Json other = {{"message", "hi"}, {"to", "6"}};
    const Json across = {{"message", "hi"}, {"channel", "discord"}, {"to", "6"}};
    const auto rules = [](const Json& message) { return Json{{"tools", {{"message", message}}}}; };

    EXPECT_NE(planned(across).refusal, "");
    EXPECT_EQ(planned(across, owner(), rules(Json{{"crossContext", {{"allowAcrossProviders", true}}}})).refusal,
              "");
    EXPECT_EQ(planned(across, owner(), rules(Json{{"allowCrossContextSend", true}})).refusal, "");
    EXPECT_NE(planned(other, owner(), rules(Json{{"crossContext", {{"allowWithinProvider", false}}}})).refusal,
              "");
    EXPECT_EQ(planned(other, owner(), rules(Json{{"crossContext", {{"marker", {{"enabled", false}}}}}})).text,
              "hi");
    EXPECT_EQ(
        planned(other, owner(),
             rules(Json{{"crossContext", {{"marker", {{"prefix", "<{channel}> "}, {"suffix", " !"}}}}}}))
            .text,
        "<telegram> hi !");
}

TEST(MessagePlan, SaysWhatIsMissing) {
    EXPECT_NE(planned(Json{{"message", " "}}).refusal, "");
    EXPECT_NE(planned(Json{{"message", std::string(70'000, 'x')}}).refusal, "");
    EXPECT_NE(planMessage(Json::object(), owner(), std::nullopt, Json{{"message", "hi"}}).refusal, "");
}

TEST(SessionAccess, IsOpenForOnesOwn) {
    EXPECT_TRUE(maySee(Json::object(), stranger(), "agent:main:main", "main"));
    EXPECT_TRUE(maySee(Json::object(), owner(), "agent:main:telegram:dm:5", "main"));
}

TEST(SessionAccess, IsClosedForStrangersGroupsAndOtherAgents) {
    agent::ToolCaller inGroup = owner();
    inGroup.chat.isGroup = true;

    EXPECT_FALSE(maySee(Json::object(), stranger(), "agent:main:telegram:dm:5", "main"));
    EXPECT_FALSE(maySee(Json::object(), inGroup, "agent:main:telegram:dm:5", "main"));
    EXPECT_FALSE(maySee(Json::object(), owner(), "agent:work:main", "work"));
}

TEST(AgentToAgent, TakesBothAgentsOnTheList) {
    const auto rules = [](const Json& value) { return Json{{"tools", {{"agentToAgent", value}}}}; };

    EXPECT_TRUE(mayDealWith(Json::object(), "main", "main"));
    EXPECT_FALSE(mayDealWith(rules(Json{{"enabled", false}, {"allow", {"*"}}}), "main", "work"));
    EXPECT_TRUE(mayDealWith(rules(Json{{"enabled", true}}), "main", "work"));
    EXPECT_TRUE(mayDealWith(rules(Json{{"enabled", true}, {"allow", {"main", "w*"}}}), "main", "work"));
    EXPECT_FALSE(mayDealWith(rules(Json{{"enabled", true}, {"allow", {"work"}}}), "main", "work"));
    EXPECT_EQ(visibleAgents(rules(Json{{"enabled", true}}), owner(), {"main", "work"}),
              (std::vector<std::string>{"main", "work"}));
}

TEST(AgentAccess, StartsSubAgentsOfThoseThatAreListed) {
    const auto rules = [](const Json& allowed) {
        const Json main = {{"id", "main"}, {"subagents", {{"allowAgents", allowed}}}};
        return Json{{"agents", {{"list", Json::array({main, Json{{"id", "work"}}})}}}};
    };
    EXPECT_EQ(startRefusal(Json::object(), owner(), "main"), "");
    EXPECT_NE(startRefusal(Json::object(), owner(), "work"), "");
    EXPECT_NE(startRefusal(rules(Json::array({"home", ""})), owner(), "work"), "");
    EXPECT_EQ(startRefusal(rules(Json::array({" Work "})), owner(), "work"), "");
    EXPECT_EQ(startRefusal(rules(Json::array({"*"})), owner(), "work"), "");
    EXPECT_NE(startRefusal(rules(Json::array({"*"})), stranger(), "main"), "");
    agent::ToolCaller child = owner();
    child.sessionKey = "agent:main:subagent:1";
    EXPECT_NE(startRefusal(rules(Json::array({"*"})), child, "main"), "");
}

TEST(AgentAccess, WritesOnlyWhereItMaySee) {
    const Json open = {{"tools", {{"agentToAgent", {{"enabled", true}}}}}};
    EXPECT_EQ(speechRefusal(Json::object(), owner(), "agent:main:telegram:group:1", "main"), "");
    EXPECT_NE(speechRefusal(Json::object(), owner(), "agent:main:main", "main"), ""); // itself
    EXPECT_NE(speechRefusal(Json::object(), owner(), "agent:work:main", "work"), "");
    EXPECT_EQ(speechRefusal(open, owner(), "agent:work:main", "work"), "");
    EXPECT_NE(speechRefusal(open, stranger(), "agent:work:main", "work"), "");
    agent::ToolCaller group = owner();
    group.chat.isGroup = true;
    EXPECT_NE(speechRefusal(open, group, "agent:work:main", "work"), "");
    agent::ToolCaller child = owner();
    child.sessionKey = "agent:main:subagent:1";
    EXPECT_NE(speechRefusal(open, child, "agent:main:main", "main"), "");
}

}
}
