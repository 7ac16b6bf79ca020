// Poll requests, checked.
#include "openclaw/protocol/polls.hpp"

#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace openclaw::protocol {

namespace {

constexpr double largest = 1e9;

Error bad(std::string message) { return Error(Errc::invalidInput, std::move(message)); }

std::optional<std::int64_t> whole(const std::optional<double>& value) {
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return static_cast<std::int64_t>(std::clamp(std::floor(*value), -largest, largest));
}

}

Result<Poll> parsePoll(const Json& input, std::optional<std::size_t> maxOptions) {
    Poll poll;
    poll.question = std::string(trimUnicode(stringOr(input, "question")));
    if (poll.question.empty()) return bad("Poll question is required");
    if (const Json* options = findMember(input, "options"); options && options->is_array()) {
        for (const Json& option : *options) {
            std::string text(trimUnicode(option.is_string() ? option.get<std::string>() : std::string()));
            if (!text.empty()) poll.options.push_back(std::move(text));
        }
    }
    if (poll.options.size() < 2) return bad("Poll requires at least 2 options");
    if (maxOptions && poll.options.size() > *maxOptions)
        return bad(fmt::format("Poll supports at most {} options", *maxOptions));
    poll.maxSelections = whole(findNumber(input, "maxSelections")).value_or(1);
    if (poll.maxSelections < 1) return bad("maxSelections must be at least 1");
    if (poll.maxSelections > static_cast<std::int64_t>(poll.options.size()))
        return bad("maxSelections cannot exceed option count");
    poll.durationHours = whole(findNumber(input, "durationHours"));
    if (poll.durationHours && *poll.durationHours < 1) return bad("durationHours must be at least 1");
    return poll;
}

std::int64_t clampPollHours(const std::optional<double>& hours, std::int64_t fallback, std::int64_t most) {
    return std::clamp<std::int64_t>(whole(hours).value_or(fallback), 1, most);
}

}
