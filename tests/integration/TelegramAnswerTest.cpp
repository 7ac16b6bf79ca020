// From a stranger's first message to exactly one answer, restarts included: real store, dispatch, ledger and
// channel against the fake Bot API server and a fake agent.
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/config/Config.hpp"
#include "openclaw/dispatch/Dispatcher.hpp"
#include "support/FakeAgent.hpp"
#include "support/FakeTelegram.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

using testing::FakeAgent;
using testing::FakeTelegram;
using testing::runCoro;

/// One life of the gateway's message path on a database.
class House {
public:
    House(asio::io_context& io, const std::filesystem::path& folder, const std::string& apiRoot)
        : io_(io), store_(openStore(folder)),
          root_(
              Json{{"channels", {{"telegram", {{"botToken", "123456:TEST-token"}, {"apiRoot", apiRoot}}}}}}),
          config_(root_, Environment()),
          settings_(std::make_shared<dispatch::Settings>(dispatch::settingsFromJson(root_))),
          agent(io.get_executor()), supervisor_(io.get_executor(), clock_),
          outbox_(io.get_executor(), clock_, *store_, lookup()),
          runs_(io.get_executor(), clock_, *store_, agent, outbox_, lookup(), source()),
          dispatcher_(clock_, *store_, runs_, outbox_, source()) {
        supervisor_.deliverTo(dispatcher_);
        supervisor_.onAvailable([this] { outbox_.wake(); });
    }

    void start() {
        const channels::ChannelContext context{io_.get_executor(), clock_, *http_, *store_, *launcher_, Environment(), "."};
        for (auto& channel : channels::makeChannels(config_, context))
            runCoro(io_, supervisor_.start(std::move(channel)));
        ASSERT_TRUE(runCoro(io_, outbox_.start()));
        ASSERT_TRUE(runCoro(io_, runs_.resume()));
    }
    void stop() {
        runCoro(io_, supervisor_.stopAll());
        runCoro(io_, runs_.stop(std::chrono::milliseconds(0)));
        runCoro(io_, outbox_.stop(std::chrono::milliseconds(100)));
        store_->stop();
    }
    void approve(const std::string& code) {
        ASSERT_TRUE(runCoro(io_, store_->pairing().approve("telegram", code, clock_.nowMs())));
    }
    std::string pairingCode() {
        const auto requests = runCoro(io_, store_->pairing().list("telegram", clock_.nowMs()));
        return requests && !requests->empty() ? requests->front().code : std::string();
    }

private:
    static std::unique_ptr<store::SqliteStore> openStore(const std::filesystem::path& folder) {
        auto opened = store::SqliteStore::open(store::SqliteStore::fileIn(folder));
        return std::move(opened.value());
    }
    channels::ChannelLookup lookup() {
        return [this](const std::string& channel, const std::string& account) {
            return supervisor_.find(channel, account);
        };
    }
    dispatch::SettingsSource source() {
        return [this] { return settings_; };
    }

    asio::io_context& io_;
    SystemClock clock_;
    std::unique_ptr<store::SqliteStore> store_;
    Json root_;
    config::Config config_;
    std::shared_ptr<const dispatch::Settings> settings_;
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());

public:
    FakeAgent agent;

private:
    channels::Supervisor supervisor_;
    channels::Outbox outbox_;
    dispatch::RunEngine runs_;
    dispatch::Dispatcher dispatcher_;
};

class TelegramAnswer : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(server_.listen());
        begin();
    }
    void TearDown() override {
        if (house_) end();
        runCoro(io_, server_.stop());
    }
    void begin() {
        house_ = std::make_unique<House>(io_, folder_.path(), server_.root());
        house_->start();
    }
    void end() {
        house_->stop();
        house_.reset();
    }
    /// The stranger writes, gets a code, and the owner approves it.
    void pair() {
        server_.pushText(4242, 4242, "let me in");
        runCoro(io_, server_.waitForSent(1));
        house_->approve(house_->pairingCode());
    }
    std::string sentText(std::size_t index) { return stringOr(server_.sent().at(index), "text"); }

    asio::io_context io_{1};
    testing::TempDir folder_;
    FakeTelegram server_{io_.get_executor()};
    std::unique_ptr<House> house_;
};

TEST_F(TelegramAnswer, StrangerGetsAPairingCodeAndNoAnswer) {
    server_.pushText(4242, 4242, "let me in");
    runCoro(io_, server_.waitForSent(1));

    EXPECT_NE(sentText(0).find("Pairing code: " + house_->pairingCode()), std::string::npos);
    EXPECT_TRUE(house_->agent.turns().empty());
}

TEST_F(TelegramAnswer, ApprovedSenderGetsExactlyOneAnswer) {
    pair();

    server_.pushText(4242, 4242, "what is up?");
    runCoro(io_, server_.waitForSent(2));
    const std::size_t polls = server_.callsOf("getUpdates").size();
    server_.pushText(-100, 9, "a group nobody allowed");
    runCoro(io_, server_.waitForCalls("getUpdates", polls + 1));

    EXPECT_EQ(sentText(1), "answer: what is up?");
    EXPECT_EQ(server_.sent().size(), 2u);
    EXPECT_EQ(house_->agent.turns().size(), 1u);
}

TEST_F(TelegramAnswer, RestartDuringTheTurnAnswersOnce) {
    pair();
    house_->agent.hold();
    server_.pushText(4242, 4242, "what is up?");
    runCoro(io_, house_->agent.waitForTurns(1));

    end();
    begin();
    runCoro(io_, server_.waitForSent(2));
    const std::size_t polls = server_.callsOf("getUpdates").size();
    server_.pushText(-100, 9, "a group nobody allowed");
    runCoro(io_, server_.waitForCalls("getUpdates", polls + 1));

    EXPECT_EQ(sentText(1), "answer: what is up?");
    EXPECT_EQ(server_.sent().size(), 2u);
}

TEST_F(TelegramAnswer, UpdateSeenTwiceIsAnsweredOnce) {
    pair();
    const Json message{{"message_id", 500},
                       {"date", 1'700'000'000},
                       {"chat", {{"id", 4242}, {"type", "private"}}},
                       {"from", {{"id", 4242}, {"is_bot", false}, {"first_name", "Ada"}}},
                       {"text", "what is up?"}};
    server_.pushUpdate(Json{{"message", message}});
    server_.pushUpdate(Json{{"message", message}});
    runCoro(io_, server_.waitForSent(2));
    server_.pushText(4242, 4242, "and then?");
    runCoro(io_, server_.waitForSent(3));

    EXPECT_EQ(house_->agent.turns().size(), 2u);
    EXPECT_EQ(sentText(2), "answer: and then?");
}

}
}
