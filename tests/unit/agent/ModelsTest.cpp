#include "openclaw/agent/models.hpp"
#include "openclaw/agent/PiBackend.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {

TEST(ChooseModel, PrefersTheSessionThenTheAgentThenTheDefault) {
    const Json config = {{"agents",
                          {{"defaults", {{"model", {{"primary", "openai/a"}}}}},
                           {"list", Json::array({Json{{"id", "work"}, {"model", "anthropic/b"}}})}}}};
    const Environment none;

    EXPECT_EQ(chooseModel(config, "work", "x", "y", none).text(), "x/y");
    EXPECT_EQ(chooseModel(config, "work", "", "", none).text(), "anthropic/b");
    EXPECT_EQ(chooseModel(config, "main", "", "", none).text(), "openai/a");
}

TEST(ChooseModel, WithoutAnythingUsesAKeyOfTheEnvironmentOrStaysOffline) {
    Environment withKey;
    withKey.set("OPENAI_API_KEY", "sk-1");
    EXPECT_EQ(chooseModel(Json::object(), "main", "", "", withKey).provider, "openai");
    EXPECT_TRUE(chooseModel(Json::object(), "main", "", "", Environment()).isOffline());
}

TEST(ParseModelRef, KeepsTheNameOfOpenRoutersOwnModel) {
    EXPECT_EQ(parseModelRef("openrouter/auto")->model, "openrouter/auto");
    EXPECT_EQ(parseModelRef("openrouter/openai/gpt-5.2")->model, "openai/gpt-5.2");
    EXPECT_FALSE(parseModelRef("openrouter"));
}

TEST(ResolveProvider, SaysWhatIsMissing) {
    const auto noKey = resolveProvider(Json::object(), "anthropic", Environment(), AuthProfiles(), 0);
    ASSERT_FALSE(noKey);
    EXPECT_NE(noKey.error().message.find("ANTHROPIC_API_KEY"), std::string::npos);
    const auto unknown = resolveProvider(Json::object(), "nosuch", Environment(), AuthProfiles(), 0);
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("models.providers.nosuch.baseUrl"), std::string::npos);
}

TEST(PiModelsFile, HoldsTheTokenAndNeverTheKey) {
    const Json config = {{"models",
                          {{"providers",
                            {{"emu", {{"baseUrl", "http://x/v1"}, {"apiKey", "sk-secret"},
                                      {"headers", {{"X-Key", "sk-secret"}}},
                                      {"models", Json::array({Json{{"id", "m"}, {"headers", {{"a", "sk-secret"}}}}})}}}}}}}};

    const std::string text =
        dumpJson(piModelsFile(config, ModelRef{"emu", "m"}, "openai-completions", "http://127.0.0.1:1/m/emu", "ocp-token"));

    EXPECT_EQ(text.find("sk-secret"), std::string::npos);
    EXPECT_NE(text.find("ocp-token"), std::string::npos);
    EXPECT_NE(text.find("http://127.0.0.1:1/m/emu"), std::string::npos);
}

TEST(Workspace, FollowsProfileAndConfiguration) {
    Environment home;
    home.set("HOME", "/h");
    home.set("OPENCLAW_PROFILE", "p");
    EXPECT_EQ(workspaceOf(Json::object(), "main", home), "/h/.openclaw/workspace-p");
    const Json config = {{"agents", {{"defaults", {{"workspace", "~/w"}}}, {"list", Json::array({Json{{"id", "a"}, {"workspace", "/own"}}})}}}};
    EXPECT_EQ(workspaceOf(config, "main", home), "/h/w");
    EXPECT_EQ(workspaceOf(config, "a", home), "/own");
}

}
