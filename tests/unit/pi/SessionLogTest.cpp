#include "pi/SessionLog.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

using openclaw::testing::TempDir;

class SessionLogTest : public ::testing::Test {
protected:
    std::filesystem::path write(const std::string& content) {
        const std::filesystem::path file = folder / "s.jsonl";
        writeFileAtomically(file, content).value();
        return file;
    }
    SessionLog open(const std::filesystem::path& file) { return std::move(SessionLog::open(clock, "/w", file).value()); }

    TempDir folder;
    SystemClock clock;
    const std::string header = R"({"type":"session","version":3,"id":"abc","timestamp":"2026-01-01T00:00:00.000Z","cwd":"/w"})"
                               "\n";
};

const Json user{{"role", "user"}, {"content", "hi"}};
const Json assistant{{"role", "assistant"}, {"content", Json::array()}, {"provider", "p"}, {"model", "m"}};

TEST_F(SessionLogTest, ReadsRealFiles) {
    // Lines as a real program of version 0.73 wrote them.
    const auto log = open(write(header + R"({"type":"model_change","id":"c732bf26","parentId":null,"timestamp":"t","provider":"emu","modelId":"emu-small"}
{"type":"thinking_level_change","id":"480fc0b0","parentId":"c732bf26","timestamp":"t","thinkingLevel":"low"}
{"type":"message","id":"f1749f1f","parentId":"480fc0b0","timestamp":"t","message":{"role":"user","content":[{"type":"text","text":"one"}]}}
{"type":"session_info","id":"131b8184","parentId":"f1749f1f","timestamp":"t","name":"demo session"}
)"));

    const SessionLog::Context context = log.context();
    EXPECT_EQ(log.id(), "abc");
    EXPECT_EQ(log.name(), "demo session");
    EXPECT_EQ(context.provider, "emu");
    EXPECT_EQ(context.thinkingLevel, "low");
    EXPECT_EQ(context.messages.size(), 1U);
}

TEST_F(SessionLogTest, AppliesCompactions) {
    const auto log = open(write(header + R"({"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"old"}}
{"type":"message","id":"b","parentId":"a","message":{"role":"user","content":"kept"}}
{"type":"compaction","id":"c","parentId":"b","summary":"S","firstKeptEntryId":"b","tokensBefore":9}
{"type":"message","id":"d","parentId":"c","message":{"role":"user","content":"new"}}
)"));

    const SessionLog::Context context = log.context();
    ASSERT_EQ(context.messages.size(), 3U);
    EXPECT_EQ(context.messages[0]["summary"], "S");
    EXPECT_EQ(context.messages[1]["content"], "kept");
    EXPECT_EQ(context.messages[2]["content"], "new");
    EXPECT_EQ(context.beforeCompaction, 2U);
}

TEST_F(SessionLogTest, FollowsTheActiveBranchOnly) {
    const auto log = open(write(header + R"({"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"root"}}
{"type":"message","id":"b","parentId":"a","message":{"role":"user","content":"left"}}
{"type":"message","id":"c","parentId":"a","message":{"role":"user","content":"right"}}
)"));

    const SessionLog::Context context = log.context();
    ASSERT_EQ(context.messages.size(), 2U);
    EXPECT_EQ(context.messages[1]["content"], "right");
}

TEST_F(SessionLogTest, HonoursContextEdits) {
    const auto log = open(write(header + R"({"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"x"}}
{"type":"context_edit","id":"b","parentId":"a","targetId":"a","replacement":null}
)"));

    EXPECT_TRUE(log.context().messages.empty());
}

TEST_F(SessionLogTest, SurvivesCyclesAndDamage) {
    const auto log = open(write(header + R"({"type":"message","id":"a","parentId":"b","message":{"role":"user","content":"x"}}
{"type":"message","id":"b","parentId":"a","message":{"role":"user","content":"y"}}
{"type":"message","id":"c","par)"));

    EXPECT_EQ(log.entries().size(), 2U);
    EXPECT_EQ(log.path().size(), 2U);
}

TEST_F(SessionLogTest, RefusesOtherFiles) {
    EXPECT_EQ(SessionLog::open(clock, "/w", write("hello\n")).error().code, Errc::corrupt);
    EXPECT_EQ(SessionLog::open(clock, "/w", write("{\"type\":\"message\"}\n")).error().code, Errc::corrupt);
}

TEST_F(SessionLogTest, AppendsWholeLinesAfterACutOne) {
    const auto file = write(header + R"({"type":"message","id":"a","parentId":null,"message":{"role":"user","content":"x"}}
{"type":"mess)");
    {
        auto log = open(file);
        log.appendMessage(user);
    }

    const std::string content = readFile(file).value();
    const auto again = open(file);
    EXPECT_NE(content.find("{\"type\":\"mess\n{"), std::string::npos);
    EXPECT_EQ(again.context().messages.size(), 2U);
    EXPECT_EQ(again.entries()[1]["parentId"], "a");
}

TEST_F(SessionLogTest, CreatesTheFileWithTheFirstReply) {
    auto log = SessionLog::create(clock, "/w", folder / "deep/dir");
    log.appendMessage(user);
    EXPECT_FALSE(std::filesystem::exists(*log.file()));

    log.appendMessage(assistant);

    const auto again = open(*log.file());
    EXPECT_EQ(again.context().messages.size(), 2U);
    EXPECT_EQ(again.id(), log.id());
    const auto mode = std::filesystem::status(*log.file()).permissions();
    EXPECT_EQ(mode & std::filesystem::perms::mask, std::filesystem::perms(0600));
}

TEST_F(SessionLogTest, MigratesEntriesWithoutIds) {
    const auto file = write(R"({"type":"session","id":"old","timestamp":"t","cwd":"/w"}
{"type":"message","timestamp":"t","message":{"role":"user","content":"one"}}
{"type":"message","timestamp":"t","message":{"role":"user","content":"two"}}
)");

    const auto first = open(file);
    const auto second = open(file);

    EXPECT_EQ(second.context().messages.size(), 2U);
    EXPECT_EQ(second.leafId(), first.leafId());
    EXPECT_NE(readFile(file).value().find("\"version\":3"), std::string::npos);
}

TEST_F(SessionLogTest, BranchesUpToAnEntry) {
    auto log = SessionLog::create(clock, "/w", folder.path());
    log.appendMessage(user);
    const std::string reply = log.appendMessage(assistant);
    log.appendMessage(user);

    const SessionLog copy = log.branch("/w", reply);

    EXPECT_EQ(copy.entries().size(), 2U);
    EXPECT_NE(copy.id(), log.id());
    EXPECT_EQ(open(*copy.file()).entries().size(), 2U);
}

TEST_F(SessionLogTest, EntryIdsAreEightHexDigitsInAChain) {
    auto log = SessionLog::inMemory(clock, "/w");

    const std::string first = log.appendMessage(user);
    log.appendMessage(user);

    EXPECT_EQ(first.size(), 8U);
    EXPECT_EQ(log.entries()[0]["parentId"], Json(nullptr));
    EXPECT_EQ(log.entries()[1]["parentId"], first);
}

TEST(SessionFolder, IsNamedAfterTheWorkingDirectory) { EXPECT_EQ(sessionFolderName("/home/me/x"), "--home-me-x--"); }

}
}
