// Replies as sendMessage calls, and second tries.
#include "channels/telegram/sending.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

ApiReply refusal(const std::string& description) {
    ApiReply reply;
    reply.status = 400;
    reply.description = description;
    return reply;
}

SendAttempt attempt(const std::string& target, const std::string& thread, const Json& payload) {
    return SendAttempt(readAddress(target, thread).value(), payload, true);
}

config::TelegramAccount account(const std::string& replyToMode) {
    config::TelegramAccount settings;
    settings.replyToMode = replyToMode;
    settings.textChunkLimit = 20;
    return settings;
}

Reply longReply() {
    Reply reply;
    reply.text = "**bold** and some words that do not fit";
    reply.replyToId = "9";
    return reply;
}

TEST(TelegramSending, RendersHtmlWithPlainTextBeside) {
    const auto payloads = renderReply(longReply(), account("off"));

    ASSERT_GE(payloads.size(), 2u);
    EXPECT_EQ(stringOr(payloads[0], "html").find("<b>bold</b>"), 0u);
    EXPECT_EQ(stringOr(payloads[0], "text").find("bold and"), 0u);
    EXPECT_FALSE(payloads[0].contains("replyTo"));
}

TEST(TelegramSending, QuotesOnTheFirstPartByDefault) {
    const auto payloads = renderReply(longReply(), account(""));

    ASSERT_GE(payloads.size(), 2u);
    EXPECT_EQ(stringOr(payloads[0], "replyTo"), "9");
    EXPECT_FALSE(payloads[1].contains("replyTo"));
}

TEST(TelegramSending, QuotesOnEveryPartWhenAsked) {
    for (const Json& payload : renderReply(longReply(), account("all")))
        EXPECT_EQ(stringOr(payload, "replyTo"), "9");
}

TEST(TelegramSending, SendsHtmlWithReplyAndThread) {
    const Json payload{{"text", "x"}, {"html", "<b>x</b>"}, {"replyTo", "9"}};

    const Json parameters = attempt("-100", "7", payload).parameters();

    EXPECT_EQ(parameters["chat_id"], -100);
    EXPECT_EQ(parameters["text"], "<b>x</b>");
    EXPECT_EQ(parameters["parse_mode"], "HTML");
    EXPECT_EQ(parameters["message_thread_id"], 7);
    EXPECT_EQ(parameters["reply_to_message_id"], 9);
}

TEST(TelegramSending, GeneralTopicIsNotNamed) {
    EXPECT_FALSE(attempt("-100", "1", Json{{"text", "x"}}).parameters().contains("message_thread_id"));
}

TEST(TelegramSending, FirstTopicOfAPrivateChatIsNamed) {
    EXPECT_EQ(attempt("4242", "1", Json{{"text", "x"}}).parameters()["message_thread_id"], 1);
}

TEST(TelegramSending, PlainPayloadHasNoParseMode) {
    EXPECT_FALSE(attempt("1", "", Json{{"text", "a < b"}}).parameters().contains("parse_mode"));
}

TEST(TelegramSending, DisablesLinkPreviewsOnRequest) {
    const SendAttempt quiet(readAddress("1", "").value(), Json{{"text", "x"}}, false);
    EXPECT_EQ(quiet.parameters()["link_preview_options"]["is_disabled"], true);
}

TEST(TelegramSending, BrokenHtmlIsSentPlainOnce) {
    SendAttempt send = attempt("1", "", Json{{"text", "x"}, {"html", "<b>x"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: can't parse entities: unclosed tag")));
    EXPECT_EQ(send.parameters()["text"], "x");
    EXPECT_FALSE(send.parameters().contains("parse_mode"));
    EXPECT_FALSE(send.adaptTo(refusal("bad request: can't parse entities: unclosed tag")));
}

TEST(TelegramSending, VanishedQuoteIsLeftOut) {
    SendAttempt send = attempt("1", "", Json{{"text", "x"}, {"replyTo", "9"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: message to be replied not found")));
    EXPECT_FALSE(send.parameters().contains("reply_to_message_id"));
}

TEST(TelegramSending, VanishedThreadIsLeftOut) {
    SendAttempt send = attempt("-100", "7", Json{{"text", "x"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: message thread not found")));
    EXPECT_FALSE(send.parameters().contains("message_thread_id"));
}

TEST(TelegramSending, FollowsAMovedGroupOnce) {
    SendAttempt send = attempt("-5", "", Json{{"text", "x"}});
    ApiReply moved = refusal("bad request: group chat was upgraded to a supergroup chat");
    moved.migratedTo = -1005;

    EXPECT_TRUE(send.adaptTo(moved));
    EXPECT_EQ(send.parameters()["chat_id"], -1005);
    EXPECT_FALSE(send.adaptTo(moved));
}

TEST(TelegramSending, OtherRefusalsAreFinal) {
    SendAttempt send = attempt("1", "", Json{{"text", "x"}, {"html", "x"}});
    EXPECT_FALSE(send.adaptTo(refusal("bad request: chat not found")));
}

TEST(TelegramSending, TargetsMayCarryPrefixAndTopic) {
    const Address address = readAddress("telegram:-100:topic:7", "").value();
    EXPECT_EQ(address.chatId, "-100");
    EXPECT_EQ(address.threadId, 7);
    EXPECT_FALSE(readAddress("", ""));
}

}
}
