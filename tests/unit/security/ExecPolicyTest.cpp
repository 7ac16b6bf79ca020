#include "openclaw/security/exec_policy.hpp"

#include <gtest/gtest.h>

namespace openclaw::security {
namespace {

Json configured(Json exec) { return Json{{"tools", {{"exec", std::move(exec)}}}}; }
Json defaults(Json rules) { return Json{{"version", 1}, {"defaults", std::move(rules)}}; }

TEST(ExecRules, LeaveTheShellOpenWhenNobodySaysAnything) {
    const ExecRules rules = execRules(Json::object(), Json::object(), "main");

    EXPECT_TRUE(rules.isOpen());
    EXPECT_EQ(judgeExec(rules, false), ExecVerdict::run);
}

TEST(ExecRules, TakeTheStrictestOfAllPlaces) {
    Json config = configured({{"security", "allowlist"}, {"ask", "off"}});
    config["agents"]["list"] =
        Json::array({Json{{"id", "Work"}, {"tools", {{"exec", {{"security", "full"}, {"ask", "always"}}}}}}});

    const ExecRules rules = execRules(config, Json::object(), "work");

    EXPECT_EQ(rules.security, ExecSecurity::allowlist);
    EXPECT_EQ(rules.path, "tools.exec.security=allowlist");
    EXPECT_EQ(rules.ask, ExecAsk::always);
    EXPECT_EQ(execRules(config, defaults({{"security", "deny"}}), "work").security, ExecSecurity::deny);
    EXPECT_EQ(execRules(config, Json::object(), "main").ask, ExecAsk::off);
}

TEST(ExecRules, PreferTheAgentsPartOfTheFile) {
    const Json file = {
        {"version", 1},
        {"defaults", {{"security", "deny"}, {"askFallback", "full"}}},
        {"agents",
         {{"*", {{"security", "allowlist"}}}, {"work", {{"security", "full"}, {"ask", "always"}}}}}};

    EXPECT_EQ(execRules(Json::object(), file, "work").security, ExecSecurity::full);
    EXPECT_EQ(execRules(Json::object(), file, "work").ask, ExecAsk::always);
    EXPECT_EQ(execRules(Json::object(), file, "main").security, ExecSecurity::allowlist);
    EXPECT_EQ(execRules(Json::object(), file, "main").fallback, ExecSecurity::full);
}

TEST(ExecRules, MeanAnAllowlistWhereCommandsAreToRunOnTheGateway) {
    EXPECT_EQ(execRules(configured({{"host", "gateway"}}), Json::object(), "main").security,
              ExecSecurity::allowlist);
    EXPECT_EQ(
        execRules(configured({{"host", "gateway"}, {"security", "full"}}), Json::object(), "main").security,
        ExecSecurity::full);
}

TEST(ExecRules, DecideWhoRunsAndWhoAsks) {
    ExecRules rules;
    rules.security = ExecSecurity::allowlist;
    EXPECT_EQ(judgeExec(rules, true), ExecVerdict::run);
    EXPECT_EQ(judgeExec(rules, false), ExecVerdict::ask);
    rules.ask = ExecAsk::off;
    EXPECT_EQ(judgeExec(rules, false), ExecVerdict::refuse);
    rules.ask = ExecAsk::always;
    EXPECT_EQ(judgeExec(rules, true), ExecVerdict::ask);
    rules.security = ExecSecurity::deny;
    EXPECT_EQ(judgeExec(rules, true), ExecVerdict::refuse);
}

TEST(ExecRules, DenyWhatNobodyDecidesUnlessTheFileSaysOtherwise) {
    ExecRules rules;
    rules.security = ExecSecurity::allowlist;
    EXPECT_FALSE(runsUndecided(rules, true));
    rules.fallback = ExecSecurity::allowlist;
    EXPECT_TRUE(runsUndecided(rules, true));
    EXPECT_FALSE(runsUndecided(rules, false));
    rules.fallback = ExecSecurity::full;
    EXPECT_TRUE(runsUndecided(rules, false));
}

TEST(ExecPolicy, AddsPatternsOnce) {
    Json file = withAllowedPatterns(Json::object(), "work", {"/usr/bin/git"}, 5);
    file = withAllowedPatterns(std::move(file), "work", {"/usr/bin/git", "/usr/bin/make"}, 6);
    file = withAllowedPatterns(std::move(file), "*", {"/usr/bin/ls"}, 7);

    EXPECT_EQ(allowedPatterns(file, "work"),
              (std::vector<std::string>{"/usr/bin/git", "/usr/bin/make", "/usr/bin/ls"}));
    EXPECT_EQ(allowedPatterns(file, "main"), std::vector<std::string>{"/usr/bin/ls"});
    EXPECT_EQ(problemOfPolicyFile(file), std::nullopt);
}

TEST(ExecPolicy, KnowsWhatIsNoPolicy) {
    EXPECT_NE(problemOfPolicyFile(Json::array()), std::nullopt);
    EXPECT_NE(problemOfPolicyFile(Json::object()), std::nullopt);
    EXPECT_NE(problemOfPolicyFile(defaults({{"security", "open"}})), std::nullopt);
    EXPECT_NE(problemOfPolicyFile(Json{{"version", 1}, {"agents", Json::array()}}), std::nullopt);
    EXPECT_NE(problemOfPolicyFile(
                  Json{{"version", 1}, {"agents", {{"a", {{"allowlist", Json::array({Json::object()})}}}}}}),
              std::nullopt);
    EXPECT_EQ(
        problemOfPolicyFile(Json{{"version", 1}, {"socket", {{"path", "x"}}}, {"agents", Json::object()}}),
        std::nullopt);
}

}
}
