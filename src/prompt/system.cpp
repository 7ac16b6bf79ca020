// Bootstrap files, the runtime line and the user's clock.
#include "openclaw/prompt/system.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::prompt {

namespace {

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

/// Head and tail of a long file with a note between them: 70 % and 20 % of the limit.
std::string cutMiddle(std::string_view text, std::string_view name, std::size_t maxChars) {
    const std::u16string units = toUtf16(text);
    if (units.size() <= maxChars) return std::string(text);
    const std::size_t head = maxChars * 7 / 10;
    const std::size_t tail = maxChars * 2 / 10;
    const std::u16string_view view(units);
    return fmt::format(
        "{}\n\n[...truncated, read {} for full content...]\n…(truncated {}: kept {}+{} chars of {})…\n\n{}",
        fromUtf16(view.substr(0, head)), name, name, head, tail, units.size(),
        fromUtf16(view.substr(units.size() - tail)));
}

std::string_view ordinalSuffix(int day) {
    if (day >= 11 && day <= 13) return "th";
    switch (day % 10) {
    case 1: return "st";
    case 2: return "nd";
    case 3: return "rd";
    default: return "th";
    }
}

}

std::vector<BootstrapSection> bootstrapSections(std::span<const BootstrapFile> files, std::size_t maxChars) {
    std::vector<BootstrapSection> sections;
    for (const BootstrapFile& file : files) {
        if (file.isMissing) {
            sections.push_back({file.name, "[MISSING] Expected at: " + file.path});
            continue;
        }
        const std::string_view content = trimUnicodeEnd(file.content);
        if (!content.empty()) sections.push_back({file.name, cutMiddle(content, file.name, maxChars)});
    }
    return sections;
}

bool usesBootstrapFile(std::string_view sessionKey, std::string_view fileName) {
    const std::string key = toLowerAscii(sessionKey);
    const auto parts = split(key, ':');
    const bool isSubagent =
        key.starts_with("subagent:") || (parts.size() >= 3 && parts[0] == "agent" && parts[2] == "subagent");
    return !isSubagent || fileName == "AGENTS.md" || fileName == "TOOLS.md";
}

std::string runtimeLine(const RuntimeFacts& facts) {
    std::vector<std::string> parts;
    const auto add = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) parts.push_back(fmt::format("{}={}", name, value));
    };
    add("agent", facts.agentId);
    add("host", facts.host);
    add("repo", facts.repository);
    if (!facts.os.empty())
        add("os",
            facts.architecture.empty() ? facts.os : fmt::format("{} ({})", facts.os, facts.architecture));
    else
        add("arch", facts.architecture);
    add("node", facts.node);
    add("model", facts.model);
    add("default_model", facts.defaultModel);
    add("channel", facts.channel);
    if (!facts.channel.empty())
        add("capabilities", facts.capabilities.empty() ? "none" : join(facts.capabilities, ","));
    add("thinking", facts.thinking.empty() ? "off" : facts.thinking);
    return "Runtime: " + join(parts, " | ");
}

std::optional<std::string> formatUserTime(std::int64_t epochMs, std::string_view zone, bool twelveHours) {
    const auto local = toLocalTime(epochMs, zone);
    if (!local) return std::nullopt;
    std::string time;
    if (twelveHours)
        time = fmt::format("{}:{:02} {}", local->hour % 12 == 0 ? 12 : local->hour % 12, local->minute,
                           local->hour < 12 ? "AM" : "PM");
    else
        time = fmt::format("{:02}:{:02}", local->hour, local->minute);
    return fmt::format("{}, {} {}{}, {} — {}", weekdays[static_cast<std::size_t>(local->weekday)],
                       months[static_cast<std::size_t>(local->month - 1)], local->day,
                       ordinalSuffix(local->day), local->year, time);
}

}
