// Where files are.
#include "openclaw/config/paths.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

class PathsTest : public ::testing::Test {
protected:
    PathsTest() { environment_.set("HOME", home_.path().string()); }

    openclaw::testing::TempDir home_;
    Environment environment_;
};

}

TEST_F(PathsTest, DefaultsToTheDotFolder) {
    EXPECT_EQ(stateDirectory(environment_), home_ / ".openclaw");
    EXPECT_EQ(configFile(environment_), home_ / ".openclaw" / "openclaw.json");
    EXPECT_EQ(credentialsDirectory(environment_), home_ / ".openclaw" / "credentials");
    EXPECT_EQ(defaultAgentDirectory(environment_), home_ / ".openclaw" / "agents" / "main" / "agent");
    EXPECT_EQ(defaultWorkspace(environment_), home_ / ".openclaw" / "workspace");
}

TEST_F(PathsTest, FindsOlderFoldersAndNames) {
    ASSERT_TRUE(writeFileAtomically(home_.path() / ".moltbot" / "moltbot.json", "{}"));

    EXPECT_EQ(stateDirectory(environment_), home_ / ".moltbot");
    EXPECT_EQ(configFile(environment_), home_ / ".moltbot" / "moltbot.json");

    std::filesystem::create_directory(home_ / ".openclaw");
    EXPECT_EQ(stateDirectory(environment_), home_ / ".openclaw");
}

TEST_F(PathsTest, VariablesWinAndExpand) {
    environment_.set("CLAWDBOT_STATE_DIR", "/old");
    EXPECT_EQ(stateDirectory(environment_), "/old");
    environment_.set("OPENCLAW_STATE_DIR", "  ~/mine ");
    EXPECT_EQ(stateDirectory(environment_), home_ / "mine");
    EXPECT_EQ(configFile(environment_), home_.path() / "mine" / "openclaw.json");
    environment_.set("OPENCLAW_CONFIG_PATH", "/etc/claw.json");
    EXPECT_EQ(configFile(environment_), "/etc/claw.json");
    EXPECT_EQ(execApprovalsFile(environment_), home_ / ".openclaw" / "exec-approvals.json");
}

TEST_F(PathsTest, AProfileMovesTheState) {
    applyProfile(environment_, "work");

    EXPECT_EQ(stateDirectory(environment_), home_ / ".openclaw-work");
    EXPECT_EQ(configFile(environment_), home_ / ".openclaw-work" / "openclaw.json");
    EXPECT_EQ(defaultWorkspace(environment_), home_ / ".openclaw" / "workspace-work");
}

TEST_F(PathsTest, AProfileOnlyFillsInWhatIsUnset) {
    environment_.set("OPENCLAW_STATE_DIR", "/mine");

    applyDevProfile(environment_);

    EXPECT_EQ(stateDirectory(environment_), "/mine");
    EXPECT_EQ(gatewayPort(environment_, std::nullopt), 19001);
}

TEST_F(PathsTest, ThePortComesFromTheEnvironmentFirst) {
    EXPECT_EQ(gatewayPort(environment_, std::nullopt), 18789);
    EXPECT_EQ(gatewayPort(environment_, 4000), 4000);
    EXPECT_EQ(gatewayPort(environment_, 70000), 18789);
    environment_.set("OPENCLAW_GATEWAY_PORT", "5000abc");
    EXPECT_EQ(gatewayPort(environment_, 4000), 5000);
    environment_.set("OPENCLAW_GATEWAY_PORT", "abc");
    EXPECT_EQ(gatewayPort(environment_, 4000), 4000);
}

TEST_F(PathsTest, DerivedPortsFallBack) {
    EXPECT_EQ(bridgePort(18789), 18790);
    EXPECT_EQ(browserControlPort(20000), 20002);
    EXPECT_EQ(canvasPort(65535), 18793);
}

}
