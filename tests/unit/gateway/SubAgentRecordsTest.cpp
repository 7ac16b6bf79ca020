#include "gateway/subAgentRecords.hpp"

#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

SubAgentRecord record(const std::string& runId) {
    SubAgentRecord made;
    made.runId = runId;
    made.sessionKey = "agent:main:subagent:" + runId;
    return made;
}

std::string runIdOf(const Result<SubAgentRecord>& found) {
    return found ? found->runId : "error: " + found.error().message;
}

TEST(SubAgentRecords, AreFoundByNumberNameAndKey) {
    const std::vector<SubAgentRecord> records{record("abc1"), record("abd2"), record("77e0")};

    EXPECT_EQ(runIdOf(findSubAgent(records, "1")), "abc1");
    EXPECT_EQ(runIdOf(findSubAgent(records, "last")), "abc1");
    EXPECT_EQ(runIdOf(findSubAgent(records, "ABD")), "abd2");
    EXPECT_EQ(runIdOf(findSubAgent(records, "77e0")), "77e0");
    EXPECT_EQ(runIdOf(findSubAgent(records, "agent:main:subagent:abd2")), "abd2");
}

TEST(SubAgentRecords, AreNotGuessed) {
    const std::vector<SubAgentRecord> records{record("abc1"), record("abd2")};

    EXPECT_EQ(findSubAgent(records, "ab").error().code, Errc::conflict);
    for (const char* wrong : {"", "0", "3", "xyz", "agent:main:subagent:ab"})
        EXPECT_EQ(findSubAgent(records, wrong).error().code, Errc::notFound) << wrong;
    EXPECT_EQ(findSubAgent({}, "last").error().code, Errc::notFound);
}

TEST(SubAgentRecords, AreReadFromTheirSessions) {
    store::SessionRow row;
    row.sessionKey = "agent:main:subagent:1";
    row.entry = Json{{"subagent",
                      {{"runId", "1"},
                       {"task", "count  the\nmails"},
                       {"endedAt", 7},
                       {"outcome", {{"status", "error"}, {"error", "no model"}}}}}};

    const auto found = subAgentOf(row);

    ASSERT_TRUE(found);
    EXPECT_EQ(found->name(), "count the mails");
    EXPECT_EQ(found->cleanup, "keep");
    EXPECT_EQ(found->endedAtMs, 7);
    EXPECT_EQ(found->status, "error");
    EXPECT_EQ(found->error, "no model");
    row.sessionKey = "agent:main:main";
    EXPECT_FALSE(subAgentOf(row));
}

TEST(SubAgentRecords, TellHowARunEnded) {
    dispatch::RunResult result;
    result.text = "42 mails";
    result.startedAtMs = 1000;
    result.endedAtMs = 73'000;
    EXPECT_NE(announcement("count", "k", result)
                  .find("has finished.\n\nFindings:\n42 mails\n\nStats: runtime 1m12s"),
              std::string::npos);
    result.text = "NO_REPLY";
    EXPECT_NE(announcement("count", "k", result).find("Findings:\n(none)"), std::string::npos);
    result.status = dispatch::RunStatus::error;
    result.error = "no model";
    EXPECT_NE(announcement("count", "k", result).find("has failed: no model."), std::string::npos);
    result.stopReason = "timeout";
    EXPECT_NE(announcement("count", "k", result).find("has run out of time."), std::string::npos);
    EXPECT_EQ(subAgentStatus(result), "timeout");
}

TEST(SubAgentModel, IsTheWishThenTheSettingThenTheRequesters) {
    const Json work = {{"id", "work"}, {"subagents", {{"model", {{"primary", "a/big"}}}}}};
    const Json config = {{"agents",
                          {{"defaults",
                            {{"subagents", {{"model", "a/small"}}},
                             {"models", {{"a/small", Json::object()}, {"a/big", {{"alias", "big"}}}}}}},
                           {"list", Json::array({work})}}}};

    EXPECT_EQ(subAgentModel(config, "main", "", "x/y").model, "a/small");
    EXPECT_EQ(subAgentModel(config, "work", "", "x/y").model, "a/big");
    EXPECT_EQ(subAgentModel(config, "main", "big", "x/y").model, "a/big");
    EXPECT_EQ(subAgentModel(Json::object(), "main", "", "x/y").model, "x/y");
    const ModelChoice refused = subAgentModel(config, "main", "c/d", "x/y");
    EXPECT_EQ(refused.model, "a/small");
    EXPECT_NE(refused.warning, "");
}

}
}
