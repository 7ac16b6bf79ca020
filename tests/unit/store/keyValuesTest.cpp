// Offsets and settings.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class KeyValuesTest : public StoreFixture {};

}

TEST_F(KeyValuesTest, StoresAnOffsetPerAccount) {
    ChannelOffset offset;
    offset.channel = "telegram";
    offset.accountId = "work";
    offset.value = 5;
    offset.detail = Json{{"session", "x"}};
    waitFor(store_->offsets().set(offset)).value();
    offset.value = 6;
    waitFor(store_->offsets().set(offset)).value();

    const auto stored = waitFor(store_->offsets().get("telegram", "work")).value();

    EXPECT_EQ(stored->value, 6);
    EXPECT_EQ(stored->detail["session"], "x");
    EXPECT_FALSE(waitFor(store_->offsets().get("telegram", "home")).value());
}

TEST_F(KeyValuesTest, StoresReplacesAndRemovesValues) {
    waitFor(store_->keyValues().set("space", "key", "one")).value();
    waitFor(store_->keyValues().set("space", "key", "two")).value();

    EXPECT_EQ(waitFor(store_->keyValues().get("space", "key")).value(), "two");
    EXPECT_TRUE(waitFor(store_->keyValues().remove("space", "key")).value());
    EXPECT_FALSE(waitFor(store_->keyValues().get("space", "key")).value());
}

TEST_F(KeyValuesTest, KeepsBytesAsTheyAre) {
    const std::string odd("a\0b\n\xff", 5);
    waitFor(store_->keyValues().set("space", "key", odd)).value();

    EXPECT_EQ(waitFor(store_->keyValues().get("space", "key")).value(), odd);
}

}
