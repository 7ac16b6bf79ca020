// Updates as Telegram sends them, and as it never should.
#include "channels/telegram/updates.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

const BotIdentity bot{777, "Test_Bot"};

Json textMessage(const std::string& text) {
    return Json{{"message_id", 5},
                {"date", 1'700'000'000},
                {"chat", {{"id", 4242}, {"type", "private"}}},
                {"from", {{"id", 4242}, {"is_bot", false}, {"first_name", "Ada\nL"}, {"username", "ada"}}},
                {"text", text}};
}

Json groupMessage(const std::string& text) {
    Json message = textMessage(text);
    message["chat"] = Json{{"id", -1001234567890}, {"type", "supergroup"}, {"title", "Team"}};
    return message;
}

std::optional<InboundMessage> first(std::vector<InboundMessage> events) {
    if (events.empty()) return std::nullopt;
    return events.front();
}

std::optional<InboundMessage> decode(const Json& message) {
    return first(decodeUpdate(Json{{"update_id", 1}, {"message", message}}, bot, "default"));
}

TEST(TelegramUpdates, DirectMessageCarriesStableIds) {
    const auto message = decode(textMessage("hello"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->messageId, "4242:5");
    EXPECT_EQ(message->kind, ChatKind::direct);
    EXPECT_EQ(message->chatId, "4242");
    EXPECT_EQ(message->peerId, "4242");
    EXPECT_EQ(message->senderId, "4242");
    EXPECT_EQ(message->senderName, "Ada L");
    EXPECT_EQ(message->replyTargetId, "5");
    EXPECT_EQ(message->timestampMs, 1'700'000'000'000);
    EXPECT_EQ(message->text, "hello");
}

TEST(TelegramUpdates, SupergroupIdKeeps64Bits) {
    const auto message = decode(groupMessage("hello"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->chatId, "-1001234567890");
    EXPECT_EQ(message->kind, ChatKind::group);
    EXPECT_EQ(message->chatTitle, "Team");
}

TEST(TelegramUpdates, PlainGroupIgnoresReplyThreads) {
    Json json = groupMessage("hello");
    json["message_thread_id"] = 99;

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->threadId, "");
    EXPECT_EQ(message->peerId, "-1001234567890");
}

TEST(TelegramUpdates, ForumTopicIsAConversationOfItsOwn) {
    Json json = groupMessage("hello");
    json["chat"]["is_forum"] = true;
    json["message_thread_id"] = 99;

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->threadId, "99");
    EXPECT_EQ(message->peerId, "-1001234567890:topic:99");
    EXPECT_EQ(message->parentPeerId, "-1001234567890");
}

TEST(TelegramUpdates, ForumWithoutThreadIsTheGeneralTopic) {
    Json json = groupMessage("hello");
    json["chat"]["is_forum"] = true;

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->threadId, "1");
}

TEST(TelegramUpdates, PrivateTopicKeepsItsThread) {
    Json json = textMessage("hello");
    json["message_thread_id"] = 7;

    EXPECT_EQ(decode(json).value().threadId, "7");
}

TEST(TelegramUpdates, MentionIsFoundByUtf16Slice) {
    Json json = groupMessage("😀 @test_bot hi");
    json["entities"] = Json::array({{{"type", "mention"}, {"offset", 3}, {"length", 9}}});

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_TRUE(message->mentionsBot);
    EXPECT_TRUE(message->mentionsAnyone);
}

TEST(TelegramUpdates, LongerNameIsAnotherBot) {
    Json json = groupMessage("@test_bot2 hi");
    json["entities"] = Json::array({{{"type", "mention"}, {"offset", 0}, {"length", 10}}});

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_FALSE(message->mentionsBot);
    EXPECT_TRUE(message->mentionsAnyone);
}

TEST(TelegramUpdates, TextMentionCountsByUserId) {
    Json json = groupMessage("Robot hi");
    json["entities"] =
        Json::array({{{"type", "text_mention"}, {"offset", 0}, {"length", 5}, {"user", {{"id", 777}}}}});

    EXPECT_TRUE(decode(json).value().mentionsBot);
}

TEST(TelegramUpdates, CommandForThisBotIsAMention) {
    Json json = groupMessage("/status@test_bot");
    json["entities"] = Json::array({{{"type", "bot_command"}, {"offset", 0}, {"length", 16}}});

    EXPECT_TRUE(decode(json).value().mentionsBot);
}

TEST(TelegramUpdates, CommandForAnotherBotIsIgnored) {
    Json json = groupMessage("/status@other_bot");
    json["entities"] = Json::array({{{"type", "bot_command"}, {"offset", 0}, {"length", 17}}});

    EXPECT_FALSE(decode(json));
}

TEST(TelegramUpdates, ReplyToTheBotIsNoticedAndQuoted) {
    Json json = groupMessage("and now?");
    json["reply_to_message"] =
        Json{{"message_id", 3}, {"from", {{"id", 777}, {"first_name", "Bot"}}}, {"text", "earlier"}};

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_TRUE(message->isReplyToBot);
    EXPECT_EQ(message->trailingContext, "\n\n[Replying to Bot id:3]\nearlier\n[/Replying]");
}

TEST(TelegramUpdates, TopicOpenerIsNoReply) {
    Json json = groupMessage("hi");
    json["reply_to_message"] =
        Json{{"message_id", 3}, {"from", {{"id", 777}}}, {"forum_topic_created", {{"name", "t"}}}};

    EXPECT_FALSE(decode(json).value().isReplyToBot);
}

TEST(TelegramUpdates, ForwardIsAnnounced) {
    Json json = textMessage("news");
    json["forward_origin"] =
        Json{{"type", "hidden_user"}, {"sender_user_name", "Bob"}, {"date", 1'700'000'000}};

    EXPECT_EQ(decode(json).value().leadingContext, "[Forwarded from Bob at 2023-11-14T22:13:20.000Z]\n");
}

TEST(TelegramUpdates, TextLinksBecomeMarkdown) {
    Json json = textMessage("see docs");
    json["entities"] =
        Json::array({{{"type", "text_link"}, {"offset", 4}, {"length", 4}, {"url", "https://a.b/"}}});

    EXPECT_EQ(decode(json).value().text, "see [docs](https://a.b/)");
}

TEST(TelegramUpdates, PhotoIsAPlaceholderWithItsCaption) {
    Json json = textMessage("");
    json.erase("text");
    json["photo"] = Json::array({{{"file_id", "x"}}});
    json["caption"] = "look";

    EXPECT_EQ(decode(json).value().text, "<media:image>\nlook");
}

TEST(TelegramUpdates, LocationIsWritten) {
    Json json = textMessage("");
    json.erase("text");
    json["location"] = Json{{"latitude", 52.5}, {"longitude", 13.4}, {"live_period", 60}};

    EXPECT_EQ(decode(json).value().text, "🛰 Live location: 52.500000, 13.400000");
}

TEST(TelegramUpdates, ServiceMessagesAreIgnored) {
    Json json = groupMessage("");
    json.erase("text");
    json["new_chat_title"] = "Other";

    EXPECT_FALSE(decode(json));
}

TEST(TelegramUpdates, AChannelPostHasNoSender) {
    Json post = textMessage("news");
    post["chat"] = Json{{"id", -1009}, {"type", "channel"}, {"title", "News"}};
    post.erase("from");

    const auto message = first(decodeUpdate(Json{{"update_id", 1}, {"channel_post", post}}, bot, "default"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, ChatKind::channel);
    EXPECT_EQ(message->senderId, "");
}

TEST(TelegramUpdates, EachEditIsAnEventOfItsOwn) {
    Json edited = textMessage("hello again");
    edited["edit_date"] = 1'700'000'100;

    const auto message =
        first(decodeUpdate(Json{{"update_id", 1}, {"edited_message", edited}}, bot, "default"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->event, InboundKind::edit);
    EXPECT_EQ(message->targetMessageId, "5");
    EXPECT_EQ(message->messageId, "4242:5:edit:1700000100");
}

TEST(TelegramUpdates, ACommandLosesTheBotsOwnName) {
    Json json = groupMessage("/status@Test_Bot now");
    json["entities"] = Json::array({{{"type", "bot_command"}, {"offset", 0}, {"length", 16}}});

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "/status now");
    EXPECT_TRUE(message->mentionsBot);
}

TEST(TelegramUpdates, AttachmentsNameTheLargestPhotoAndWhatIsDeclared) {
    Json json = textMessage("");
    json.erase("text");
    json["photo"] = Json::array({{{"file_id", "small"}, {"width", 90}, {"height", 90}},
                                 {{"file_id", "large"}, {"width", 900}, {"height", 900}, {"file_size", 5000}},
                                 {{"file_id", "middle"}, {"width", 320}, {"height", 320}}});

    const auto attachments = decode(json).value().attachments;

    ASSERT_EQ(attachments.size(), 1u);
    EXPECT_EQ(attachments[0].kind, "image");
    EXPECT_EQ(attachments[0].sizeBytes, 5000);
    EXPECT_EQ(stringOr(attachments[0].source, "fileId"), "large");
}

TEST(TelegramUpdates, StickersThatMoveAreOnlyMentioned) {
    Json json = textMessage("");
    json.erase("text");
    json["sticker"] = Json{{"file_id", "s"}, {"is_animated", true}};

    const auto message = decode(json);

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "<media:sticker>");
    EXPECT_TRUE(message->attachments.empty());
}

TEST(TelegramUpdates, AButtonSpeaksWithItsPayload) {
    const Json query{{"id", "77"},
                     {"data", "/think high"},
                     {"from", {{"id", 9}, {"first_name", "Bob"}}},
                     {"message", {{"message_id", 3}, {"date", 0}, {"chat", {{"id", -100}, {"type", "group"}}}}}};

    const auto event = first(decodeUpdate(Json{{"update_id", 1}, {"callback_query", query}}, bot, "default"));

    ASSERT_TRUE(event);
    EXPECT_EQ(event->event, InboundKind::button);
    EXPECT_EQ(event->text, "/think high");
    EXPECT_EQ(event->senderId, "9");
    EXPECT_EQ(event->messageId, "callback:77");
    EXPECT_EQ(event->targetMessageId, "3");
    EXPECT_TRUE(event->mentionsBot);
}

TEST(TelegramUpdates, ReactionsTellWhatCameAndWhatWent) {
    const Json reaction{{"chat", {{"id", 4242}, {"type", "private"}}},
                        {"message_id", 8},
                        {"user", {{"id", 4242}, {"first_name", "Ada"}}},
                        {"old_reaction", Json::array({{{"type", "emoji"}, {"emoji", "👍"}}})},
                        {"new_reaction", Json::array({{{"type", "emoji"}, {"emoji", "🔥"}},
                                                      {{"type", "custom_emoji"}, {"custom_emoji_id", "1"}}})}};

    const auto events =
        decodeUpdate(Json{{"update_id", 5}, {"message_reaction", reaction}}, bot, "default");

    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].emoji, "🔥");
    EXPECT_FALSE(events[0].isRemoval);
    EXPECT_EQ(events[1].emoji, "👍");
    EXPECT_TRUE(events[1].isRemoval);
    EXPECT_NE(events[0].messageId, events[1].messageId);
    EXPECT_EQ(events[0].targetMessageId, "8");
}

TEST(TelegramUpdates, AMovedGroupIsNoticed) {
    Json json = groupMessage("");
    json["migrate_to_chat_id"] = -100777;

    const auto moved = migrationOf(Json{{"update_id", 1}, {"message", json}});

    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->to, -100777);
}

TEST(TelegramUpdates, TruncatedAndDamagedUpdatesNeverBreakTheDecoder) {
    Json json = groupMessage("😀 @test_bot see docs");
    json["entities"] =
        Json::array({{{"type", "mention"}, {"offset", 3}, {"length", 9}},
                     {{"type", "text_link"}, {"offset", 17}, {"length", 4}, {"url", "https://a.b/"}}});
    json["reply_to_message"] = Json{{"message_id", 3}, {"from", {{"id", 777}}}, {"text", "earlier"}};
    const std::string whole = Json{{"update_id", 9}, {"message", json}}.dump();
    int understood = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (const unsigned char flip : {0x01, 0x04, 0x10, 0x80}) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(static_cast<unsigned char>(damaged[i]) ^ flip);
            const auto parsed = parseJson(damaged);
            if (parsed && !decodeUpdate(*parsed, bot, "default").empty()) ++understood;
        }
        EXPECT_FALSE(parseJson(whole.substr(0, i)));
    }
    EXPECT_GT(understood, 0);
}

TEST(TelegramUpdates, MistypedMembersCountAsAbsent) {
    for (const char* text :
         {"null", "[]", "5", "\"x\"", "{}", R"({"message":[]})", R"({"message":{"message_id":"5"}})",
          R"({"message":{"message_id":5,"chat":7}})",
          R"({"message":{"message_id":5,"chat":{"id":1e300,"type":"private"},"text":"x"}})",
          R"({"message":{"message_id":5,"chat":{"id":5,"type":"private"},"text":{}}})",
          R"({"callback_query":{"id":5,"data":[]}})", R"({"callback_query":{"id":"5","data":"x","message":[]}})",
          R"({"message_reaction":{"message_id":1,"chat":{"id":5,"type":"private"},"new_reaction":{}}})"}) {
        EXPECT_TRUE(decodeUpdate(parseJson(text).value(), bot, "default").empty()) << text;
    }
}

}
}
