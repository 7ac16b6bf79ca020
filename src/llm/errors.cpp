// What a provider's error text means (llm-providers.md section 8). Tables first; the order of rows is the rule.
#include "openclaw/llm/errors.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"

#include <array>
#include <initializer_list>
#include <span>

namespace openclaw::llm {

namespace {

constexpr std::size_t maxErrorTextBytes = 2048;

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

bool containsAny(std::string_view text, std::span<const std::string_view> words) {
    for (const std::string_view word : words) {
        if (contains(text, word))
            return true;
    }
    return false;
}

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// `number` as a word of its own.
bool containsNumber(std::string_view text, std::string_view number) {
    for (std::size_t at = text.find(number); at != std::string_view::npos; at = text.find(number, at + 1)) {
        const std::size_t end = at + number.size();
        if ((at == 0 || !isWordCharacter(text[at - 1])) && (end == text.size() || !isWordCharacter(text[end])))
            return true;
    }
    return false;
}

/// "first … last" somewhere in the text.
bool containsInOrder(std::string_view text, std::string_view first, std::string_view last) {
    const std::size_t at = text.find(first);
    return at != std::string_view::npos && text.find(last, at + first.size()) != std::string_view::npos;
}

constexpr std::array<std::string_view, 11> rateLimitWords{"rate limit", "rate_limit", "too many requests", "429",
    "exceeded your current quota", "resource has been exhausted", "quota exceeded", "resource_exhausted", "usage limit",
    "overloaded_error", "overloaded"};
constexpr std::array<std::string_view, 4> formatWords{
    "string should match pattern", "tool_use.id", "tool_use_id", "invalid request format"};
constexpr std::array<std::string_view, 4> billingWords{
    "payment required", "insufficient credits", "credit balance", "plans & billing"};
constexpr std::array<std::string_view, 3> timeoutWords{"timeout", "timed out", "deadline exceeded"};
constexpr std::array<std::string_view, 13> authWords{"invalid api key", "invalid_api_key", "incorrect api key",
    "invalid token", "authentication", "re-authenticate", "oauth token refresh failed", "unauthorized", "forbidden",
    "access denied", "expired", "no credentials found", "no api key found"};

constexpr std::array<std::string_view, 19> overflowWords{"request_too_large", "request exceeds the maximum size",
    "context length exceeded", "maximum context length", "prompt is too long", "exceeds model context window",
    "context overflow", "input is too long for requested model", "exceeds the context window", "maximum prompt length is",
    "reduce the length of the messages", "exceeds the available context size", "greater than the context length",
    "context window exceeds limit", "exceeded model token limit", "context_length_exceeded", "too many tokens",
    "token limit exceeded", "exceeds the limit of"};

constexpr std::array<std::string_view, 7> quotaWords{"insufficient_quota", "quota exceeded", "billing", "out of budget",
    "usage limit", "usage_limit", "usage_not_included"};
constexpr std::array<std::string_view, 36> retryableWords{"overloaded", "rate limit", "rate_limit", "too many requests",
    "service unavailable", "server error", "server_error", "internal error", "internal_error", "api_error",
    "connection error", "connection refused", "connection reset", "connection lost", "other side closed", "fetch failed",
    "upstream connect", "reset before headers", "terminated", "retry delay", "timeout", "timed out", "enotfound",
    "eai_again", "dns", "socket hang up", "websocket closed", "stream ended", "try again", "econnreset", "econnrefused",
    "bad gateway", "gateway timeout", "temporarily unavailable", "closed before", "resource_exhausted"};
constexpr std::array<std::string_view, 9> retryableStatuses{"429", "500", "502", "503", "504", "520", "524", "529", "408"};

}

std::string_view toString(FailureClass failure) {
    switch (failure) {
    case FailureClass::none:
        return "none";
    case FailureClass::rateLimit:
        return "rate_limit";
    case FailureClass::format:
        return "format";
    case FailureClass::billing:
        return "billing";
    case FailureClass::timeout:
        return "timeout";
    case FailureClass::auth:
        return "auth";
    }
    return "none";
}

FailureClass classifyFailureText(std::string_view message) {
    const std::string text = toLowerAscii(message);
    if (contains(text, "image dimensions exceed max allowed size") ||
        (contains(text, "image exceeds") && contains(text, "mb")))
        return FailureClass::none;
    if (containsAny(text, rateLimitWords))
        return FailureClass::rateLimit;
    if (containsAny(text, formatWords))
        return FailureClass::format;
    const bool billing = contains(text, "billing") && (contains(text, "upgrade") || contains(text, "credits") ||
                                                          contains(text, "payment") || contains(text, "plan"));
    if (containsNumber(text, "402") || containsAny(text, billingWords) || billing)
        return FailureClass::billing;
    if (containsAny(text, timeoutWords))
        return FailureClass::timeout;
    if (containsAny(text, authWords) || containsNumber(text, "401") || containsNumber(text, "403"))
        return FailureClass::auth;
    return FailureClass::none;
}

FailureClass classifyFailure(std::optional<int> status, std::string_view message) {
    switch (status.value_or(0)) {
    case 402:
        return FailureClass::billing;
    case 429:
        return FailureClass::rateLimit;
    case 401:
    case 403:
        return FailureClass::auth;
    case 408:
        return FailureClass::timeout;
    default:
        break;
    }
    for (const std::string_view code : {"ETIMEDOUT", "ESOCKETTIMEDOUT", "ECONNRESET", "ECONNABORTED"}) {
        if (contains(message, code))
            return FailureClass::timeout;
    }
    return classifyFailureText(message);
}

bool isContextOverflow(std::string_view message) {
    const std::string text = toLowerAscii(message);
    const std::optional<int> status = leadingStatus(text);
    if (containsAny(text, overflowWords))
        return true;
    if (contains(text, "request size exceeds") && (contains(text, "context window") || contains(text, "context length")))
        return true;
    if (containsInOrder(text, "input token count", "exceeds the maximum"))
        return true;
    if (status == 413 && contains(text, "too large"))
        return true;
    return (status == 400 || status == 413) && contains(text, "(no body)");
}

bool isRetryable(std::string_view message) {
    const std::string text = toLowerAscii(message);
    if (isContextOverflow(text) || containsAny(text, quotaWords))
        return false;
    for (const std::string_view status : retryableStatuses) {
        if (containsNumber(text, status))
            return true;
    }
    const std::optional<int> status = leadingStatus(text);
    if (status && (*status == 400 || *status == 401 || *status == 403 || *status == 404))
        return false;
    return containsAny(text, retryableWords);
}

std::string describeHttpError(int status, std::string_view body) {
    std::string text;
    const Result<Json> parsed = parseJson(body);
    if (parsed && parsed->is_object()) {
        const Json* error = findMember(*parsed, "error");
        if (error && error->is_string())
            text = error->get<std::string>();
        else
            text = dumpJson(error ? *error : *parsed);
    } else {
        text = std::string(trimAscii(body));
    }
    const std::string prefix = std::to_string(status);
    if (text.empty())
        return prefix + " (no body)";
    return prefix + ": " + std::string(utf8Prefix(sanitizeUtf8(text), maxErrorTextBytes));
}

std::optional<int> leadingStatus(std::string_view message) {
    if (message.size() < 4 || (message[3] != ':' && message[3] != ' '))
        return std::nullopt;
    const auto number = parseInteger(message.substr(0, 3));
    if (!number || *number < 100)
        return std::nullopt;
    return static_cast<int>(*number);
}

std::string_view withoutStatus(std::string_view message) {
    if (!leadingStatus(message))
        return message;
    message.remove_prefix(3);
    if (message.front() == ':')
        message.remove_prefix(1);
    return message.starts_with(' ') ? message.substr(1) : message;
}

}
