// Envelopes and pending history: the text around a message, as the model reads it.
#include "openclaw/prompt/envelope.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "prompt/trimmed.hpp"

#include <fmt/format.h>

namespace openclaw::prompt {

namespace {

constexpr std::string_view historyMarker = "[Chat messages since your last reply - for context]";
constexpr std::string_view currentMarker = "[Current message - respond to this]";
/// Dates beyond this are not dates (the year 9999).
constexpr std::int64_t maxTimestampMs = 253'402'300'799'000;

std::optional<std::string> elapsedLabel(const Envelope& envelope, const EnvelopeOptions& options) {
    if (!options.includeElapsed || !envelope.timestampMs || !envelope.previousMs) return std::nullopt;
    const std::int64_t elapsed = *envelope.timestampMs - *envelope.previousMs;
    if (elapsed < 0) return std::nullopt;
    const std::int64_t seconds = elapsed / 1000;
    if (seconds < 60) return fmt::format("{}s", seconds);
    if (seconds < 3600) return fmt::format("{}m", seconds / 60);
    if (seconds < 86'400) return fmt::format("{}h", seconds / 3600);
    return fmt::format("{}d", seconds / 86'400);
}

std::string inZone(std::int64_t timestampMs, std::string_view zone) {
    const auto local = toLocalTime(timestampMs, zone);
    if (!local) return {};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} {}", local->year, local->month, local->day, local->hour,
                       local->minute, local->zoneName);
}

std::string inUtc(std::int64_t timestampMs) {
    const auto utc = toLocalTime(timestampMs, "UTC");
    return utc ? fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}Z", utc->year, utc->month, utc->day, utc->hour,
                             utc->minute)
               : std::string();
}

std::string timestampLabel(const Envelope& envelope, const EnvelopeOptions& options) {
    if (!options.includeTimestamp || !envelope.timestampMs || *envelope.timestampMs == 0 ||
        *envelope.timestampMs > maxTimestampMs || *envelope.timestampMs < -maxTimestampMs)
        return {};
    const std::string zone = trimmed(options.timezone);
    const std::string word = toLowerAscii(zone);
    if (word.empty() || word == "local" || word == "host") return inZone(*envelope.timestampMs, "");
    if (word == "utc" || word == "gmt") return inUtc(*envelope.timestampMs);
    if (word == "user") {
        const std::string user = trimmed(options.userTimezone);
        return inZone(*envelope.timestampMs, isKnownTimeZone(user) ? user : "");
    }
    return isKnownTimeZone(zone) ? inZone(*envelope.timestampMs, zone) : inUtc(*envelope.timestampMs);
}

}

EnvelopeOptions envelopeOptionsFromJson(const Json& config) {
    EnvelopeOptions options;
    const Json* defaults = findPath(config, "agents.defaults");
    if (!defaults) return options;
    options.timezone = stringOr(*defaults, "envelopeTimezone");
    options.userTimezone = stringOr(*defaults, "userTimezone");
    options.includeTimestamp = stringOr(*defaults, "envelopeTimestamp") != "off";
    options.includeElapsed = stringOr(*defaults, "envelopeElapsed") != "off";
    return options;
}

std::string formatEnvelope(const Envelope& envelope, const EnvelopeOptions& options) {
    std::string header = trimmed(envelope.channel);
    if (header.empty()) header = "Channel";
    const auto add = [&](const std::string& part) {
        if (!part.empty()) header += " " + part;
    };
    add(trimmed(envelope.from));
    if (const auto elapsed = elapsedLabel(envelope, options)) add("+" + *elapsed);
    add(trimmed(envelope.host));
    add(trimmed(envelope.ip));
    add(timestampLabel(envelope, options));
    return "[" + header + "] " + envelope.body;
}

std::optional<std::string> senderLabel(const SenderNames& sender) {
    std::string display;
    for (const std::string* name : {&sender.name, &sender.username, &sender.tag}) {
        if (display.empty()) display = trimmed(*name);
    }
    std::string id = trimmed(sender.e164);
    if (id.empty()) id = trimmed(sender.id);
    if (!display.empty() && !id.empty() && display != id) return display + " (" + id + ")";
    if (display.empty()) display = id;
    return display.empty() ? std::nullopt : std::optional(display);
}

std::string normalizeChatType(std::string_view word) {
    std::string type = toLowerAscii(trimUnicode(word));
    if (type == "dm") return "direct";
    return type == "direct" || type == "group" || type == "channel" ? type : std::string();
}

std::string formatInboundEnvelope(Envelope envelope,
                                  std::string_view chatType,
                                  std::string_view sender,
                                  const EnvelopeOptions& options) {
    const std::string type = normalizeChatType(chatType);
    const std::string who = trimmed(sender);
    if (!type.empty() && type != "direct" && !who.empty()) envelope.body = who + ": " + envelope.body;
    return formatEnvelope(envelope, options);
}

std::string formatFromLabel(const FromLabel& label) {
    if (label.isGroup) {
        std::string name = trimmed(label.groupLabel);
        if (name.empty()) name = label.groupFallback.empty() ? "Group" : label.groupFallback;
        const std::string id = trimmed(label.groupId);
        return id.empty() ? name : name + " id:" + id;
    }
    const std::string name = trimmed(label.directLabel);
    const std::string id = trimmed(label.directId);
    return id.empty() || id == name ? name : name + " id:" + id;
}

void HistoryRing::add(HistoryEntry entry) {
    if (limit_ == 0) return;
    entries_.push_back(std::move(entry));
    setLimit(limit_);
}

void HistoryRing::setLimit(std::size_t limit) {
    limit_ = limit;
    while (entries_.size() > limit_)
        entries_.pop_front();
}

std::string withHistory(const std::vector<std::string>& lines, std::string_view current) {
    const std::string history = join(lines, "\n");
    if (trimUnicode(history).empty()) return std::string(current);
    return fmt::format("{}\n{}\n\n{}\n{}", historyMarker, history, currentMarker, current);
}

}
