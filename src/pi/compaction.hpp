#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <set>
#include <span>

namespace openclaw::pi {

/// Which part of a session a summary replaces.
struct CompactionPlan {
    std::vector<Json> toSummarise;
    /// The beginning of a turn that is cut in the middle; it gets a summary of its own.
    std::vector<Json> turnPrefix;
    std::string previousSummary;
    std::string firstKeptEntryId;
    std::set<std::string> readFiles;
    std::set<std::string> modifiedFiles;
};

/// Keeps about `keepRecentTokens` of the newest messages. `path` is the way from the root to the leaf.
/// Errc::invalidInput "Nothing to compact (session too small)".
Result<CompactionPlan> planCompaction(std::span<const Json* const> path, std::int64_t keepRecentTokens);

/// Tokens the context takes: the newest reply's own count, and an estimate of what came after. Counts of messages
/// before `trustedFrom` are from before a compaction and mean nothing any more; those messages are estimated.
std::int64_t contextTokens(std::span<const Json> messages, std::size_t trustedFrom);

/// What a model is asked in order to summarise.
std::string summaryPrompt(const CompactionPlan& plan, std::string_view customInstructions);
std::string turnPrefixPrompt(const CompactionPlan& plan);
/// The system prompt of both.
extern const std::string_view summarySystemPrompt;

/// A summary without a model: what the user asked, shortened.
std::string offlineSummary(const CompactionPlan& plan);

/// The final text: summary, turn context, file lists.
std::string joinSummary(const CompactionPlan& plan, std::string_view summary, std::string_view turnSummary);

}
