// Server-sent event framing and the decoder base on top of it.
#include "openclaw/llm/sse.hpp"

#include "llm/decoders.hpp"

#include <cmath>

namespace openclaw::llm {

std::optional<SseEvent> SseParser::next() {
    while (!overflowed_) {
        const std::size_t end = buffer_.find('\n', scanned_);
        if (end == std::string::npos) {
            scanned_ = buffer_.size();
            if (buffer_.size() - start_ + event_.data.size() > maxEventBytes_)
                overflowed_ = true;
            // The consumed front goes once it is at least as large as what would move.
            if (start_ > buffer_.size() / 2) {
                buffer_.erase(0, start_);
                scanned_ -= start_;
                start_ = 0;
            }
            return std::nullopt;
        }
        std::string_view line = std::string_view(buffer_).substr(start_, end - start_);
        start_ = scanned_ = end + 1;
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (takeLine(line)) {
            SseEvent event = std::move(event_);
            event_ = SseEvent{};
            hasData_ = false;
            return event;
        }
        if (event_.data.size() > maxEventBytes_)
            overflowed_ = true;
    }
    return std::nullopt;
}

bool SseParser::takeLine(std::string_view line) {
    if (line.empty()) {
        if (hasData_)
            return true;
        event_.name.clear();
        return false;
    }
    const std::size_t colon = line.find(':');
    const std::string_view field = line.substr(0, colon);
    std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
    if (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
    if (field == "data") {
        if (hasData_)
            event_.data += '\n';
        event_.data.append(value);
        hasData_ = true;
    } else if (field == "event") {
        event_.name = value;
    }
    return false;
}

std::int64_t tokenCount(const Json& object, std::string_view key) {
    constexpr double limit = 1e12;
    const std::optional<double> number = findNumber(object, key);
    if (!number || !std::isfinite(*number) || *number < 0)
        return 0;
    return static_cast<std::int64_t>(*number > limit ? limit : *number);
}

std::string describeStreamError(const Json& error) {
    if (error.is_string())
        return error.get<std::string>();
    const std::string message = stringOr(error, "message");
    if (message.empty())
        return "The provider reported an error without a message";
    std::string kind = stringOr(error, "code");
    if (kind.empty())
        kind = stringOr(error, "type");
    return kind.empty() ? message : kind + ": " + message;
}

namespace {

/// The value of four hex digits at `at`, or -1.
int hexUnit(std::string_view text, std::size_t at) {
    if (at + 4 > text.size())
        return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        int digit = -1;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/// Replaces unpaired surrogate escapes in JSON text by the escape of U+FFFD.
std::string repairSurrogates(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '\\' || i + 1 >= text.size()) {
            out += text[i++];
            continue;
        }
        const int unit = text[i + 1] == 'u' ? hexUnit(text, i + 2) : -1;
        if (unit < 0xd800 || unit > 0xdfff) {
            out.append(text.substr(i, 2));
            i += 2;
            continue;
        }
        const bool hasNext = i + 7 < text.size() && text[i + 6] == '\\' && text[i + 7] == 'u';
        const int low = hasNext ? hexUnit(text, i + 8) : -1;
        if (unit < 0xdc00 && low >= 0xdc00 && low <= 0xdfff) {
            out.append(text.substr(i, 12));
            i += 12;
        } else {
            out.append("\\ufffd");
            i += 6;
        }
    }
    return out;
}

}

Result<Json> parseStreamJson(std::string_view text) {
    Result<Json> parsed = parseJson(text);
    const bool mayBeRepaired = text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
    if (parsed || !mayBeRepaired)
        return parsed;
    return parseJson(repairSurrogates(text));
}

void SseDecoder::push(std::string_view bytes) {
    if (isComplete())
        return;
    received_ += bytes.size();
    if (received_ > maxReplyBytes) {
        builder_.fail("The reply is too large");
        return;
    }
    parser_.push(bytes);
    while (!isComplete()) {
        const std::optional<SseEvent> event = parser_.next();
        if (!event)
            break;
        if (onText(event->data))
            continue;
        const Result<Json> data = parseStreamJson(event->data);
        if (!data || !data->is_object()) {
            builder_.fail("Stream ended early: the provider sent malformed JSON");
            break;
        }
        onEvent(*data);
        if (builder_.reply().blocks.size() > maxReplyBlocks)
            builder_.fail("The reply has too many blocks");
    }
    if (parser_.overflowed())
        builder_.fail("The provider sent an event that is too large");
}

void SseDecoder::finish() {
    builder_.endAll();
    if (builder_.failed())
        return;
    if (!sawTerminal())
        builder_.fail(std::string(truncationMessage()));
    else
        conclude();
}

}
