// A JSON5 reader that remembers where every value stands, so that messages can point at the line to fix.
// The grammar is https://spec.json5.org; one recursive function per production, depth-limited.
#include "openclaw/config/json5.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace openclaw::config {

namespace {

/// Keeps everything that walks ordered objects key by key cheap.
constexpr std::size_t maxObjectMembers = 5000;

/// Unwinds the recursion; caught in parseJson5.
struct SyntaxError {
    std::size_t offset;
    std::string message;
};

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80;
}
bool isIdentifierPart(char c) { return isIdentifierStart(c) || isDigit(c); }

int hexValue(char c) {
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Document parse() {
        if (text_.starts_with("\xEF\xBB\xBF"))
            position_ = 3;
        Document document;
        skipBlanks();
        if (atEnd())
            fail("the text is empty");
        readValue(document.value, document.location, 0);
        skipBlanks();
        if (!atEnd())
            fail("unexpected text after the end of the value");
        return document;
    }

private:
    bool atEnd() const { return position_ >= text_.size(); }
    char peek() const { return atEnd() ? '\0' : text_[position_]; }
    bool startsWith(std::string_view word) const { return text_.substr(position_, word.size()) == word; }
    [[noreturn]] void fail(std::string message) const { throw SyntaxError{position_, std::move(message)}; }
    [[noreturn]] void failHere() const {
        if (atEnd())
            fail("unexpected end of the text");
        fail(fmt::format("unexpected {}", quoteJson(utf8Prefix(text_.substr(position_, 4), 4).substr(0, characterLength()))));
    }
    std::size_t characterLength() const {
        std::size_t next = position_;
        decodeUtf8(text_, next);
        return next - position_;
    }

    /// Length of the white space character here, 0 if there is none.
    std::size_t blankLength() const {
        const char c = peek();
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f')
            return atEnd() ? 0 : 1;
        if (startsWith("\xC2\xA0"))
            return 2;
        if (startsWith("\xE2\x80\xA8") || startsWith("\xE2\x80\xA9") || startsWith("\xEF\xBB\xBF"))
            return 3;
        return 0;
    }

    void skipBlanks() {
        for (;;) {
            if (const std::size_t length = blankLength()) {
                position_ += length;
            } else if (startsWith("//")) {
                while (!atEnd() && peek() != '\n' && peek() != '\r')
                    ++position_;
            } else if (startsWith("/*")) {
                const std::size_t close = text_.find("*/", position_ + 2);
                if (close == std::string_view::npos)
                    fail("this comment is never closed");
                position_ = close + 2;
            } else {
                return;
            }
        }
    }

    /// Moves the line counter forward to the current position; positions only grow.
    void locate(Location& location) {
        for (; counted_ < position_; ++counted_) {
            if (text_[counted_] == '\n') {
                ++line_;
                lineStart_ = counted_ + 1;
            }
        }
        location.line = line_;
        location.column = static_cast<int>(position_ - lineStart_) + 1;
        location.begin = position_;
    }

    void readValue(OrderedJson& value, Location& location, int depth) {
        if (depth > maxJsonDepth)
            fail(fmt::format("nested deeper than {} levels", maxJsonDepth));
        locate(location);
        const char c = peek();
        if (c == '{')
            readObject(value, location, depth);
        else if (c == '[')
            readArray(value, location, depth);
        else if (c == '"' || c == '\'')
            value = readString();
        else if (isDigit(c) || c == '.' || c == '+' || c == '-')
            value = readNumber();
        else if (isIdentifierStart(c))
            value = readWord();
        else
            failHere();
        location.end = position_;
    }

    void readObject(OrderedJson& value, Location& location, int depth) {
        value = OrderedJson::object();
        // ordered_map looks keys up one by one; an index of our own keeps large objects linear.
        auto& members = value.get_ref<OrderedJson::object_t&>();
        std::unordered_map<std::string, std::size_t> index;
        ++position_;
        for (;;) {
            skipBlanks();
            if (peek() == '}')
                break;
            std::string key = readKey();
            skipBlanks();
            if (peek() != ':')
                fail(fmt::format("expected ':' after the key {}", quoteJson(key)));
            ++position_;
            skipBlanks();
            Location memberLocation;
            OrderedJson member;
            readValue(member, memberLocation, depth + 1);
            const auto [known, isNew] = index.emplace(key, members.size());
            if (members.size() >= maxObjectMembers)
                fail(fmt::format("an object with more than {} keys", maxObjectMembers));
            if (isNew)
                members.push_back({key, std::move(member)});
            else
                (members.begin() + static_cast<std::ptrdiff_t>(known->second))->second = std::move(member);
            location.members.insert_or_assign(std::move(key), std::move(memberLocation));
            if (!skipSeparator('}'))
                break;
        }
        ++position_;
    }

    void readArray(OrderedJson& value, Location& location, int depth) {
        value = OrderedJson::array();
        ++position_;
        for (;;) {
            skipBlanks();
            if (peek() == ']')
                break;
            OrderedJson item;
            Location itemLocation;
            readValue(item, itemLocation, depth + 1);
            value.push_back(std::move(item));
            location.items.push_back(std::move(itemLocation));
            if (!skipSeparator(']'))
                break;
        }
        ++position_;
    }

    /// True after a comma, false at the closing bracket.
    bool skipSeparator(char close) {
        skipBlanks();
        if (peek() == ',') {
            ++position_;
            return true;
        }
        if (peek() == close && !atEnd())
            return false;
        if (atEnd())
            fail(fmt::format("unexpected end of the text, '{}' is missing", close));
        fail(fmt::format("expected ',' or '{}'", close));
    }

    std::string readKey() {
        if (peek() == '"' || peek() == '\'')
            return readString();
        if (!isIdentifierStart(peek()) && peek() != '\\')
            failHere();
        std::string key;
        while (!atEnd() && (isIdentifierPart(peek()) || peek() == '\\')) {
            if (peek() == '\\') {
                if (!startsWith("\\u"))
                    failHere();
                position_ += 2;
                appendUtf8(key, readHexDigits(4));
            } else {
                key += text_[position_++];
            }
        }
        return sanitizeUtf8(key);
    }

    std::string readString() {
        const std::size_t start = position_;
        const char quote = text_[position_++];
        std::string out;
        for (;;) {
            if (atEnd()) {
                position_ = start;
                fail("this string is never closed");
            }
            const char c = text_[position_];
            if (c == quote)
                break;
            if (c == '\n' || c == '\r')
                fail("a line break inside a string needs a backslash before it");
            if (c == '\\') {
                ++position_;
                readEscape(out);
            } else {
                out += c;
                ++position_;
            }
        }
        ++position_;
        return sanitizeUtf8(out);
    }

    void readEscape(std::string& out) {
        if (atEnd())
            failHere();
        const char c = text_[position_++];
        switch (c) {
        case 'n': out += '\n'; return;
        case 't': out += '\t'; return;
        case 'r': out += '\r'; return;
        case 'b': out += '\b'; return;
        case 'f': out += '\f'; return;
        case 'v': out += '\v'; return;
        case '0': out += '\0'; return;
        case 'x': appendUtf8(out, readHexDigits(2)); return;
        case 'u': appendUtf8(out, readUtf16Escape()); return;
        case '\n': return;
        case '\r':
            if (peek() == '\n')
                ++position_;
            return;
        default: break;
        }
        if (isDigit(c)) {
            --position_;
            fail("octal escapes are not allowed");
        }
        // U+2028 and U+2029 continue the line like any other line break.
        if (text_.substr(position_ - 1, 3) == "\xE2\x80\xA8" || text_.substr(position_ - 1, 3) == "\xE2\x80\xA9") {
            position_ += 2;
            return;
        }
        out += c;
    }

    char32_t readHexDigits(int count) {
        char32_t value = 0;
        for (int i = 0; i < count; ++i) {
            const int digit = hexValue(peek());
            if (digit < 0 || atEnd())
                fail(fmt::format("expected {} hexadecimal digits", count));
            value = value * 16 + static_cast<char32_t>(digit);
            ++position_;
        }
        return value;
    }

    char32_t readUtf16Escape() {
        const char32_t first = readHexDigits(4);
        if (first < 0xD800 || first > 0xDFFF)
            return first;
        if (first > 0xDBFF || !startsWith("\\u"))
            return 0xFFFD;
        const std::size_t before = position_;
        position_ += 2;
        const char32_t second = readHexDigits(4);
        if (second < 0xDC00 || second > 0xDFFF) {
            position_ = before;
            return 0xFFFD;
        }
        return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    }

    OrderedJson readWord() {
        for (const auto& [word, value] : {std::pair<std::string_view, OrderedJson>{"true", true},
                                          {"false", false},
                                          {"null", nullptr},
                                          {"Infinity", std::numeric_limits<double>::infinity()},
                                          {"NaN", std::numeric_limits<double>::quiet_NaN()}}) {
            if (startsWith(word) && !isIdentifierPart(position_ + word.size() < text_.size() ? text_[position_ + word.size()] : ' ')) {
                position_ += word.size();
                return value;
            }
        }
        fail("text values need quotes");
    }

    OrderedJson readNumber() {
        const std::size_t start = position_;
        bool negative = false;
        if (peek() == '+' || peek() == '-')
            negative = text_[position_++] == '-';
        if (startsWith("Infinity") || startsWith("NaN")) {
            const double value = readWord().get<double>();
            return negative ? -value : value;
        }
        if (startsWith("0x") || startsWith("0X"))
            return readHexNumber(negative);
        const std::size_t digits = position_;
        while (isDigit(peek()))
            ++position_;
        const std::size_t wholeDigits = position_ - digits;
        bool isInteger = true;
        std::size_t fractionDigits = 0;
        if (peek() == '.') {
            isInteger = false;
            ++position_;
            for (; isDigit(peek()); ++position_)
                ++fractionDigits;
        }
        if (wholeDigits + fractionDigits == 0)
            failHere();
        if (wholeDigits > 1 && text_[digits] == '0') {
            position_ = start;
            fail("a number cannot start with 0");
        }
        if (peek() == 'e' || peek() == 'E') {
            isInteger = false;
            ++position_;
            if (peek() == '+' || peek() == '-')
                ++position_;
            if (!isDigit(peek()))
                failHere();
            while (isDigit(peek()))
                ++position_;
        }
        if (isIdentifierPart(peek()) && !atEnd())
            failHere();
        return toNumber(text_.substr(digits, position_ - digits), negative, isInteger);
    }

    OrderedJson readHexNumber(bool negative) {
        position_ += 2;
        double value = 0;
        std::size_t count = 0;
        for (; hexValue(peek()) >= 0 && !atEnd(); ++position_, ++count)
            value = value * 16 + hexValue(peek());
        if (count == 0 || (isIdentifierPart(peek()) && !atEnd()))
            failHere();
        if (value <= 9007199254740991.0) {
            const auto whole = static_cast<std::int64_t>(value);
            return negative ? -whole : whole;
        }
        return negative ? -value : value;
    }

    static OrderedJson toNumber(std::string_view digits, bool negative, bool isInteger) {
        if (isInteger) {
            std::int64_t whole = 0;
            const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
            if (parsed.ec == std::errc())
                return negative ? -whole : whole;
        }
        double value = 0;
        // from_chars wants neither a leading nor a trailing dot.
        std::string text(digits);
        if (text.front() == '.')
            text.insert(0, "0");
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
        if (parsed.ec == std::errc::result_out_of_range) {
            const bool isTiny = text.find("e-") != std::string::npos || text.find("E-") != std::string::npos;
            value = isTiny ? 0 : std::numeric_limits<double>::infinity();
        }
        return negative ? -value : value;
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::size_t counted_ = 0;
    std::size_t lineStart_ = 0;
    int line_ = 1;
};

std::string describePlace(std::string_view text, std::size_t offset) {
    int line = 1;
    std::size_t lineStart = 0;
    for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
        if (text[i] == '\n') {
            ++line;
            lineStart = i + 1;
        }
    }
    return fmt::format("line {}, column {}", line, offset - lineStart + 1);
}

}

const Location& Location::closest(const std::vector<std::string>& path) const {
    const Location* current = this;
    for (const auto& segment : path) {
        if (const auto member = current->members.find(segment); member != current->members.end()) {
            current = &member->second;
            continue;
        }
        const auto index = parseInteger(segment);
        if (!index || *index < 0 || static_cast<std::size_t>(*index) >= current->items.size())
            break;
        current = &current->items[static_cast<std::size_t>(*index)];
    }
    return *current;
}

Result<Document> parseJson5(std::string_view text) {
    if (text.size() > maxConfigBytes)
        return Error(Errc::invalidInput, fmt::format("{} bytes are too long, the limit is {}", text.size(), maxConfigBytes));
    try {
        return Parser(text).parse();
    } catch (const SyntaxError& error) {
        return Error(Errc::invalidInput, fmt::format("{}: {}", describePlace(text, error.offset), error.message));
    }
}

Json toJson(const OrderedJson& value) {
    if (value.is_object()) {
        Json object = Json::object();
        for (const auto& member : value.items())
            object[member.key()] = toJson(member.value());
        return object;
    }
    if (value.is_array()) {
        Json array = Json::array();
        for (const auto& item : value)
            array.push_back(toJson(item));
        return array;
    }
    if (value.is_string())
        return Json(value.get_ref<const std::string&>());
    if (value.is_boolean())
        return Json(value.get<bool>());
    if (value.is_number_unsigned())
        return Json(value.get<std::uint64_t>());
    if (value.is_number_integer())
        return Json(value.get<std::int64_t>());
    if (value.is_number_float())
        return Json(value.get<double>());
    return Json();
}

}
