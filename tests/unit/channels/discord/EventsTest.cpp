#include "channels/discord/events.hpp"
#include "channels/discord/permissions.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::discord {
namespace {

class EventsTest : public ::testing::Test {
protected:
    EventsTest() {
        guild.id = "500";
        guild.name = "Home";
        channel.id = "501";
        channel.guildId = "500";
        channel.name = "general";
    }
    DecodeContext context() const { return DecodeContext{bot, account, channel, &guild, allowsBots}; }
    static Json message(const Json& more = Json::object()) {
        Json made{{"id", "1300000000000000000"},
                  {"channel_id", "501"},
                  {"content", "hello"},
                  {"author", {{"id", "4242"}, {"username", "ada"}, {"global_name", "Ada"}}},
                  {"member", {{"nick", "Countess"}, {"roles", {"11", "12"}}}}};
        made.update(more);
        return made;
    }
    std::optional<InboundMessage> decode(const Json& data, const std::string& type = "MESSAGE_CREATE") const {
        GatewayEvent event;
        event.type = type;
        event.data = data;
        event.sequence = 7;
        return decodeEvent(event, context());
    }

    BotIdentity bot{"700", "test_bot", "701"};
    std::string account = "default";
    ChannelFacts channel;
    GuildFacts guild;
    bool allowsBots = false;
};

TEST_F(EventsTest, GuildMessageCarriesItsPlaceAndSender) {
    const auto message_ = decode(message());

    ASSERT_TRUE(message_);
    EXPECT_EQ(message_->kind, ChatKind::channel);
    EXPECT_EQ(message_->chatId, "501");
    EXPECT_EQ(message_->peerId, "501");
    EXPECT_EQ(message_->guildId, "500");
    EXPECT_EQ(message_->chatTitle, "Home #general");
    EXPECT_EQ(message_->senderId, "4242");
    EXPECT_EQ(message_->senderName, "Countess");
    EXPECT_EQ(message_->senderRoleIds, (std::vector<std::string>{"11", "12"}));
    EXPECT_GT(message_->timestampMs, 1'700'000'000'000);
}

TEST_F(EventsTest, DirectMessageIsAnsweredToThePerson) {
    channel = ChannelFacts();
    channel.id = "9001";
    channel.type = ChannelType::direct;

    const auto message_ = decode(message());

    ASSERT_TRUE(message_);
    EXPECT_EQ(message_->kind, ChatKind::direct);
    EXPECT_EQ(message_->chatId, "user:4242");
    EXPECT_EQ(message_->peerId, "4242");
}

TEST_F(EventsTest, ThreadKeepsItsParent) {
    channel.type = ChannelType::publicThread;
    channel.id = "502";
    channel.parentId = "501";

    const auto message_ = decode(message());

    ASSERT_TRUE(message_);
    EXPECT_EQ(message_->chatId, "502");
    EXPECT_EQ(message_->parentPeerId, "501");
}

TEST_F(EventsTest, MentionsAndRepliesAreFacts) {
    const auto mentioned = decode(message({{"mentions", {{{"id", "700"}}, {{"id", "5"}}}}}));
    const auto everyone = decode(message({{"mention_everyone", true}}));
    const auto reply = decode(message({{"type", 19}, {"referenced_message", {{"id", "1"}, {"content", "before"}, {"author", {{"id", "700"}, {"username", "bot"}}}}}}));

    EXPECT_TRUE(mentioned->mentionsBot);
    EXPECT_EQ(mentioned->mentionedIds.size(), 2u);
    EXPECT_FALSE(everyone->mentionsBot);
    EXPECT_TRUE(everyone->mentionsAnyone);
    EXPECT_TRUE(reply->isReplyToBot);
    EXPECT_NE(reply->leadingContext.find("before"), std::string::npos);
}

TEST_F(EventsTest, OwnMessagesAreDroppedAndBotsMarked) {
    EXPECT_FALSE(decode(message({{"author", {{"id", "700"}}}})));
    const Json other = message({{"author", {{"id", "8"}, {"bot", true}, {"username", "b"}}}});
    EXPECT_TRUE(decode(other)->isFromBot);
    EXPECT_TRUE(decode(message({{"webhook_id", "3"}}))->isFromBot);
    allowsBots = true;
    EXPECT_FALSE(decode(other)->isFromBot);
}

TEST_F(EventsTest, AttachmentsKeepTheirAddressAndKind) {
    const Json file{{"id", "1"}, {"url", "https://cdn.discordapp.com/a.png"}, {"filename", "a.png"}, {"content_type", "image/png"}, {"size", 12}};
    const auto message_ = decode(message({{"content", ""}, {"attachments", {file, file}}}));

    ASSERT_TRUE(message_);
    EXPECT_EQ(message_->text, "<media:image> (2 images)");
    ASSERT_EQ(message_->attachments.size(), 2u);
    EXPECT_EQ(message_->attachments[0].sizeBytes, 12);
    EXPECT_EQ(stringOr(message_->attachments[0].source, "url"), "https://cdn.discordapp.com/a.png");
}

TEST_F(EventsTest, VoiceMessageIsToldFromAFile) {
    const Json file{{"url", "https://cdn.discordapp.com/v.ogg"}, {"content_type", "audio/ogg"}, {"duration_secs", 1.5}};
    const auto message_ = decode(message({{"content", ""}, {"flags", 8192}, {"attachments", {file}}}));

    EXPECT_EQ(message_->attachments.at(0).kind, "voice");
    EXPECT_EQ(message_->attachments.at(0).durationMs, 1500);
}

TEST_F(EventsTest, EmbedsForwardsAndPollsSpeakWhenThereAreNoWords) {
    EXPECT_EQ(decode(message({{"content", ""}, {"embeds", {{{"description", "an embed"}}}}}))->text, "an embed");
    EXPECT_EQ(decode(message({{"content", ""}, {"message_snapshots", {{{"message", {{"content", "far"}}}}}}}))->text,
              "[Forwarded message]\nfar");
    EXPECT_EQ(decode(message({{"content", ""}, {"poll", {{"question", {{"text", "q?"}}}, {"answers", {{{"poll_media", {{"text", "yes"}}}}}}}}}))->text,
              "[Poll] q?\n- yes");
    EXPECT_FALSE(decode(message({{"content", ""}})));
}

TEST_F(EventsTest, OnlyRealEditsCount) {
    EXPECT_FALSE(decode(message(), "MESSAGE_UPDATE"));
    const auto edit = decode(message({{"edited_timestamp", "2026-01-01T00:00:00Z"}}), "MESSAGE_UPDATE");
    ASSERT_TRUE(edit);
    EXPECT_EQ(edit->event, InboundKind::edit);
    EXPECT_EQ(edit->targetMessageId, "1300000000000000000");
    EXPECT_NE(edit->messageId, edit->targetMessageId);
}

TEST_F(EventsTest, ReactionsNameTheirMessage) {
    const Json data{{"user_id", "4242"}, {"channel_id", "501"}, {"message_id", "99"}, {"message_author_id", "700"}, {"emoji", {{"name", "👍"}}}};
    const auto added = decode(data, "MESSAGE_REACTION_ADD");
    const auto removed = decode(data, "MESSAGE_REACTION_REMOVE");

    ASSERT_TRUE(added);
    EXPECT_EQ(added->event, InboundKind::reaction);
    EXPECT_EQ(added->targetMessageId, "99");
    EXPECT_EQ(added->emoji, "👍");
    EXPECT_TRUE(added->isReplyToBot);
    EXPECT_TRUE(removed->isRemoval);
    EXPECT_NE(added->messageId, removed->messageId);
}

TEST_F(EventsTest, SystemMessagesBecomeNotices) {
    const auto joined = decode(message({{"type", 7}, {"content", ""}}));

    ASSERT_TRUE(joined);
    EXPECT_EQ(joined->event, InboundKind::notice);
    EXPECT_EQ(joined->text, "Countess joined the server");
    EXPECT_FALSE(decode(message({{"type", 24}})));
}

TEST_F(EventsTest, SlashCommandBecomesItsText) {
    const Json interaction{{"id", "1300000000000000001"}, {"token", "tok"}, {"type", 2}, {"application_id", "701"},
                           {"member", {{"user", {{"id", "4242"}, {"username", "ada"}}}}},
                           {"data", {{"name", "think"}, {"options", {{{"name", "level"}, {"value", "high"}}}}}}};
    const auto command = decodeInteraction(interaction, context());

    ASSERT_TRUE(command);
    EXPECT_EQ(command->event, InboundKind::nativeCommand);
    EXPECT_EQ(command->text, "/think high");
    EXPECT_EQ(stringOr(*findMember(command->channelData, "interaction"), "token"), "tok");
}

TEST_F(EventsTest, PressedButtonGivesItsPayload) {
    const Json interaction{{"id", "1"}, {"token", "tok"}, {"type", 3}, {"user", {{"id", "4242"}}},
                           {"data", {{"custom_id", "approve:1"}}}, {"message", {{"id", "77"}}}};
    const auto pressed = decodeInteraction(interaction, context());

    ASSERT_TRUE(pressed);
    EXPECT_EQ(pressed->event, InboundKind::button);
    EXPECT_EQ(pressed->text, "approve:1");
    EXPECT_EQ(pressed->targetMessageId, "77");
}

TEST_F(EventsTest, AnyJsonIsTaken) {
    for (const Json& junk : {Json(), Json(5), Json::array(), Json{{"id", 5}}, Json{{"id", "1"}, {"author", "x"}},
                             message({{"mentions", "x"}, {"attachments", {1, Json::object()}}, {"embeds", {nullptr}}})}) {
        for (const char* type : {"MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_REACTION_ADD", "X"})
            decode(junk, type);
        decodeInteraction(junk, context());
    }
    SUCCEED();
}

TEST(Permissions, FollowDiscordsOrder) {
    GuildFacts guild;
    guild.id = "500";
    guild.ownerId = "1";
    guild.rolePermissions = {{"500", permission::viewChannel | permission::sendMessages}, {"11", 0}, {"12", permission::administrator}};
    ChannelFacts channel;
    channel.overwrites = {Json{{"id", "500"}, {"deny", "2048"}, {"allow", "0"}}, Json{{"id", "11"}, {"deny", "0"}, {"allow", "2048"}},
                          Json{{"id", "7"}, {"deny", "1024"}, {"allow", "0"}}};

    EXPECT_EQ(permissionsOf(Member{"1", {}, false}, guild, channel), permission::all);
    EXPECT_EQ(permissionsOf(Member{"5", {"12"}, false}, guild, channel), permission::all);
    EXPECT_EQ(permissionsOf(Member{"5", {}, false}, guild, channel), permission::viewChannel);
    EXPECT_EQ(permissionsOf(Member{"5", {"11"}, false}, guild, channel), permission::viewChannel | permission::sendMessages);
    EXPECT_EQ(permissionsOf(Member{"7", {"11"}, false}, guild, channel), permission::sendMessages);
    EXPECT_EQ(permissionsOf(Member{"5", {"11"}, true}, guild, channel), permission::viewChannel);
}

}
}
