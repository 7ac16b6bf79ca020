#pragma once

#include "openclaw/core/json.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Finds out whether a group message addresses the bot, and takes mentions and envelopes out of command text (spec
/// access-control.md §4).
namespace openclaw::text {

/// Where mention patterns come from: agent, else global, else the agent's identity. An empty list disables.
struct MentionConfig {
    std::optional<std::vector<std::string>> agentPatterns;
    std::optional<std::vector<std::string>> globalPatterns;
    std::string identityName;
    std::string identityEmoji;
};
/// Reads `agents.list[agentId]` and `messages.groupChat` of a config document.
MentionConfig mentionConfigFromJson(const Json& config, std::string_view agentId);
std::vector<std::string> resolveMentionPatterns(const MentionConfig& config);

/// Compiled, case-insensitive patterns; invalid ones are left out. Only the first 8 KiB of a message are examined
/// and a pattern that backtracks without end counts as no match.
class MentionPatterns {
public:
    explicit MentionPatterns(const std::vector<std::string>& patterns);
    ~MentionPatterns();
    MentionPatterns(MentionPatterns&&) noexcept;
    MentionPatterns& operator=(MentionPatterns&&) noexcept;

    /// Invisible characters are removed and the text is lower-cased first. Empty text never matches.
    bool matches(std::string_view text) const;
    /// The text with every match replaced by a space.
    std::string strip(std::string text) const;

private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

/// What the network itself says about mentions in a message.
struct ExplicitMention {
    bool hasAnyMention = false;
    bool isMentioned = false;
    bool canResolve = false;
};
bool matchesMention(std::string_view text, const MentionPatterns& patterns,
                    const std::optional<ExplicitMention>& explicitMention);

struct WhatsAppMention {
    std::string body;
    /// The mentioned users as E.164, or as JIDs where no number is known.
    std::vector<std::string> mentioned;
    std::string selfE164;
    std::string selfJid;
    /// The owner writes to himself: the network's own mentions say nothing then.
    bool selfChat = false;
};
bool isWhatsAppMentioned(const WhatsAppMention& message, const MentionPatterns& patterns);

/// Text without envelope, history and sender prefixes: what the person typed, white space collapsed.
std::string stripStructuralPrefixes(std::string_view text);
/// Text without mentions: the patterns, the channel's own mention syntax and "@" numbers become spaces.
/// `selfAddress` is the bot's own number on WhatsApp.
std::string stripMentions(std::string_view text, const std::vector<std::string>& patterns, std::string_view channel,
                          std::string_view selfAddress);

}
