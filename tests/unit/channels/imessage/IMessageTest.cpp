// Rows, echoes and setup errors of iMessage, without a program.
#include "channels/imessage/EchoGuard.hpp"
#include "channels/imessage/IMessageChannel.hpp"
#include "channels/imessage/rows.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::imessage {
namespace {

class RowsTest : public ::testing::Test {
protected:
    std::optional<InboundMessage> decode(const Json& more = Json::object()) const {
        Json row{{"id", 7}, {"guid", "g"}, {"chat_id", 2}, {"sender", "+1 (555) 555-0123"}, {"text", "hello"}, {"is_from_me", false},
                 {"created_at", "2026-01-02T03:04:05.678Z"}};
        row.update(more);
        const RowContext context{account, true, false, groups};
        return decodeRow(row, context);
    }
    std::string account = "default";
    std::set<std::string> groups;
};

TEST_F(RowsTest, DirectMessageIsAnsweredToTheHandle) {
    const auto message = decode();

    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, ChatKind::direct);
    EXPECT_EQ(message->senderId, "+15555550123");
    EXPECT_EQ(message->chatId, "imessage:+15555550123");
    EXPECT_EQ(message->messageId, "g");
    EXPECT_EQ(message->timestampMs, 1'767'323'045'678);
}

TEST_F(RowsTest, GroupsAreToldInThreeWays) {
    EXPECT_EQ(decode({{"is_group", true}})->chatId, "2");
    EXPECT_EQ(decode({{"chat_guid", "iMessage;+;chat1"}})->kind, ChatKind::group);
    groups = {"2"};
    EXPECT_EQ(decode()->kind, ChatKind::group);
}

TEST_F(RowsTest, DropsOwnAndEmptyRows) {
    EXPECT_FALSE(decode({{"is_from_me", true}}));
    EXPECT_FALSE(decode({{"sender", ""}}));
    EXPECT_FALSE(decode({{"text", nullptr}}));
    EXPECT_FALSE(decode({{"id", nullptr}}));
}

TEST_F(RowsTest, AttachmentsUnderBothNames) {
    const auto message = decode({{"text", ""}, {"attachments", {{{"path", "/a"}, {"byte_size", 4}, {"mime_type", "image/heic"}}, {{"original_path", "/b"}, {"missing", true}}}}});

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "<media:image>");
    ASSERT_EQ(message->attachments.size(), 1u);
    EXPECT_EQ(message->attachments[0].sizeBytes, 4);
}

TEST_F(RowsTest, TapbackIsAReaction) {
    const auto tapback = decode({{"is_reaction", true}, {"reaction_emoji", "❤️"}, {"reacted_to_guid", "x"}, {"is_reaction_add", false}});

    ASSERT_TRUE(tapback);
    EXPECT_EQ(tapback->event, InboundKind::reaction);
    EXPECT_TRUE(tapback->isRemoval);
    EXPECT_EQ(tapback->targetMessageId, "x");
}

TEST(IsoTime, ReadsOffsetsAndRefusesJunk) {
    EXPECT_EQ(parseIsoTime("2026-01-02T03:04:05Z"), 1'767'323'045'000);
    EXPECT_EQ(parseIsoTime("2026-01-02T04:04:05+01:00"), 1'767'323'045'000);
    for (const char* junk : {"", "2026", "2026-13-02T03:04:05Z", "xxxx-01-02T03:04:05Z", "2026-01-02T99:04:05Z"})
        EXPECT_EQ(parseIsoTime(junk), 0) << junk;
}

TEST(EchoGuard, DropsOurOwnTextOnceAndItsRowForLonger) {
    EchoGuard guard;
    SteadyTime now = SteadyTime(std::chrono::hours(1));
    guard.noteText("hello ", now);

    EXPECT_TRUE(guard.isEcho("g1", "hello", now));
    EXPECT_TRUE(guard.isEcho("g1", "hello", now));
    EXPECT_FALSE(guard.isEcho("g2", "hello", now));
    guard.noteText("later", now);
    EXPECT_FALSE(guard.isEcho("g3", "later", now + std::chrono::minutes(1)));
}

TEST(SetupErrors, SayWhatToDo) {
    const auto disk = explainSetup(Error(Errc::unavailable, "imsg rpc: Internal error: unable to open database file"), "imsg");
    EXPECT_NE(disk.message.find("Full Disk Access"), std::string::npos);
    const auto automation = explainSetup(Error(Errc::unavailable, "error -1743"), "imsg");
    EXPECT_NE(automation.message.find("Automation"), std::string::npos);
    EXPECT_EQ(explainSetup(Error(Errc::closed, "unknown command rpc"), "imsg").code, Errc::invalidInput);
    EXPECT_EQ(explainSetup(Error(Errc::closed, "gone"), "imsg").message, "gone");
}

TEST(RemoteHost, IsReadOutOfTheWrapper) {
    EXPECT_EQ(remoteHostOf("#!/bin/sh\nexec ssh -T me@mac imsg \"$@\"\n"), "me@mac");
    EXPECT_EQ(remoteHostOf("#!/bin/sh\nssh -T mac.local /opt/bin/imsg \"$@\"\n"), "mac.local");
    EXPECT_EQ(remoteHostOf("#!/bin/sh\nexec /usr/local/bin/imsg \"$@\"\n"), "");
}

TEST(IMessageAccounts, OneWatcherPerDatabase) {
    const config::Config config(Json{{"channels", {{"imessage", {{"accounts", {{"a", Json::object()}, {"b", Json::object()}}}}}}}}, Environment());
    const auto accounts = imessageAccounts(config);

    ASSERT_EQ(accounts.size(), 2u);
    EXPECT_EQ(accounts[0].text("sameDatabaseAs"), "");
    EXPECT_EQ(accounts[1].text("sameDatabaseAs"), "a");
}

}
}
