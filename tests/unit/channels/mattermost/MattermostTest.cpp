// Frames, posts and answers of Mattermost, without a server.
#include "channels/mattermost/MattermostApi.hpp"
#include "channels/mattermost/SocketEngine.hpp"
#include "channels/mattermost/posts.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::mattermost {
namespace {

std::string hello(const std::string& id, int sequence = 0) {
    return dumpJson(Json{{"event", "hello"}, {"data", {{"connection_id", id}}}, {"seq", sequence}});
}
std::string posted(int sequence) { return dumpJson(Json{{"event", "posted"}, {"data", {{"n", sequence}}}, {"seq", sequence}}); }

TEST(SocketEngine, FirstGreetingAsksForWhatWasMissed) {
    SocketEngine engine;
    EXPECT_EQ(engine.nextQuery(), "");
    engine.begin();

    EXPECT_TRUE(engine.onFrame(hello("c1") + "\n").hasGap);
    EXPECT_TRUE(engine.isReady());
    EXPECT_EQ(engine.onFrame(posted(1)).events.size(), 1u);
}

TEST(SocketEngine, ContinuesWithoutGreeting) {
    SocketEngine engine;
    engine.begin();
    engine.onFrame(hello("c1"));
    engine.onFrame(posted(1));
    engine.onClosed();
    EXPECT_EQ(engine.nextQuery(), "?connection_id=c1&sequence_number=2");
    engine.begin();

    const SocketStep step = engine.onFrame(posted(2));

    EXPECT_EQ(step.events.size(), 1u);
    EXPECT_FALSE(step.hasGap);
    EXPECT_TRUE(engine.isReady());
}

TEST(SocketEngine, NewGreetingMeansALoss) {
    SocketEngine engine;
    engine.begin();
    engine.onFrame(hello("c1"));
    engine.onClosed();
    engine.begin();

    EXPECT_TRUE(engine.onFrame(hello("c2")).hasGap);
}

TEST(SocketEngine, MissingNumberStartsAfresh) {
    SocketEngine engine;
    engine.begin();
    engine.onFrame(hello("c1"));

    EXPECT_TRUE(engine.onFrame(posted(5)).mustReconnect);
    EXPECT_EQ(engine.nextQuery(), "");
}

TEST(SocketEngine, RepeatsAndAnswersAreNoEvents) {
    SocketEngine engine;
    engine.begin();
    engine.onFrame(hello("c1"));
    engine.onFrame(posted(1));

    EXPECT_TRUE(engine.onFrame(posted(1)).events.empty());
    EXPECT_TRUE(engine.onFrame(R"({"status":"OK","seq_reply":1})").events.empty());
    EXPECT_TRUE(engine.onFrame("junk").events.empty());
    EXPECT_EQ(engine.onFrame(posted(2)).events.size(), 1u);
}

TEST(SocketEngine, RefusedContinuationIsNotTriedAgain) {
    SocketEngine engine;
    engine.begin();
    engine.onFrame(hello("c1"));
    engine.onClosed();
    engine.begin();
    engine.onClosed();

    EXPECT_EQ(engine.nextQuery(), "");
}

class PostsTest : public ::testing::Test {
protected:
    static Json post(const Json& more = Json::object()) {
        Json made{{"id", "p1"}, {"user_id", "ada"}, {"channel_id", "c"}, {"message", "hello"}, {"create_at", 5}, {"type", ""}};
        made.update(more);
        return made;
    }
    PostContext context() const { return PostContext{bot, account, channel, mode, "ada", isMentioned}; }
    std::optional<InboundMessage> decode(const Json& more = Json::object()) const { return decodePost(post(more), context()); }

    BotIdentity bot{"bot", "gateway"};
    std::string account = "default";
    ChannelFacts channel{"c", "O", "town", "Town", "t"};
    ChatMode mode{"oncall", {">", "!"}};
    bool isMentioned = false;
};

TEST_F(PostsTest, ChannelPostKnowsItsPlace) {
    const auto message = decode();

    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, ChatKind::channel);
    EXPECT_EQ(message->chatId, "channel:c");
    EXPECT_EQ(message->chatTitle, "Town");
    EXPECT_FALSE(message->mentionsBot);
}

TEST_F(PostsTest, ThreadKeepsItsRoot) {
    const auto message = decode({{"root_id", "r"}});

    EXPECT_EQ(message->threadId, "r");
    EXPECT_EQ(message->peerId, "c:thread:r");
    EXPECT_EQ(message->replyTargetId, "r");
}

TEST_F(PostsTest, MentionIsAWordAndIsCutOut) {
    EXPECT_EQ(decode({{"message", "@Gateway what is up"}})->text, "what is up");
    EXPECT_TRUE(decode({{"message", "ask @gateway."}})->mentionsBot);
    EXPECT_FALSE(decode({{"message", "@gateway2 hi"}})->mentionsBot);
    EXPECT_FALSE(decode({{"message", "mail@gateway"}})->mentionsBot);
}

TEST_F(PostsTest, ModesDecideWhatIsAddressed) {
    mode.word = "onmessage";
    EXPECT_TRUE(decode()->mentionsBot);
    mode.word = "onchar";
    EXPECT_FALSE(decode()->mentionsBot);
    const auto prefixed = decode({{"message", "> do it"}});
    EXPECT_TRUE(prefixed->mentionsBot);
    EXPECT_EQ(prefixed->text, "do it");
}

TEST_F(PostsTest, DropsOwnSystemAndDeletedPostsAndMarksBots) {
    EXPECT_FALSE(decode({{"user_id", "bot"}}));
    EXPECT_FALSE(decode({{"type", "system_join_channel"}}));
    EXPECT_FALSE(decode({{"delete_at", 9}}));
    EXPECT_FALSE(decode({{"message", ""}}));
    EXPECT_TRUE(decode({{"props", {{"from_bot", "true"}}}})->isFromBot);
}

TEST_F(PostsTest, FilesAreAnnounced) {
    const auto message = decode({{"message", ""}, {"file_ids", {"f1"}}, {"metadata", {{"files", {{{"id", "f1"}, {"mime_type", "image/png"}, {"size", 3}}}}}}});

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "<media:image>");
    EXPECT_EQ(message->attachments.at(0).sizeBytes, 3);
}

TEST_F(PostsTest, EditsAndReactionsAreTheirOwnEvents) {
    EXPECT_FALSE(decodeEdit(post(), context()));
    EXPECT_EQ(decodeEdit(post({{"edit_at", 7}}), context())->targetMessageId, "p1");
    const auto reaction = decodeReaction(Json{{"user_id", "ada"}, {"post_id", "p1"}, {"emoji_name", "heart"}}, false, context());
    EXPECT_EQ(reaction->event, InboundKind::reaction);
    EXPECT_EQ(reaction->emoji, "heart");
}

TEST(MattermostAnswers, AreClassified) {
    EXPECT_TRUE(readApiReply("x", net::HttpResponse(201, "", "{}")).isOk);
    EXPECT_EQ(readApiReply("x", net::HttpResponse(200, "", "<html>")).error.code, Errc::closed);
    EXPECT_EQ(readApiReply("x", net::HttpResponse(401, "", "{}")).error.code, Errc::unauthorized);
    const auto limited = readApiReply("x", net::HttpResponse(429, "", "{}"));
    EXPECT_EQ(limited.error.code, Errc::rateLimited);
    EXPECT_TRUE(limited.error.retryAfter);
    EXPECT_EQ(readApiReply("x", net::HttpResponse(400, "", R"({"id":"a.b","message":"m"})")).id, "a.b");
}

TEST(MattermostAddress, LosesItsTail) {
    EXPECT_EQ(cleanBaseUrl(" https://chat.example.com/sub/api/v4/ "), "https://chat.example.com/sub");
    EXPECT_EQ(cleanBaseUrl("https://chat.example.com/"), "https://chat.example.com");
}

}
}
