// .env files.
#include "openclaw/config/environment_files.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

TEST(DotEnv, ReadsAssignments) {
    const auto values = parseDotEnv("# note\nA=1\n export B = two # rest\nC=\"x # y\\nz\"\nD='it''s'\n=bad\nno\nE=\r\n1X=no\n");

    EXPECT_EQ(values.at("A"), "1");
    EXPECT_EQ(values.at("B"), "two");
    EXPECT_EQ(values.at("C"), "x # y\nz");
    EXPECT_EQ(values.at("D"), "it");
    EXPECT_EQ(values.at("E"), "");
    EXPECT_EQ(values.size(), 5u);
}

TEST(DotEnv, TakesOnlyCredentialsFromTheWorkingDirectory) {
    const openclaw::testing::TempDir folder;
    const auto project = folder.path() / "project";
    const auto state = folder.path() / "state";
    ASSERT_TRUE(writeFileAtomically(project / ".env", "OPENAI_API_KEY=cwd\nOPENCLAW_STATE_DIR=/evil\nPATH=/evil\nSET=cwd\n"));
    ASSERT_TRUE(writeFileAtomically(state / ".env", "OPENAI_API_KEY=state\nSET=state\nTAKEN=state\nZ_AI_API_KEY=z\n"));
    Environment environment;
    environment.set("TAKEN", "process");

    loadDotEnvFiles(environment, project, state);

    EXPECT_EQ(environment.get("OPENAI_API_KEY"), "cwd");
    EXPECT_FALSE(environment.find("OPENCLAW_STATE_DIR"));
    EXPECT_FALSE(environment.find("PATH"));
    EXPECT_EQ(environment.get("SET"), "state");
    EXPECT_EQ(environment.get("TAKEN"), "process");
    EXPECT_EQ(environment.get("ZAI_API_KEY"), "z");
}

TEST(DotEnv, DoesNotMindMissingFiles) {
    Environment environment;

    loadDotEnvFiles(environment, "/nonexistent", "/nonexistent");

    EXPECT_TRUE(environment.values().empty());
}

}
