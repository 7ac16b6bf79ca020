// System events by session: a short memory between turns.
#include "openclaw/dispatch/SystemEvents.hpp"

#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

void SystemEvents::add(const std::string& sessionKey, std::string text, std::int64_t nowMs) {
    text = collapseSpaces(text);
    if (text.empty()) return;
    if (events_.size() >= maxSessions && !events_.contains(sessionKey)) events_.erase(events_.begin());
    std::deque<Event>& events = events_[sessionKey];
    if (!events.empty() && events.back().text == text) return;
    events.push_back({std::move(text), nowMs});
    while (events.size() > maxPerSession)
        events.pop_front();
}

std::vector<std::string> SystemEvents::take(const std::string& sessionKey, std::string_view zone) {
    std::vector<std::string> lines;
    const auto found = events_.find(sessionKey);
    if (found == events_.end()) return lines;
    for (const Event& event : found->second) {
        const auto local = toLocalTime(event.atMs, isKnownTimeZone(zone) ? zone : std::string_view());
        lines.push_back(fmt::format("System: [{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}] {}", local->year,
                                    local->month, local->day, local->hour, local->minute, local->second,
                                    local->zoneName, event.text));
    }
    events_.erase(found);
    return lines;
}

std::vector<std::string> SystemEvents::peek(const std::string& sessionKey) const {
    std::vector<std::string> texts;
    if (const auto found = events_.find(sessionKey); found != events_.end()) {
        for (const Event& event : found->second)
            texts.push_back(event.text);
    }
    return texts;
}

}
