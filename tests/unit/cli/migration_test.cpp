// A folder of OpenClaw for Node (node_state) becomes sessions, senders, jobs; twice is once, and the folder
// stays.
#include "cli/migrate/Migration.hpp"

#include "cli/migrate/legacy_files.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/store/blocking.hpp"
#include "support/TempDir.hpp"
#include "support/source_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace openclaw::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* mainId = "3f1c1a52-0d43-4c1f-9a51-6f0a6c4f1b01";

class MigrationTest : public ::testing::Test {
protected:
    void SetUp() override {
        fs::copy(testing::projectFile("tests/unit/cli/node_state"), source_, fs::copy_options::recursive);
        const Json folder =
            parseJson(readFile(testing::projectFile("tests/unit/whatsapp/baileys_folder.json")).value())
                .value();
        for (const auto& [name, content] : folder.at("files").items()) {
            const std::string text = content.is_string() ? content.get<std::string>() : dumpJson(content);
            ASSERT_TRUE(writeFileAtomically(source_ / "credentials" / "whatsapp" / "default" / name, text));
        }
        store_ = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_ / "target")).value());
    }
    std::map<std::string, MigrationItem> migrate(bool isDryRun = false) {
        MigrationPlan plan;
        plan.source = source_;
        plan.credentials = source_ / "credentials";
        plan.target = folder_ / "target";
        plan.isDryRun = isDryRun;
        Migration migration(plan, *config_, *store_, clock_);
        std::map<std::string, MigrationItem> byName;
        for (MigrationItem& item : store::waitFor(migration.run()))
            byName.insert_or_assign(item.kind + " " + item.name, std::move(item));
        return byName;
    }
    static std::string outcome(const std::map<std::string, MigrationItem>& items, const std::string& name) {
        const auto found = items.find(name);
        return found == items.end() ? "(nothing)" : std::string(toString(found->second.outcome));
    }
    std::vector<store::TranscriptMessage> history(const std::string& sessionId) {
        return store::waitFor(store_->transcript().page(sessionId, 100, std::nullopt)).value();
    }
    /// Every file of the folder with its content.
    std::map<std::string, std::string> content() const {
        std::map<std::string, std::string> files;
        for (const auto& each : fs::recursive_directory_iterator(source_)) {
            if (each.is_regular_file()) files[each.path().string()] = readFile(each.path()).value();
        }
        return files;
    }

    testing::TempDir folder_;
    fs::path source_ = folder_ / "node";
    SystemClock clock_;
    Environment environment_;
    std::shared_ptr<const config::Config> config_ =
        config::Config::fromSnapshot(config::readSnapshot(folder_ / "none.json", environment_), environment_);
    std::unique_ptr<store::SqliteStore> store_;
};

TEST_F(MigrationTest, TakesEverythingAndLeavesTheFolderAsItWas) {
    const auto before = content();

    const auto items = migrate();

    EXPECT_EQ(outcome(items, "session agent:main:main"), "taken");
    EXPECT_EQ(outcome(items, "session agent:main:telegram:group:-100200"), "taken");
    EXPECT_EQ(outcome(items, "session agent:main:telegram:group:-100300:topic:7"), "taken");
    EXPECT_EQ(outcome(items, "session broken"), "failed");
    EXPECT_EQ(outcome(items, "session escape"), "failed");
    EXPECT_EQ(outcome(items, "session agents/main"), "left");
    EXPECT_EQ(outcome(items, "pairing telegram"), "taken");
    EXPECT_EQ(outcome(items, "pairing telegram 88"), "left");
    EXPECT_EQ(outcome(items, "telegram default"), "taken");
    EXPECT_EQ(outcome(items, "device Ada's laptop"), "taken");
    EXPECT_EQ(outcome(items, "cron tea"), "taken");
    EXPECT_EQ(outcome(items, "cron impossible"), "failed");
    EXPECT_EQ(outcome(items, "whatsapp default"), "taken");
    EXPECT_EQ(outcome(items, "file agents/main/agent/auth-profiles.json"), "taken");
    EXPECT_EQ(outcome(items, "file memory"), "left");
    EXPECT_EQ(content(), before);
}

TEST_F(MigrationTest, SessionsKeepWhatPeopleSetAndWhatWasSaid) {
    migrate();

    const auto row = store::waitFor(store_->sessions().get("agent:main:main")).value();
    ASSERT_TRUE(row);
    EXPECT_EQ(row->updatedAtMs, 1764000000000);
    EXPECT_EQ(row->label, "Home");
    EXPECT_EQ(stringOr(row->entry, "lastChannel"), "telegram");
    EXPECT_FALSE(row->entry.contains("skillsSnapshot"));
    const auto said = history(mainId);
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(said[0].messageId, "00000002");
    EXPECT_EQ(said[1].timestampMs, 1764000002000);
    EXPECT_EQ(said[1].message["content"][0]["text"], "Hello Ada.");
    const auto flat = history("3f1c1a52-0d43-4c1f-9a51-6f0a6c4f1b02");
    ASSERT_EQ(flat.size(), 2u);
    EXPECT_EQ(flat[0].message["content"], "old and flat");
    EXPECT_EQ(history("3f1c1a52-0d43-4c1f-9a51-6f0a6c4f1b03").size(), 1u);
}

TEST_F(MigrationTest, TheAgentFindsItsConversationUnderTheSessionsName) {
    migrate();

    for (const char* name : {"3f1c1a52-0d43-4c1f-9a51-6f0a6c4f1b01", "3f1c1a52-0d43-4c1f-9a51-6f0a6c4f1b03"})
        EXPECT_TRUE(
            fs::exists(folder_ / "target" / "agents" / "main" / "sessions" / (std::string(name) + ".jsonl")));
}

TEST_F(MigrationTest, TwiceIsOnce) {
    migrate();

    const auto again = migrate();

    for (const auto& [name, item] : again)
        EXPECT_NE(item.outcome, MigrationItem::Outcome::taken) << name;
    EXPECT_EQ(outcome(again, "session agent:main:main"), "present");
    EXPECT_EQ(outcome(again, "whatsapp default"), "present");
    EXPECT_EQ(history(mainId).size(), 2u);
}

TEST_F(MigrationTest, ADryRunCopiesNoFile) {
    const auto items = migrate(true);

    EXPECT_EQ(outcome(items, "file agents/main/agent/auth-profiles.json"), "taken");
    EXPECT_FALSE(fs::exists(folder_ / "target" / "agents"));
}

TEST_F(MigrationTest, AConversationThatGrewIsContinued) {
    migrate();
    const fs::path file = source_ / "agents" / "main" / "sessions" / (std::string(mainId) + ".jsonl");
    std::string text = readFile(file).value();
    text.erase(text.rfind('\n') + 1);
    text += R"({"type":"message","id":"00000004","message":{"role":"user","content":"more"}})"
            "\n";
    ASSERT_TRUE(writeFileAtomically(file, text));

    const auto again = migrate();

    EXPECT_EQ(outcome(again, "session agent:main:main"), "taken");
    EXPECT_EQ(history(mainId).size(), 3u);
}

TEST_F(MigrationTest, AConversationThatWentOnHereIsLeftAlone) {
    migrate();
    store::TranscriptMessage message;
    message.sessionId = mainId;
    message.role = "user";
    message.message = Json{{"role", "user"}, {"content", "said here"}};
    std::vector<store::TranscriptMessage> messages{message};
    ASSERT_TRUE(store::waitFor(store_->transcript().append(std::move(messages))));

    const auto again = migrate();

    EXPECT_EQ(outcome(again, "session agent:main:main"), "left");
    EXPECT_EQ(history(mainId).size(), 3u);
}

TEST_F(MigrationTest, AnotherConversationUnderTheSameKeyIsLeftAlone) {
    store::SessionPatch own;
    own.sessionKey = "agent:main:main";
    own.agentId = "main";
    own.patch = Json{{"sessionId", "mine"}};
    ASSERT_TRUE(store::waitFor(store_->sessions().upsert(std::move(own))));

    EXPECT_EQ(outcome(migrate(), "session agent:main:main"), "left");
    EXPECT_TRUE(history(mainId).empty());
}

TEST_F(MigrationTest, JobsAndSendersArriveReadyForUse) {
    migrate();

    const auto jobs = store::waitFor(store_->cron().list()).value();
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0]["state"]["nextRunAtMs"], 1764003600000);
    EXPECT_FALSE(jobs[0]["state"].contains("runningAtMs"));
    const auto senders = store::waitFor(store_->pairing().allowedSenders("telegram", "default")).value();
    EXPECT_EQ(senders, (std::vector<std::string>{"4242", "77"}));
    EXPECT_EQ(store::waitFor(store_->offsets().get("telegram", "default")).value()->value, 900);
}

TEST(LegacyFiles, WhatIsNoObjectIsAnError) {
    EXPECT_FALSE(readLegacySessions("[]", "main", "main"));
    EXPECT_FALSE(readLegacyJobs("{", 0));
    EXPECT_FALSE(readLegacyOffset(""));
    EXPECT_TRUE(readLegacySenders("{\"allowFrom\":[null,[],{},7]}").value() == std::vector<std::string>{"7"});
}

}
}
