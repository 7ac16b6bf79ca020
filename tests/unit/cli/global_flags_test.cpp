// Flags that count before there is a command.
#include "cli/globalFlags.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

using Words = std::vector<std::string>;

TEST(GlobalFlags, VersionCountsAnywhere) { EXPECT_TRUE(readGlobalFlags({"gateway", "--port", "1", "-v"})->wantsVersion); }

TEST(GlobalFlags, NothingAfterPiIsOurs) {
    const Result<GlobalFlags> flags = readGlobalFlags({"pi", "--version", "--no-color"});

    ASSERT_TRUE(flags);
    EXPECT_FALSE(flags->wantsVersion);
    EXPECT_EQ(flags->words, (Words{"pi", "--version", "--no-color"}));
}

TEST(GlobalFlags, ProfileStandsBeforeTheCommand) {
    const Result<GlobalFlags> flags = readGlobalFlags({"--profile", "work", "status"});

    ASSERT_TRUE(flags);
    EXPECT_EQ(flags->profile, "work");
    EXPECT_EQ(flags->words, (Words{"status"}));
}

TEST(GlobalFlags, DevAfterTheCommandBelongsToTheCommand) {
    const Result<GlobalFlags> flags = readGlobalFlags({"gateway", "--dev"});

    ASSERT_TRUE(flags);
    EXPECT_FALSE(flags->isDev);
    EXPECT_EQ(flags->words, (Words{"gateway", "--dev"}));
}

TEST(GlobalFlags, RemovesNoColorAnywhere) {
    const Result<GlobalFlags> flags = readGlobalFlags({"logs", "--no-color", "--json"});

    ASSERT_TRUE(flags);
    EXPECT_TRUE(flags->noColor);
    EXPECT_EQ(flags->words, (Words{"logs", "--json"}));
}

TEST(GlobalFlags, RefusesBadProfiles) {
    EXPECT_EQ(readGlobalFlags({"--profile"}).error().message, "--profile requires a value");
    EXPECT_EQ(readGlobalFlags({"--profile=../x"}).error().message,
              "Invalid --profile (use letters, numbers, \"_\", \"-\" only)");
    EXPECT_EQ(readGlobalFlags({"--dev", "--profile", "x"}).error().message, "Cannot combine --dev with --profile");
    EXPECT_EQ(readGlobalFlags({"--profile", "x", "--dev"}).error().message, "Cannot combine --dev with --profile");
}

}
}
