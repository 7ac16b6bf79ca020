#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Allowlist matching (spec access-control.md §1). 2026.2.1 also matches names people can choose; the product decides
/// by stable ids only (spec security-decisions.md), so it passes `NameMatching::never`.
namespace openclaw::security {

enum class NameMatching {
    /// Stable ids and the wildcard only. What the product uses.
    never,
    /// Names, tags and user names too, as 2026.2.1 does. For migration warnings and compatibility checks.
    compatible,
};

enum class MatchSource { wildcard, id, username, name, tag };
std::string_view toString(MatchSource source);

struct AllowMatch {
    bool allowed = false;
    /// The entry that matched.
    std::string key;
    MatchSource source = MatchSource::id;
};

/// A Telegram sender list: config and pairing store together, "telegram:"/"tg:" prefixes removed.
class TelegramAllowlist {
public:
    TelegramAllowlist(std::span<const std::string> configured, std::span<const std::string> paired);
    /// For DMs: an empty list admits nobody.
    AllowMatch match(std::string_view senderId, std::string_view username, NameMatching names) const;
    /// For groups and commands: an empty list admits everybody.
    bool allowsOrEmpty(std::string_view senderId, std::string_view username, NameMatching names) const;
    bool hasEntries() const { return hasEntries_; }

private:
    std::vector<std::string> entries_;
    bool wildcard_ = false;
    bool hasEntries_ = false;
};

struct DiscordCandidate {
    std::string id;
    std::string name;
    std::string tag;
};
/// Lower case, one leading "#" dropped, everything but letters and digits as single dashes.
std::string discordSlug(std::string_view name);
/// Ids may be raw, <@id>, <@!id>, or behind discord:, user: or pk:.
class DiscordAllowlist {
public:
    explicit DiscordAllowlist(std::span<const std::string> entries);
    AllowMatch match(const DiscordCandidate& candidate, NameMatching names) const;
    bool hasEntries() const { return hasEntries_; }

private:
    std::vector<std::string> ids_;
    std::vector<std::string> names_;
    bool wildcard_ = false;
    bool hasEntries_ = false;
};

/// True when the list is empty or holds "*" or one of the sender's keys. Both sides must be canonical
/// (routing::normalizeIMessageHandle): a handle, "chat_id:<n>", "chat_guid:<g>", "chat_identifier:<i>".
bool allowsIMessageSender(std::span<const std::string> canonicalEntries, std::span<const std::string> senderKeys);

enum class DmPolicy { disabled, open, allowlist, pairing };
/// nullopt for unknown words, which config validation refuses.
std::optional<DmPolicy> parseDmPolicy(std::string_view word);
enum class DmDecision { accept, drop, offerPairing };
DmDecision decideDm(DmPolicy policy, bool senderListed);

enum class GroupPolicy { disabled, open, allowlist };
std::optional<GroupPolicy> parseGroupPolicy(std::string_view word);
/// Whether a group message from this sender passes; `hasSenderEntries` and `senderListed` describe the sender list.
bool decideGroupSender(GroupPolicy policy, bool hasSenderEntries, bool hasSenderId, bool senderListed);
/// Discord's variant: the allowlist is the set of configured guilds and channels.
struct DiscordGroupFacts {
    bool guildListed = false;
    bool channelListConfigured = false;
    bool channelListed = false;
};
bool decideDiscordGroup(GroupPolicy policy, const DiscordGroupFacts& facts);

}
