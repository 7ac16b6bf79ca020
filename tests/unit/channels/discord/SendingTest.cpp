#include "channels/discord/commands.hpp"
#include "channels/discord/sending.hpp"
#include "openclaw/core/strings.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::discord {
namespace {

config::ChannelAccount account(const Json& section = Json::object()) {
    config::ChannelAccount made;
    made.channel = "discord";
    made.id = "default";
    made.section = section;
    return made;
}

Reply textReply(const std::string& text) {
    Reply reply;
    reply.text = text;
    reply.replyToId = "42";
    return reply;
}

TEST(DiscordRender, CutsLongTexts) {
    const auto payloads = renderReply(textReply(std::string(4500, 'x')), account());

    ASSERT_EQ(payloads.size(), 3u);
    for (const Json& payload : payloads)
        EXPECT_LE(utf16Length(stringOr(payload, "text")), 2000u);
}

TEST(DiscordRender, QuotesAsTheAccountSays) {
    const std::string text(2500, 'x');
    EXPECT_FALSE(renderReply(textReply(text), account())[0].contains("replyTo"));
    const auto first = renderReply(textReply(text), account(Json{{"replyToMode", "first"}}));
    EXPECT_TRUE(first[0].contains("replyTo"));
    EXPECT_FALSE(first[1].contains("replyTo"));
    EXPECT_TRUE(renderReply(textReply(text), account(Json{{"replyToMode", "all"}}))[1].contains("replyTo"));
}

TEST(DiscordRender, FirstFileTravelsWithTheWords) {
    Reply reply = textReply("look");
    reply.media = {MediaFile{"/a", "image/png", "a.png"}, MediaFile{"/b", "image/png", "b.png"}};

    const auto payloads = renderReply(reply, account());

    ASSERT_EQ(payloads.size(), 2u);
    EXPECT_EQ(stringOr(payloads[0], "text"), "look");
    EXPECT_EQ(stringOr(payloads[0]["media"], "path"), "/a");
    EXPECT_EQ(stringOr(payloads[1]["media"], "path"), "/b");
}

TEST(DiscordRender, VoiceFollowsTheWords) {
    Reply reply = textReply("listen");
    MediaFile voice{"/v.ogg", "audio/ogg", "v.ogg"};
    voice.asVoice = true;
    reply.media = {voice};

    const auto payloads = renderReply(reply, account());

    ASSERT_EQ(payloads.size(), 2u);
    EXPECT_FALSE(payloads[0].contains("media"));
    EXPECT_FALSE(payloads[1].contains("text"));
}

TEST(DiscordRequest, RepeatsUnderTheSameNonce) {
    const auto one = messageRequest(Json{{"text", "a"}}, "key");
    const auto again = messageRequest(Json{{"text", "a"}}, "key");

    EXPECT_EQ(one.body.at("nonce"), again.body.at("nonce"));
    EXPECT_LE(stringOr(one.body, "nonce").size(), 25u);
    EXPECT_EQ(one.body.at("enforce_nonce"), true);
    EXPECT_EQ(one.body.at("allowed_mentions").at("parse"), Json::array({"users"}));
}

TEST(DiscordRequest, ButtonsThatDoNotFitAreLeftOut) {
    Reply reply = textReply("choose");
    reply.buttons = {{Button{"Yes", "y"}, Button{"Long", std::string(101, 'x')}}};
    const auto payloads = renderReply(reply, account());

    const auto request = messageRequest(payloads[0], "key");

    EXPECT_EQ(request.body.at("components").at(0).at("components").size(), 1u);
}

TEST(DiscordRequest, ReadsTheLengthOfOpus) {
    std::string page = "OggS";
    page += std::string("\x00\x04", 2);
    page += std::string("\x00\x77\x01\x00\x00\x00\x00\x00", 8);   // 96000 samples

    EXPECT_DOUBLE_EQ(oggDurationSeconds("junk" + page + "rest"), 2.0);
    EXPECT_DOUBLE_EQ(oggDurationSeconds("OggS"), 0);
    EXPECT_DOUBLE_EQ(oggDurationSeconds(""), 0);
}

TEST(DiscordRequest, WritesReactionsAsPathElements) {
    EXPECT_EQ(reactionPath("👍"), "%F0%9F%91%8D");
    EXPECT_EQ(reactionPath("❤️"), "%E2%9D%A4");
    EXPECT_EQ(reactionPath("<:blob:123>"), "blob%3A123");
}

TEST(DiscordApiReply, KeepsDiscordsCode) {
    const auto reply = readApiReply("POST x", net::HttpResponse(403, "application/json", R"({"message":"Missing Permissions","code":50013})"));
    EXPECT_FALSE(reply.isOk);
    EXPECT_EQ(reply.code, 50013);
    EXPECT_EQ(reply.error.code, Errc::invalidInput);
    const auto limited = readApiReply("x", net::HttpResponse(429, "application/json", R"({"retry_after":0.25,"global":false})"));
    EXPECT_EQ(limited.error.code, Errc::rateLimited);
    EXPECT_EQ(limited.error.retryAfter, std::chrono::milliseconds(250));
    EXPECT_EQ(readApiReply("x", net::HttpResponse(502, "text/html", "<html>")).error.code, Errc::closed);
    EXPECT_EQ(readApiReply("x", net::HttpResponse(200, "text/html", "<html>")).error.code, Errc::closed);
    EXPECT_TRUE(readApiReply("x", net::HttpResponse(204, "", "")).isOk);
}

TEST(DiscordCommands, TranslatesTheMenu) {
    std::vector<std::string> many;
    for (int i = 0; i < 40; ++i)
        many.push_back("choice" + std::to_string(i));
    const std::vector<NativeCommand> menu = {{"think", "How hard to think", {{"level", "", true, {"low", "high"}}, {"more", "x", false, many}}},
                                           {"Not Valid", "", {}}};
    const Json definitions = commandDefinitions(menu);

    ASSERT_EQ(definitions.size(), 1u);
    EXPECT_EQ(definitions[0]["options"][0]["choices"].size(), 2u);
    EXPECT_EQ(definitions[0]["options"][1]["autocomplete"], true);
    EXPECT_TRUE(isSameMenu(definitions, definitions));
    EXPECT_FALSE(isSameMenu(Json::array(), definitions));
    const Json typing{{"data", {{"name", "think"}, {"options", {{{"name", "more"}, {"value", "ICE3"}, {"focused", true}}}}}}};
    EXPECT_EQ(autocompleteChoices(typing, menu).size(), 11u);
}

}
}
