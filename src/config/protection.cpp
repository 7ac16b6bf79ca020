// What edits from chats cannot touch.
#include "openclaw/config/protection.hpp"

#include "openclaw/config/redact.hpp"

#include <algorithm>
#include <array>

namespace openclaw::config {

namespace {

/// Sections that are protected as a whole.
constexpr std::array<std::string_view, 12> sections{"gateway", "env",     "hooks",     "commands",
                                                    "tools",   "plugins", "approvals", "$include",
                                                    "auth",    "skills",  "bindings",  "logging"};
/// Members that are protected wherever they stand.
constexpr std::array<std::string_view, 17> members{
    "tools",          "toolsBySender", "sandbox",     "pi",           "cliBackends", "allowFrom",
    "groupAllowFrom", "dmPolicy",      "groupPolicy", "configWrites", "dm",          "apiRoot",
    "baseUrl",        "command",       "workspace",   "headers",      "prefsPath"};

template <std::size_t N>
bool isListed(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool isProtected(const std::string& key, bool isTop) {
    return (isTop && isListed(sections, key)) || isListed(members, key) || isSensitiveKey(key);
}

/// `path` of the first protected value under `before` that `after` does not have in the same way.
std::optional<std::string>
firstLost(const Json& before, const Json* after, const std::string& path, bool isTop) {
    if (before.is_array()) {
        for (std::size_t i = 0; i < before.size(); ++i) {
            const Json* same = after && after->is_array() && i < after->size() ? &(*after)[i] : nullptr;
            const std::string here = path + "[" + std::to_string(i) + "]";
            if (auto lost = firstLost(before[i], same, here, false)) return lost;
        }
        return std::nullopt;
    }
    if (!before.is_object()) return std::nullopt;
    for (const auto& [key, value] : before.items()) {
        const Json* same = after ? findMember(*after, key) : nullptr;
        const std::string here = path.empty() ? key : path + "." + key;
        if (isProtected(key, isTop)) {
            if (!same || *same != value) return here;
        } else if (auto lost = firstLost(value, same, here, false)) {
            return lost;
        }
    }
    return std::nullopt;
}

}

std::optional<std::string> protectedChange(const Json& before, const Json& after) {
    if (auto lost = firstLost(before, &after, {}, true)) return lost;
    return firstLost(after, &before, {}, true);
}

}
