// Accounts, their tokens, and which of them become channels.
#include "channels/telegram/TelegramChannel.hpp"
#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

config::TelegramAccount firstAccount(const Json& telegram, const Environment& environment) {
    const config::Config config(Json{{"channels", {{"telegram", telegram}}}}, environment);
    return config.telegramAccounts().at(0);
}

TEST(TelegramConfig, TokenFromTheConfiguration) {
    const TokenChoice choice = chooseToken(firstAccount(Json{{"botToken", "1:a"}}, Environment()));
    EXPECT_EQ(choice.source, "config");
    EXPECT_TRUE(choice.token.matches("1:a"));
}

TEST(TelegramConfig, TokenFromTheEnvironment) {
    Environment environment;
    environment.set("TELEGRAM_BOT_TOKEN", "1:env");
    const TokenChoice choice = chooseToken(firstAccount(Json{{"enabled", true}}, environment));
    EXPECT_EQ(choice.source, "env");
    EXPECT_TRUE(choice.token.matches("1:env"));
}

TEST(TelegramConfig, TokenFileWins) {
    const openclaw::testing::TempDir folder;
    ASSERT_TRUE(writeFileAtomically(folder / "token", " 1:file\n"));
    const Json section{{"botToken", "1:a"}, {"tokenFile", (folder / "token").string()}};
    const TokenChoice choice = chooseToken(firstAccount(section, Environment()));
    EXPECT_EQ(choice.source, "tokenFile");
    EXPECT_TRUE(choice.token.matches("1:file"));
}

TEST(TelegramConfig, MissingTokenFileLeavesNoToken) {
    const Json section{{"botToken", "1:a"}, {"tokenFile", "/nonexistent/token"}};
    const TokenChoice choice = chooseToken(firstAccount(section, Environment()));
    EXPECT_EQ(choice.source, "none");
    EXPECT_TRUE(choice.token.empty());
    EXPECT_NE(choice.problem.find("/nonexistent/token"), std::string::npos);
}

TEST(TelegramConfig, ApiRootHasADefaultAndAnOverride) {
    EXPECT_EQ(firstAccount(Json{{"botToken", "1:a"}}, Environment()).apiRoot, "https://api.telegram.org");
    EXPECT_EQ(firstAccount(Json{{"botToken", "1:a"}, {"apiRoot", "http://x:1"}}, Environment()).apiRoot,
              "http://x:1");
}

}
}
