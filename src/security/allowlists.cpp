// Matches senders against allowlists and applies DM and group policies. Pure values in, decision out.
#include "openclaw/security/allowlists.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::security {

namespace {

AllowMatch makeMatch(std::string_view key, MatchSource source) {
    AllowMatch match;
    match.allowed = true;
    match.key = std::string(key);
    match.source = source;
    return match;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
    return !value.empty() && std::find(list.begin(), list.end(), value) != list.end();
}

bool isDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "<@id>" and "<@!id>" without their brackets.
std::string_view withoutMention(std::string_view text) {
    if (text.starts_with("<@")) {
        text.remove_prefix(2);
        if (text.starts_with('!'))
            text.remove_prefix(1);
    }
    if (text.ends_with('>'))
        text.remove_suffix(1);
    return text;
}

}

std::string_view toString(MatchSource source) {
    switch (source) {
    case MatchSource::wildcard: return "wildcard";
    case MatchSource::id: return "id";
    case MatchSource::username: return "username";
    case MatchSource::name: return "name";
    case MatchSource::tag: return "tag";
    }
    return "id";
}

TelegramAllowlist::TelegramAllowlist(std::span<const std::string> configured, std::span<const std::string> paired) {
    for (const auto list : {configured, paired}) {
        for (const std::string& raw : list) {
            std::string_view entry = trimUnicode(raw);
            for (const std::string_view prefix : {"telegram:", "tg:"}) {
                if (startsWithIgnoreCase(entry, prefix)) {
                    entry = trimUnicode(entry.substr(prefix.size()));
                    break;
                }
            }
            hasEntries_ |= !entry.empty();
            if (entry == "*")
                wildcard_ = true;
            else if (!entry.empty())
                entries_.emplace_back(entry);
        }
    }
}

AllowMatch TelegramAllowlist::match(std::string_view senderId, std::string_view username, NameMatching names) const {
    if (wildcard_)
        return makeMatch("*", MatchSource::wildcard);
    if (contains(entries_, senderId))
        return makeMatch(senderId, MatchSource::id);
    if (names == NameMatching::never || username.empty())
        return AllowMatch();
    const std::string wanted = toLowerUnicode(username);
    for (const std::string& entry : entries_) {
        std::string lowered = toLowerUnicode(entry);
        if (lowered == wanted || lowered == "@" + wanted)
            return makeMatch(lowered, MatchSource::username);
    }
    return AllowMatch();
}

bool TelegramAllowlist::allowsOrEmpty(std::string_view senderId, std::string_view username, NameMatching names) const {
    return !hasEntries_ || match(senderId, username, names).allowed;
}

std::string discordSlug(std::string_view name) {
    std::string lowered = toLowerUnicode(trimUnicode(name));
    if (lowered.starts_with('#'))
        lowered.erase(0, 1);
    std::string slug;
    for (const char c : lowered) {
        const bool keep = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (keep)
            slug += c;
        else if (!slug.empty() && slug.back() != '-')
            slug += '-';
    }
    if (slug.ends_with('-'))
        slug.pop_back();
    return slug;
}

DiscordAllowlist::DiscordAllowlist(std::span<const std::string> entries) {
    for (const std::string& raw : entries) {
        const std::string_view entry = trimUnicode(raw);
        if (entry.empty())
            continue;
        hasEntries_ = true;
        if (entry == "*") {
            wildcard_ = true;
            continue;
        }
        if (isDigits(withoutMention(entry))) {
            ids_.emplace_back(withoutMention(entry));
            continue;
        }
        bool prefixed = false;
        for (const std::string_view prefix : {"discord:", "user:", "pk:"}) {
            if (!entry.starts_with(prefix))
                continue;
            ids_.emplace_back(entry.substr(prefix.size()));
            prefixed = true;
            break;
        }
        if (!prefixed)
            names_.push_back(discordSlug(entry));
    }
}

AllowMatch DiscordAllowlist::match(const DiscordCandidate& candidate, NameMatching names) const {
    if (wildcard_)
        return makeMatch("*", MatchSource::wildcard);
    if (contains(ids_, candidate.id))
        return makeMatch(candidate.id, MatchSource::id);
    if (names == NameMatching::never)
        return AllowMatch();
    if (const std::string slug = discordSlug(candidate.name); contains(names_, slug))
        return makeMatch(slug, MatchSource::name);
    if (const std::string slug = discordSlug(candidate.tag); contains(names_, slug))
        return makeMatch(slug, MatchSource::tag);
    return AllowMatch();
}

bool allowsIMessageSender(std::span<const std::string> canonicalEntries, std::span<const std::string> senderKeys) {
    if (canonicalEntries.empty())
        return true;
    return std::any_of(canonicalEntries.begin(), canonicalEntries.end(), [&](const std::string& entry) {
        return entry == "*" ||
               (!entry.empty() && std::find(senderKeys.begin(), senderKeys.end(), entry) != senderKeys.end());
    });
}

std::optional<DmPolicy> parseDmPolicy(std::string_view word) {
    if (word == "disabled")
        return DmPolicy::disabled;
    if (word == "open")
        return DmPolicy::open;
    if (word == "allowlist")
        return DmPolicy::allowlist;
    if (word == "pairing")
        return DmPolicy::pairing;
    return std::nullopt;
}

DmDecision decideDm(DmPolicy policy, bool senderListed) {
    switch (policy) {
    case DmPolicy::disabled: return DmDecision::drop;
    case DmPolicy::open: return DmDecision::accept;
    case DmPolicy::allowlist: return senderListed ? DmDecision::accept : DmDecision::drop;
    case DmPolicy::pairing: return senderListed ? DmDecision::accept : DmDecision::offerPairing;
    }
    return DmDecision::drop;
}

std::optional<GroupPolicy> parseGroupPolicy(std::string_view word) {
    if (word == "disabled")
        return GroupPolicy::disabled;
    if (word == "open")
        return GroupPolicy::open;
    if (word == "allowlist")
        return GroupPolicy::allowlist;
    return std::nullopt;
}

bool decideGroupSender(GroupPolicy policy, bool hasSenderEntries, bool hasSenderId, bool senderListed) {
    switch (policy) {
    case GroupPolicy::disabled: return false;
    case GroupPolicy::open: return true;
    case GroupPolicy::allowlist: return hasSenderEntries && hasSenderId && senderListed;
    }
    return false;
}

bool decideDiscordGroup(GroupPolicy policy, const DiscordGroupFacts& facts) {
    switch (policy) {
    case GroupPolicy::disabled: return false;
    case GroupPolicy::open: return true;
    case GroupPolicy::allowlist: return facts.guildListed && (!facts.channelListConfigured || facts.channelListed);
    }
    return false;
}

}
