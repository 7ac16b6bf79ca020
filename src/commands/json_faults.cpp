// Finds the first fault of a JSON text and names it. Only used for texts that the parser has refused already.
#include "commands/json_faults.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

namespace openclaw::commands {

namespace {

bool isDigit(char16_t c) { return c >= u'0' && c <= u'9'; }
bool isHex(char16_t c) { return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F'); }

/// Walks the text once; the first fault ends the walk. Nesting is kept in a vector, not on the stack.
class FaultFinder {
public:
    explicit FaultFinder(std::string_view text) : text_(toUtf16(text)) {}

    std::string find() {
        enum class Expect { value, valueOrEnd, name, nameOrEnd, colon, commaOrEnd };
        std::vector<char16_t> open;
        Expect expect = Expect::value;
        for (;;) {
            skipBlanks();
            const bool isOutside = open.empty() && expect == Expect::commaOrEnd;
            if (at_ >= text_.size())
                return isOutside ? "Unexpected end of JSON input"
                                 : atEnd(open.empty() ? u' ' : open.back(), expect == Expect::commaOrEnd);
            const char16_t c = text_[at_];
            switch (expect) {
            case Expect::valueOrEnd:
            case Expect::value:
                if (expect == Expect::valueOrEnd && c == u']') {
                    open.pop_back();
                    ++at_;
                    expect = Expect::commaOrEnd;
                } else if (c == u'{' || c == u'[') {
                    open.push_back(c);
                    ++at_;
                    expect = c == u'{' ? Expect::nameOrEnd : Expect::valueOrEnd;
                } else {
                    readScalar();
                    expect = Expect::commaOrEnd;
                }
                break;
            case Expect::nameOrEnd:
            case Expect::name:
                if (expect == Expect::nameOrEnd && c == u'}') {
                    open.pop_back();
                    ++at_;
                    expect = Expect::commaOrEnd;
                } else if (c == u'"') {
                    readString();
                    expect = Expect::colon;
                } else {
                    return located(expect == Expect::name ? "Expected double-quoted property name in JSON"
                                                          : "Expected property name or '}' in JSON");
                }
                break;
            case Expect::colon:
                if (c != u':') return located("Expected ':' after property name in JSON");
                ++at_;
                expect = Expect::value;
                break;
            case Expect::commaOrEnd: {
                if (open.empty()) return located("Unexpected non-whitespace character after JSON");
                const bool isObject = open.back() == u'{';
                if (c == u',') {
                    ++at_;
                    expect = isObject ? Expect::name : Expect::value;
                } else if (c == (isObject ? u'}' : u']')) {
                    open.pop_back();
                    ++at_;
                } else {
                    return located(isObject ? "Expected ',' or '}' after property value in JSON"
                                            : "Expected ',' or ']' after array element in JSON");
                }
                break;
            }
            }
            if (fault_) return *fault_;
        }
    }

private:
    void skipBlanks() {
        while (at_ < text_.size() &&
               (text_[at_] == u' ' || text_[at_] == u'\t' || text_[at_] == u'\n' || text_[at_] == u'\r'))
            ++at_;
    }

    std::string located(std::string_view what) const {
        std::size_t line = 1;
        std::size_t column = 1;
        for (std::size_t i = 0; i < at_ && i < text_.size(); ++i) {
            ++column;
            if (text_[i] == u'\n') {
                ++line;
                column = 1;
            }
        }
        return fmt::format("{} at position {} (line {} column {})", what, at_, line, column);
    }

    std::string atEnd(char16_t container, bool afterElement) const {
        if (container == u'{' && afterElement)
            return located("Expected ',' or '}' after property value in JSON");
        if (container == u'[' && afterElement)
            return located("Expected ',' or ']' after array element in JSON");
        if (container == u'{' && at_ > 0 && text_.find_last_not_of(u" \t\r\n") != std::u16string::npos) {
            const char16_t last = text_[text_.find_last_not_of(u" \t\r\n")];
            if (last == u'{') return located("Expected property name or '}' in JSON");
            if (last == u',') return located("Expected double-quoted property name in JSON");
            if (last == u'"') return located("Expected ':' after property name in JSON");
        }
        return "Unexpected end of JSON input";
    }

    /// "Unexpected token 'b', "…[bad…" is not valid JSON": with at most ten characters around the place.
    std::string unexpectedToken() const {
        constexpr std::size_t around = 10;
        constexpr std::size_t shortSource = 40;
        std::size_t length = 1;
        if (isSurrogateHigh(text_[at_]) && at_ + 1 < text_.size()) length = 2;
        const std::string token = fromUtf16(std::u16string_view(text_).substr(at_, length));
        std::string source;
        if (text_.size() <= shortSource) {
            source = "\"" + fromUtf16(text_) + "\"";
        } else {
            const std::size_t start = at_ < around ? 0 : at_ - around;
            const std::size_t end = std::min(text_.size(), at_ + around);
            source = fmt::format("{}\"{}\"{}", start > 0 ? "..." : "",
                                 fromUtf16(std::u16string_view(text_).substr(start, end - start)),
                                 end < text_.size() ? "... " : "");
            if (source.ends_with(" ")) source.pop_back();
        }
        return fmt::format("Unexpected token '{}', {} is not valid JSON", token, source);
    }

    void readScalar() {
        const char16_t c = text_[at_];
        if (c == u'"') return readString();
        if (c == u'-' || isDigit(c)) return readNumber();
        for (const std::u16string_view word : {u"true", u"false", u"null"}) {
            if (c != word[0]) continue;
            for (std::size_t i = 0; i < word.size(); ++i, ++at_) {
                if (at_ >= text_.size()) {
                    fault_ = "Unexpected end of JSON input";
                    return;
                }
                if (text_[at_] != word[i]) {
                    fault_ = unexpectedToken();
                    return;
                }
            }
            return;
        }
        fault_ = unexpectedToken();
    }

    void readNumber() {
        if (text_[at_] == u'-') ++at_;
        if (at_ >= text_.size() || !isDigit(text_[at_])) {
            fault_ = located("No number after minus sign in JSON");
            return;
        }
        if (text_[at_] == u'0') {
            ++at_;
            if (at_ < text_.size() && isDigit(text_[at_])) {
                fault_ = located("Unexpected number in JSON");
                return;
            }
        }
        skipDigits();
        if (at_ < text_.size() && text_[at_] == u'.') {
            ++at_;
            if (!skipDigits()) fault_ = located("Unterminated fractional number in JSON");
        }
        if (!fault_ && at_ < text_.size() && (text_[at_] == u'e' || text_[at_] == u'E')) {
            ++at_;
            if (at_ < text_.size() && (text_[at_] == u'+' || text_[at_] == u'-')) ++at_;
            if (!skipDigits()) fault_ = located("Exponent part is missing a number in JSON");
        }
    }

    bool skipDigits() {
        const std::size_t start = at_;
        while (at_ < text_.size() && isDigit(text_[at_]))
            ++at_;
        return at_ > start;
    }

    void readString() {
        for (++at_; at_ < text_.size(); ++at_) {
            const char16_t c = text_[at_];
            if (c == u'"') {
                ++at_;
                return;
            }
            if (c < 0x20) {
                fault_ = located("Bad control character in string literal in JSON");
                return;
            }
            if (c == u'\\' && !readEscape()) return;
        }
        fault_ = located("Unterminated string in JSON");
    }

    bool readEscape() {
        ++at_;
        if (at_ >= text_.size()) return true;
        if (text_[at_] == u'u') {
            for (int i = 0; i < 4; ++i) {
                ++at_;
                if (at_ >= text_.size() || !isHex(text_[at_])) {
                    fault_ = located("Bad Unicode escape in JSON");
                    return false;
                }
            }
            return true;
        }
        if (std::u16string_view(u"\"\\/bfnrt").find(text_[at_]) == std::u16string_view::npos) {
            fault_ = located("Bad escaped character in JSON");
            return false;
        }
        return true;
    }

    std::u16string text_;
    std::size_t at_ = 0;
    std::optional<std::string> fault_;
};

}

std::string describeJsonFault(std::string_view text) { return FaultFinder(text).find(); }

}
