// What a change means for a running gateway.
#include "openclaw/config/reload.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

using Paths = std::vector<std::string>;

}

TEST(Reload, FindsChangedPathsByValue) {
    const Json before = Json::parse(R"({"a":{"b":1,"c":[{"x":1}]},"d":1,"gone":{"y":1}})");
    const Json after = Json::parse(R"({"a":{"b":2,"c":[{"x":1}]},"d":1,"new":1})");

    EXPECT_EQ(changedPaths(before, after), (Paths{"a.b", "gone", "new"}));
    EXPECT_EQ(changedPaths(before, before), Paths{});
}

TEST(Reload, PicksTheFirstMatchingRule) {
    const auto plan = planReload({"hooks.gmail.label", "agents.defaults.heartbeat.every", "channels.telegram.botToken",
                                  "channels.whatsapp.allowFrom", "web.enabled", "cron.enabled", "browser", "models.mode"});

    EXPECT_FALSE(plan.needsRestart());
    EXPECT_TRUE(plan.restartGmailWatcher);
    EXPECT_TRUE(plan.reloadHooks);
    EXPECT_TRUE(plan.restartHeartbeat);
    EXPECT_TRUE(plan.rebuildCron);
    EXPECT_TRUE(plan.restartBrowserControl);
    EXPECT_EQ(plan.restartChannels, (std::set<std::string>{"telegram", "whatsapp"}));
    EXPECT_EQ(plan.hotPaths.size(), 6u);
}

TEST(Reload, RestartsForTheGatewayAndForTheUnknown) {
    EXPECT_TRUE(planReload({"gateway.port"}).needsRestart());
    EXPECT_TRUE(planReload({"plugins.entries.x"}).needsRestart());
    EXPECT_TRUE(planReload({"somethingNew"}).needsRestart());
    EXPECT_FALSE(planReload({"gateway.remote.url"}).needsRestart());
    EXPECT_TRUE(planReload({"gateway.remoteX"}).needsRestart());
}

TEST(Reload, AStampIsNoReason) {
    const auto plan = planReload({"meta.lastTouchedAt"});

    EXPECT_EQ(decideReload(plan, ReloadMode::hybrid), ReloadDecision::ignore);
    EXPECT_EQ(decideReload(plan, ReloadMode::restart), ReloadDecision::ignore);
}

TEST(Reload, ModesDecide) {
    const auto hot = planReload({"cron.enabled"});
    const auto cold = planReload({"cron.enabled", "gateway.port"});

    EXPECT_EQ(decideReload(hot, ReloadMode::off), ReloadDecision::ignore);
    EXPECT_EQ(decideReload(hot, ReloadMode::hot), ReloadDecision::applyHot);
    EXPECT_EQ(decideReload(hot, ReloadMode::hybrid), ReloadDecision::applyHot);
    EXPECT_EQ(decideReload(hot, ReloadMode::restart), ReloadDecision::restart);
    EXPECT_EQ(decideReload(cold, ReloadMode::hot), ReloadDecision::blocked);
    EXPECT_EQ(decideReload(cold, ReloadMode::hybrid), ReloadDecision::restart);
    EXPECT_EQ(parseReloadMode("nonsense"), ReloadMode::hybrid);
}

}
