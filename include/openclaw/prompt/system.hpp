#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Pieces of the system prompt (spec agent-run.md §1).
namespace openclaw::prompt {

inline constexpr std::size_t defaultBootstrapChars = 20'000;

/// A file of the agent's workspace that is part of its prompt.
struct BootstrapFile {
    std::string name;
    std::string path;
    std::string content;
    bool isMissing = false;
};
struct BootstrapSection {
    std::string name;
    std::string content;
};
/// The files as prompt sections: blank ones left out, missing ones named, long ones cut in the middle to
/// `maxChars` UTF-16 units.
std::vector<BootstrapSection> bootstrapSections(std::span<const BootstrapFile> files, std::size_t maxChars);
/// Whether a session's prompt includes the file; sub-agents see only AGENTS.md and TOOLS.md.
bool usesBootstrapFile(std::string_view sessionKey, std::string_view fileName);

struct RuntimeFacts {
    std::string agentId;
    std::string host;
    std::string repository;
    std::string os;
    std::string architecture;
    std::string node;
    std::string model;
    std::string defaultModel;
    std::string channel;
    std::vector<std::string> capabilities;
    std::string thinking; // "" = off
};
std::string runtimeLine(const RuntimeFacts& facts);

/// "Thursday, January 22nd, 2026 — 15:04"; nullopt for an unknown zone ("" is the host's).
std::optional<std::string> formatUserTime(std::int64_t epochMs, std::string_view zone, bool twelveHours);

}
