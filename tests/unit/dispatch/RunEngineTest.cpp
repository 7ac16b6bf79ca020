// The engine on a real store with a fake agent: once, in order, also across a restart.
#include "openclaw/dispatch/RunEngine.hpp"

#include "support/FakeAgent.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

using testing::runCoro;

class Watcher final : public RunObserver {
public:
    bool isWatching() const override { return true; }
    void onAgentEvent(const RunInfo&, std::int64_t seq, std::string_view stream, const Json&) override {
        sequence.push_back(seq);
        streams.emplace_back(stream);
    }
    void onRunFinished(const RunInfo& run, std::int64_t, const RunResult& result) override {
        finished.push_back(run.runId + ":" + std::to_string(static_cast<int>(result.status)));
    }

    std::vector<std::int64_t> sequence;
    std::vector<std::string> streams;
    std::vector<std::string> finished;
};

/// One life of the engine on a folder.
struct Life {
    Life(asio::io_context& io, const std::filesystem::path& folder)
        : store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())), agent(io.get_executor()),
          outbox(io.get_executor(), clock, *store, [](const std::string&, const std::string&) { return nullptr; }),
          engine(io.get_executor(), clock, *store, agent, outbox,
                 [](const std::string&, const std::string&) { return nullptr; },
                 [settings = std::make_shared<const Settings>(settingsFromJson(Json::object()))] { return settings; }) {
        engine.observe(watcher);
    }

    SystemClock clock;
    std::unique_ptr<store::SqliteStore> store;
    testing::FakeAgent agent;
    channels::Outbox outbox;
    RunEngine engine;
    Watcher watcher;
};

RunRequest request(const std::string& runId, const std::string& key = "agent:main:main") {
    RunRequest result;
    result.runId = runId;
    result.sessionKey = key;
    result.displayKey = key;
    result.agentId = "main";
    result.message = "question " + runId;
    return result;
}

class RunEngineTest : public ::testing::Test {
protected:
    void end(Life& life) {
        runCoro(io, life.engine.stop(std::chrono::milliseconds(0)));
        runCoro(io, life.outbox.stop(std::chrono::milliseconds(0)));
        life.store->stop();
    }
    std::optional<RunResult> wait(Life& life, const std::string& runId) {
        return runCoro(io, life.engine.wait(runId, std::chrono::seconds(20)));
    }

    asio::io_context io;
    testing::TempDir folder;
};

TEST_F(RunEngineTest, AnswersAndRemembersTheTranscript) {
    Life life(io, folder.path());
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("a"))));

    const auto result = wait(life, "a");

    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, RunStatus::ok);
    EXPECT_EQ(result->text.rfind("answer", 0), 0U) << result->text;
    EXPECT_EQ(life.watcher.finished, (std::vector<std::string>{"a:0"}));
    for (std::size_t i = 0; i < life.watcher.sequence.size(); ++i)
        EXPECT_EQ(life.watcher.sequence[i], static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(life.watcher.streams.front(), "lifecycle");
    EXPECT_EQ(life.watcher.streams.back(), "lifecycle");
    end(life);
}

TEST_F(RunEngineTest, NeverRunsTheSameIdTwice) {
    Life life(io, folder.path());
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("a"))));
    wait(life, "a");

    const auto again = runCoro(io, life.engine.admit(request("a")));

    ASSERT_TRUE(again);
    EXPECT_FALSE(again->isNew);
    EXPECT_EQ(again->state, store::InboundState::answered);
    EXPECT_EQ(life.agent.turns().size(), 1U);
    end(life);
}

TEST_F(RunEngineTest, RunsASessionsTurnsOneAfterTheOther) {
    Life life(io, folder.path());
    life.agent.hold();
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("a"))));
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("b"))));
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("c", "agent:main:other"))));
    runCoro(io, life.agent.waitForTurns(2));
    EXPECT_EQ(life.engine.activeRuns("agent:main:main").size(), 2U);
    EXPECT_EQ(life.agent.turns()[1].runId, "c");

    life.agent.release();
    wait(life, "b");

    EXPECT_EQ(life.agent.turns()[2].runId, "b");
    end(life);
}

TEST_F(RunEngineTest, AQueuedRunCanBeAborted) {
    Life life(io, folder.path());
    life.agent.hold();
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("a"))));
    ASSERT_TRUE(runCoro(io, life.engine.admit(request("b"))));
    runCoro(io, life.agent.waitForTurns(1));

    EXPECT_TRUE(life.engine.abort("b", "rpc"));
    EXPECT_FALSE(life.engine.abort("nosuch", "rpc"));
    life.agent.release();

    const auto result = wait(life, "b");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, RunStatus::aborted);
    EXPECT_EQ(result->stopReason, "rpc");
    EXPECT_EQ(life.agent.turns().size(), 1U);
    end(life);
}

TEST_F(RunEngineTest, TakesUpAfterARestartWhatWasNotAnswered) {
    {
        Life first(io, folder.path());
        first.agent.hold();
        ASSERT_TRUE(runCoro(io, first.engine.admit(request("a"))));
        runCoro(io, first.agent.waitForTurns(1));
        end(first);
    }
    Life second(io, folder.path());
    ASSERT_TRUE(runCoro(io, second.engine.resume()));

    const auto result = wait(second, "a");

    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, RunStatus::ok);
    end(second);
}

TEST_F(RunEngineTest, GivesUpAMessageThatInterruptedItThreeTimes) {
    for (int i = 0; i < 3; ++i) {
        Life life(io, folder.path());
        life.agent.hold();
        if (i == 0)
            ASSERT_TRUE(runCoro(io, life.engine.admit(request("a"))));
        else
            ASSERT_TRUE(runCoro(io, life.engine.resume()));
        runCoro(io, life.agent.waitForTurns(1));
        end(life);
    }
    Life last(io, folder.path());
    ASSERT_TRUE(runCoro(io, last.engine.resume()));

    const auto result = wait(last, "a");

    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, RunStatus::error);
    EXPECT_NE(result->error.find("set aside"), std::string::npos);
    EXPECT_TRUE(last.agent.turns().empty());
    EXPECT_TRUE(runCoro(io, last.store->inbox().listUnfinished())->empty());
    end(last);
}

TEST(ReplyRoute, SurvivesStorage) {
    RunRequest original = request("a");
    original.images.push_back({"image/png", "AAAA"});
    original.timeout = std::chrono::seconds(3);
    ReplyRoute route;
    route.channel = "telegram";
    route.accountId = "default";
    route.target = "5";
    route.threadId = "7";
    original.route = route;

    const RunRequest copy = RunRequest::fromJson(original.toJson());

    EXPECT_EQ(copy.toJson(), original.toJson());
    EXPECT_EQ(copy.route->threadId, "7");
    EXPECT_EQ(copy.images.size(), 1U);
    EXPECT_FALSE(RunRequest::fromJson(Json(3)).route);
}

}
}
