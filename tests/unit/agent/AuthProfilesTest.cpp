// Which credential is tried next, and how long one that failed rests.
#include "openclaw/agent/auth_profiles.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

constexpr std::int64_t now = 1'700'000'000'000;
constexpr std::int64_t minuteMs = 60'000;
const Json noConfig = Json::object();

Json key(const std::string& value, const std::string& provider = "openai") {
    return {{"type", "api_key"}, {"provider", provider}, {"key", value}};
}

AuthProfiles profiles(Json entries) {
    return AuthProfiles(Json{{"version", 1}, {"profiles", std::move(entries)}});
}

std::vector<std::string>
ids(const AuthProfiles& profiles, const Json& config = noConfig, std::int64_t at = now) {
    std::vector<std::string> out;
    for (const AuthProfile& profile : profiles.order(config, "openai", at))
        out.push_back(profile.id);
    return out;
}

using Ids = std::vector<std::string>;

}

TEST(AuthProfiles, TakesTokensBeforeKeysAndTheLongestRestedFirst) {
    AuthProfiles own =
        profiles({{"a", key("1")},
                  {"b", key("2")},
                  {"c", {{"type", "token"}, {"provider", "openai"}, {"token", "3"}}},
                  {"d", {{"type", "oauth"}, {"provider", "openai"}, {"access", "4"}, {"expires", now * 2}}},
                  {"other", key("5", "groq")}});
    own.succeeded("a", now - 5);

    EXPECT_EQ(ids(own), (Ids{"d", "c", "b", "a"}));
}

TEST(AuthProfiles, AnOrderIsKeptAndTheStoredOneWins) {
    AuthProfiles own = profiles({{"a", key("1")}, {"b", key("2")}, {"c", key("3")}});
    const Json config = {{"auth", {{"order", {{"openai", {"c", "gone", "a", "c"}}}}}}};
    EXPECT_EQ(ids(own, config), (Ids{"c", "a"}));

    own = AuthProfiles(Json{{"profiles", own.file()["profiles"]}, {"order", {{"openai", {"b"}}}}});
    EXPECT_EQ(ids(own, config), Ids{"b"});
}

TEST(AuthProfiles, LeavesOutWhatCannotWork) {
    const AuthProfiles own =
        profiles({{"empty", key("")},
                  {"old", {{"type", "token"}, {"provider", "openai"}, {"token", "x"}, {"expires", now - 1}}},
                  {"strange", {{"type", "passkey"}, {"provider", "openai"}}},
                  {"contradicted", key("y")},
                  {"number", 7}});
    const Json config = {{"auth",
                          {{"profiles",
                            {{"contradicted", {{"provider", "openai"}, {"mode", "oauth"}}},
                             {"empty", {{"provider", "openai"}, {"mode", "api_key"}}},
                             {"old", {{"provider", "openai"}, {"mode", "token"}}}}}}}};

    EXPECT_TRUE(ids(own, config).empty());
}

TEST(AuthProfiles, AnExpiredLoginIsRenewedWhenItCan) {
    const AuthProfiles own = profiles(
        {{"dead", {{"type", "oauth"}, {"provider", "openai"}, {"access", "x"}, {"expires", now - 1}}},
         {"renewable",
          {{"type", "oauth"},
           {"provider", "openai"},
           {"access", "x"},
           {"refresh", "r"},
           {"expires", now - 1}}}});

    const auto order = own.order(noConfig, "openai", now);

    ASSERT_EQ(order.size(), 1u);
    EXPECT_TRUE(order[0].needsRefresh);
    EXPECT_EQ(order[0].refreshToken.reveal(), "r");
}

TEST(AuthProfiles, FailuresMakeItRestLongerEachTime) {
    AuthProfiles own = profiles({{"a", key("1")}, {"b", key("2")}});
    std::int64_t at = now;
    for (const int minutes : {1, 5, 25, 60, 60}) {
        own.failed("a", llm::FailureClass::rateLimit, noConfig, at);
        EXPECT_EQ(own.file()["usageStats"]["a"]["cooldownUntil"], at + minutes * minuteMs);
        EXPECT_EQ(ids(own, noConfig, at), (Ids{"b", "a"})); // last, but not lost
        at += minutes * minuteMs;
    }
    own.succeeded("a", at);
    EXPECT_EQ(own.file()["usageStats"]["a"]["errorCount"], 0);
    EXPECT_FALSE(own.file()["usageStats"]["a"].contains("cooldownUntil"));
    EXPECT_EQ(own.file()["lastGood"]["openai"], "a");
}

TEST(AuthProfiles, BillingFailuresTakeHoursAndADayOfQuietForgives) {
    AuthProfiles own = profiles({{"a", key("1")}});
    own.failed("a", llm::FailureClass::billing, noConfig, now);
    EXPECT_EQ(own.file()["usageStats"]["a"]["disabledUntil"], now + 300 * minuteMs);
    EXPECT_EQ(own.file()["usageStats"]["a"]["disabledReason"], "billing");
    own.failed("a", llm::FailureClass::billing, noConfig, now + 1);
    EXPECT_EQ(own.file()["usageStats"]["a"]["disabledUntil"], now + 1 + 600 * minuteMs);

    const std::int64_t later = now + 25 * 60 * minuteMs;
    own.failed("a", llm::FailureClass::auth, noConfig, later);

    EXPECT_EQ(own.file()["usageStats"]["a"]["errorCount"], 1);
    EXPECT_EQ(own.file()["usageStats"]["a"]["cooldownUntil"], later + minuteMs);
}

TEST(AuthProfiles, SurvivesAFileOfNonsense) {
    for (const Json& file :
         {Json(), Json::array(), Json{{"profiles", 3}}, Json{{"profiles", {{"a", {{"provider", 4}}}}}}}) {
        AuthProfiles own(file);
        own.failed("a", llm::FailureClass::auth, noConfig, now);
        own.succeeded("a", now);
        EXPECT_TRUE(ids(own).empty());
    }
    AuthProfiles own(Json{{"profiles", {{"a", key("1")}}}, {"usageStats", "x"}, {"lastGood", 4}});
    own.succeeded("a", now);
    EXPECT_EQ(ids(own), Ids{"a"});
}

TEST(AuthProfiles, AnAgentWithoutAProfileUsesTheDefaultAgents) {
    const testing::TempDir folder;
    const auto own = folder / "work";
    const auto shared = folder / "main";
    ASSERT_TRUE(
        writeFileAtomically(own / "auth-profiles.json", dumpJson({{"profiles", {{"a", key("own")}}}})));
    ASSERT_TRUE(writeFileAtomically(
        shared / "auth-profiles.json",
        dumpJson({{"profiles", {{"a", key("shared")}, {"b", key("theirs")}}}, {"x", 1}})));

    const auto order = loadAuthProfiles(own, shared).order(noConfig, "openai", now);
    ASSERT_EQ(order.size(), 2u);
    EXPECT_EQ(order[0].secret.reveal(), "own");

    ASSERT_TRUE(updateAuthProfiles(own, shared, "b", [](AuthProfiles& file) -> Result<void> {
        file.succeeded("b", now);
        return {};
    }));
    const Json stored = parseJson(readFile(shared / "auth-profiles.json").value()).value();
    EXPECT_EQ(stored["usageStats"]["b"]["lastUsed"], now);
    EXPECT_EQ(stored["x"], 1);
    EXPECT_FALSE(std::filesystem::exists(shared / "auth-profiles.json.lock"));
}

}
