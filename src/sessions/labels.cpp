// Validates session labels and makes display names for group sessions.
#include "openclaw/sessions/labels.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

namespace openclaw::sessions {

namespace {

bool isSlugCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("#@._+-").find(c) != std::string_view::npos;
}

/// Lower case, everything outside [a-z0-9#@._+-] as single dashes, no dash or dot at the ends.
std::string slug(std::string_view text) {
    std::string out;
    for (const char c : toLowerUnicode(trimUnicode(text))) {
        const char kept = isSlugCharacter(c) ? c : '-';
        if (kept != '-' || !out.ends_with('-'))
            out += kept;
    }
    const std::size_t first = out.find_first_not_of("-.");
    if (first == std::string::npos)
        return {};
    return out.substr(first, out.find_last_not_of("-.") - first + 1);
}

std::string bestName(const GroupName& name) {
    const std::string groupChannel(trimUnicode(name.groupChannel));
    const std::string space(trimUnicode(name.space));
    if (!groupChannel.empty() && !space.empty())
        return space + (groupChannel.starts_with('#') ? "" : "#") + groupChannel;
    for (const std::string_view candidate :
         {std::string_view(groupChannel), trimUnicode(name.subject), std::string_view(space), trimUnicode(name.id)}) {
        if (!candidate.empty())
            return std::string(candidate);
    }
    return name.key;
}

}

Result<std::string> parseSessionLabel(std::string_view label) {
    const std::string_view text = trimUnicode(label);
    if (text.empty())
        return Error(Errc::invalidInput, "invalid label: empty");
    if (utf16Length(text) > maxLabelLength)
        return Error(Errc::invalidInput, fmt::format("invalid label: too long (max {})", maxLabelLength));
    return std::string(text);
}

std::string buildGroupDisplayName(const GroupName& name) {
    std::string channel = toLowerAscii(trimUnicode(name.channel));
    if (channel.empty())
        channel = "group";
    std::string token = slug(bestName(name));
    if (name.groupChannel.empty())
        token.erase(0, std::min(token.find_first_not_of('#'), token.size()));
    if (token.empty())
        return channel;
    const bool isMarked = token[0] == '@' || token[0] == '#' || token.starts_with("g-");
    if (!isMarked && token.find('#') == std::string::npos)
        token = "g-" + token;
    return channel + ":" + token;
}

}
