// Who else may read or write what the gateway keeps, and the report of an audit.
#include "openclaw/security/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace openclaw::security {

namespace {

namespace fs = std::filesystem;

/// How a kind of place is called, and how bad it is when others can write or read it.
struct PlaceKind {
    AuditedPlace::Kind kind;
    const char* id;
    const char* name;
    AuditSeverity whenReadable;
};

constexpr PlaceKind placeKinds[] = {
    {AuditedPlace::Kind::stateDirectory, "fs.state_dir", "The state folder", AuditSeverity::warn},
    {AuditedPlace::Kind::config, "fs.config", "The configuration", AuditSeverity::critical},
    {AuditedPlace::Kind::include, "fs.config_include", "An included configuration", AuditSeverity::critical},
    {AuditedPlace::Kind::credentials, "fs.credentials_dir", "The credentials folder", AuditSeverity::warn},
    {AuditedPlace::Kind::authProfiles, "fs.auth_profiles", "A file of model keys", AuditSeverity::warn},
    {AuditedPlace::Kind::store, "fs.sessions_store", "The conversations' store", AuditSeverity::warn},
    {AuditedPlace::Kind::logFile, "fs.log_file", "The log", AuditSeverity::warn},
};

bool has(fs::perms rights, fs::perms which) { return (rights & which) != fs::perms::none; }

struct Verdict {
    const char* suffix;
    AuditSeverity severity;
    const char* says;
};

std::optional<Verdict> judge(const AuditedPlace& place, const PlaceKind& kind) {
    const bool isState = place.kind == AuditedPlace::Kind::stateDirectory;
    if (has(place.rights, fs::perms::others_write))
        return Verdict{isState ? ".perms_world_writable" : ".perms_writable", AuditSeverity::critical, "can be changed by everybody"};
    if (has(place.rights, fs::perms::group_write))
        return Verdict{isState ? ".perms_group_writable" : ".perms_writable", isState ? AuditSeverity::warn : AuditSeverity::critical,
                       "can be changed by the group"};
    const bool isConfig = place.kind == AuditedPlace::Kind::config || place.kind == AuditedPlace::Kind::include;
    if (has(place.rights, fs::perms::others_read))
        return Verdict{isConfig ? ".perms_world_readable" : ".perms_readable", kind.whenReadable, "can be read by everybody"};
    if (has(place.rights, fs::perms::group_read))
        return Verdict{isConfig ? ".perms_group_readable" : ".perms_readable", AuditSeverity::warn, "can be read by the group"};
    return std::nullopt;
}

}

std::string_view toString(AuditSeverity severity) {
    switch (severity) {
    case AuditSeverity::info: return "info";
    case AuditSeverity::warn: return "warn";
    case AuditSeverity::critical: return "critical";
    }
    return "info";
}

std::vector<AuditFinding> auditPlaces(const std::vector<AuditedPlace>& places) {
    std::vector<AuditFinding> findings;
    for (const AuditedPlace& place : places) {
        const PlaceKind& kind = *std::ranges::find(placeKinds, place.kind, &PlaceKind::kind);
        if (place.isSymlink)
            findings.push_back({std::string(kind.id) + ".symlink", AuditSeverity::warn, std::string(kind.name) + " is a link",
                                place.path.string() + " points elsewhere; whoever owns the target decides.", {}});
        const std::optional<Verdict> verdict = judge(place, kind);
        if (!verdict) continue;
        const bool isFolder = place.kind == AuditedPlace::Kind::stateDirectory || place.kind == AuditedPlace::Kind::credentials;
        findings.push_back({std::string(kind.id) + verdict->suffix, verdict->severity, fmt::format("{} {}", kind.name, verdict->says),
                            fmt::format("{} mode={:o}", place.path.string(), static_cast<unsigned>(place.rights)),
                            fmt::format("chmod {} {}", isFolder ? "700" : "600", place.path.string())});
    }
    return findings;
}

Json auditReport(const std::vector<AuditFinding>& findings, std::int64_t nowMs) {
    const auto count = [&](AuditSeverity severity) { return std::ranges::count(findings, severity, &AuditFinding::severity); };
    Json list = Json::array();
    for (const AuditFinding& finding : findings) {
        Json entry{{"checkId", finding.checkId},
                   {"severity", toString(finding.severity)},
                   {"title", finding.title},
                   {"detail", finding.detail}};
        if (!finding.remediation.empty()) entry["remediation"] = finding.remediation;
        list.push_back(std::move(entry));
    }
    return Json{{"ts", nowMs},
                {"summary", {{"critical", count(AuditSeverity::critical)}, {"warn", count(AuditSeverity::warn)}, {"info", count(AuditSeverity::info)}}},
                {"findings", std::move(list)}};
}

}
