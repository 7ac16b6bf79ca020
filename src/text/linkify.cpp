// Finds links in plain text the way chat clients do: by scheme, by a host name under a known top-level domain, or by
// a mail address. One pass over the text; each attempt looks a bounded distance ahead.
#include "text/linkify.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <array>

namespace openclaw::text {

namespace {

/// No URL is followed further than this, which keeps hostile text linear.
constexpr std::size_t maxUrlBytes = 2048;

constexpr std::array<std::string_view, 16> longTlds = {"aero", "asia", "biz", "com",  "coop", "edu", "gov", "info",
                                                       "museum", "name", "net", "org", "pro", "shop", "web", "xxx"};

/// Second letters of the country domains by first letter.
constexpr std::array<std::string_view, 26> countryTlds = {
    "cdefgilmnoqrstuwxz", "abdefghijmnorstvwyz", "acdfghiklmnoruvwxyz", "ejkmoz", "cegrstu", "ijkmor",
    "abdefghilmnpqrstuwy", "kmnrtu", "delmnoqrst", "emop", "eghimnprwyz", "abcikrstuvy", "acdeghklmnopqrstuvwxyz",
    "acefgilopruz", "m", "aefghklmnrstwy", "a", "eosuw", "abcdeghijklmnortuvxyz", "cdfghjklmnortvwz", "agksyz",
    "aceginu", "fs", "", "et", "amw"};

bool isAlnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool isHighByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }

bool isBlankByte(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

bool isLabelByte(char c) { return isAlnum(c) || isHighByte(c); }

bool isMailByte(char c) { return isAlnum(c) || std::string_view("-;:&=+$,._").find(c) != std::string_view::npos; }

/// Spaces and punctuation outside ASCII that end a host name.
bool isWidePunctuation(char32_t c) {
    return isUnicodeSpace(c) || (c >= 0x80 && c <= 0xbf && c != 0xaa && c != 0xb5 && c != 0xba) ||
           (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) ||
           (c >= 0xff01 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) || (c >= 0xff3b && c <= 0xff40) ||
           (c >= 0xff5b && c <= 0xff65);
}

bool isKnownTld(std::string_view label) {
    const std::string tld = toLowerAscii(label);
    if (tld.starts_with("xn--") || tld == "\xd1\x80\xd1\x84")
        return true;
    if (tld.size() == 2 && tld[0] >= 'a' && tld[0] <= 'z')
        return countryTlds[static_cast<std::size_t>(tld[0] - 'a')].find(tld[1]) != std::string_view::npos;
    return std::binary_search(longTlds.begin(), longTlds.end(), tld);
}

class LinkFinder {
public:
    explicit LinkFinder(std::string_view text) : text_(text) {}

    std::vector<FoundLink> run() {
        while (at_ < text_.size()) {
            const bool found = tryMail() || tryScheme() || tryHost();
            if (!found)
                skip();
        }
        return std::move(links_);
    }

private:
    char byteAt(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    bool atEnd(std::size_t i) const { return i >= text_.size(); }
    /// True at the end of the text and before white space, including the non-ASCII kind.
    bool isBlankAt(std::size_t i) const {
        if (atEnd(i) || isBlankByte(text_[i]))
            return true;
        return isHighByte(text_[i]) && isUnicodeSpace(decodeUtf8(text_, i));
    }
    bool isLabelAt(std::size_t i) const {
        if (atEnd(i) || !isLabelByte(text_[i]))
            return false;
        return !isHighByte(text_[i]) || !isWidePunctuation(decodeUtf8(text_, i));
    }

    void push(std::size_t start, std::size_t end, std::string_view prefix) {
        FoundLink link;
        link.start = start;
        link.end = end;
        link.href = encodeUrl(std::string(prefix) + std::string(text_.substr(start, end - start)));
        links_.push_back(std::move(link));
        at_ = end;
    }

    /// Leaves the current word part: no link can start inside a run of label characters.
    void skip() {
        const std::size_t limit = at_ + maxUrlBytes;
        do
            ++at_;
        while (at_ < limit && at_ < text_.size() && isLabelByte(text_[at_]) && isLabelByte(text_[at_ - 1]) &&
               !isHighByte(text_[at_]));
    }

    bool tryMail() {
        const char before = at_ == 0 ? ' ' : text_[at_ - 1];
        const bool boundary = isBlankByte(before) || before == '<' || before == '>' || before == '|' ||
                              before == '"' || before == '(';
        if (!boundary || at_ < mailTriedUntil_)
            return false;
        std::size_t end = at_;
        while (!atEnd(end) && isMailByte(text_[end]))
            ++end;
        mailTriedUntil_ = end;
        if (end == at_ || byteAt(end) != '@')
            return false;
        const std::size_t hostEnd = matchHost(end + 1, true);
        if (hostEnd == 0)
            return false;
        push(at_, hostEnd, "mailto:");
        return true;
    }

    bool tryScheme() {
        const char before = at_ == 0 ? ' ' : text_[at_ - 1];
        if (isLabelByte(before) || before == '_')
            return false;
        const std::string_view rest = text_.substr(at_);
        if (startsWithIgnoreCase(rest, "mailto:")) {
            std::size_t end = at_ + 7;
            while (!atEnd(end) && end - at_ < maxUrlBytes && isMailByte(text_[end]))
                ++end;
            const std::size_t hostEnd = end > at_ + 7 && byteAt(end) == '@' ? matchHost(end + 1, false) : 0;
            if (hostEnd == 0)
                return false;
            push(at_, hostEnd, "");
            return true;
        }
        for (const std::string_view scheme : {"http://", "https://", "ftp://"}) {
            if (!startsWithIgnoreCase(rest, scheme))
                continue;
            std::size_t hostEnd = matchHost(afterCredentials(at_ + scheme.size()), false);
            if (hostEnd == 0)
                return false;
            hostEnd = matchPort(hostEnd);
            push(at_, matchPath(hostEnd), "");
            return true;
        }
        return false;
    }

    bool tryHost() {
        const char before = at_ == 0 ? ' ' : text_[at_ - 1];
        const bool boundary = !isLabelByte(before) && std::string_view(".:/-_@").find(before) == std::string_view::npos;
        if (!boundary)
            return false;
        const std::size_t hostEnd = matchHost(at_, true);
        if (hostEnd == 0)
            return false;
        push(at_, matchPath(matchPort(hostEnd)), "http://");
        return true;
    }

    /// Skips "user:password@" in front of a host.
    std::size_t afterCredentials(std::size_t from) const {
        for (std::size_t i = from; i < text_.size() && i - from < 256 && !isBlankByte(text_[i]); ++i) {
            if (text_[i] == '@')
                return i + 1;
            if (std::string_view("/[]()").find(text_[i]) != std::string_view::npos)
                break;
        }
        return from;
    }

    /// The end of a host name at `from`, or 0. `strict` asks for a known top-level domain.
    std::size_t matchHost(std::size_t from, bool strict) const {
        std::size_t end = from;
        std::size_t labelStart = from;
        std::size_t labels = 0;
        while (isLabelAt(end)) {
            labelStart = end;
            while (isLabelAt(end) || (byteAt(end) == '-' && (isLabelAt(end + 1) || byteAt(end + 1) == '-'))) {
                if (++end - from > maxUrlBytes)
                    return 0;
            }
            ++labels;
            if (byteAt(end) != '.' || !isLabelAt(end + 1))
                break;
            ++end;
        }
        if (labels == 0 || (strict && (labels < 2 || !isKnownTld(text_.substr(labelStart, end - labelStart)))))
            return 0;
        const char after = byteAt(end);
        if (after == '-' || after == '_')
            return 0;
        return end;
    }

    std::size_t matchPort(std::size_t from) const {
        if (byteAt(from) != ':')
            return from;
        std::size_t end = from + 1;
        while (end - from <= 5 && byteAt(end) >= '0' && byteAt(end) <= '9')
            ++end;
        return end > from + 1 ? end : from;
    }

    /// The end of a quoted or bracketed part that opens at `from`, or 0 when it is not closed in the same word.
    std::size_t matchClosed(std::size_t from, char close, std::size_t limit) const {
        for (std::size_t i = from + 1; i < limit && !isBlankAt(i); ++i) {
            if (text_[i] == close)
                return i + 1;
        }
        return 0;
    }

    std::size_t matchPath(std::size_t from) const {
        const char first = byteAt(from);
        if (first != '/' && first != '?' && first != '#')
            return from;
        const std::size_t limit = std::min(text_.size(), from + maxUrlBytes);
        std::size_t end = from + 1;
        while (end < limit && !isBlankAt(end)) {
            const std::size_t next = matchPathPart(end, limit);
            if (next == 0)
                break;
            end = next;
        }
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80)
            --end;
        return end == from + 1 && first != '/' ? from : end;
    }

    std::size_t matchPathPart(std::size_t at, std::size_t limit) const {
        const char c = text_[at];
        const char next = byteAt(at + 1);
        const bool beforeBlank = isBlankAt(at + 1);
        switch (c) {
        case '<':
        case '>':
        case '|':
        case ')':
        case ']':
        case '}': return 0;
        case '(': return matchClosed(at, ')', limit);
        case '[': return matchClosed(at, ']', limit);
        case '{': return matchClosed(at, '}', limit);
        case '"': return matchClosed(at, '"', limit);
        case '\'':
            if (isLabelAt(at + 1) || next == '-')
                return at + 1;
            return matchClosed(at, '\'', limit);
        case '.':
            if (next == '.') {
                const std::size_t after = std::min(text_.find_first_not_of('.', at), text_.size());
                const char c2 = byteAt(after);
                return isAlnum(c2) || c2 == '%' || c2 == '/' || c2 == '&' ? after + 1 : 0;
            }
            return beforeBlank ? 0 : at + 1;
        case ',':
        case ';': return beforeBlank ? 0 : at + 1;
        case '!':
        case '?': {
            const std::size_t after = c == '!' ? std::min(text_.find_first_not_of('!', at), text_.size()) : at + 1;
            return isBlankAt(after) || byteAt(after) == c ? 0 : after;
        }
        default: return at + 1;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t mailTriedUntil_ = 0;
    std::vector<FoundLink> links_;
};

}

std::vector<FoundLink> findLinks(std::string_view text) {
    // Most text has neither; this keeps the common case to two searches.
    if (text.find('.') == std::string_view::npos && text.find(':') == std::string_view::npos)
        return {};
    return LinkFinder(text).run();
}

std::string encodeUrl(std::string_view url) {
    static constexpr char digits[] = "0123456789ABCDEF";
    const auto isHex = [&](std::size_t i) {
        return i < url.size() && isAlnum(url[i]) && toLowerAscii(url.substr(i, 1)).find_first_of("0123456789abcdef") == 0;
    };
    std::string out;
    out.reserve(url.size());
    for (std::size_t i = 0; i < url.size(); ++i) {
        const char c = url[i];
        const bool keep = isAlnum(c) || std::string_view(";/?:@&=+$,-_.!~*'()#").find(c) != std::string_view::npos ||
                          (c == '%' && isHex(i + 1) && isHex(i + 2));
        if (keep) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

bool isSafeUrl(std::string_view url) {
    const std::string lowered = toLowerAscii(trimUnicode(url));
    for (const std::string_view scheme : {"javascript:", "vbscript:", "file:"}) {
        if (lowered.starts_with(scheme))
            return false;
    }
    if (!lowered.starts_with("data:"))
        return true;
    for (const std::string_view picture : {"gif;", "png;", "jpeg;", "webp;"}) {
        if (lowered.starts_with("data:image/" + std::string(picture)))
            return true;
    }
    return false;
}

}
