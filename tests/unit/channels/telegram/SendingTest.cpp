// Replies as sendMessage calls, and second tries.
#include "channels/telegram/rendering.hpp"
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

    const Json parameters = attempt("-100", "7", payload).call().parameters;

    EXPECT_EQ(parameters["chat_id"], -100);
    EXPECT_EQ(parameters["text"], "<b>x</b>");
    EXPECT_EQ(parameters["parse_mode"], "HTML");
    EXPECT_EQ(parameters["message_thread_id"], 7);
    EXPECT_EQ(parameters["reply_to_message_id"], 9);
}

TEST(TelegramSending, GeneralTopicIsNotNamed) {
    EXPECT_FALSE(attempt("-100", "1", Json{{"text", "x"}}).call().parameters.contains("message_thread_id"));
}

TEST(TelegramSending, FirstTopicOfAPrivateChatIsNamed) {
    EXPECT_EQ(attempt("4242", "1", Json{{"text", "x"}}).call().parameters["message_thread_id"], 1);
}

TEST(TelegramSending, PlainPayloadHasNoParseMode) {
    EXPECT_FALSE(attempt("1", "", Json{{"text", "a < b"}}).call().parameters.contains("parse_mode"));
}

TEST(TelegramSending, DisablesLinkPreviewsOnRequest) {
    const SendAttempt quiet(readAddress("1", "").value(), Json{{"text", "x"}}, false);
    EXPECT_EQ(quiet.call().parameters["link_preview_options"]["is_disabled"], true);
}

TEST(TelegramSending, BrokenHtmlIsSentPlainOnce) {
    SendAttempt send = attempt("1", "", Json{{"text", "x"}, {"html", "<b>x"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: can't parse entities: unclosed tag")));
    EXPECT_EQ(send.call().parameters["text"], "x");
    EXPECT_FALSE(send.call().parameters.contains("parse_mode"));
    EXPECT_FALSE(send.adaptTo(refusal("bad request: can't parse entities: unclosed tag")));
}

TEST(TelegramSending, VanishedQuoteIsLeftOut) {
    SendAttempt send = attempt("1", "", Json{{"text", "x"}, {"replyTo", "9"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: message to be replied not found")));
    EXPECT_FALSE(send.call().parameters.contains("reply_to_message_id"));
}

TEST(TelegramSending, VanishedThreadIsLeftOut) {
    SendAttempt send = attempt("-100", "7", Json{{"text", "x"}});

    EXPECT_TRUE(send.adaptTo(refusal("bad request: message thread not found")));
    EXPECT_FALSE(send.call().parameters.contains("message_thread_id"));
}

TEST(TelegramSending, FollowsAMovedGroupOnce) {
    SendAttempt send = attempt("-5", "", Json{{"text", "x"}});
    ApiReply moved = refusal("bad request: group chat was upgraded to a supergroup chat");
    moved.migratedTo = -1005;

    EXPECT_TRUE(send.adaptTo(moved));
    EXPECT_EQ(send.call().parameters["chat_id"], -1005);
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

MediaFile file(const std::string& mimeType, const std::string& fileName = "f") {
    MediaFile made;
    made.path = "/tmp/f";
    made.mimeType = mimeType;
    made.fileName = fileName;
    return made;
}

std::string methodFor(const MediaFile& media) {
    Reply reply;
    reply.media.push_back(media);
    return attempt("1", "", renderReply(reply, account("off")).at(0)).call().method;
}

TEST(TelegramSending, ChoosesTheMethodByTheKindOfFile) {
    EXPECT_EQ(methodFor(file("image/png")), "sendPhoto");
    EXPECT_EQ(methodFor(file("image/gif")), "sendAnimation");
    EXPECT_EQ(methodFor(file("image/svg+xml")), "sendDocument");
    EXPECT_EQ(methodFor(file("video/mp4")), "sendVideo");
    EXPECT_EQ(methodFor(file("audio/mpeg")), "sendAudio");
    EXPECT_EQ(methodFor(file("application/pdf")), "sendDocument");
}

TEST(TelegramSending, SendsAVoiceNoteOnlyWhenAskedAndPossible) {
    MediaFile voice = file("audio/ogg");
    EXPECT_EQ(methodFor(voice), "sendAudio");
    voice.asVoice = true;
    EXPECT_EQ(methodFor(voice), "sendVoice");
    voice.mimeType = "audio/mpeg";
    EXPECT_EQ(methodFor(voice), "sendAudio");
}

TEST(TelegramSending, AShortTextBecomesTheCaptionOfTheFirstFile) {
    Reply reply;
    reply.text = "look *here*";
    reply.media = {file("image/png"), file("image/png")};

    const auto payloads = renderReply(reply, account("off"));

    ASSERT_EQ(payloads.size(), 2u);
    const ApiCall first = attempt("1", "", payloads[0]).call();
    EXPECT_EQ(first.parameters["caption"], "look <i>here</i>");
    EXPECT_EQ(first.fileField, "photo");
    EXPECT_FALSE(attempt("1", "", payloads[1]).call().parameters.contains("caption"));
}

TEST(TelegramSending, ALongTextFollowsTheFile) {
    Reply reply;
    reply.text = std::string(1100, 'x');
    reply.media = {file("image/png")};
    config::TelegramAccount settings = account("off");
    settings.textChunkLimit = 4000;

    const auto payloads = renderReply(reply, settings);

    ASSERT_EQ(payloads.size(), 2u);
    EXPECT_EQ(attempt("1", "", payloads[0]).call().method, "sendPhoto");
    EXPECT_EQ(attempt("1", "", payloads[1]).call().method, "sendMessage");
}

TEST(TelegramSending, PutsButtonsOnTheFirstTextAndLeavesOutThoseTooLong) {
    Reply reply;
    reply.text = "choose";
    reply.buttons = {{{"Yes", "yes"}, {"No", std::string(65, 'n')}}};

    const ApiCall call = attempt("1", "", renderReply(reply, account("off")).at(0)).call();

    const Json expected = {{{{"text", "Yes"}, {"callback_data", "yes"}}}};
    EXPECT_EQ(call.parameters["reply_markup"]["inline_keyboard"], expected);
}

TEST(TelegramSending, SendsAPictureThatTelegramRefusesAsADocument) {
    Reply reply;
    reply.media = {file("image/png")};
    SendAttempt send = attempt("1", "", renderReply(reply, account("off")).at(0));

    EXPECT_TRUE(send.adaptTo(refusal("bad request: photo_invalid_dimensions")));

    EXPECT_EQ(send.call().method, "sendDocument");
    EXPECT_FALSE(send.adaptTo(refusal("bad request: photo_invalid_dimensions")));
}

TEST(TelegramSending, SendsTheTextWhereVoiceNotesAreForbidden) {
    Reply reply;
    reply.text = "spoken words";
    reply.media = {file("audio/ogg")};
    reply.media[0].asVoice = true;
    SendAttempt send = attempt("1", "", renderReply(reply, account("off")).at(0));

    EXPECT_TRUE(send.adaptTo(refusal("bad request: voice_messages_forbidden")));

    EXPECT_EQ(send.call().method, "sendMessage");
    EXPECT_EQ(send.call().parameters["text"], "spoken words");
}

}
}
