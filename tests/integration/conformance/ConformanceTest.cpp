// One suite for every channel: real store, ledger, dispatch and adapter against the network's fake. After each trouble:
// one answer, nothing lost, the right place, bounded attempts.
#include "conformance/House.hpp"
#include "conformance/Network.hpp"
#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace openclaw::testing {
namespace {

struct Subject {
    const char* name;
    std::unique_ptr<Network> (*make)(asio::io_context&, const std::filesystem::path&);
};
void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

class Conformance : public ::testing::TestWithParam<Subject> {
protected:
    void SetUp() override {
        network_ = GetParam().make(io_, folder_.path());
        network_->start();
        begin();
    }
    void TearDown() override {
        if (house_) end();
        network_->stop();
    }
    void begin() {
        house_ = std::make_unique<House>(io_, folder_.path(), network_->config(), network_->launcher());
        house_->start();
        waitUntilConnected();
    }
    void end() {
        house_->stop();
        house_.reset();
    }
    channels::ChannelStatus status() {
        const auto reports = house_->supervisor.report();
        return reports.empty() ? channels::ChannelStatus() : reports.front().status;
    }
    /// Lets the minutes pass until the account has noticed that its connection is dead and has made another one.
    asio::awaitable<void> untilConnectedAgain() {
        const std::int64_t before = status().lastConnectedAtMs;
        while (house_ && status().lastConnectedAtMs == before) {
            if (status().connected) house_->clock.advance(std::chrono::seconds(5));
            co_await sleepFor(std::chrono::milliseconds(5));
        }
    }
    asio::awaitable<void> untilConnected() {
        while (house_ && !status().connected)
            co_await sleepFor(std::chrono::milliseconds(5));
    }
    asio::awaitable<void> untilStopped() {
        while (house_ && (status().running || status().nextRetryAtMs != 0))
            co_await sleepFor(std::chrono::milliseconds(5));
    }
    asio::awaitable<void> untilRefused() {
        while (status().connected ||
               status().lastError.find(network_->reasonOfRevocation()) == std::string::npos) {
            house_->clock.advance(std::chrono::seconds(1));
            co_await sleepFor(std::chrono::milliseconds(5));
        }
    }
    void waitUntilConnected() {
        if (network_->tellsWhenConnected()) runCoro(io_, untilConnected());
    }
    bool lacks(Trait trait) {
        const std::string reason = network_->lacks(trait);
        if (!reason.empty()) std::cout << network_->channel() << ": " << reason << "\n";
        return !reason.empty();
    }
    /// The message that the agent was given last.
    std::string lastTurn() const { return house_->agent.turns().empty() ? std::string() : house_->agent.turns().back().message; }
    std::string allTurns() const {
        std::string all;
        for (const auto& turn : house_->agent.turns())
            all += turn.message + "\n";
        return all;
    }
    /// However the queue puts messages together, this one reaches the agent.
    asio::awaitable<void> untilAsked(std::string text) {
        while (allTurns().find(text) == std::string::npos)
            co_await house_->agent.waitForTurns(house_->agent.turns().size() + 1);
    }
    void waitForArrivals(std::size_t count) { runCoro(io_, network_->waitForArrivals(count)); }
    /// A last question whose answer shows that everything before it is through.
    void finishWith(std::size_t arrivalsBefore) {
        network_->say(Place::direct, "4242", "the end", false);
        waitForArrivals(arrivalsBefore + 1);
        EXPECT_EQ(network_->arrivals().back().text, "answer: the end");
        EXPECT_EQ(network_->arrivals().size(), arrivalsBefore + 1);
    }
    std::size_t count(const std::string& text) {
        std::size_t found = 0;
        for (const Arrival& arrival : network_->arrivals())
            found += arrival.text == text ? 1 : 0;
        return found;
    }

    asio::io_context io_{1};
    TempDir folder_;
    std::unique_ptr<Network> network_;
    std::unique_ptr<House> house_;
};

TEST_P(Conformance, DirectMessageIsAnsweredOnceInItsPlace) {
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);

    EXPECT_EQ(network_->arrivals()[0].text, "answer: hello");
    EXPECT_EQ(network_->arrivals()[0].place, network_->placeOf(Place::direct));
    finishWith(1);
}

TEST_P(Conformance, StrangersAreNotAnswered) {
    network_->say(Place::direct, "666", "let me in", false);
    network_->say(Place::group, "666", "let me in", true);

    finishWith(0);
    EXPECT_EQ(house_->agent.turns().size(), 1u);
}

TEST_P(Conformance, GroupAnswersOnlyWhenMentioned) {
    network_->say(Place::group, "4242", "just chatting", false);
    network_->say(Place::group, "4242", "a question", true);
    waitForArrivals(1);

    EXPECT_NE(network_->arrivals()[0].text.find("a question"), std::string::npos);
    EXPECT_EQ(network_->arrivals()[0].place, network_->placeOf(Place::group));
    finishWith(1);
}

TEST_P(Conformance, ThreadIsAnsweredInTheThread) {
    if (lacks(Trait::threads)) GTEST_SKIP();
    network_->say(Place::thread, "4242", "in here", true);
    waitForArrivals(1);

    EXPECT_EQ(network_->arrivals()[0].place, network_->placeOf(Place::thread));
    finishWith(1);
}

TEST_P(Conformance, LongAnswerArrivesWholeAndInOrder) {
    std::string question;
    for (int i = 0; i < 900; ++i)
        question += "word" + std::to_string(i) + " ";
    network_->say(Place::direct, "4242", question, false);
    waitForArrivals(2);
    network_->say(Place::direct, "4242", "more", false);
    runCoro(io_, house_->agent.waitForTurns(2));
    for (std::size_t seen = network_->arrivals().size(); count("answer: more") == 0; seen = network_->arrivals().size())
        waitForArrivals(seen + 1);

    std::string all;
    for (const Arrival& arrival : network_->arrivals())
        all += arrival.text + " ";
    std::size_t at = 0;
    for (int i = 0; i < 900; ++i) {
        const std::size_t found = all.find("word" + std::to_string(i), at);
        ASSERT_NE(found, std::string::npos) << i;
        at = found;
    }
}

TEST_P(Conformance, RepeatedEventIsAnsweredOnce) {
    network_->say(Place::direct, "4242", "once", false);
    network_->repeatLast();
    waitForArrivals(1);
    network_->repeatLast();

    finishWith(1);
    EXPECT_EQ(count("answer: once"), 1u);
}

TEST_P(Conformance, JunkHarmsNothing) {
    network_->sayJunk();

    finishWith(0);
}

TEST_P(Conformance, RateLimitDelaysAndLosesNothing) {
    if (lacks(Trait::rateLimits)) GTEST_SKIP();
    network_->failSends(SendFailure::rateLimit, 2);
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);

    EXPECT_EQ(count("answer: hello"), 1u);
    finishWith(1);
}

TEST_P(Conformance, LostSendIsOneAnswerOrATruthfulNotice) {
    for (const SendFailure failure : {SendFailure::serverError, SendFailure::lostBefore, SendFailure::lostAfter}) {
        network_->failSends(failure, 1);
        const std::size_t before = network_->arrivals().size();
        network_->say(Place::direct, "4242", "hello", false);
        const std::size_t expected = before + (network_->isIdempotent() || failure != SendFailure::lostAfter ? 1 : 2);
        waitForArrivals(expected);
        const bool isNotice = network_->arrivals().back().text == channels::uncertainNotice();
        EXPECT_TRUE(network_->arrivals().back().text == "answer: hello" || (isNotice && !network_->isIdempotent()));
        waitUntilConnected();
    }
    const std::size_t arrived = network_->arrivals().size();
    if (network_->isIdempotent()) {
        EXPECT_EQ(count("answer: hello"), 3u);
    }
    finishWith(arrived);
}

TEST_P(Conformance, BrokenConnectionLosesNothing) {
    network_->say(Place::direct, "4242", "before", false);
    waitForArrivals(1);
    network_->breakConnection();
    network_->say(Place::direct, "4242", "meanwhile", false);
    waitForArrivals(2);

    EXPECT_EQ(count("answer: meanwhile"), 1u);
    waitUntilConnected();
    finishWith(2);
}

TEST_P(Conformance, MessagesDuringARestartAreAnswered) {
    network_->say(Place::direct, "4242", "before", false);
    waitForArrivals(1);
    end();
    network_->say(Place::direct, "4242", "meanwhile", false);
    begin();
    waitForArrivals(2);

    EXPECT_EQ(count("answer: meanwhile"), 1u);
    EXPECT_EQ(count("answer: before"), 1u);
    finishWith(2);
}

TEST_P(Conformance, RestartDuringTheTurnAnswersOnce) {
    house_->agent.hold();
    network_->say(Place::direct, "4242", "hello", false);
    runCoro(io_, house_->agent.waitForTurns(1));
    end();
    begin();
    waitForArrivals(1);

    EXPECT_EQ(count("answer: hello"), 1u);
    finishWith(1);
}

TEST_P(Conformance, RestartInTheMiddleOfASendAnswersOnceOrTells) {
    network_->failSends(SendFailure::hangAfter, 1);
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);
    end();
    begin();

    if (!network_->isIdempotent()) {
        waitForArrivals(2);
        EXPECT_EQ(network_->arrivals()[1].text, channels::uncertainNotice());
    }
    finishWith(network_->isIdempotent() ? 1 : 2);
    EXPECT_EQ(count("answer: hello"), 1u);
}

TEST_P(Conformance, RevokedCredentialsAreNamedInTheStatus) {
    if (lacks(Trait::credentials)) GTEST_SKIP();
    if (!network_->tellsWhenConnected()) {
        network_->say(Place::direct, "4242", "hello", false);
        waitForArrivals(1);
    }
    network_->revoke();
    if (network_->isRevocationFinal())
        runCoro(io_, untilStopped());
    else
        runCoro(io_, untilRefused());

    EXPECT_FALSE(status().connected);
    EXPECT_NE(status().lastError.find(network_->reasonOfRevocation()), std::string::npos)
        << status().lastError;
}

TEST_P(Conformance, EditIsToldToTheAgentAndNotAnsweredAgain) {
    if (lacks(Trait::edits)) GTEST_SKIP();
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);
    network_->editLast("hello, changed");
    network_->say(Place::direct, "4242", "the end", false);
    waitForArrivals(2);

    EXPECT_EQ(network_->arrivals().size(), 2u);
    EXPECT_EQ(house_->agent.turns().size(), 2u);
    EXPECT_NE(lastTurn().find("was edited by"), std::string::npos) << lastTurn();
}

TEST_P(Conformance, ReactionIsToldToTheAgentAndNotAnswered) {
    if (lacks(Trait::reactions)) GTEST_SKIP();
    const Place place = network_->placeOfReactions();
    network_->say(place, "4242", "hello", true);
    waitForArrivals(1);
    network_->react();
    network_->say(place, "4242", "the end", true);
    waitForArrivals(2);

    EXPECT_EQ(network_->arrivals().size(), 2u);
    EXPECT_EQ(house_->agent.turns().size(), 2u);
    EXPECT_NE(lastTurn().find("reaction added"), std::string::npos) << lastTurn();
}

TEST_P(Conformance, FileReachesTheAgent) {
    network_->sayWithFile("what is this", "a file of somebody");
    waitForArrivals(1);

    EXPECT_NE(lastTurn().find("what is this"), std::string::npos);
    std::vector<std::string> contents;
    for (const auto& item : std::filesystem::recursive_directory_iterator(house_->mediaFolder())) {
        if (!item.is_regular_file()) continue;
        contents.push_back(*readFile(item.path()));
        EXPECT_NE(lastTurn().find(item.path().string()), std::string::npos) << lastTurn();
    }
    EXPECT_EQ(contents, std::vector<std::string>{"a file of somebody"});
    finishWith(1);
}

TEST_P(Conformance, OwnMessagesAreNotAnswered) {
    if (lacks(Trait::ownMessages)) GTEST_SKIP();
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);
    end();
    network_->reportOwn("answer: hello");
    begin();

    finishWith(1);
    EXPECT_EQ(house_->agent.turns().size(), 1u);
}

TEST_P(Conformance, EventsOutOfOrderAreAllAnswered) {
    network_->sayOutOfOrder("earlier", "later");
    runCoro(io_, untilAsked("earlier"));
    runCoro(io_, untilAsked("later"));
    network_->say(Place::direct, "4242", "the end", false);
    runCoro(io_, untilAsked("the end"));

    const std::string asked = allTurns();
    for (const char* text : {"earlier", "later"}) {
        const std::size_t at = asked.find(text);
        ASSERT_NE(at, std::string::npos) << text;
        EXPECT_EQ(asked.find(text, at + 1), std::string::npos) << text << " was asked twice";
    }
}

TEST_P(Conformance, HugeEventHarmsNothing) {
    network_->say(Place::direct, "4242", "before", false);
    waitForArrivals(1);
    network_->sayHuge();
    network_->say(Place::direct, "4242", "behind it", false);
    waitForArrivals(2);

    EXPECT_EQ(count("answer: behind it"), 1u);
    finishWith(2);
}

TEST_P(Conformance, HalfOpenConnectionIsNoticedAndLosesNothing) {
    if (lacks(Trait::sockets)) GTEST_SKIP();
    network_->say(Place::direct, "4242", "before", false);
    waitForArrivals(1);
    waitUntilConnected();
    network_->goSilent();
    network_->say(Place::direct, "4242", "into the silence", false);
    runCoro(io_, untilConnectedAgain());
    waitForArrivals(2);

    EXPECT_EQ(count("answer: into the silence"), 1u);
    finishWith(2);
}

TEST_P(Conformance, OneByteAtATimeIsEnough) {
    network_->trickle();
    network_->say(Place::direct, "4242", "slowly", false);
    waitForArrivals(1);

    EXPECT_EQ(count("answer: slowly"), 1u);
    finishWith(1);
}

TEST_P(Conformance, ClockJumpsHarmNothing) {
    network_->say(Place::direct, "4242", "before", false);
    waitForArrivals(1);
    house_->clock.jumpWall(std::chrono::hours(26));
    network_->say(Place::direct, "4242", "tomorrow", false);
    waitForArrivals(2);
    house_->clock.jumpWall(-std::chrono::hours(52));
    network_->say(Place::direct, "4242", "yesterday", false);
    waitForArrivals(3);

    EXPECT_EQ(count("answer: tomorrow"), 1u);
    EXPECT_EQ(count("answer: yesterday"), 1u);
    finishWith(3);
}

TEST_P(Conformance, FileIsSentWithItsWords) {
    const std::string file = (folder_.path() / "picture.png").string();
    ASSERT_TRUE(writeFileAtomically(file, "not really a picture"));
    channels::Channel* channel = house_->supervisor.find(network_->channel(), "default");
    ASSERT_TRUE(channel);
    channels::Reply reply;
    reply.text = "look";
    channels::MediaFile media;
    media.path = file;
    media.mimeType = "image/png";
    media.fileName = "picture.png";
    reply.media.push_back(media);
    network_->say(Place::direct, "4242", "hello", false);
    waitForArrivals(1);
    const auto recent = runCoro(io_, house_->store().outbox().listRecent(1));
    std::vector<store::OutboundRecord> parts;
    for (Json& payload : channel->render(reply)) {
        store::OutboundRecord part = recent->front();
        part.id = 0;
        part.inboundId.reset();
        part.key = "media:" + std::to_string(parts.size());
        part.state = store::OutboundState::pending;
        part.payload = std::move(payload);
        parts.push_back(std::move(part));
    }
    ASSERT_EQ(parts.size(), 1u);
    (void)runCoro(io_, house_->outbox.enqueue(std::move(parts)));
    waitForArrivals(2);

    EXPECT_EQ(network_->arrivals()[1].text, "look");
    EXPECT_TRUE(network_->arrivals()[1].hasMedia);
    EXPECT_EQ(network_->arrivals()[1].place, network_->placeOf(Place::direct));
}

INSTANTIATE_TEST_SUITE_P(Channels, Conformance,
                         ::testing::Values(Subject{"telegram", makeTelegramNetwork}, Subject{"discord", makeDiscordNetwork},
                                           Subject{"mattermost", makeMattermostNetwork}, Subject{"imessage", makeIMessageNetwork},
                                           Subject{"plugin", makePluginNetwork}),
                         [](const auto& given) { return std::string(given.param.name); });

}
}
