// Recognises phone numbers and WhatsApp JIDs by hand-written matching: the shapes are few and the input is hostile.
#include "openclaw/routing/whatsapp_ids.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::routing {

namespace {

constexpr std::string_view groupSuffix = "@g.us";

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool isNumber(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), isDigit); }

std::string digitsOf(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), isDigit);
    return digits;
}

std::string_view stripPrefixes(std::string_view target) {
    std::string_view rest = trimUnicode(target);
    while (startsWithIgnoreCase(rest, "whatsapp:"))
        rest = trimUnicode(rest.substr(9));
    return rest;
}

std::string_view stripLowerPrefix(std::string_view target) {
    if (target.starts_with("whatsapp:"))
        target.remove_prefix(9);
    return trimUnicode(target);
}

/// Digits joined by single dashes, as in old group ids.
bool isGroupLocalPart(std::string_view text) {
    const auto parts = split(text, '-');
    return std::all_of(parts.begin(), parts.end(), isNumber);
}

/// The digits of "<digits>[:<device>]@<server>" for one of the user servers, or nullopt.
std::optional<std::string_view> userDigits(std::string_view jid, std::string_view server) {
    const std::size_t at = jid.find('@');
    if (at == std::string_view::npos || jid.substr(at + 1) != server)
        return std::nullopt;
    std::string_view user = jid.substr(0, at);
    if (const std::size_t colon = user.find(':'); colon != std::string_view::npos) {
        if (!isNumber(user.substr(colon + 1)))
            return std::nullopt;
        user = user.substr(0, colon);
    }
    if (!isNumber(user))
        return std::nullopt;
    return user;
}

}

std::string normalizeE164(std::string_view number) {
    std::string kept;
    for (const char c : stripLowerPrefix(number)) {
        if (isDigit(c) || c == '+')
            kept += c;
    }
    return kept.starts_with('+') ? kept : "+" + kept;
}

bool isWhatsAppGroup(std::string_view target) {
    const std::string_view rest = stripPrefixes(target);
    if (rest.size() <= groupSuffix.size() || !equalsIgnoreCase(rest.substr(rest.size() - groupSuffix.size()), groupSuffix))
        return false;
    return isGroupLocalPart(rest.substr(0, rest.size() - groupSuffix.size()));
}

std::optional<std::string> normalizeWhatsAppTarget(std::string_view target) {
    const std::string_view rest = stripPrefixes(target);
    if (isWhatsAppGroup(rest))
        return std::string(rest.substr(0, rest.size() - groupSuffix.size())) + std::string(groupSuffix);
    const std::string lowered = toLowerAscii(rest);
    if (const auto user = userDigits(lowered, "s.whatsapp.net"))
        return "+" + std::string(*user);
    if (const auto user = userDigits(lowered, "lid"); user && lowered.find(':') == std::string::npos)
        return "+" + std::string(*user);
    if (rest.find('@') != std::string_view::npos)
        return std::nullopt;
    std::string number = normalizeE164(rest);
    if (number.size() <= 1)
        return std::nullopt;
    return number;
}

std::string toWhatsAppJid(std::string_view target) {
    const std::string_view rest = stripLowerPrefix(target);
    if (rest.find('@') != std::string_view::npos)
        return std::string(rest);
    return digitsOf(normalizeE164(rest)) + "@s.whatsapp.net";
}

std::optional<std::string> jidToE164(std::string_view jid) {
    for (const std::string_view server : {"s.whatsapp.net", "hosted"}) {
        if (const auto user = userDigits(jid, server))
            return "+" + std::string(*user);
    }
    return std::nullopt;
}

}
