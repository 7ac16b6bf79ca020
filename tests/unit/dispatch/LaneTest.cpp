// The lane's rules one by one: waiting, merging, dropping, authority.
#include "openclaw/dispatch/Lane.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

RunRequest waiting(const std::string& text,
                   sessions::QueueMode mode = sessions::QueueMode::collect,
                   bool isAuthorized = true) {
    RunRequest out;
    out.runId = text;
    out.text = text;
    out.head = "[X] ";
    out.message = "[X] " + text;
    out.mayBeQueued = true;
    out.isAuthorized = isAuthorized;
    out.queue.mode = mode;
    out.route = ReplyRoute{"telegram", "default", "5", "", "", "", Json()};
    return out;
}

LaneItem item(std::int64_t id, RunRequest given) { return LaneItem{id, std::move(given), 0}; }

}

TEST(Lane, RunsASingleMessageAtOnce) {
    Lane lane;
    lane.add(item(1, waiting("a")), 100);

    const auto turn = lane.take(100);

    ASSERT_TRUE(turn);
    EXPECT_EQ(turn->request.message, "[X] a");
    EXPECT_TRUE(lane.isEmpty());
}

TEST(Lane, CollectsWhatWaitedBehindATurnAfterThePause) {
    Lane lane;
    lane.add(item(1, waiting("a")), 100);
    lane.add(item(2, waiting("b")), 300);
    lane.onTurnEnded();

    EXPECT_FALSE(lane.take(1200));
    const auto turn = lane.take(1300);

    ASSERT_TRUE(turn);
    EXPECT_EQ(turn->inboundIds, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(turn->request.message,
              "[Queued messages while agent was busy]\n\n---\nQueued #1\n[X] a\n\n---\nQueued #2\n[X] b");
}

TEST(Lane, AMergedTurnHasTheToolRulesOfEverybody) {
    RunRequest one = waiting("a");
    RunRequest two = waiting("b");
    one.chat.toolRules = {{"x", Json{{"deny", {"exec"}}}}};
    two.chat.toolRules = {{"y", Json{{"deny", {"write"}}}}};
    Lane lane;
    lane.add(item(1, one), 0);
    lane.add(item(2, two), 0);
    lane.onTurnEnded();

    EXPECT_EQ(lane.take(5000)->request.chat.toolRules.size(), 2U);
}

TEST(Lane, OnlyTheSameToolRulesJoinARunningTurn) {
    const RunRequest running = waiting("a");
    RunRequest restricted = waiting("b", sessions::QueueMode::steer);
    EXPECT_EQ(Lane::decide(restricted, &running), Lane::Arrival::steer);

    restricted.chat.toolRules = {{"x", Json{{"deny", {"exec"}}}}};

    EXPECT_EQ(Lane::decide(restricted, &running), Lane::Arrival::wait);
}

TEST(Lane, AFollowUpIsATurnOfItsOwn) {
    Lane lane;
    lane.add(item(1, waiting("a", sessions::QueueMode::followup)), 0);
    lane.add(item(2, waiting("b", sessions::QueueMode::followup)), 0);
    lane.onTurnEnded();

    EXPECT_EQ(lane.take(5000)->inboundIds, (std::vector<std::int64_t>{1}));
    EXPECT_EQ(lane.take(5000)->inboundIds, (std::vector<std::int64_t>{2}));
}

TEST(Lane, ACollectedTurnHasTheLeastAuthority) {
    Lane lane;
    lane.add(item(1, waiting("a")), 0);
    lane.add(item(2, waiting("b", sessions::QueueMode::collect, false)), 0);
    lane.onTurnEnded();

    EXPECT_FALSE(lane.take(5000)->request.isAuthorized);
}

TEST(Lane, NeverCollectsAcrossChats) {
    Lane lane;
    RunRequest other = waiting("b");
    other.route->target = "6";
    lane.add(item(1, waiting("a")), 0);
    lane.add(item(2, other), 0);
    lane.onTurnEnded();

    EXPECT_EQ(lane.take(5000)->inboundIds, (std::vector<std::int64_t>{1}));
}

TEST(Lane, DropsByPolicyAndSaysWhom) {
    Lane lane;
    for (std::int64_t id = 1; id <= 3; ++id) {
        RunRequest given = waiting(std::string(1, static_cast<char>('a' + id - 1)));
        given.queue.cap = 2;
        given.queue.dropPolicy = sessions::DropPolicy::summarize;
        const auto drops = lane.add(item(id, given), 0);
        EXPECT_EQ(drops.size(), id == 3 ? 1U : 0U);
    }
    lane.onTurnEnded();
    const auto turn = lane.take(5000);
    EXPECT_EQ(turn->inboundIds, (std::vector<std::int64_t>{2, 3}));
    EXPECT_NE(turn->request.message.find("[Queue overflow] Dropped 1 message due to cap.\nSummary:\n- a"),
              std::string::npos);
}

TEST(Lane, RefusesTheNewestWhenToldTo) {
    Lane lane;
    RunRequest given = waiting("a");
    given.queue.cap = 1;
    given.queue.dropPolicy = sessions::DropPolicy::newest;
    lane.add(item(1, given), 0);

    const auto drops = lane.add(item(2, given), 0);

    ASSERT_EQ(drops.size(), 1U);
    EXPECT_EQ(drops[0].inboundId, 2);
    EXPECT_EQ(lane.size(), 1U);
}

TEST(Lane, JoinsWhatAPersonTypesInARow) {
    Lane lane;
    RunRequest first = waiting("one");
    first.debounceKey = "p";
    first.debounce = std::chrono::milliseconds(500);
    RunRequest second = first;
    second.text = "two";
    lane.add(item(1, first), 0);
    lane.add(item(2, second), 400);

    EXPECT_FALSE(lane.take(600));
    const auto turn = lane.take(900);

    ASSERT_TRUE(turn);
    EXPECT_EQ(turn->request.message, "[X] one\ntwo");
    EXPECT_EQ(turn->inboundIds.size(), 2U);
}

TEST(Lane, SomethingElseLetsTypedTextGoFirst) {
    Lane lane;
    RunRequest typed = waiting("one");
    typed.debounceKey = "p";
    typed.debounce = std::chrono::milliseconds(500);
    RunRequest picture = typed;
    picture.debounce = std::chrono::milliseconds(0);
    lane.add(item(1, typed), 0);
    lane.add(item(2, picture), 10);

    EXPECT_TRUE(lane.take(10));
}

TEST(Lane, DecidesByModeAndAuthority) {
    const RunRequest owners = waiting("running");
    EXPECT_EQ(Lane::decide(waiting("x"), nullptr), Lane::Arrival::wait);
    EXPECT_EQ(Lane::decide(waiting("x"), &owners), Lane::Arrival::wait);
    EXPECT_EQ(Lane::decide(waiting("x", sessions::QueueMode::steer), &owners), Lane::Arrival::steer);
    EXPECT_EQ(Lane::decide(waiting("x", sessions::QueueMode::steerBacklog), &owners),
              Lane::Arrival::steerAndWait);
    EXPECT_EQ(Lane::decide(waiting("x", sessions::QueueMode::interrupt), &owners), Lane::Arrival::interrupt);
    EXPECT_EQ(Lane::decide(waiting("x", sessions::QueueMode::steer, false), &owners), Lane::Arrival::wait);
    EXPECT_EQ(Lane::decide(waiting("x", sessions::QueueMode::interrupt, false), &owners),
              Lane::Arrival::wait);
}

}
