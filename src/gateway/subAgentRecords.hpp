#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/records.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Sub-agents as they stand in the entries of their sessions, and the words about them. Pure.
namespace openclaw::gateway {

/// The member `subagent` of a session's entry, and what the session itself says.
struct SubAgentRecord {
    std::string sessionKey;
    std::string sessionId;
    std::string runId;
    std::string label;
    std::string task;
    /// "keep" or "delete".
    std::string cleanup;
    std::int64_t createdAtMs = 0;
    std::int64_t startedAtMs = 0;
    /// 0 while its run has not ended.
    std::int64_t endedAtMs = 0;
    /// When its session goes; 0 for never.
    std::int64_t archiveAtMs = 0;
    /// ok, error, timeout or stopped; "" while its run has not ended.
    std::string status;
    std::string error;

    /// Its label, else the beginning of its task.
    std::string name() const;
};
/// nullopt for a session that is no sub-agent's.
std::optional<SubAgentRecord> subAgentOf(const store::SessionRow& row);
/// The one that a person means: a number counted from 1, `last`, the beginning of a run id, or a session key.
/// `records` has the newest first. Errc::notFound and Errc::conflict say what is wrong.
Result<SubAgentRecord> findSubAgent(const std::vector<SubAgentRecord>& records, std::string_view wanted);

/// How a run ended, in the words of SubAgentRecord::status.
std::string_view subAgentStatus(const dispatch::RunResult& result);

/// What a sub-agent's prompt says of its place.
std::string
subAgentPrompt(const std::string& label, const std::string& requesterKey, const std::string& sessionKey);
/// What the agent that started it reads about its end.
std::string
announcement(const std::string& name, const std::string& sessionKey, const dispatch::RunResult& result);

struct ModelChoice {
    /// "provider/model"; "" leaves it to the agent.
    std::string model;
    /// Not empty: why the wish was not followed.
    std::string warning;
};
/// The model of a sub-agent: as wished, else `subagents.model` of its agent or of the defaults, else
/// `inherited`.
ModelChoice subAgentModel(const Json& config,
                          const std::string& agentId,
                          const std::string& wanted,
                          const std::string& inherited);
/// `agents.defaults.subagents.archiveAfterMinutes`.
std::int64_t archiveAfterMs(const Json& config);

/// "3m12s"; "n/a" for nothing.
std::string shortDuration(std::int64_t ms);

}
