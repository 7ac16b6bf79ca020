#include "openclaw/dispatch/InboundGate.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

channels::InboundMessage direct() {
    channels::InboundMessage message;
    message.channel = "telegram";
    message.accountId = "default";
    message.messageId = "5:1";
    message.chatId = "5";
    message.peerId = "5";
    message.senderId = "5";
    message.senderUsername = "ada";
    message.text = "hello";
    return message;
}

channels::InboundMessage group() {
    channels::InboundMessage message = direct();
    message.kind = channels::ChatKind::group;
    message.chatId = "-100";
    message.peerId = "-100";
    message.canDetectMention = true;
    return message;
}

Json telegram(Json section) { return Json{{"channels", {{"telegram", std::move(section)}}}}; }

Verdict verdict(const channels::InboundMessage& message,
                const Json& config,
                const std::set<std::string>& approved = {}) {
    return judge(message, GateContext{config, "main", approved, "", false}).verdict;
}

}

TEST(InboundGate, OffersStrangersAPairingCode) {
    EXPECT_EQ(verdict(direct(), telegram({})), Verdict::offerPairing);
    EXPECT_EQ(verdict(direct(), telegram({}), {"5"}), Verdict::accept);
    EXPECT_EQ(verdict(direct(), telegram({{"allowFrom", {"5"}}})), Verdict::accept);
}

TEST(InboundGate, FollowsTheDmPolicy) {
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "disabled"}, {"allowFrom", {"5"}}})), Verdict::drop);
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "allowlist"}})), Verdict::drop);
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "open"}, {"allowFrom", {"*"}}})), Verdict::accept);
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "nonsense"}})), Verdict::drop);
}

TEST(InboundGate, NeverDecidesByNames) {
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "allowlist"}, {"allowFrom", {"@ada", "ada"}}})),
              Verdict::drop);
}

TEST(InboundGate, AccountSettingsWin) {
    EXPECT_EQ(verdict(direct(), telegram({{"dmPolicy", "disabled"},
                                          {"accounts",
                                           {{"default", {{"dmPolicy", "allowlist"}, {"allowFrom", {5}}}}}}})),
              Verdict::accept);
}

TEST(InboundGate, GroupsNeedAnAllowedSenderAndAMention) {
    const Json config = telegram({{"groupAllowFrom", {"5"}}});
    channels::InboundMessage message = group();
    EXPECT_EQ(verdict(message, config), Verdict::remember);
    message.mentionsBot = true;
    EXPECT_EQ(verdict(message, config), Verdict::accept);
    EXPECT_EQ(verdict(message, telegram({})), Verdict::drop);
    message.senderId = "6";
    EXPECT_EQ(verdict(message, config), Verdict::drop);
}

TEST(InboundGate, ApprovingDirectMessagesDoesNotOpenGroups) {
    channels::InboundMessage message = group();
    message.mentionsBot = true;
    EXPECT_EQ(verdict(message, telegram({}), {"5"}), Verdict::drop);
}

TEST(InboundGate, TheGroupListIsAnAllowlist) {
    channels::InboundMessage message = group();
    message.mentionsBot = true;
    EXPECT_EQ(verdict(message, telegram({{"groupPolicy", "open"}, {"groups", {{"-200", Json::object()}}}})),
              Verdict::drop);
    EXPECT_EQ(verdict(message, telegram({{"groupPolicy", "open"}, {"groups", {{"-100", Json::object()}}}})),
              Verdict::accept);
    EXPECT_EQ(
        verdict(message, telegram({{"groupPolicy", "open"}, {"groups", {{"-100", {{"enabled", false}}}}}})),
        Verdict::drop);
}

TEST(InboundGate, RequireMentionCanBeSwitchedOff) {
    const Json config =
        telegram({{"groupPolicy", "open"}, {"groups", {{"-100", {{"requireMention", false}}}}}});
    EXPECT_EQ(verdict(group(), config), Verdict::accept);
}

TEST(InboundGate, DropsBotsAndSaysWhy) {
    channels::InboundMessage message = direct();
    message.isFromBot = true;
    EXPECT_EQ(verdict(message, telegram({{"dmPolicy", "open"}, {"allowFrom", {"*"}}})), Verdict::drop);
    const GateDecision decision = judge(direct(), GateContext{telegram({}), "main", {}, "", false});
    EXPECT_EQ(decision.path, "channels.telegram.dmPolicy=pairing");
}

TEST(InboundGate, JudgesReactionsAndButtonsBySenderFirst) {
    channels::InboundMessage reaction = direct();
    reaction.event = channels::InboundKind::reaction;
    EXPECT_EQ(verdict(reaction, telegram({})), Verdict::drop); // no code for a stranger's reaction
    channels::InboundMessage button = group();
    button.event = channels::InboundKind::button;
    EXPECT_EQ(verdict(button, telegram({{"groupAllowFrom", {"6"}}})), Verdict::drop);
    EXPECT_EQ(verdict(button, telegram({{"groupAllowFrom", {"5"}}})), Verdict::accept);
}

TEST(InboundGate, KnowsTheIdsOfEachNetwork) {
    channels::InboundMessage whatsapp = direct();
    whatsapp.channel = "whatsapp";
    whatsapp.senderId = "+15550001111";
    const Json config = {{"channels", {{"whatsapp", {{"allowFrom", {"1 555 000 1111"}}}}}}};
    EXPECT_EQ(verdict(whatsapp, config), Verdict::accept);
    channels::InboundMessage discord = direct();
    discord.channel = "discord";
    EXPECT_EQ(
        verdict(discord, Json{{"channels",
                               {{"discord", {{"dm", {{"policy", "allowlist"}, {"allowFrom", {"<@5>"}}}}}}}}}),
        Verdict::accept);
    EXPECT_EQ(
        verdict(discord, Json{{"channels",
                               {{"discord", {{"dm", {{"policy", "allowlist"}, {"allowFrom", {"ada"}}}}}}}}}),
        Verdict::drop);
}

}
