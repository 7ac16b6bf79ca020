#pragma once

#include "openclaw/core/environment.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What service managers read and say, as text: units, property lists, states (state.md 9.2). No I/O.
namespace openclaw::cli {

using ServiceVariables = std::vector<std::pair<std::string, std::string>>;

/// What the service runs, whoever manages it.
struct ServiceDescription {
    std::string description;
    std::vector<std::string> programArguments;
    std::string workingDirectory;
    ServiceVariables environment;
    /// Only for managers that do not keep a journal.
    std::string outputFile;
    std::string errorFile;
};

/// How the service is doing. `status` is "running", "stopped" or "unknown".
struct ServiceRuntime {
    std::string status = "unknown";
    std::string state;
    std::string subState;
    std::optional<int> pid;
    std::optional<int> lastExitStatus;
    std::string lastExitReason;
    std::string detail;
    bool isMissingUnit = false;
};

/// "openclaw-gateway.service", with a profile "openclaw-gateway-P.service"; OPENCLAW_SYSTEMD_UNIT overrides.
std::string systemdUnitName(const Environment& environment);
/// "ai.openclaw.gateway", with a profile "ai.openclaw.P"; OPENCLAW_LAUNCHD_LABEL overrides.
std::string launchdLabel(const Environment& environment);

/// The PATH of the service: version managers whose variables are set, the usual folders of the home
/// directory, and the system's. Nothing of the shell's own PATH.
std::string servicePath(const Environment& environment, bool isMac);

/// A user unit for a daemon that speaks sd_notify.
std::string systemdUnitText(const ServiceDescription& service);
std::string launchdPlistText(const std::string& label, const ServiceDescription& service);

/// Reads what systemdUnitText() or another program of the same kind wrote; quoted and bare values alike.
ServiceDescription parseSystemdUnit(std::string_view text);
ServiceDescription parseLaunchdPlist(std::string_view text);

/// The KEY=value lines of `systemctl show`.
ServiceRuntime parseSystemctlShow(std::string_view output);
/// The "key = value" lines of `launchctl print`.
ServiceRuntime parseLaunchctlPrint(std::string_view output);

/// "running (pid 7, state active, sub running)"
std::string describeRuntime(const ServiceRuntime& runtime);

}
