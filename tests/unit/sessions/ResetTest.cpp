#include "openclaw/sessions/reset.hpp"

#include <gtest/gtest.h>

namespace openclaw::sessions {
namespace {

constexpr std::int64_t hour = 60 * 60 * 1000;

TEST(EvaluateFreshness, UsesTheLocalHour) {
    ResetPolicy policy;
    const std::int64_t midnight = 1767571200000;

    const Freshness result = evaluateFreshness(policy, midnight, midnight + 3 * hour, 2 * hour);

    EXPECT_EQ(result.dailyResetAt, midnight + 2 * hour);
    EXPECT_FALSE(result.fresh);
}

TEST(EvaluateFreshness, TakesEqualityAsFresh) {
    ResetPolicy policy;
    policy.mode = ResetMode::idle;
    policy.idleMinutes = 60;

    EXPECT_TRUE(evaluateFreshness(policy, 0, hour, 0).fresh);
    EXPECT_FALSE(evaluateFreshness(policy, 0, hour + 1, 0).fresh);
}

TEST(ResolveResetPolicy, ClampsAbsurdNumbers) {
    const Json session = {{"reset", {{"atHour", 1e300}, {"idleMinutes", 1e300}}}};

    const ResetPolicy policy = resolveResetPolicy(session, ResetType::dm, nullptr);

    EXPECT_EQ(policy.atHour, 23);
    EXPECT_TRUE(evaluateFreshness(policy, 0, 1, 0).idleExpiresAt);
}

TEST(DecideSend, LetsTheSessionSettingWin) {
    SendRules rules;
    rules.fallback = SendPolicy::deny;
    SendRequest request;
    request.entryPolicy = SendPolicy::allow;

    EXPECT_EQ(decideSend(rules, request), SendPolicy::allow);
}

}
}
