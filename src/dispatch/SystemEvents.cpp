// System events as text; the store keeps them.
#include "openclaw/dispatch/SystemEvents.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

store::SystemEvent systemEvent(const std::string& sessionKey, std::string_view text, std::int64_t nowMs) {
    store::SystemEvent event;
    event.sessionKey = sessionKey;
    event.text = collapseSpaces(text);
    event.atMs = nowMs;
    return event;
}

std::vector<std::string> systemEventLines(const std::vector<store::SystemEvent>& events, std::string_view zone) {
    std::vector<std::string> lines;
    for (const store::SystemEvent& event : events) {
        if (event.isOutside) continue;
        const auto local = toLocalTime(event.atMs, isKnownTimeZone(zone) ? zone : std::string_view());
        lines.push_back(fmt::format("System: [{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}] {}", local->year,
                                    local->month, local->day, local->hour, local->minute, local->second,
                                    local->zoneName, event.text));
    }
    return lines;
}

std::string
withSystemEvents(std::string message, const std::vector<store::SystemEvent>& events, std::string_view zone) {
    const std::vector<std::string> lines = systemEventLines(events, zone);
    if (!lines.empty()) message = join(lines, "\n") + "\n\n" + message;
    for (const store::SystemEvent& event : events) {
        if (event.isOutside) message += "\n\n" + event.text;
    }
    return message;
}

}
