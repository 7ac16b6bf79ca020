// What an inbound event looks like to the agent.
#include "dispatch/inbound.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

channels::InboundMessage messageOn(const std::string& channel) {
    channels::InboundMessage message;
    message.channel = channel;
    message.accountId = "work";
    message.text = "hello";
    return message;
}

Json whatsApp(const Json& section) { return Json{{"channels", {{"whatsapp", section}}}}; }

TEST(BodyPrefix, StandsOnlyBeforeWhatsAppMessages) {
    EXPECT_EQ(bodyPrefix(messageOn("whatsapp"), Json::object(), "main"), "[openclaw] ");
    EXPECT_EQ(bodyPrefix(messageOn("telegram"), Json::object(), "main"), "");
}

TEST(BodyPrefix, TakesTheMostSpecificWord) {
    const Json account{{"messagePrefix", "own"}};
    const Json both{{"messagePrefix", "channel"}, {"accounts", {{"work", account}}}};

    EXPECT_EQ(bodyPrefix(messageOn("whatsapp"), whatsApp(both), "main"), "own ");
    EXPECT_EQ(bodyPrefix(messageOn("whatsapp"), whatsApp(Json{{"messagePrefix", "channel"}}), "main"), "channel ");
    EXPECT_EQ(bodyPrefix(messageOn("whatsapp"), whatsApp(Json{{"messagePrefix", ""}}), "main"), "");
}

TEST(BodyPrefix, IsNotNeededWhereTheConfigurationSaysWhoMayWrite) {
    EXPECT_EQ(bodyPrefix(messageOn("whatsapp"), whatsApp(Json{{"allowFrom", {"+15550001"}}}), "main"), "");
}

TEST(OwnDebounce, NeedsAPositiveNumber) {
    EXPECT_EQ(ownDebounceMs(messageOn("whatsapp"), whatsApp(Json{{"debounceMs", 250}})), 250);
    EXPECT_FALSE(ownDebounceMs(messageOn("whatsapp"), whatsApp(Json{{"debounceMs", 0}})));
    EXPECT_FALSE(ownDebounceMs(messageOn("telegram"), whatsApp(Json{{"debounceMs", 250}})));
}

}
}
