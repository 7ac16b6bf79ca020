// Forgetting what the ledgers no longer need, on a real store.
#include "openclaw/dispatch/LedgerKeeper.hpp"

#include "support/FakeClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

using testing::runCoro;

class LedgerKeeperTest : public ::testing::Test {
protected:
    ~LedgerKeeperTest() override { store_->stop(); }
    std::int64_t admit(const std::string& id) {
        store::InboundRecord record;
        record.channel = "telegram";
        record.accountId = "default";
        record.platformMessageId = id;
        record.body = Json::object();
        std::vector<store::InboundRecord> records;
        records.push_back(record);
        return runCoro(io_, store_->inbox().admit(std::move(records), std::nullopt)).value().at(0).id;
    }
    void settle(const std::string& id) {
        (void)runCoro(io_, store_->inbox().finish(admit(id), store::InboundState::refused, clock_.nowMs()));
    }
    std::size_t kept() { return runCoro(io_, store_->inbox().listRecent("", 10'000)).value().size(); }

    asio::io_context io_{1};
    testing::TempDir folder_;
    testing::FakeClock clock_{io_.get_executor()};
    std::unique_ptr<store::SqliteStore> store_ =
        std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path())).value());
    LedgerKeeper keeper_{clock_, *store_};
};

TEST_F(LedgerKeeperTest, ForgetsWhatWasSettledLongAgoAndNothingElse) {
    settle("old");
    admit("open");
    clock_.advance(LedgerKeeper::usualLifetime + std::chrono::hours(1));
    settle("recent");

    EXPECT_EQ(runCoro(io_, keeper_.sweep()).value(), 1);
    EXPECT_EQ(kept(), 2u);
}

TEST_F(LedgerKeeperTest, OneSweepIsManySteps) {
    constexpr std::size_t count = 2500;
    std::vector<store::InboundRecord> records(count);
    for (std::size_t i = 0; i < count; ++i) {
        records[i].channel = "telegram";
        records[i].platformMessageId = std::to_string(i);
        records[i].body = Json::object();
        records[i].state = store::InboundState::refused;
        records[i].receivedAtMs = clock_.nowMs();
    }
    (void)runCoro(io_, store_->inbox().admit(std::move(records), std::nullopt));
    clock_.advance(LedgerKeeper::usualLifetime + std::chrono::hours(1));

    EXPECT_EQ(runCoro(io_, keeper_.sweep()).value(), static_cast<std::int64_t>(count));
    EXPECT_EQ(kept(), 0u);
}

}
}
