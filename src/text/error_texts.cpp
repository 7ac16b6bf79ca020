// Provider errors in words that a person understands, and the last tidying of a text before people see it.
#include "openclaw/text/error_texts.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/payloads.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace openclaw::text {

namespace {

constexpr std::size_t maxRawErrorChars = 600;
constexpr std::string_view overflowText =
    "Context overflow: prompt too large for the model. Try again with less input or a larger-context model.";
constexpr std::string_view orderingText =
    "Message ordering conflict - please try again. If this persists, use /new to start a fresh session.";
constexpr std::string_view overloadedText =
    "The AI service is temporarily overloaded. Please try again in a moment.";

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> overflowWords{
    "request_too_large",       "request exceeds the maximum size",
    "context length exceeded", "maximum context length",
    "prompt is too long",      "exceeds model context window",
    "context overflow"};
constexpr std::array<std::string_view, 15> httpHints{
    "error",           "bad request",         "not found", "unauthorized",      "forbidden",
    "internal server", "service unavailable", "gateway",   "rate limit",        "overloaded",
    "timeout",         "timed out",           "invalid",   "too many requests", "permission"};
constexpr std::array<std::string_view, 9> busyWords{"rate limit",
                                                    "rate_limit",
                                                    "too many requests",
                                                    "429",
                                                    "exceeded your current quota",
                                                    "resource has been exhausted",
                                                    "quota exceeded",
                                                    "resource_exhausted",
                                                    "usage limit"};
constexpr std::array<std::string_view, 3> timeoutWords{"timeout", "timed out", "deadline exceeded"};
/// Names that stand in front of an error; the first five may also stand in front of a JSON body.
constexpr std::array<std::string_view, 9> errorNames{"error",           "api error",     "openai error",
                                                     "anthropic error", "gateway error", "apierror",
                                                     "request failed",  "failed",        "exception"};

bool contains(std::string_view text, std::string_view word) {
    return text.find(word) != std::string_view::npos;
}

bool containsAny(std::string_view text, Words words) {
    for (const std::string_view word : words) {
        if (contains(text, word)) return true;
    }
    return false;
}

/// The length of `name` at the start of `lower`, where a blank in the name stands for any white space or
/// none.
std::optional<std::size_t> matchName(std::string_view lower, std::string_view name) {
    std::size_t at = 0;
    for (const char c : name) {
        if (c == ' ') {
            at = skipSpaces(lower, at);
            continue;
        }
        if (at >= lower.size() || lower[at] != c) return std::nullopt;
        ++at;
    }
    return at;
}

/// The text behind "Error: " and its relatives; nullopt when there is no such prefix.
std::optional<std::string_view> afterErrorName(std::string_view text, bool beforeJson) {
    const std::string lower = toLowerAscii(text);
    for (std::size_t i = 0; i < errorNames.size(); ++i) {
        if (beforeJson && i > 5) break;
        if (!beforeJson && errorNames[i] == "apierror") continue;
        const auto end = matchName(lower, errorNames[i]);
        if (!end) continue;
        std::size_t at = *end;
        for (;;) {
            const std::size_t next = skipSpaces(text, at);
            if (next < text.size() && (text[next] == ':' || text[next] == '-'))
                at = next + 1;
            else if (next > at)
                at = next;
            else
                break;
        }
        if (at > *end) return text.substr(at);
    }
    return std::nullopt;
}

struct HttpError {
    std::string status;
    std::string_view rest;
};

/// "[http ]503 text" on a single line.
std::optional<HttpError> readHttpError(std::string_view text) {
    std::size_t at = 0;
    if (startsWithIgnoreCase(text, "http")) at = skipSpaces(text, 4);
    if (at + 3 >= text.size()) return std::nullopt;
    const std::string_view status = text.substr(at, 3);
    for (const char c : status) {
        if (c < '0' || c > '9') return std::nullopt;
    }
    const std::size_t rest = skipSpaces(text, at + 3);
    if (rest == at + 3 || rest >= text.size() || text.substr(rest).find('\n') != std::string_view::npos)
        return std::nullopt;
    return HttpError{std::string(status), text.substr(rest)};
}

bool isHttpErrorText(std::string_view text) {
    const auto error = readHttpError(text);
    return error && error->status >= "400" && containsAny(toLowerAscii(error->rest), httpHints);
}

bool isErrorObject(const Json& value) {
    if (!value.is_object()) return false;
    if (stringOr(value, "type") == "error" || findString(value, "request_id") ||
        findString(value, "requestId"))
        return true;
    const Json* error = findMember(value, "error");
    return error && error->is_object() &&
           (findString(*error, "message") || findString(*error, "type") || findString(*error, "code"));
}

std::optional<Json> readErrorObject(std::string_view raw) {
    const std::string_view text = trimUnicode(raw);
    std::vector<std::string_view> candidates{text};
    if (const auto rest = afterErrorName(text, true)) candidates.push_back(trimUnicode(*rest));
    for (const std::string_view candidate : candidates) {
        if (!candidate.starts_with("{") || !candidate.ends_with("}")) continue;
        Result<Json> parsed = parseJson(candidate);
        if (parsed && isErrorObject(*parsed)) return std::move(*parsed);
    }
    return std::nullopt;
}

/// "LLM error overloaded_error: Overloaded (request_id: …)"; the raw text when it has no message.
std::string describeError(std::string_view raw) {
    const std::string_view text = trimUnicode(raw);
    const auto http = readHttpError(text);
    if (http && !trimUnicode(http->rest).starts_with("{"))
        return fmt::format("HTTP {}: {}", http->status, trimUnicode(http->rest));
    std::string prefix = "LLM error";
    std::string_view body = text;
    if (http && !startsWithIgnoreCase(text, "http")) {
        prefix = "HTTP " + http->status;
        body = http->rest;
    }
    if (const auto object = readErrorObject(body)) {
        const Json* inner = findMember(*object, "error");
        std::string type = stringOr(*object, "type");
        std::string message = stringOr(*object, "message");
        if (inner && inner->is_object()) {
            type = stringOr(*inner, "type", stringOr(*inner, "code", type));
            message = stringOr(*inner, "message", message);
        }
        if (!message.empty()) {
            std::string out = prefix + (type.empty() ? "" : " " + type) + ": " + message;
            const std::string id = stringOr(*object, "request_id", stringOr(*object, "requestId"));
            return id.empty() ? out : out + " (request_id: " + id + ")";
        }
    }
    return utf16Length(text) > maxRawErrorChars ? utf16Prefix(text, maxRawErrorChars) + "…"
                                                : std::string(text);
}

/// Without "<final>" and "</final>", blanks inside and any case.
std::string withoutFinalTags(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find('<', at);
        if (open == std::string_view::npos) {
            out += text.substr(at);
            break;
        }
        out += text.substr(at, open - at);
        std::size_t next = skipSpaces(text, open + 1);
        if (next < text.size() && text[next] == '/') next = skipSpaces(text, next + 1);
        const bool isTag = startsWithIgnoreCase(text.substr(next), "final");
        const std::size_t close = isTag ? skipSpaces(text, next + 5) : text.size();
        if (close < text.size() && text[close] == '>') {
            at = close + 1;
        } else {
            out += '<';
            at = open + 1;
        }
    }
    return out;
}

std::string withoutRepeatedParagraphs(const std::string& text) {
    const std::string_view trimmed = trimUnicode(text);
    std::vector<std::string> kept;
    std::string last;
    std::size_t count = 0;
    for (std::size_t at = 0; at <= trimmed.size();) {
        const std::size_t end = std::min(trimmed.find("\n\n", at), trimmed.size());
        const std::string_view block = trimUnicode(trimmed.substr(at, end - at));
        const std::string normal = collapseSpaces(block);
        ++count;
        if (last.empty() || normal != last) kept.emplace_back(block);
        last = normal;
        at = end;
        while (at < trimmed.size() && trimmed[at] == '\n')
            ++at;
        if (end == trimmed.size()) break;
    }
    return kept.size() == count ? text : join(kept, "\n\n");
}

bool isOverloaded(std::string_view lower) { return contains(lower, "overloaded"); }

}

bool isOverflowText(std::string_view message) {
    const std::string text = toLowerAscii(message);
    return containsAny(text, overflowWords) ||
           (contains(text, "request size exceeds") &&
            (contains(text, "context window") || contains(text, "context length"))) ||
           (contains(text, "413") && contains(text, "too large"));
}

bool isLikelyOverflowText(std::string_view message) {
    const std::string text = toLowerAscii(message);
    // Each line on its own: the words must stand together.
    for (const std::string_view line : split(text, '\n')) {
        const std::size_t window = line.find("context window");
        if (window != std::string_view::npos &&
            (contains(line.substr(window), "too small") || contains(line.substr(window), "minimum is")))
            return false;
    }
    if (isOverflowText(message)) return true;
    constexpr std::array<std::string_view, 9> windowWords{
        "too large", "too long", "exceed", "over", "limit", "max", "requested", "sent", "tokens"};
    const Words promptWords = Words(windowWords).subspan(0, 6);
    for (const std::string_view line : split(text, '\n')) {
        if (const auto at = line.find("context");
            at != std::string_view::npos && contains(line.substr(at), "overflow"))
            return true;
        if (const auto at = line.find("context window");
            at != std::string_view::npos && containsAny(line.substr(at + 14), windowWords))
            return true;
        for (const std::string_view subject : {"prompt", "request", "input"}) {
            if (const auto at = line.find(subject);
                at != std::string_view::npos && containsAny(line.substr(at + subject.size()), promptWords))
                return true;
        }
    }
    return false;
}

bool isCompactionFailureText(std::string_view message) {
    const std::string text = toLowerAscii(message);
    return isOverflowText(message) &&
           (contains(text, "summarization failed") || contains(text, "compaction"));
}

std::string sanitizeForPeople(std::string_view raw) {
    std::string text = withoutFinalTags(raw);
    const std::string_view trimmed = trimUnicode(text);
    if (trimmed.empty()) return text;
    const std::string lower = toLowerAscii(trimmed);
    if (contains(lower, "incorrect role information") || contains(lower, "roles must alternate"))
        return std::string(orderingText);
    if (isOverflowText(trimmed)) return std::string(overflowText);
    if (readErrorObject(trimmed) || isHttpErrorText(trimmed)) return describeError(trimmed);
    // Several paragraphs are an answer that happens to begin with such a word, not an error.
    if (afterErrorName(trimmed, false) && !contains(trimmed, "\n\n")) {
        if (isOverloaded(lower) || containsAny(lower, busyWords)) return std::string(overloadedText);
        if (containsAny(lower, timeoutWords)) return "LLM request timed out.";
        return describeError(trimmed);
    }
    return withoutRepeatedParagraphs(text);
}

}
