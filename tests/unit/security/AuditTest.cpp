#include "openclaw/security/audit.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw::security {
namespace {

using Kind = AuditedPlace::Kind;
using std::filesystem::perms;

constexpr std::size_t goodTokenBytes = 48;

AuditedConfig safe(Json channels = Json::object()) {
    AuditedConfig config;
    config.effective = Json{{"gateway", {{"bind", "loopback"}}}, {"channels", std::move(channels)}};
    config.written = config.effective;
    config.gatewayTokenBytes = goodTokenBytes;
    return config;
}

/// "severity checkId" of everything but what is only told.
std::vector<std::string> complaints(const std::vector<AuditFinding>& findings) {
    std::vector<std::string> lines;
    for (const AuditFinding& finding : findings) {
        if (finding.severity != AuditSeverity::info) lines.push_back(std::string(toString(finding.severity)) + " " + finding.checkId);
    }
    std::ranges::sort(lines);
    return lines;
}

using Lines = std::vector<std::string>;

TEST(Audit, HasNothingAgainstWhatIsSafe) {
    const AuditedConfig config = safe({{"telegram", {{"dmPolicy", "pairing"}, {"groupPolicy", "allowlist"}}}});
    const std::vector<AuditFinding> findings = auditConfig(config);

    EXPECT_EQ(complaints(findings), Lines{});
    EXPECT_EQ(findings.front().checkId, "summary.attack_surface");
    EXPECT_EQ(findings.front().detail, "groups: open=0, allowlist=1\ntools.elevated: enabled\nhooks: disabled");
}

TEST(Audit, NamesAGatewayThatOthersReach) {
    AuditedConfig config = safe();
    config.effective["gateway"]["bind"] = "lan";
    config.gatewayTokenBytes = 0;
    EXPECT_EQ(complaints(auditConfig(config)), Lines{"critical gateway.bind_no_auth"});

    config.gatewayTokenBytes = 5;
    EXPECT_EQ(complaints(auditConfig(config)), Lines{"warn gateway.token_too_short"});

    config.gatewayTokenBytes = 0;
    config.gatewayPasswordBytes = 12;
    EXPECT_EQ(complaints(auditConfig(config)), Lines{});

    config.effective["gateway"] = {{"tailscale", {{"mode", "funnel"}}}, {"controlUi", {{"allowInsecureAuth", true}}}};
    EXPECT_EQ(complaints(auditConfig(config)), (Lines{"critical gateway.control_ui.insecure_auth", "critical gateway.tailscale_funnel"}));
}

TEST(Audit, TellsAWrittenSecretFromAReference) {
    AuditedConfig config = safe();
    config.written["gateway"]["auth"] = {{"password", "${OPENCLAW_GATEWAY_PASSWORD}"}};
    EXPECT_EQ(complaints(auditConfig(config)), Lines{});
    config.written["gateway"]["auth"]["password"] = "hunter2";
    const std::vector<AuditFinding> findings = auditConfig(config);
    EXPECT_EQ(complaints(findings), Lines{"warn config.secrets.gateway_password_in_config"});
    EXPECT_EQ(auditReport(findings, 1).dump().find("hunter2"), std::string::npos);
}

TEST(Audit, LooksAtWebhooksOnlyWhenTheyAreOn) {
    AuditedConfig config = safe();
    config.effective["hooks"] = {{"token", "short"}, {"path", "/"}};
    config.isHookTokenTheGateways = true;
    EXPECT_EQ(complaints(auditConfig(config)), Lines{});
    config.effective["hooks"]["enabled"] = true;
    EXPECT_EQ(complaints(auditConfig(config)),
              (Lines{"critical hooks.path_root", "warn hooks.token_reuse_gateway_token", "warn hooks.token_too_short"}));
}

TEST(Audit, NamesOpenChats) {
    AuditedConfig config = safe({{"discord", {{"dm", {{"policy", "open"}}}}},
                                 {"telegram", {{"groupPolicy", "open"}, {"accounts", {{"work", {{"dmPolicy", "open"}}}}}}},
                                 {"imessage", {{"enabled", false}, {"dmPolicy", "open"}}}});
    config.effective["session"] = {{"dmScope", "per-channel-peer"}};
    config.effective["tools"] = {{"elevated", {{"allowFrom", {{"telegram", {"*"}}}}}}};
    EXPECT_EQ(complaints(auditConfig(config)),
              (Lines{"critical channels.discord.dm.open", "critical channels.telegram.dm.open",
                     "critical channels.telegram.groups.allowFrom.missing", "critical security.exposure.open_groups_with_elevated",
                     "critical tools.elevated.allowFrom.telegram.wildcard"}));
}

TEST(Audit, WarnsOfPeopleWhoShareASession) {
    EXPECT_EQ(complaints(auditConfig(safe({{"whatsapp", {{"allowFrom", {"+1555", "+1666"}}}}}))),
              Lines{"warn channels.whatsapp.dm.scope_main_multiuser"});
    EXPECT_EQ(complaints(auditConfig(safe({{"whatsapp", {{"allowFrom", {"+1555"}}}}}))), Lines{});
}

TEST(Audit, WarnsOfModelsThatAreEasilyMisled) {
    AuditedConfig config = safe();
    config.effective["agents"] = {{"defaults", {{"model", {{"primary", "openai/gpt-3.5-turbo"}, {"fallbacks", {"anthropic/claude-haiku-4-5"}}}}}}};
    EXPECT_EQ(complaints(auditConfig(config)), (Lines{"warn models.legacy", "warn models.weak_tier"}));
}

TEST(Audit, SurvivesAnyConfiguration) {
    AuditedConfig config;
    for (const char* text : {"null", "[]", "3", R"({"channels":[1],"tools":7,"hooks":"x","agents":{"list":[1,null]}})",
                             R"({"channels":{"telegram":3,"x":{"accounts":[1],"groups":4,"groupPolicy":{}}},"tools":{"elevated":{"allowFrom":{"a":3}}}})"}) {
        config.effective = Json::parse(text);
        EXPECT_FALSE(auditConfig(config).empty()) << text;
    }
}

TEST(Audit, JudgesRightsByTheWorst) {
    const auto judged = [](Kind kind, unsigned rights, bool isSymlink = false) {
        return complaints(auditPlaces({{kind, "/place", static_cast<perms>(rights), isSymlink}}));
    };
    EXPECT_EQ(judged(Kind::stateDirectory, 0700), Lines{});
    EXPECT_EQ(judged(Kind::stateDirectory, 0755), Lines{"warn fs.state_dir.perms_readable"});
    EXPECT_EQ(judged(Kind::stateDirectory, 0775), Lines{"warn fs.state_dir.perms_group_writable"});
    EXPECT_EQ(judged(Kind::stateDirectory, 0777), Lines{"critical fs.state_dir.perms_world_writable"});
    EXPECT_EQ(judged(Kind::config, 0600), Lines{});
    EXPECT_EQ(judged(Kind::config, 0640), Lines{"warn fs.config.perms_group_readable"});
    EXPECT_EQ(judged(Kind::config, 0644), Lines{"critical fs.config.perms_world_readable"});
    EXPECT_EQ(judged(Kind::config, 0660), Lines{"critical fs.config.perms_writable"});
    EXPECT_EQ(judged(Kind::config, 0600, true), Lines{"warn fs.config.symlink"});
    EXPECT_EQ(judged(Kind::authProfiles, 0644), Lines{"warn fs.auth_profiles.perms_readable"});
}

TEST(Audit, CountsInItsReport) {
    const std::vector<AuditFinding> findings{{"a.b", AuditSeverity::critical, "T", "D", "R"}, {"c.d", AuditSeverity::info, "U", "E", {}}};
    EXPECT_EQ(auditReport(findings, 7),
              (Json{{"ts", 7},
                    {"summary", {{"critical", 1}, {"warn", 0}, {"info", 1}}},
                    {"findings",
                     {{{"checkId", "a.b"}, {"severity", "critical"}, {"title", "T"}, {"detail", "D"}, {"remediation", "R"}},
                      {{"checkId", "c.d"}, {"severity", "info"}, {"title", "U"}, {"detail", "E"}}}}}));
}

}
}
