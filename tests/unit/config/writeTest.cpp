// Writing: validated, stamped, backed up, private.
#include "openclaw/config/write.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"
#include "unit/config/load.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::config {

namespace {

class WriteTest : public ::testing::Test {
protected:
    Result<Snapshot> write(const std::string& document) {
        WriteRequest request;
        request.file = file_;
        request.document = ordered(document);
        request.version = "2026.2.1";
        request.nowMs = 1764000000000;
        return writeConfig(std::move(request), Environment());
    }
    std::string content(const std::string& suffix = "") {
        const auto text = readFile(file_.string() + suffix);
        return text ? *text : "(none)";
    }

    openclaw::testing::TempDir folder_;
    std::filesystem::path file_ = folder_ / "state" / "openclaw.json";
};

}

TEST_F(WriteTest, WritesPlainJsonWithAStamp) {
    ASSERT_TRUE(write("{gateway: {port: 1}, future: {x: 1}}"));

    EXPECT_EQ(content(), "{\n  \"gateway\": {\n    \"port\": 1\n  },\n  \"future\": {\n    \"x\": 1\n  },\n  \"meta\": {\n"
                         "    \"lastTouchedVersion\": \"2026.2.1\",\n    \"lastTouchedAt\": \"2025-11-24T16:00:00.000Z\"\n  }\n}\n");
}

TEST_F(WriteTest, KeepsTheFilePrivate) {
    ASSERT_TRUE(write("{}"));

    struct stat info {};
    ASSERT_EQ(::stat(file_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat(file_.parent_path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700u);
}

TEST_F(WriteTest, KeepsFiveBackups) {
    for (int i = 0; i < 8; ++i)
        ASSERT_TRUE(write("{gateway: {port: " + std::to_string(100 + i) + "}}"));

    EXPECT_NE(content().find("107"), std::string::npos);
    EXPECT_NE(content(".bak").find("106"), std::string::npos);
    EXPECT_NE(content(".bak.1").find("105"), std::string::npos);
    EXPECT_NE(content(".bak.4").find("102"), std::string::npos);
    EXPECT_EQ(content(".bak.5"), "(none)");
}

TEST_F(WriteTest, LeavesTheFileAloneWhenTheConfigIsWrong) {
    ASSERT_TRUE(write("{gateway: {port: 1}}"));
    const std::string before = content();

    const auto result = write("{session: {scope: 'x'}}");

    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().message.starts_with("Config validation failed: session.scope: Invalid input")) << result.error().message;
    EXPECT_EQ(content(), before);
    EXPECT_EQ(content(".bak"), "(none)");
}

TEST_F(WriteTest, RefusesWhatJsonCannotHold) {
    EXPECT_FALSE(write("{plugins: {entries: {x: {config: {a: Infinity}}}}}"));
    EXPECT_FALSE(write("[]"));
}

TEST_F(WriteTest, KeepsReferencesAsTheyAre) {
    WriteRequest request;
    request.file = file_;
    request.document = ordered("{gateway: {auth: {token: '${SECRET}'}}}");
    Environment environment;
    environment.set("SECRET", "resolved");

    ASSERT_TRUE(writeConfig(std::move(request), environment));

    EXPECT_NE(content().find("${SECRET}"), std::string::npos);
    EXPECT_EQ(content().find("resolved"), std::string::npos);
}

TEST_F(WriteTest, WritesThroughALink) {
    const auto real = folder_ / "real.json";
    ASSERT_TRUE(writeFileAtomically(real, "{}"));
    ASSERT_TRUE(ensurePrivateDirectory(file_.parent_path()));
    std::filesystem::create_symlink(real, file_);

    ASSERT_TRUE(write("{gateway: {port: 77}}"));

    EXPECT_TRUE(std::filesystem::is_symlink(file_));
    EXPECT_NE(readFile(real).value().find("77"), std::string::npos);
}

}
