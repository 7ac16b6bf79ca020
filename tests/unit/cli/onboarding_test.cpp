// The parts of onboarding that need no terminal and no machine.
#include "cli/onboarding/Setup.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

TEST(EnvironmentFile, ReplacesAddsAndKeeps) {
    EXPECT_EQ(withVariable("", "KEY", "v"), "KEY=v\n");
    EXPECT_EQ(withVariable("A=1", "KEY", "v"), "A=1\nKEY=v\n");
    EXPECT_EQ(withVariable("# c\nexport KEY = old\nKEYS=2\nKEY=older\n", "KEY", "v"), "# c\nKEY=v\nKEYS=2\n");
}

TEST(SubscriptionToken, IsCheckedByShape) {
    EXPECT_FALSE(tokenProblem("sk-ant-api03-" + std::string(80, 'a')).empty());
    EXPECT_FALSE(tokenProblem("sk-ant-oat01-short").empty());
    EXPECT_TRUE(tokenProblem("sk-ant-oat01-" + std::string(80, 'a')).empty());
}

TEST(AuthChoices, AreComplete) {
    for (const AuthChoice& choice : authChoices()) {
        SCOPED_TRACE(choice.id);
        EXPECT_FALSE(std::string_view(choice.label).empty());
        EXPECT_FALSE(std::string_view(choice.flag).empty());
        EXPECT_FALSE(isBrowserLogin(choice.id));
        EXPECT_EQ(findAuthChoice(choice.id), &choice);
        if (!choice.server) continue;
        const OrderedJson block = providerBlock(choice);
        EXPECT_TRUE(block.at("baseUrl").get<std::string>().starts_with("https://"));
        EXPECT_EQ(block.at("models").at(0).at("id"), choice.model);
    }
}

}
}
