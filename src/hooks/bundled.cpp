// The hooks of the house, and how their files are called.
#include "openclaw/hooks/bundled.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::hooks {

namespace {

constexpr std::array<BundledHook, 3> hooks{{
    {"boot-md", "🚀", "Has the agent follow BOOT.md of its workspace whenever the gateway starts",
     "gateway:startup"},
    {"command-logger", "📝", "Keeps a list of all commands in logs/commands.log", "command"},
    {"session-memory", "💾", "Writes the end of a conversation into the workspace's memory folder at /new",
     "command:new"},
}};

constexpr std::size_t slugWords = 4;
constexpr std::size_t slugBytes = 40;

/// Lower-case ASCII words joined by hyphens; "" when there are none.
std::string slugOf(std::string_view text) {
    std::string slug;
    std::size_t words = 0;
    bool isInWord = false;
    for (const char c : text) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool isKept = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
        if (isKept && !isInWord) {
            if (words == slugWords) break;
            slug += words++ == 0 ? "" : "-";
        }
        isInWord = isKept;
        if (isKept && slug.size() < slugBytes) slug += lower;
    }
    return slug;
}

}

std::span<const BundledHook> bundledHooks() { return hooks; }

const BundledHook* findBundledHook(std::string_view name) {
    const auto found = std::ranges::find(hooks, name, &BundledHook::name);
    return found == hooks.end() ? nullptr : &*found;
}

bool isHookOn(const Json& config, std::string_view name) {
    const Json* all = findPath(config, "hooks.internal.enabled");
    const Json* entries = findPath(config, "hooks.internal.entries");
    const Json* entry = entries ? findMember(*entries, std::string(name)) : nullptr;
    return all && *all == true && !(entry && findBool(*entry, "enabled") == false);
}

std::string memoryFileName(std::string_view firstWords, std::int64_t epochMs, std::string_view zone) {
    const LocalTime local = toLocalTime(epochMs, zone).value_or(LocalTime());
    std::string slug = slugOf(firstWords);
    if (slug.empty()) slug = fmt::format("{:02}{:02}", local.hour, local.minute);
    return fmt::format("{:04}-{:02}-{:02}-{}.md", local.year, local.month, local.day, slug);
}

}
