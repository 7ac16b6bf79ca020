// Transcript rows: order, pages, compaction.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class TranscriptTest : public StoreFixture {
protected:
    void fill(const std::string& sessionId, int messages) {
        std::vector<TranscriptMessage> batch;
        for (int i = 0; i < messages; ++i)
            batch.push_back(line(sessionId, i % 2 == 0 ? "user" : "assistant", std::to_string(i)));
        waitFor(store_->transcript().append(batch)).value();
    }
    static std::string textOf(const TranscriptMessage& message) { return stringOr(message.message, "content"); }
};

}

TEST_F(TranscriptTest, GivesEachMessageASequenceNumberAndAnId) {
    const auto stored = waitFor(store_->transcript().append({line("s", "user", "a"), line("s", "user", "b")})).value();

    EXPECT_LT(stored[0].seq, stored[1].seq);
    EXPECT_EQ(stored[0].messageId.size(), 8u);
    EXPECT_NE(stored[0].messageId, stored[1].messageId);
}

TEST_F(TranscriptTest, PagesBackwards) {
    fill("s", 10);
    fill("other", 5);

    const auto last = waitFor(store_->transcript().page("s", 3, std::nullopt)).value();
    const auto before = waitFor(store_->transcript().page("s", 100, last.front().seq)).value();

    ASSERT_EQ(last.size(), 3u);
    EXPECT_EQ(textOf(last.front()), "7");
    EXPECT_EQ(textOf(last.back()), "9");
    ASSERT_EQ(before.size(), 7u);
    EXPECT_EQ(textOf(before.back()), "6");
}

TEST_F(TranscriptTest, FindsFirstUserAndLastMessage) {
    waitFor(store_->transcript().append({line("s", "assistant", "hi")})).value();
    fill("s", 4);

    EXPECT_EQ(textOf(*waitFor(store_->transcript().firstUserMessage("s")).value()), "0");
    EXPECT_EQ(textOf(*waitFor(store_->transcript().lastMessage("s")).value()), "3");
    EXPECT_FALSE(waitFor(store_->transcript().lastMessage("none")).value());
}

TEST_F(TranscriptTest, TruncatesToTheLastMessages) {
    fill("s", 10);
    fill("other", 5);

    EXPECT_EQ(waitFor(store_->transcript().truncate("s", 4)).value(), 6);
    EXPECT_EQ(waitFor(store_->transcript().count("s")).value(), 4);
    EXPECT_EQ(waitFor(store_->transcript().count("other")).value(), 5);
    EXPECT_EQ(textOf(waitFor(store_->transcript().page("s", 10, std::nullopt)).value().front()), "6");
}

TEST_F(TranscriptTest, TruncatingToMoreThanThereIsDropsNothing) {
    fill("s", 3);

    EXPECT_EQ(waitFor(store_->transcript().truncate("s", 3)).value(), 0);
    EXPECT_EQ(waitFor(store_->transcript().count("s")).value(), 3);
}

TEST_F(TranscriptTest, RemovesOneSessionOnly) {
    fill("s", 3);
    fill("other", 2);

    EXPECT_EQ(waitFor(store_->transcript().remove("s")).value(), 3);
    EXPECT_EQ(waitFor(store_->transcript().count("other")).value(), 2);
}

}
