// Jobs, heartbeats and webhooks on a real store: what is acknowledged survives the process, and every
// consequence of a run happens once.
#include "gateway/Automation.hpp"

#include "support/FakeAgent.hpp"
#include "support/RecordingChannel.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

using openclaw::testing::runCoro;

constexpr const char* mainSession = "agent:main:main";

/// One life of the process; the folder and the chats live on.
struct Process {
    Process(asio::io_context& io,
            const std::filesystem::path& folder,
            channels::Channel& channel,
            const Json& config)
        : store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())),
          settings(std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(config))),
          lookup([&channel](const std::string&, const std::string&) { return &channel; }),
          agent(io.get_executor()), outbox(io.get_executor(), clock, *store, lookup),
          runs(io.get_executor(), clock, *store, agent, outbox, lookup, [this] { return settings; }),
          automation(
              io.get_executor(),
              clock,
              *store,
              runs,
              outbox,
              lookup,
              [this] { return settings; },
              [folder](const std::string&) { return folder; }) {
        automation.heartbeats().onEvent([this](const Json& event) { events.push_back(event); });
        runCoro(io, outbox.start());
    }
    /// As after kill -9, except that the files are closed: nothing that waits is finished.
    void end(asio::io_context& io) {
        runCoro(io, runs.stop(std::chrono::milliseconds(0)));
        runCoro(io, outbox.stop(std::chrono::milliseconds(0)));
        store->stop();
    }

    SystemClock clock;
    std::unique_ptr<store::SqliteStore> store;
    std::shared_ptr<const dispatch::Settings> settings;
    channels::ChannelLookup lookup;
    openclaw::testing::FakeAgent agent;
    channels::Outbox outbox;
    dispatch::RunEngine runs;
    std::vector<Json> events;
    Automation automation;
};

class AutomationTest : public ::testing::Test {
protected:
    void SetUp() override { begin(); }
    void TearDown() override { end(); }
    void begin() { process_ = std::make_unique<Process>(io_, folder_.path(), channel_, config_); }
    void end() {
        process_->end(io_);
        tasks_.cancel();
        runCoro(io_, tasks_.join());
        process_.reset();
    }
    void restart() {
        end();
        begin();
    }
    void resume() { ASSERT_TRUE(runCoro(io_, process_->runs.resume())); }

    void wake(const std::string& text) {
        protocol::WakeCall call;
        call.text = text;
        call.isNow = false;
        ASSERT_TRUE(runCoro(io_, process_->automation.wake(std::move(call), "door")));
    }
    void beat(const Json& settings = Json::object()) {
        Json given = settings;
        ASSERT_TRUE(runCoro(io_, process_->automation.turn("main", "Look around.", std::move(given))));
    }
    asio::awaitable<void> beatLater() {
        Json settings = Json::object();
        co_await process_->automation.turn("main", "Look around.", std::move(settings));
    }
    /// Begins a heartbeat and leaves it with the agent.
    void beginBeat() {
        process_->agent.hold();
        tasks_.spawn("beat", beatLater());
        runCoro(io_, process_->agent.waitForTurns(process_->agent.turns().size() + 1));
    }
    void speakFrom(const std::string& chat) {
        store::SessionPatch patch;
        patch.sessionKey = mainSession;
        patch.agentId = "main";
        patch.patch = Json{{"sessionId", "s1"}, {"lastChannel", "telegram"}, {"lastTo", chat}};
        ASSERT_TRUE(runCoro(io_, process_->store->sessions().upsert(std::move(patch))));
    }
    std::vector<store::SystemEvent> waiting() {
        return runCoro(io_, process_->store->systemEvents().list(mainSession)).value();
    }
    std::string lastMessage() { return process_->agent.turns().back().message; }
    /// Deliveries follow the commit by a few steps of the loop.
    void settle(std::size_t sent) {
        for (int i = 0; i < 2000 && channel_.sent.size() < sent; ++i)
            runCoro(io_, process_->store->offsets().get("telegram", "default"));
    }
    cron::JobOutcome runJob(const Json& payload) {
        cron::JobRun run;
        run.runId = "cron:j1:1000";
        run.dueAtMs = 1000;
        run.job = Json{{"id", "j1"}, {"name", "report"}, {"sessionTarget", "isolated"}, {"payload", payload}};
        return runCoro(io_, process_->automation.run(std::move(run)));
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    openclaw::testing::RecordingChannel channel_;
    Json config_ = Json::object();
    std::unique_ptr<Process> process_;
    TaskGroup tasks_{io_.get_executor()};
};

TEST_F(AutomationTest, AHookIsInTheLedgerBeforeItIsAcknowledged) {
    process_->agent.hold();
    protocol::AgentCall call;
    call.message = "build it";
    call.sessionKey = "hook:1";

    const std::string runId = runCoro(io_, process_->automation.start(std::move(call), "", false)).value();
    restart();

    const auto row = runCoro(io_, process_->store->inbox().findByMessage("gateway", "rpc", runId)).value();
    ASSERT_TRUE(row);
    EXPECT_NE(row->state, store::InboundState::answered);
    resume();
    EXPECT_TRUE(runCoro(io_, process_->runs.wait(runId, std::chrono::seconds(20))));
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_TRUE(waiting()[0].isOutside);
    EXPECT_NE(waiting()[0].text.find("Hook Hook: "), std::string::npos);
}

TEST_F(AutomationTest, WordsFromOutsideSurviveARestartAndAreToldOnce) {
    wake("the door bell rang");
    restart();
    process_->agent.answerWith("HEARTBEAT_OK");

    beat();
    EXPECT_NE(lastMessage().find("the door bell rang"), std::string::npos);
    EXPECT_TRUE(waiting().empty());
    beat();
    EXPECT_EQ(lastMessage().find("the door bell rang"), std::string::npos);
}

TEST_F(AutomationTest, AHeartbeatThatFailsKeepsTheWords) {
    wake("the door bell rang");
    process_->agent.failWith("no model");

    beat();

    EXPECT_EQ(waiting().size(), 1u);
    EXPECT_EQ(process_->events.back()["status"], "failed");
}

TEST_F(AutomationTest, AHeartbeatThatWasCutOffIsFinishedByTheNextProcess) {
    speakFrom("42");
    wake("the door bell rang");
    beginBeat();
    restart();
    process_->agent.answerWith("Somebody is at the door.");

    resume();
    settle(1);

    ASSERT_EQ(channel_.sent.size(), 1u);
    EXPECT_EQ(channel_.sent[0].target, "42");
    EXPECT_EQ(channel_.sent[0].text, "Somebody is at the door.");
    EXPECT_NE(lastMessage().find("the door bell rang"), std::string::npos);
    EXPECT_TRUE(waiting().empty());
    EXPECT_EQ(process_->events.back()["status"], "sent");
}

TEST_F(AutomationTest, TheSameWordsAreSaidOnceADay) {
    speakFrom("42");
    process_->agent.answerWith("Somebody is at the door.");

    beat();
    beat();
    settle(2);

    EXPECT_EQ(channel_.sent.size(), 1u);
    EXPECT_EQ(process_->events.back()["reason"], "duplicate");
}

TEST_F(AutomationTest, AnAcknowledgementDoesNotKeepTheSessionYoung) {
    speakFrom("42");
    const auto before = runCoro(io_, process_->store->sessions().get(mainSession)).value()->updatedAtMs;
    process_->agent.answerWith("HEARTBEAT_OK");

    beat();

    EXPECT_EQ(runCoro(io_, process_->store->sessions().get(mainSession)).value()->updatedAtMs, before);
    EXPECT_TRUE(channel_.sent.empty());
}

TEST_F(AutomationTest, AHeartbeatMayHaveAModelOfItsOwn) {
    process_->agent.answerWith("HEARTBEAT_OK");

    beat(Json{{"model", "openai/small"}});

    EXPECT_EQ(process_->agent.turns().back().provider, "openai");
    EXPECT_EQ(process_->agent.turns().back().model, "small");
}

TEST_F(AutomationTest, AJobsConsequencesAreInTheCommitOfItsRun) {
    process_->agent.answerWith("42 mails");

    const cron::JobOutcome outcome = runJob(Json{
        {"message", "count"}, {"deliver", true}, {"channel", "telegram"}, {"to", "7"}, {"model", "a/b"}});

    EXPECT_EQ(outcome.status, "ok");
    EXPECT_EQ(process_->agent.turns().back().model, "b");
    ASSERT_EQ(waiting().size(), 1u);
    EXPECT_EQ(waiting()[0].text, "Cron: 42 mails");
    settle(1);
    ASSERT_EQ(channel_.sent.size(), 1u);
    EXPECT_EQ(channel_.sent[0].target, "7");
}

TEST_F(AutomationTest, AJobThatIsAskedForAgainIsNotRunAgain) {
    process_->agent.answerWith("42 mails");
    const Json payload{{"message", "count"}, {"deliver", true}, {"channel", "telegram"}, {"to", "7"}};
    runJob(payload);
    restart();

    const cron::JobOutcome again = runJob(payload);

    EXPECT_EQ(again.status, "ok");
    EXPECT_TRUE(process_->agent.turns().empty());
    EXPECT_EQ(waiting().size(), 1u);
    settle(1);
    EXPECT_EQ(channel_.sent.size(), 1u);
}

TEST_F(AutomationTest, AJobThatCannotBeginIsTold) {
    const cron::JobOutcome outcome = runJob(Json{{"message", "count"}, {"deliver", true}});

    EXPECT_EQ(outcome.status, "error");
    ASSERT_EQ(outcome.events.size(), 1u);
    EXPECT_EQ(outcome.events[0].text, "Cron (error): nobody knows where to deliver the answer");
}

TEST_F(AutomationTest, AMainJobIsALineOfItsRecord) {
    cron::JobRun run;
    run.runId = "cron:j2:1000";
    run.job = Json{{"id", "j2"}, {"sessionTarget", "main"}, {"payload", {{"text", "Offer  tea"}}}};

    const cron::JobOutcome outcome = runCoro(io_, process_->automation.run(std::move(run)));

    ASSERT_EQ(outcome.events.size(), 1u);
    EXPECT_EQ(outcome.events[0].sessionKey, mainSession);
    EXPECT_EQ(outcome.events[0].text, "Offer tea");
    EXPECT_TRUE(waiting().empty());
}

}
}
