#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which shell commands may run: `tools.exec` of the configuration and exec-approvals.json together
/// (docs/tools.md).
namespace openclaw::security {

/// From the strictest to the most open.
enum class ExecSecurity { deny, allowlist, full };
/// From the quietest to the most asking.
enum class ExecAsk { off, onMiss, always };
std::string_view toString(ExecSecurity security);
std::string_view toString(ExecAsk ask);
std::optional<ExecSecurity> parseExecSecurity(std::string_view word);
std::optional<ExecAsk> parseExecAsk(std::string_view word);

struct ExecRules {
    ExecSecurity security = ExecSecurity::full;
    ExecAsk ask = ExecAsk::onMiss;
    /// What holds when nobody decides in time.
    ExecSecurity fallback = ExecSecurity::deny;
    /// The setting behind `security`, "" when nothing is set.
    std::string path;

    bool isOpen() const { return security == ExecSecurity::full && ask != ExecAsk::always; }
};
/// What holds for an agent. Places that say nothing leave it to the others; where several speak, the
/// strictest holds. Nothing set anywhere: commands run unasked. `tools.exec.host: gateway` alone means an
/// allowlist.
ExecRules execRules(const Json& config, const Json& file, std::string_view agentId);

/// The patterns of the agent and of "*" in the file.
std::vector<std::string> allowedPatterns(const Json& file, std::string_view agentId);
/// `tools.exec.safeBins` of the agent or of all; nullopt: the standard ones.
std::optional<std::vector<std::string>> configuredSafeBins(const Json& config, std::string_view agentId);
/// The file with these patterns added for the agent; those it has stay as they are.
Json withAllowedPatterns(Json file,
                         std::string_view agentId,
                         const std::vector<std::string>& patterns,
                         std::int64_t nowMs);
/// Why this is no policy file; nullopt when it is one. Unknown members are left alone.
std::optional<std::string> problemOfPolicyFile(const Json& file);

enum class ExecVerdict { run, ask, refuse };
/// `isListed`: every program of the command is on the allowlist or harmless.
ExecVerdict judgeExec(const ExecRules& rules, bool isListed);
/// Whether a command about which nobody decided may run.
bool runsUndecided(const ExecRules& rules, bool isListed);

}
