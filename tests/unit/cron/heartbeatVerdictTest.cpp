// What people hear of a heartbeat.
#include "openclaw/cron/heartbeat_verdict.hpp"

#include <gtest/gtest.h>

namespace openclaw::cron {
namespace {

HeartbeatReply answer(const std::string& text) {
    HeartbeatReply reply;
    reply.isOk = true;
    reply.text = text;
    reply.startedAtMs = 100;
    reply.endedAtMs = 350;
    return reply;
}

HeartbeatVerdict judge(const HeartbeatReply& reply,
                       const Json& config = Json::object(),
                       const std::string& channel = "telegram") {
    return judgeHeartbeat(config, Json::object(), reply, HeartbeatTarget{channel, "default", "42"});
}

TEST(HeartbeatVerdict, AnAcknowledgementStaysSilent) {
    const HeartbeatVerdict verdict = judge(answer("HEARTBEAT_OK"));

    EXPECT_TRUE(verdict.isAck);
    EXPECT_EQ(verdict.words, "");
    EXPECT_EQ(verdict.event["status"], "ok-token");
    EXPECT_EQ(verdict.event["durationMs"], 250);
}

TEST(HeartbeatVerdict, AnAcknowledgementIsShownToThoseWhoWantIt) {
    const Json config{{"channels", {{"telegram", {{"heartbeat", {{"showOk", true}}}}}}}};

    EXPECT_EQ(judge(answer("HEARTBEAT_OK"), config).words, "HEARTBEAT_OK");
}

TEST(HeartbeatVerdict, WordsArePassedOn) {
    const HeartbeatVerdict verdict = judge(answer(std::string(400, 'x')));

    EXPECT_EQ(verdict.words, std::string(400, 'x'));
    EXPECT_EQ(verdict.event["status"], "sent");
    EXPECT_EQ(verdict.event["to"], "42");
}

TEST(HeartbeatVerdict, WithoutAPlaceNothingIsSaid) {
    const HeartbeatVerdict verdict = judge(answer(std::string(400, 'x')), Json::object(), "");

    EXPECT_EQ(verdict.words, "");
    EXPECT_EQ(verdict.event["silent"], true);
}

TEST(HeartbeatVerdict, AChatMaySwitchAlertsOff) {
    const Json config{{"channels", {{"defaults", {{"heartbeat", {{"showAlerts", false}}}}}}}};

    const HeartbeatVerdict verdict = judge(answer(std::string(400, 'x')), config);

    EXPECT_EQ(verdict.words, "");
    EXPECT_EQ(verdict.event["reason"], "alerts-disabled");
}

TEST(HeartbeatVerdict, AFailureIsAnEventAndNoWords) {
    HeartbeatReply reply;
    reply.error = "no model";

    const HeartbeatVerdict verdict = judge(reply);

    EXPECT_EQ(verdict.words, "");
    EXPECT_EQ(verdict.event["status"], "failed");
    EXPECT_EQ(verdict.event["reason"], "no model");
}

}
}
