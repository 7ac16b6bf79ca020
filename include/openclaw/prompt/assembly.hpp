#pragma once

#include "openclaw/prompt/system.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The system prompt of a turn (spec agent-run.md §1). It says nothing about tools or abilities that the turn does
/// not have, and holds no clock, so that it stays the same from turn to turn and providers can cache it.
namespace openclaw::prompt {

/// full: people and automation; minimal: sub-agents; none: the identity line alone.
enum class PromptMode { full, minimal, none };

struct PromptTool {
    /// The exact name that the model calls.
    std::string name;
    std::string summary;
};

/// Everything the prompt is made of. Empty members leave their section out.
struct PromptParts {
    PromptMode mode = PromptMode::full;
    std::vector<PromptTool> tools;
    std::string workspace;
    /// How this program is called from a shell; "" when the turn has no shell.
    std::string program;
    /// Why tools that touch this machine are missing although they are usual; "" = nothing to explain.
    std::string toolNote;
    /// The `<available_skills>` block.
    std::string skills;
    /// Ids of the owner on the turn's chat network.
    std::vector<std::string> ownerIds;
    /// IANA name.
    std::string timeZone;
    /// The chat network of the conversation, "" for one that never was on any.
    std::string channel;
    bool hasHeartbeats = false;
    /// What a heartbeat says, when the configuration words it; "" = the usual text.
    std::string heartbeatPrompt;
    /// Group introduction, prompts of groups, what the caller added.
    std::string extra;
    std::vector<BootstrapSection> files;
    RuntimeFacts runtime;
};

std::string buildSystemPrompt(const PromptParts& parts);
/// The `# Project Context` section alone, for reports about sizes; "" without files.
std::string projectContext(const std::vector<BootstrapSection>& files);
/// The lines that name the tools, for reports about sizes.
std::string toolLines(const std::vector<PromptTool>& tools);

/// What the agent is told about speaking in a group. The group's title is not in it: members choose it, so it belongs
/// to their messages and not to the prompt. `isAlwaysOn`: it sees every message, not only those that mention it.
std::string groupIntroduction(std::string_view channel, bool isAlwaysOn);

}
