#include "pi/compaction.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

Json entry(const std::string& id, const Json& message) {
    return Json{{"type", "message"}, {"id", id}, {"message", message}};
}
Json userSays(std::size_t characters) { return Json{{"role", "user"}, {"content", std::string(characters, 'u')}}; }
Json reply(const std::string& content) { return Json{{"role", "assistant"}, {"content", Json::parse(content)}}; }
Json result(std::size_t characters) {
    Json content = Json::array();
    content.push_back(Json{{"type", "text"}, {"text", std::string(characters, 'r')}});
    return Json{{"role", "toolResult"}, {"toolName", "read"}, {"content", std::move(content)}};
}

Result<CompactionPlan> plan(const std::vector<Json>& entries, std::int64_t keep) {
    std::vector<const Json*> path;
    for (const Json& item : entries)
        path.push_back(&item);
    return planCompaction(path, keep);
}

TEST(CompactionPlan, KeepsRecentMessages) {
    const auto out = plan({entry("a", userSays(400)), entry("b", reply("[]")), entry("c", userSays(400))}, 50);

    ASSERT_TRUE(out);
    EXPECT_EQ(out->firstKeptEntryId, "c");
    EXPECT_EQ(out->toSummarise.size(), 2U);
    EXPECT_TRUE(out->turnPrefix.empty());
}

TEST(CompactionPlan, NeverCutsAtToolResults) {
    const auto out = plan({entry("a", userSays(400)), entry("b", userSays(40)), entry("c", reply("[]")), entry("d", result(400))}, 50);

    ASSERT_TRUE(out);
    EXPECT_EQ(out->firstKeptEntryId, "c");
    EXPECT_EQ(out->turnPrefix.size(), 1U);
    EXPECT_EQ(out->toSummarise.size(), 1U);
}

TEST(CompactionPlan, RefusesSmallSessions) {
    EXPECT_EQ(plan({entry("a", userSays(40))}, 50).error().message, "Nothing to compact (session too small)");
    EXPECT_FALSE(plan({}, 50));
    EXPECT_FALSE(plan({entry("a", userSays(400))}, 50));
}

TEST(CompactionPlan, BuildsOnThePreviousSummary) {
    const std::vector<Json> entries{entry("a", userSays(400)), entry("b", userSays(400)),
        Json::parse(
            R"({"type":"compaction","id":"c","summary":"S1","firstKeptEntryId":"b","details":{"readFiles":["r"],"modifiedFiles":["m"]}})"),
        entry("d", reply(R"([{"type":"toolCall","id":"1","name":"edit","arguments":{"path":"r"}}])")), entry("e", userSays(400))};

    const auto out = plan(entries, 50);

    ASSERT_TRUE(out);
    EXPECT_EQ(out->previousSummary, "S1");
    EXPECT_EQ(out->toSummarise.size(), 2U);
    EXPECT_EQ(out->modifiedFiles, (std::set<std::string>{"m", "r"}));
    EXPECT_TRUE(out->readFiles.empty());
    EXPECT_NE(summaryPrompt(*out, "dates").find("S1"), std::string::npos);
    EXPECT_NE(summaryPrompt(*out, "dates").find("dates"), std::string::npos);
}

TEST(CompactionSummary, ListsFiles) {
    CompactionPlan input;
    input.readFiles.insert("a.txt");

    EXPECT_EQ(joinSummary(input, "S", "T"),
        "S\n\n---\n\n**Turn Context (split turn):**\n\nT\n\n<read-files>\na.txt\n</read-files>");
}

TEST(ContextTokens, TrustsTheNewestReply) {
    const std::vector<Json> messages{userSays(4000), Json::parse(R"({"role":"assistant","content":[],"usage":{"totalTokens":77}})"),
        userSays(40)};

    EXPECT_EQ(contextTokens(messages, 0), 87);
    EXPECT_EQ(contextTokens(messages, 2), 1010);
}

}
}
