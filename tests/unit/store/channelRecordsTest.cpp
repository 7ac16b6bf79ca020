// What channel accounts keep.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class ChannelRecordsTest : public StoreFixture {
protected:
    void put(const std::string& kind,
             const std::string& name,
             std::optional<std::string> value,
             std::int64_t at = 1) {
        std::vector<ChannelRecord> changes{ChannelRecord{kind, name, std::move(value)}};
        waitFor(store_->channelRecords().apply("whatsapp", "default", std::move(changes), at)).value();
    }
    std::optional<std::string>
    get(const std::string& kind, const std::string& name, const std::string& account = "default") {
        std::vector<ChannelRecord> wanted{ChannelRecord{kind, name, std::nullopt}};
        return waitFor(store_->channelRecords().get("whatsapp", account, std::move(wanted)))
            .value()
            .at(0)
            .value;
    }
};

}

TEST_F(ChannelRecordsTest, StoresReplacesAndRemovesBytes) {
    const std::string bytes("\0\xff\x01key", 6);
    put("session", "a", bytes);
    EXPECT_EQ(get("session", "a"), bytes);
    put("session", "a", "two");
    EXPECT_EQ(get("session", "a"), "two");
    put("session", "a", std::nullopt);

    EXPECT_FALSE(get("session", "a"));
    EXPECT_FALSE(get("session", "a", "other"));
}

TEST_F(ChannelRecordsTest, ListsByPrefix) {
    put("session", "15@x/0", "a");
    put("session", "15@x/4", "b");
    put("session", "155@x/0", "c");
    put("senderKey", "15@x/0", "d");

    const auto found =
        waitFor(store_->channelRecords().list("whatsapp", "default", "session", "15@x/")).value();

    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].name, "15@x/0");
    EXPECT_EQ(found[1].value, "b");
}

TEST_F(ChannelRecordsTest, PrunesByAgeAndForgetsAccounts) {
    put("sent", "old", "1", 10);
    put("sent", "new", "2", 20);
    put("account", "self", "3", 5);

    EXPECT_EQ(waitFor(store_->channelRecords().prune("whatsapp", "default", "sent", 15)).value(), 1);
    EXPECT_FALSE(get("sent", "old"));
    EXPECT_TRUE(get("account", "self"));
    EXPECT_EQ(waitFor(store_->channelRecords().removeAll("whatsapp", "default")).value(), 2);
    EXPECT_FALSE(get("account", "self"));
}

TEST_F(ChannelRecordsTest, SurvivesAPowerCut) {
    put("account", "self", "keys");

    const auto copy = openCopy("cut");

    std::vector<ChannelRecord> wanted{ChannelRecord{"account", "self", std::nullopt}};
    EXPECT_EQ(
        waitFor(copy->channelRecords().get("whatsapp", "default", std::move(wanted))).value().at(0).value,
        "keys");
}

}
