// The gateway protocol step by step, without a socket.
#include "channels/discord/GatewayEngine.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::discord {
namespace {

using namespace std::chrono_literals;

class GatewayEngineTest : public ::testing::Test {
protected:
    GatewayEngineTest() : engine(GatewayEngine::Options{Secret("secret.token"), 46593}, [] { return 0.5; }) {
        engine.setIdentifiesLeft(10);
    }
    GatewayStep frame(const Json& json) { return engine.onFrame(dumpJson(json), now); }
    GatewayStep hello() { return frame(Json{{"op", 10}, {"d", {{"heartbeat_interval", 40'000}}}}); }
    GatewayStep ready(const std::string& session = "s1") {
        return frame(Json{{"op", 0}, {"t", "READY"}, {"s", 1},
                          {"d", {{"session_id", session}, {"resume_gateway_url", "wss://resume"}}}});
    }
    GatewayStep event(std::int64_t sequence) {
        return frame(Json{{"op", 0}, {"t", "MESSAGE_CREATE"}, {"s", sequence}, {"d", {{"id", std::to_string(sequence)}}}});
    }
    static std::int64_t opOf(const std::string& text) { return findInteger(parseJson(text).value(), "op").value_or(-1); }
    static Json dataOf(const std::string& text) { return parseJson(text).value().at("d"); }
    void connect() {
        engine.begin(now);
        hello();
        ready();
    }
    GatewayEnd close(std::uint16_t code) { return engine.onClosed(code, {}); }

    GatewayEngine engine;
    SteadyTime now = SteadyTime(1h);
};

TEST_F(GatewayEngineTest, IdentifiesAfterHello) {
    engine.begin(now);

    const GatewayStep step = hello();

    ASSERT_EQ(step.frames.size(), 1u);
    EXPECT_EQ(opOf(step.frames[0]), 2);
    EXPECT_EQ(dataOf(step.frames[0]).at("token"), "secret.token");
    EXPECT_EQ(dataOf(step.frames[0]).at("intents"), 46593);
    EXPECT_FALSE(engine.isReady());
    ready();
    EXPECT_TRUE(engine.isReady());
}

TEST_F(GatewayEngineTest, FirstHeartbeatComesAfterAFractionOfTheInterval) {
    connect();

    EXPECT_EQ(engine.nextTimer(), now + 20s);
    now += 20s;
    const GatewayStep step = engine.onTimer(now);

    ASSERT_EQ(step.frames.size(), 1u);
    EXPECT_EQ(step.frames[0], R"({"d":1,"op":1})");
    EXPECT_EQ(engine.nextTimer(), now + 40s);
}

TEST_F(GatewayEngineTest, AnswersAHeartbeatRequestAtOnce) {
    connect();

    EXPECT_EQ(frame(Json{{"op", 1}, {"d", nullptr}}).frames.size(), 1u);
}

TEST_F(GatewayEngineTest, UnansweredHeartbeatClosesToResume) {
    connect();
    now += 20s;
    engine.onTimer(now);
    now += 40s;

    const GatewayStep step = engine.onTimer(now);

    EXPECT_EQ(step.close, 4000);
    EXPECT_TRUE(engine.willResume());
    EXPECT_NE(close(4000).error.message.find("heartbeat"), std::string::npos);
    EXPECT_TRUE(engine.willResume());
}

TEST_F(GatewayEngineTest, AnsweredHeartbeatKeepsTheConnection) {
    connect();
    now += 20s;
    engine.onTimer(now);
    frame(Json{{"op", 11}});
    now += 40s;

    EXPECT_FALSE(engine.onTimer(now).close);
}

TEST_F(GatewayEngineTest, ResumesFromTheLastStoredEvent) {
    connect();
    event(2);
    event(3);
    engine.acknowledge(2, engine.epoch());
    close(1006);

    engine.begin(now);
    const GatewayStep step = hello();

    ASSERT_EQ(step.frames.size(), 1u);
    EXPECT_EQ(opOf(step.frames[0]), 6);
    EXPECT_EQ(dataOf(step.frames[0]).at("seq"), 2);
    EXPECT_EQ(dataOf(step.frames[0]).at("session_id"), "s1");
    // The event that was not stored comes again and counts.
    EXPECT_EQ(event(3).events.size(), 1u);
}

TEST_F(GatewayEngineTest, DropsEventsThatAReplayRepeats) {
    connect();
    EXPECT_EQ(event(2).events.size(), 1u);

    EXPECT_TRUE(event(2).events.empty());
    EXPECT_EQ(event(3).events.size(), 1u);
}

TEST_F(GatewayEngineTest, AcknowledgingAnOlderSessionMeansNothing) {
    connect();
    const int old = engine.epoch();
    ready("s2");

    engine.acknowledge(500, old);

    EXPECT_EQ(engine.session().sequence, 1);
}

TEST_F(GatewayEngineTest, InvalidSessionIdentifiesOnTheSameSocket) {
    connect();
    close(1006);
    engine.begin(now);
    hello();

    EXPECT_TRUE(frame(Json{{"op", 9}, {"d", false}}).frames.empty());
    EXPECT_FALSE(engine.willResume());
    // Three seconds of waiting, and never within five of the last identify.
    now += 3s;
    EXPECT_TRUE(engine.onTimer(now).frames.empty());
    now += 2s;
    const GatewayStep step = engine.onTimer(now);
    ASSERT_EQ(step.frames.size(), 1u);
    EXPECT_EQ(opOf(step.frames[0]), 2);
}

TEST_F(GatewayEngineTest, ResumableInvalidSessionResumesAgain) {
    connect();
    close(1006);
    engine.begin(now);
    hello();
    frame(Json{{"op", 9}, {"d", true}});
    now += 3s;

    const GatewayStep step = engine.onTimer(now);

    ASSERT_EQ(step.frames.size(), 1u);
    EXPECT_EQ(opOf(step.frames[0]), 6);
}

TEST_F(GatewayEngineTest, ThreeFailedResumesGiveUpTheSession) {
    connect();
    for (int i = 0; i < 3; ++i) {
        close(1006);
        ASSERT_TRUE(engine.willResume());
        engine.begin(now);
        hello();
    }
    close(1005);

    EXPECT_FALSE(engine.willResume());
}

TEST_F(GatewayEngineTest, IgnoredResumeGivesUpTheSessionAndNeedsNoPause) {
    connect();
    engine.acknowledge(1, engine.epoch());
    close(1006);
    engine.begin(now);
    hello();
    now += 15s;
    event(2);
    now += 15s;
    EXPECT_FALSE(engine.onTimer(now).close) << "a replay is under way";
    now += 5s;

    EXPECT_EQ(engine.onTimer(now).close, 4000);
    EXPECT_TRUE(close(4000).mayReconnectAtOnce);
    EXPECT_FALSE(engine.willResume());
}

TEST_F(GatewayEngineTest, ReconnectRequestNeedsNoPause) {
    connect();

    EXPECT_EQ(frame(Json{{"op", 7}}).close, 4000);
    EXPECT_TRUE(close(4000).mayReconnectAtOnce);
    EXPECT_TRUE(engine.willResume());
}

TEST_F(GatewayEngineTest, MissingHelloIsGivenUp) {
    engine.begin(now);
    now += 30s;

    EXPECT_EQ(engine.onTimer(now).close, 4000);
}

TEST_F(GatewayEngineTest, SpentSessionStartsAreNotOverdrawn) {
    engine.setIdentifiesLeft(0);
    engine.begin(now);

    const GatewayStep step = hello();

    EXPECT_TRUE(step.frames.empty());
    EXPECT_EQ(step.close, 4000);
    EXPECT_EQ(close(4000).error.code, Errc::rateLimited);
}

TEST_F(GatewayEngineTest, CloseCodesDecide) {
    struct Row {
        std::uint16_t code;
        Errc error;
        bool resumes;
    };
    for (const Row& row : {Row{4000, Errc::closed, true}, Row{4001, Errc::closed, true}, Row{4002, Errc::closed, true},
                           Row{4003, Errc::closed, false}, Row{4004, Errc::unauthorized, true}, Row{4005, Errc::closed, true},
                           Row{4007, Errc::closed, false}, Row{4008, Errc::closed, true}, Row{4009, Errc::closed, false},
                           Row{4010, Errc::invalidInput, true}, Row{4011, Errc::invalidInput, true},
                           Row{4012, Errc::invalidInput, true}, Row{4013, Errc::invalidInput, true},
                           Row{4014, Errc::invalidInput, true}, Row{1000, Errc::closed, false}, Row{1001, Errc::closed, true},
                           Row{1005, Errc::closed, true}, Row{1006, Errc::closed, true}}) {
        connect();
        const GatewayEnd end = close(row.code);
        EXPECT_EQ(end.error.code, row.error) << row.code;
        EXPECT_EQ(engine.willResume(), row.resumes) << row.code;
    }
}

TEST_F(GatewayEngineTest, JunkIsIgnored) {
    connect();
    for (const char* text : {"", "{", "[]", "null", R"({"op":"x"})", R"({"op":0})", R"({"op":10,"d":5})", R"({"op":0,"t":7,"s":"a","d":[]})",
                             R"({"op":99,"d":{}})"}) {
        const GatewayStep step = engine.onFrame(text, now);
        EXPECT_FALSE(step.close) << text;
        EXPECT_TRUE(step.events.empty()) << text;
    }
    EXPECT_TRUE(engine.isReady());
}

TEST(GatewayAddress, NeedsAWebSocketUrl) {
    EXPECT_FALSE(readGatewayAddress(Json{{"url", "https://x"}}));
    const auto address = readGatewayAddress(
        Json{{"url", "wss://x"}, {"session_start_limit", {{"remaining", 3}, {"reset_after", 5000}}}});
    ASSERT_TRUE(address);
    EXPECT_EQ(address->identifiesLeft, 3);
    EXPECT_EQ(address->resetAfter, 5000ms);
}

}
}
