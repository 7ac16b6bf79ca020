// What agents are told: kept until a turn that was told it is committed.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

constexpr const char* mainSession = "agent:main:main";

class SystemEventsTest : public StoreFixture {
protected:
    void add(const std::string& text, bool isOutside = false) {
        SystemEvent event;
        event.sessionKey = mainSession;
        event.text = text;
        event.atMs = 5;
        event.isOutside = isOutside;
        waitFor(store_->systemEvents().add(std::move(event))).value();
    }
    std::vector<std::string> waiting() { return texts(waitFor(store_->systemEvents().list(mainSession)).value()); }
    std::vector<std::string> claim(std::int64_t id, const std::string& outsideOf = "") {
        RunStart start{{id}, "run", mainSession, outsideOf};
        return texts(waitFor(store_->inbox().startRun(std::move(start))).value().events);
    }
    void complete(std::int64_t id, bool keepsEvents) {
        TurnCompletion turn;
        turn.inboundIds = {id};
        turn.nowMs = 9;
        turn.keepsEvents = keepsEvents;
        waitFor(store_->inbox().complete(std::move(turn))).value();
    }
    static std::vector<std::string> texts(const std::vector<SystemEvent>& events) {
        std::vector<std::string> all;
        for (const SystemEvent& event : events)
            all.push_back(event.text);
        return all;
    }
    using Texts = std::vector<std::string>;
};

}

TEST_F(SystemEventsTest, SurviveARestart) {
    add("tea");

    reopen();

    EXPECT_EQ(waiting(), Texts{"tea"});
}

TEST_F(SystemEventsTest, TheSameInARowCountsOnceAndTheOldestGives) {
    add("tea");
    add("tea");
    EXPECT_EQ(waiting(), Texts{"tea"});
    for (int i = 0; i < 25; ++i)
        add("event " + std::to_string(i));

    const Texts left = waiting();

    ASSERT_EQ(left.size(), SystemEventRepository::maxPerSession);
    EXPECT_EQ(left.front(), "event 5");
}

TEST_F(SystemEventsTest, ACrashedTurnIsToldTheSameAgain) {
    add("tea");
    const std::int64_t message = admitOne("1");
    EXPECT_EQ(claim(message), Texts{"tea"});
    reopen();
    add("rain");

    EXPECT_EQ(claim(message), (Texts{"tea", "rain"}));
    EXPECT_EQ(waiting(), Texts{});
}

TEST_F(SystemEventsTest, GoWithTheCommitOfTheTurn) {
    add("tea");
    const std::int64_t message = admitOne("1");
    claim(message);

    complete(message, false);

    EXPECT_EQ(waiting(), Texts{});
    EXPECT_EQ(claim(admitOne("2")), Texts{});
}

TEST_F(SystemEventsTest, AreToldAgainWhenTheTurnCameToNothing) {
    add("tea");
    const std::int64_t failed = admitOne("1");
    claim(failed);
    complete(failed, true);
    EXPECT_EQ(waiting(), Texts{"tea"});
    const std::int64_t refused = admitOne("2");
    claim(refused);

    waitFor(store_->inbox().finish(refused, InboundState::refused, 9)).value();

    EXPECT_EQ(waiting(), Texts{"tea"});
}

TEST_F(SystemEventsTest, OutsideWordsAreForThoseWhoAskForThem) {
    add("a letter", true);

    EXPECT_EQ(claim(admitOne("1")), Texts{});
    EXPECT_EQ(claim(admitOne("2"), mainSession), Texts{"a letter"});
}

TEST_F(SystemEventsTest, AMessagesEventIsStoredOnceWithItsRow) {
    InboundRecord reaction = inbound("7");
    reaction.state = InboundState::refused;
    reaction.systemEvent = "Ada reacted with a heart";
    std::vector<InboundRecord> batch(2, reaction);

    waitFor(store_->inbox().admit(std::move(batch), std::nullopt)).value();

    EXPECT_EQ(waiting(), Texts{"Ada reacted with a heart"});
}

TEST_F(SystemEventsTest, ATurnTellsOthersInItsOwnCommit) {
    TurnCompletion turn;
    turn.inboundIds = {admitOne("1")};
    SystemEvent event;
    event.sessionKey = mainSession;
    event.text = "Cron: done";
    turn.events.push_back(std::move(event));
    TurnCompletion again = turn;

    waitFor(store_->inbox().complete(std::move(turn))).value();
    claim(admitOne("2"));
    const auto second = waitFor(store_->inbox().complete(std::move(again)));

    EXPECT_FALSE(second);
    EXPECT_EQ(waiting(), Texts{});
}

}
