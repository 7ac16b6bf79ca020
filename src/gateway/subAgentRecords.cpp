// Sub-agents as records and words.
#include "gateway/subAgentRecords.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/dispatch/model_choice.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t nameCharacters = 72;
constexpr std::int64_t defaultArchiveMinutes = 60;
constexpr std::int64_t msPerMinute = 60'000;

std::int64_t numberOf(const Json& object, const char* key) { return findInteger(object, key).value_or(0); }

std::string tokenCount(std::int64_t tokens) {
    return tokens < 1000 ? std::to_string(tokens)
                         : fmt::format("{:.1f}k", static_cast<double>(tokens) / 1000);
}

std::string outcomeWords(const dispatch::RunResult& result) {
    const std::string_view status = subAgentStatus(result);
    if (status == "ok") return "has finished";
    if (status == "timeout") return "has run out of time";
    return "has failed: " + (result.error.empty() ? std::string("unknown error") : result.error);
}

std::string statsLine(const std::string& sessionKey, const dispatch::RunResult& result) {
    const std::int64_t ms = result.startedAtMs > 0 ? result.endedAtMs - result.startedAtMs : 0;
    std::string line = "Stats: runtime " + shortDuration(ms);
    if (result.usage.total > 0)
        line += fmt::format(" • tokens {} (in {} / out {})", tokenCount(result.usage.total),
                            tokenCount(result.usage.input), tokenCount(result.usage.output));
    line += " • sessionKey " + sessionKey;
    if (!result.sessionId.empty()) line += " • sessionId " + result.sessionId;
    return line;
}

/// `subagents.model` of the agent, else of all agents: a name, or an object with `primary`.
std::string configuredModel(const Json& config, const std::string& agentId) {
    const auto modelOf = [](const Json* place) {
        const Json* model = place ? findPath(*place, "subagents.model") : nullptr;
        if (!model) return std::string();
        return model->is_string() ? model->get<std::string>() : stringOr(*model, "primary");
    };
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list) {
            if (routing::normalizeAgentId(stringOr(agent, "id")) != agentId) continue;
            if (std::string own = modelOf(&agent); !own.empty()) return own;
        }
    }
    return modelOf(findPath(config, "agents.defaults"));
}

}

std::string SubAgentRecord::name() const {
    const std::string text = collapseSpaces(label.empty() ? task : label);
    if (utf16Length(text) <= nameCharacters) return text.empty() ? "sub-agent" : text;
    return utf16Prefix(text, nameCharacters) + "…";
}

std::optional<SubAgentRecord> subAgentOf(const store::SessionRow& row) {
    const Json* stored = findMember(row.entry, "subagent");
    if (!stored || !routing::isSubagentKey(row.sessionKey)) return std::nullopt;
    SubAgentRecord record;
    record.sessionKey = row.sessionKey;
    record.sessionId = row.sessionId;
    record.runId = stringOr(*stored, "runId");
    record.label = stringOr(*stored, "label");
    record.task = stringOr(*stored, "task");
    record.cleanup = stringOr(*stored, "cleanup", "keep");
    record.createdAtMs = numberOf(*stored, "createdAt");
    record.startedAtMs = numberOf(*stored, "startedAt");
    record.endedAtMs = numberOf(*stored, "endedAt");
    record.archiveAtMs = numberOf(*stored, "archiveAtMs");
    if (const Json* outcome = findMember(*stored, "outcome")) {
        record.status = stringOr(*outcome, "status");
        record.error = stringOr(*outcome, "error");
    }
    return record;
}

Result<SubAgentRecord> findSubAgent(const std::vector<SubAgentRecord>& records, std::string_view wanted) {
    const std::string word = toLowerAscii(wanted);
    const Error unknown(Errc::notFound,
                        "there is no sub-agent " + std::string(utf8Prefix(word, 80)) + " here");
    if (records.empty() || word.empty()) return unknown;
    if (word == "last") return records.front();
    if (const auto number = parseInteger(word); number && word.size() < 4) {
        if (*number < 1 || *number > static_cast<std::int64_t>(records.size())) return unknown;
        return records[static_cast<std::size_t>(*number - 1)];
    }
    const SubAgentRecord* found = nullptr;
    for (const SubAgentRecord& record : records) {
        if (record.sessionKey == word) return record;
        if (!record.runId.starts_with(word)) continue;
        if (found) return Error(Errc::conflict, "several sub-agents have a run that begins with " + word);
        found = &record;
    }
    if (!found) return unknown;
    return *found;
}

std::string_view subAgentStatus(const dispatch::RunResult& result) {
    switch (result.status) {
    case dispatch::RunStatus::ok: return "ok";
    case dispatch::RunStatus::aborted: return "stopped";
    case dispatch::RunStatus::error: break;
    }
    return result.stopReason == "timeout" ? "timeout" : "error";
}

std::string
subAgentPrompt(const std::string& label, const std::string& requesterKey, const std::string& sessionKey) {
    std::string text = "You are a sub-agent: another agent has started you for the one task that the first "
                       "message names. Do "
                       "that and nothing else. Your last answer is reported to that agent, so let it say "
                       "what you did or found "
                       "and what has to be known about it, and keep it short. You do not talk to people, you "
                       "begin nothing of "
                       "your own accord, and you may be ended as soon as you have answered.";
    if (!label.empty()) text += "\nLabel: " + label;
    return text + "\nStarted by the session: " + requesterKey + "\nYour session: " + sessionKey;
}

std::string
announcement(const std::string& name, const std::string& sessionKey, const dispatch::RunResult& result) {
    const bool isSilent = result.text.empty() || text::isSilentReply(result.text);
    std::string text = "The sub-agent \"" + name + "\" " + outcomeWords(result) + ".\n\nFindings:\n";
    text += isSilent ? "(none)" : result.text;
    text += "\n\n" + statsLine(sessionKey, result);
    return text +
           "\n\nTell the person what matters of it in your own words, in one or two sentences, as a part of "
           "your conversation. Leave out tokens, session keys and that a sub-agent did the work. If nobody "
           "needs to hear of it, answer NO_REPLY.";
}

ModelChoice subAgentModel(const Json& config,
                          const std::string& agentId,
                          const std::string& wanted,
                          const std::string& inherited) {
    ModelChoice choice;
    if (!wanted.empty()) {
        const auto model = dispatch::resolveModelChoice(config, wanted, {});
        if (model && !model->empty()) {
            choice.model = *model;
            return choice;
        }
        if (!model)
            choice.warning = "the model " + std::string(utf8Prefix(wanted, 80)) +
                             " is not available here; the sub-agent uses its usual one";
    }
    const std::string configured = configuredModel(config, agentId);
    if (!configured.empty())
        choice.model = dispatch::resolveModelChoice(config, configured, {}).value_or(std::string());
    if (choice.model.empty()) choice.model = inherited;
    return choice;
}

std::int64_t archiveAfterMs(const Json& config) {
    const Json* settings = findPath(config, "agents.defaults.subagents");
    const auto minutes = settings ? findInteger(*settings, "archiveAfterMinutes") : std::nullopt;
    return std::max<std::int64_t>(1, minutes.value_or(defaultArchiveMinutes)) * msPerMinute;
}

std::string shortDuration(std::int64_t ms) {
    if (ms <= 0) return "n/a";
    const std::int64_t seconds = (ms + 500) / 1000;
    if (seconds >= 3600) return fmt::format("{}h{}m", seconds / 3600, seconds % 3600 / 60);
    return seconds >= 60 ? fmt::format("{}m{}s", seconds / 60, seconds % 60) : fmt::format("{}s", seconds);
}

}
