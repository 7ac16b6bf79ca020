// Mention patterns and the stripping of mentions. Patterns come from the owner's config and are compiled with
// Boost.Regex, which neither recurses nor backtracks without bound; the text comes from strangers and is cut first.
#include "openclaw/text/mentions.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <boost/regex.hpp>

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::size_t maxExaminedBytes = 8192;

std::optional<std::vector<std::string>> patternList(const Json* owner) {
    const Json* groupChat = owner ? findMember(*owner, "groupChat") : nullptr;
    const Json* list = groupChat ? findMember(*groupChat, "mentionPatterns") : nullptr;
    if (!list || !list->is_array())
        return std::nullopt;
    std::vector<std::string> patterns;
    for (const Json& entry : *list) {
        if (entry.is_string())
            patterns.push_back(entry.get<std::string>());
    }
    return patterns;
}

std::string escapePattern(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (std::string_view(".*+?^${}()|[]\\").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

/// The owner writes JavaScript patterns over characters; Boost matches bytes. Characters beyond ASCII become groups,
/// \uXXXX becomes the character, and the control character backspace means \b (JSON's "\b").
std::string toBytePattern(std::string_view pattern) {
    std::string out;
    bool inClass = false;
    const auto appendCharacter = [&](char32_t c) {
        std::string bytes;
        appendUtf8(bytes, c);
        out += bytes.size() > 1 && !inClass ? "(?:" + bytes + ")" : bytes;
    };
    for (std::size_t i = 0; i < pattern.size();) {
        const char c = pattern[i];
        if (c == '\b') {
            out += "\\b";
            ++i;
            continue;
        }
        if (c == '\\' && i + 1 < pattern.size()) {
            const auto hex = pattern.substr(i + 2, 4);
            const bool isUnicode = pattern[i + 1] == 'u' && hex.size() == 4 &&
                                   hex.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
            if (isUnicode) {
                appendCharacter(static_cast<char32_t>(std::stoul(std::string(hex), nullptr, 16)));
                i += 6;
            } else {
                out += pattern.substr(i, 2);
                i += 2;
            }
            continue;
        }
        inClass = inClass ? c != ']' : c == '[';
        appendCharacter(decodeUtf8(pattern, i));
    }
    return out;
}

std::string normalizeMentionText(std::string_view text) {
    std::string out;
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = decodeUtf8(text, offset);
        const bool invisible =
            (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f);
        if (!invisible)
            appendUtf8(out, c);
    }
    return toLowerUnicode(out);
}

std::string digitsOf(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

/// Replaces "@" followed by five or more digits or plus signs.
std::string stripNumericMentions(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = text[i] == '@' ? std::min(text.find_first_not_of("0123456789+", i + 1), text.size()) : i;
        if (end > i + 5) {
            out += ' ';
            i = end;
        } else {
            out += text[i++];
        }
    }
    return out;
}

std::vector<std::string> channelPatterns(std::string_view channel, std::string_view selfAddress) {
    const std::string name = toLowerAscii(trimUnicode(channel));
    if (name == "discord")
        return {"<@!?\\d+>"};
    if (name == "slack")
        return {"<@[^>]+>"};
    if (name == "whatsapp") {
        if (selfAddress.starts_with("whatsapp:"))
            selfAddress.remove_prefix(9);
        if (!selfAddress.empty())
            return {escapePattern(selfAddress), "@" + escapePattern(selfAddress)};
    }
    return {};
}

}

struct MentionPatterns::Compiled {
    std::vector<boost::regex> patterns;
};

MentionConfig mentionConfigFromJson(const Json& config, std::string_view agentId) {
    MentionConfig result;
    result.globalPatterns = patternList(findMember(config, "messages"));
    const Json* agents = findPath(config, "agents.list");
    if (!agents || !agents->is_array())
        return result;
    for (const Json& agent : *agents) {
        if (!equalsIgnoreCase(trimUnicode(stringOr(agent, "id")), trimUnicode(agentId)))
            continue;
        result.agentPatterns = patternList(&agent);
        if (const Json* identity = findMember(agent, "identity")) {
            result.identityName = std::string(trimUnicode(stringOr(*identity, "name")));
            result.identityEmoji = std::string(trimUnicode(stringOr(*identity, "emoji")));
        }
        break;
    }
    return result;
}

std::vector<std::string> resolveMentionPatterns(const MentionConfig& config) {
    if (config.agentPatterns)
        return *config.agentPatterns;
    if (config.globalPatterns)
        return *config.globalPatterns;
    std::vector<std::string> derived;
    if (!config.identityName.empty()) {
        const std::string name = escapePattern(collapseSpaces(config.identityName));
        derived.push_back("\\b@?" + replaceAll(name, " ", "\\s+") + "\\b");
    }
    if (!config.identityEmoji.empty())
        derived.push_back(escapePattern(config.identityEmoji));
    return derived;
}

MentionPatterns::MentionPatterns(const std::vector<std::string>& patterns) : compiled_(std::make_unique<Compiled>()) {
    for (const std::string& pattern : patterns) {
        try {
            compiled_->patterns.emplace_back(toBytePattern(pattern), boost::regex::perl | boost::regex::icase);
        } catch (const boost::regex_error&) {
            // The owner's typo must not silence the other patterns; config validation reports it.
            continue;
        }
    }
}

MentionPatterns::~MentionPatterns() = default;
MentionPatterns::MentionPatterns(MentionPatterns&&) noexcept = default;
MentionPatterns& MentionPatterns::operator=(MentionPatterns&&) noexcept = default;

bool MentionPatterns::matches(std::string_view text) const {
    const std::string cleaned = normalizeMentionText(utf8Prefix(text, maxExaminedBytes));
    if (cleaned.empty())
        return false;
    return std::any_of(compiled_->patterns.begin(), compiled_->patterns.end(), [&](const boost::regex& pattern) {
        try {
            return boost::regex_search(cleaned, pattern, boost::match_single_line | boost::match_not_dot_newline);
        } catch (const std::runtime_error&) {
            return false;
        }
    });
}

std::string MentionPatterns::strip(std::string text) const {
    // Commands are short; a mention far down a long text does not hide one.
    const std::string tail = text.substr(utf8Prefix(text, maxExaminedBytes).size());
    text.resize(text.size() - tail.size());
    for (const boost::regex& pattern : compiled_->patterns) {
        try {
            text = boost::regex_replace(text, pattern, std::string(" "),
                                        boost::match_single_line | boost::match_not_dot_newline);
        } catch (const std::runtime_error&) {
            continue;
        }
    }
    return text + tail;
}

bool matchesMention(std::string_view text, const MentionPatterns& patterns,
                    const std::optional<ExplicitMention>& explicitMention) {
    const bool isMentioned = explicitMention && explicitMention->canResolve && explicitMention->isMentioned;
    return isMentioned || patterns.matches(text);
}

bool isWhatsAppMentioned(const WhatsAppMention& message, const MentionPatterns& patterns) {
    if (!message.mentioned.empty() && !message.selfChat) {
        // Somebody was mentioned by the network itself; if it was not us, words in the text do not count.
        return std::any_of(message.mentioned.begin(), message.mentioned.end(), [&](const std::string& who) {
            return !who.empty() && (who == message.selfE164 || who == message.selfJid);
        });
    }
    if (patterns.matches(message.body))
        return true;
    const std::string own = digitsOf(message.selfE164);
    return !own.empty() && digitsOf(message.body).find(own) != std::string::npos;
}

std::string stripMentions(std::string_view text, const std::vector<std::string>& patterns, std::string_view channel,
                          std::string_view selfAddress) {
    std::vector<std::string> all = patterns;
    for (std::string& pattern : channelPatterns(channel, selfAddress))
        all.push_back(std::move(pattern));
    return collapseSpaces(stripNumericMentions(MentionPatterns(all).strip(std::string(text))));
}

}
