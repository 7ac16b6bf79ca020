#include "openclaw/security/tool_layers.hpp"

#include <gtest/gtest.h>

namespace openclaw::security {
namespace {

ToolScope workScope() {
    ToolScope scope;
    scope.agentId = "work";
    scope.provider = "openai";
    scope.model = "gpt-5.2";
    return scope;
}

std::optional<std::string>
refusal(const Json& config, std::string_view tool, const ToolScope& scope = workScope()) {
    return refusingLayer(tool, toolLayers(config, scope));
}

TEST(ToolLayers, AllowEverythingWhenNothingIsConfigured) {
    EXPECT_TRUE(toolLayers(Json::object(), workScope()).empty());
    EXPECT_EQ(refusal(Json::object(), "bash"), std::nullopt);
}

TEST(ToolLayers, NameTheSettingThatRefuses) {
    const Json config = {{"tools", {{"profile", "coding"}, {"deny", {"exec"}}}}};

    EXPECT_EQ(refusal(config, "bash"), "tools");
    EXPECT_EQ(refusal(config, "read"), std::nullopt);
    EXPECT_EQ(refusal(config, "message"), "tools.profile=coding");
}

TEST(ToolLayers, GiveNothingBack) {
    const Json config = {
        {"tools", {{"deny", {"write"}}}},
        {"agents", {{"list", Json::array({Json{{"id", "work"}, {"tools", {{"allow", {"group:fs"}}}}}})}}}};

    EXPECT_EQ(refusal(config, "write"), "tools");
    EXPECT_EQ(refusal(config, "bash"), "agents.list[work].tools");
    EXPECT_EQ(refusal(config, "edit"), std::nullopt);
}

TEST(ToolLayers, PreferTheAgentsProfileAndWidenIt) {
    const Json config = {
        {"tools", {{"profile", "full"}}},
        {"agents",
         {{"list", Json::array({Json{{"id", "work"},
                                     {"tools", {{"profile", "minimal"}, {"alsoAllow", {"read"}}}}}})}}}};

    EXPECT_EQ(refusal(config, "bash"), "agents.list[work].tools.profile=minimal");
    EXPECT_EQ(refusal(config, "read"), std::nullopt);
}

TEST(ToolLayers, KnowProvidersAndSingleModels) {
    const Json config = {
        {"tools",
         {{"byProvider", {{"openai", {{"deny", {"exec"}}}}, {"openai/gpt-5.2", {{"deny", {"write"}}}}}}}}};

    EXPECT_EQ(refusal(config, "write"), "tools.byProvider.openai");
    EXPECT_EQ(refusal(config, "bash"), std::nullopt);
    ToolScope other = workScope();
    other.model = "gpt-4";
    EXPECT_EQ(refusal(config, "bash", other), "tools.byProvider.openai");
}

TEST(ToolLayers, LeaveNothingToSandboxedTurns) {
    ToolScope scope = workScope();
    scope.isSandboxed = true;

    EXPECT_EQ(refusal(Json::object(), "read", scope), "sandbox.mode");
}

TEST(ToolLayers, KeepSubagentsFromTheOwnersTools) {
    ToolScope scope = workScope();
    scope.isSubagent = true;

    for (const char* tool : {"cron", "message", "sessions_spawn", "sessions_send", "sessions_history"})
        EXPECT_EQ(refusal(Json::object(), tool, scope), "tools.subagents.tools") << tool;
    EXPECT_EQ(refusal(Json::object(), "read", scope), std::nullopt);
}

TEST(ToolLayers, KeepPeopleWhoMayNotGiveCommandsInTheirChat) {
    ToolScope scope = workScope();
    scope.isAuthorized = false;

    for (const char* tool :
         {"cron", "sessions_list", "sessions_history", "sessions_send", "sessions_spawn", "agents_list"})
        EXPECT_EQ(refusal(Json::object(), tool, scope), "commands.useAccessGroups") << tool;
    EXPECT_EQ(refusal(Json::object(), "message", scope), std::nullopt);
    EXPECT_EQ(refusal(Json::object(), "session_status", scope), std::nullopt);
}

TEST(ToolLayers, TreatAListOfUnknownNamesAsNothing) {
    const Json config = {{"tools", {{"allow", {"reed"}}}}};

    EXPECT_EQ(refusal(config, "read"), "tools");
    EXPECT_EQ(unknownToolNames(toolLayers(config, workScope())), std::vector<std::string>{"tools: reed"});
}

TEST(ToolLayers, TakeTheShellAwayWhereItIsDenied) {
    const auto configured = [](Json exec) { return Json{{"tools", {{"exec", std::move(exec)}}}}; };

    EXPECT_EQ(refusal(configured({{"security", "deny"}}), "bash"), "tools.exec.security=deny");
    EXPECT_EQ(refusal(configured({{"security", "allowlist"}, {"ask", "always"}}), "bash"), std::nullopt);
    EXPECT_EQ(refusal(configured({{"security", "deny"}}), "read"), std::nullopt);
}

TEST(Sandbox, CoversSessionsByMode) {
    const Json nonMain = {{"agents", {{"defaults", {{"sandbox", {{"mode", "non-main"}}}}}}}};
    const Json ownOff = {{"agents",
                          {{"defaults", {{"sandbox", {{"mode", "all"}}}}},
                           {"list", Json::array({Json{{"id", "work"}, {"sandbox", {{"mode", "off"}}}}})}}}};

    EXPECT_FALSE(isSandboxWanted(Json::object(), "work", false));
    EXPECT_FALSE(isSandboxWanted(nonMain, "work", true));
    EXPECT_TRUE(isSandboxWanted(nonMain, "work", false));
    EXPECT_FALSE(isSandboxWanted(ownOff, "work", false));
    EXPECT_TRUE(isSandboxWanted(ownOff, "main", true));
}

TEST(GroupTools, PreferTheSenderOverTheGroup) {
    const Json entry = {{"tools", {{"deny", {"exec"}}}},
                        {"toolsBySender", {{"5", {{"deny", Json::array()}}}}}};

    const auto owner = groupToolLayer(entry, "channels.telegram.groups.-1", "5");
    const auto other = groupToolLayer(entry, "channels.telegram.groups.-1", "6");

    ASSERT_TRUE(owner && other);
    EXPECT_TRUE(isToolAllowed("bash", owner->policy));
    EXPECT_FALSE(isToolAllowed("bash", other->policy));
    EXPECT_EQ(other->path, "channels.telegram.groups.-1.tools");
    EXPECT_FALSE(groupToolLayer(Json::object(), "x", "5"));
}

}
}
