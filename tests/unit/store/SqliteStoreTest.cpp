// Opening, damage, schema versions, file modes and what survives a power cut.
#include "unit/store/StoreFixture.hpp"

#include "openclaw/core/files.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

namespace openclaw::store {

namespace {

mode_t modeOf(const std::filesystem::path& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777;
}

void executeRaw(const std::filesystem::path& file, const char* sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(connection);
}

class SqliteStoreTest : public StoreFixture {};

}

TEST_F(SqliteStoreTest, KeepsItsFilesPrivate) {
    waitFor(store_->keyValues().set("a", "b", "c")).value();

    EXPECT_EQ(modeOf(file_), 0600u);
    EXPECT_EQ(modeOf(file_.string() + "-wal"), 0600u);
    EXPECT_EQ(modeOf(file_.parent_path()), 0700u);
}

TEST_F(SqliteStoreTest, TightensTheModeOfAnExistingFile) {
    store_.reset();
    std::filesystem::permissions(file_, std::filesystem::perms(0644));

    reopen();

    EXPECT_EQ(modeOf(file_), 0600u);
}

TEST_F(SqliteStoreTest, RemembersAcrossRestarts) {
    waitFor(store_->keyValues().set("a", "b", "c")).value();

    reopen();

    EXPECT_EQ(waitFor(store_->keyValues().get("a", "b")).value(), "c");
}

TEST_F(SqliteStoreTest, FoldsTheLogIntoTheFileWhenStopped) {
    waitFor(store_->keyValues().set("a", "b", "c")).value();

    store_->stop();

    EXPECT_FALSE(std::filesystem::exists(file_.string() + "-wal"));
}

TEST_F(SqliteStoreTest, RefusesCallsAfterStop) {
    store_->stop();
    store_->stop();

    const auto result = waitFor(store_->keyValues().get("a", "b"));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::closed);
}

TEST_F(SqliteStoreTest, NamesAFileThatIsNoDatabase) {
    const auto file = folder_ / "noise.sqlite";
    ASSERT_TRUE(writeFileAtomically(file, std::string(8192, 'x')));

    const auto opened = SqliteStore::open(file);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_NE(opened.error().message.find("noise.sqlite"), std::string::npos);
}

TEST_F(SqliteStoreTest, SurvivesEveryKindOfDamage) {
    for (int i = 0; i < 50; ++i)
        waitFor(store_->sessions().upsert(session("agent:main:" + std::to_string(i), i))).value();
    store_->stop();
    const std::string intact = readFile(file_).value();
    const auto damagedFile = folder_ / "damaged.sqlite";

    for (std::size_t position = 0; position < intact.size(); position += 997) {
        std::string damaged = intact;
        for (std::size_t i = position; i < std::min(position + 64, damaged.size()); ++i)
            damaged[i] = static_cast<char>(~damaged[i]);
        ASSERT_TRUE(writeFileAtomically(damagedFile, damaged));
        std::filesystem::remove(damagedFile.string() + "-wal");
        std::filesystem::remove(damagedFile.string() + "-shm");
        auto opened = SqliteStore::open(damagedFile);
        if (!opened) {
            EXPECT_NE(opened.error().message.find("damaged.sqlite"), std::string::npos) << opened.error().message;
            continue;
        }
        const auto listed = waitFor((*opened)->sessions().list(SessionQuery()));
        const auto written = waitFor((*opened)->sessions().upsert(session("agent:main:new", 99)));
        EXPECT_TRUE(listed || !listed.error().message.empty());
        EXPECT_TRUE(written || !written.error().message.empty());
    }
}

TEST_F(SqliteStoreTest, NamesATruncatedFile) {
    waitFor(store_->keyValues().set("a", "b", std::string(100000, 'v'))).value();
    store_->stop();
    std::filesystem::resize_file(file_, 8192);

    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_NE(opened.error().message.find(file_.string()), std::string::npos);
}

TEST_F(SqliteStoreTest, RefusesASchemaFromTheFuture) {
    store_->stop();
    executeRaw(file_, "PRAGMA user_version=999");

    const auto opened = SqliteStore::open(file_);

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::conflict);
    EXPECT_NE(opened.error().message.find("999"), std::string::npos);
}

TEST_F(SqliteStoreTest, SaysSoWhenTheFolderCannotBeMade) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "plain", "file"));

    const auto opened = SqliteStore::open(folder_ / "plain" / "openclaw.sqlite");

    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::conflict);
}

TEST_F(SqliteStoreTest, KeepsEveryAcknowledgedCallAfterAPowerCut) {
    const auto id = admitOne("m1");
    TurnCompletion turn;
    turn.inboundIds = {id};
    turn.nowMs = 2000;
    turn.outbound = {part("reply-1")};
    turn.transcript = {line("s1", "user", "hi"), line("s1", "assistant", "hello")};
    waitFor(store_->inbox().complete(turn)).value();

    const auto survivor = openCopy("after-crash");

    EXPECT_EQ(waitFor(survivor->inbox().get(id)).value()->state, InboundState::answered);
    EXPECT_EQ(waitFor(survivor->outbox().listUnfinished()).value().size(), 1u);
    EXPECT_EQ(waitFor(survivor->transcript().count("s1")).value(), 2);
}

TEST_F(SqliteStoreTest, TwoProcessesMayShareTheFile) {
    auto second = SqliteStore::open(file_);
    ASSERT_TRUE(second);

    waitFor(store_->keyValues().set("a", "b", "first")).value();
    waitFor((*second)->keyValues().set("a", "c", "second")).value();

    EXPECT_EQ(waitFor(store_->keyValues().list("a")).value().size(), 2u);
}

}
