// Device pairing records.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class DevicesTest : public StoreFixture {
protected:
    DeviceRequest ask(const std::string& requestId, const std::string& deviceId, std::int64_t ts) {
        return waitFor(store_->devices().request(Json{{"requestId", requestId}, {"deviceId", deviceId}, {"ts", ts}})).value();
    }
};

}

TEST_F(DevicesTest, ADeviceHasOneRequestAtATime) {
    EXPECT_TRUE(ask("r1", "d1", 1000).created);

    const auto again = ask("r2", "d1", 2000);

    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.record["requestId"], "r1");
    EXPECT_EQ(waitFor(store_->devices().listPending(2000)).value().size(), 1u);
}

TEST_F(DevicesTest, ARequestExpires) {
    ask("r1", "d1", 1000);
    const auto later = 1000 + DeviceRepository::requestLifetimeMs;

    EXPECT_FALSE(waitFor(store_->devices().findPending("r1", later)).value());
    EXPECT_TRUE(waitFor(store_->devices().listPending(later)).value().empty());
    EXPECT_TRUE(ask("r2", "d1", later).created);
}

TEST_F(DevicesTest, ApprovalMovesTheRequestToThePairedOnes) {
    ask("r1", "d1", 1000);

    ASSERT_TRUE(waitFor(store_->devices().approve("r1", Json{{"deviceId", "d1"}, {"role", "operator"}})));

    EXPECT_EQ((*waitFor(store_->devices().get("d1")).value())["role"], "operator");
    EXPECT_TRUE(waitFor(store_->devices().listPending(1000)).value().empty());
    EXPECT_EQ(waitFor(store_->devices().approve("r1", Json{{"deviceId", "d1"}})).error().code, Errc::notFound);
}

TEST_F(DevicesTest, KeepsTheRequestWhenTheRecordIsUnusable) {
    ask("r1", "d1", 1000);

    EXPECT_FALSE(waitFor(store_->devices().approve("r1", Json{{"role", "operator"}})));

    EXPECT_TRUE(waitFor(store_->devices().findPending("r1", 1000)).value());
}

TEST_F(DevicesTest, ReplacesOneRolesToken) {
    waitFor(store_->devices().upsert(Json{{"deviceId", "d1"}, {"tokens", {{"node", {{"token", "n"}}}}}})).value();

    ASSERT_TRUE(waitFor(store_->devices().setToken("d1", "operator", Json{{"token", "o"}})));

    const Json record = *waitFor(store_->devices().get("d1")).value();
    EXPECT_EQ(record["tokens"]["operator"]["token"], "o");
    EXPECT_EQ(record["tokens"]["node"]["token"], "n");
    EXPECT_EQ(waitFor(store_->devices().setToken("d2", "operator", Json())).error().code, Errc::notFound);
}

TEST_F(DevicesTest, ListsAndRemoves) {
    waitFor(store_->devices().upsert(Json{{"deviceId", "d1"}})).value();
    waitFor(store_->devices().upsert(Json{{"deviceId", "d2"}})).value();

    EXPECT_EQ(waitFor(store_->devices().list()).value().size(), 2u);
    EXPECT_TRUE(waitFor(store_->devices().remove("d1")).value());
    EXPECT_FALSE(waitFor(store_->devices().remove("d1")).value());
}

TEST_F(DevicesTest, RejectsARequestReturnsIt) {
    ask("r1", "d1", 1000);

    EXPECT_EQ((*waitFor(store_->devices().removePending("r1")).value())["deviceId"], "d1");
    EXPECT_FALSE(waitFor(store_->devices().removePending("r1")).value());
}

}
