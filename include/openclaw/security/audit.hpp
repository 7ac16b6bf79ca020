#pragma once

#include "openclaw/core/json.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// `openclaw security audit`: what an installation allows more than it needs to (cli.md 12). Pure: the command
/// line brings the configuration and what it saw of the files.
namespace openclaw::security {

enum class AuditSeverity { info, warn, critical };

std::string_view toString(AuditSeverity severity);

struct AuditFinding {
    /// Stable, for scripts: "gateway.token_too_short".
    std::string checkId;
    AuditSeverity severity = AuditSeverity::info;
    std::string title;
    std::string detail;
    /// What to do about it; "" when there is nothing to do.
    std::string remediation;
};

/// What lies in the configuration's own file, as written, and what is in force.
struct AuditedConfig {
    /// References resolved, defaults filled in.
    Json effective = Json::object();
    /// As written: tells a secret in the file from a reference to the environment.
    Json written = Json::object();
    /// Lengths, so that the secrets themselves need not be here; 0 without one.
    std::size_t gatewayTokenBytes = 0;
    std::size_t gatewayPasswordBytes = 0;
    bool isHookTokenTheGateways = false;
    /// Ids of plugins that were put into the state folder.
    std::vector<std::string> extensions;
};

std::vector<AuditFinding> auditConfig(const AuditedConfig& config);

/// A file or folder that the gateway keeps, and what it is to it.
struct AuditedPlace {
    enum class Kind { stateDirectory, config, include, credentials, authProfiles, store, logFile };
    Kind kind = Kind::stateDirectory;
    std::filesystem::path path;
    std::filesystem::perms rights = std::filesystem::perms::none;
    bool isSymlink = false;
};

/// One finding a place at most besides that of being a link: the worst.
std::vector<AuditFinding> auditPlaces(const std::vector<AuditedPlace>& places);

/// {ts, summary:{critical,warn,info}, findings:[...]}
Json auditReport(const std::vector<AuditFinding>& findings, std::int64_t nowMs);

}
