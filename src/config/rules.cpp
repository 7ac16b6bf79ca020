// Rules that look at more than one key.
#include "config/checks.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace openclaw::config {

namespace {

using Path = Reporter::Path;

Path operator/(Path path, std::string segment) {
    path.push_back(std::move(segment));
    return path;
}

/// Calls `visit(object, path)` for a channel section and for each of its accounts.
void forEachAccount(const Json& config,
                    const std::string& channel,
                    const std::function<void(const Json&, const Path&)>& visit) {
    const Json* section = findPath(config, "channels." + channel);
    if (!section || !section->is_object())
        return;
    const Path path{"channels", channel};
    visit(*section, path);
    const Json* accounts = findMember(*section, "accounts");
    if (!accounts || !accounts->is_object())
        return;
    for (const auto& account : accounts->items()) {
        if (account.value().is_object())
            visit(account.value(), path / "accounts" / account.key());
    }
}

bool allowsEverybody(const Json& object) {
    const Json* list = findMember(object, "allowFrom");
    return list && list->is_array() && std::any_of(list->begin(), list->end(), [](const Json& entry) {
        return entry.is_string() && trimAscii(entry.get_ref<const std::string&>()) == "*";
    });
}

void checkOpenPolicies(const Json& config, Reporter& report) {
    for (const std::string channel : {"whatsapp", "telegram", "imessage", "mattermost", "discord"}) {
        forEachAccount(config, channel, [&](const Json& account, const Path& path) {
            const std::string prefix = join(path, ".");
            if (stringOr(account, "dmPolicy") == "open" && !allowsEverybody(account)) {
                report.error(path / "allowFrom",
                             fmt::format("{0}.dmPolicy=\"open\" requires {0}.allowFrom to include \"*\"", prefix));
            }
            const Json* dm = findMember(account, "dm");
            if (dm && stringOr(*dm, "policy") == "open" && !allowsEverybody(*dm)) {
                report.error(path / "dm" / "allowFrom",
                             fmt::format("{0}.dm.policy=\"open\" requires {0}.dm.allowFrom to include \"*\"", prefix));
            }
        });
    }
}

void checkTelegramWebhooks(const Json& config, Reporter& report) {
    forEachAccount(config, "telegram", [&](const Json& account, const Path& path) {
        if (stringOr(account, "webhookUrl").empty() || !stringOr(account, "webhookSecret").empty())
            return;
        const std::string prefix = join(path, ".");
        const bool inherits = path.size() > 2 && !stringOr(*findPath(config, "channels.telegram"), "webhookSecret").empty();
        if (!inherits)
            report.error(path / "webhookSecret", fmt::format("{0}.webhookUrl requires {0}.webhookSecret", prefix));
    });
}

/// Names change hands, ids do not: a name in an access list never matches, so it is worth a remark.
void checkAllowlistIds(const Json& config, Reporter& report) {
    constexpr std::array prefixes{"telegram:", "tg:", "discord:", "user:"};
    for (const std::string channel : {"telegram", "discord"}) {
        forEachAccount(config, channel, [&](const Json& account, const Path& path) {
            for (const std::string list : {"allowFrom", "groupAllowFrom"}) {
                const Json* entries = findMember(account, list);
                if (!entries || !entries->is_array())
                    continue;
                for (std::size_t i = 0; i < entries->size(); ++i) {
                    if (!(*entries)[i].is_string())
                        continue;
                    std::string_view entry = trimAscii((*entries)[i].get_ref<const std::string&>());
                    for (const std::string_view prefix : prefixes) {
                        if (startsWithIgnoreCase(entry, prefix))
                            entry.remove_prefix(prefix.size());
                    }
                    if (entry != "*" && !entry.empty() && !parseInteger(entry)) {
                        report.warn(path / list / std::to_string(i),
                                    fmt::format("{} is a name; only numeric ids are matched, because names can change hands",
                                                quoteJson(entry)));
                    }
                }
            }
        });
    }
}

void checkToolScope(const Json& scope, const Path& path, Reporter& report) {
    if (!scope.is_object())
        return;
    const Json* allow = findMember(scope, "allow");
    const Json* alsoAllow = findMember(scope, "alsoAllow");
    if (allow && allow->is_array() && !allow->empty() && alsoAllow && alsoAllow->is_array() && !alsoAllow->empty())
        report.error(path, "allow and alsoAllow exclude each other in one tools scope; put everything into allow, or use "
                           "profile with alsoAllow");
    if (const Json* providers = findMember(scope, "byProvider"); providers && providers->is_object()) {
        for (const auto& provider : providers->items())
            checkToolScope(provider.value(), path / "byProvider" / provider.key(), report);
    }
    for (const std::string inner : {"sandbox", "subagents"}) {
        const Json* holder = findMember(scope, inner);
        const Json* tools = holder ? findMember(*holder, "tools") : nullptr;
        if (tools)
            checkToolScope(*tools, path / inner / "tools", report);
    }
}

bool isClockTime(std::string_view text, bool mayBe24) {
    if (text.size() != 5 || text[2] != ':')
        return false;
    const auto hours = parseInteger(text.substr(0, 2));
    const auto minutes = parseInteger(text.substr(3));
    if (!hours || !minutes || *hours < 0 || *minutes < 0 || *minutes > 59)
        return false;
    return *hours < 24 || (mayBe24 && *hours == 24 && *minutes == 0);
}

void checkHeartbeat(const Json* heartbeat, const Path& path, Reporter& report) {
    if (!heartbeat || !heartbeat->is_object())
        return;
    if (const auto every = findString(*heartbeat, "every"); every && !parseDurationMs(*every))
        report.error(path / "every", "invalid duration (use ms, s, m, h)");
    const Json* hours = findMember(*heartbeat, "activeHours");
    if (!hours)
        return;
    if (const auto start = findString(*hours, "start"); start && !isClockTime(*start, false))
        report.error(path / "activeHours" / "start", "invalid time (use HH:MM)");
    if (const auto end = findString(*hours, "end"); end && !isClockTime(*end, true))
        report.error(path / "activeHours" / "end", "invalid time (use HH:MM)");
}

/// A program name or path that no shell could read as more than that.
bool isSafeExecutable(std::string_view text) {
    constexpr std::string_view unsafe = ";&|`$<>(){}[]!*?\"'\n\r\t\\";
    const std::string_view trimmed = trimAscii(text);
    return !trimmed.empty() && trimmed.find_first_of(unsafe) == std::string_view::npos && !trimmed.starts_with('-') &&
           trimmed.find('\0') == std::string_view::npos;
}

void checkExecutables(const Json& config, Reporter& report) {
    const auto check = [&report](const Json& holder, const std::string& key, const Path& path) {
        if (const auto program = findString(holder, key); program && !isSafeExecutable(*program))
            report.error(path / key, "expected safe executable name or path");
    };
    forEachAccount(config, "imessage", [&](const Json& account, const Path& path) { check(account, "cliPath", path); });
    for (const std::string place : {"tools.media.models", "tools.media.image.models", "tools.media.audio.models",
                                    "tools.media.video.models", "tools.links.models"}) {
        const Json* models = findPath(config, place);
        if (!models || !models->is_array())
            continue;
        Path path;
        for (const auto segment : split(place, '.'))
            path.emplace_back(segment);
        for (std::size_t i = 0; i < models->size(); ++i)
            check((*models)[i], "command", path / std::to_string(i));
    }
}

void checkBrowserProfiles(const Json& config, Reporter& report) {
    const Json* profiles = findPath(config, "browser.profiles");
    if (!profiles || !profiles->is_object())
        return;
    for (const auto& profile : profiles->items()) {
        const Path path{"browser", "profiles", profile.key()};
        const bool isName = !profile.key().empty() && profile.key().find_first_not_of(
                                                          "abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
        if (!isName)
            report.error(path, "Invalid key in record: profile names use a-z, 0-9 and -");
        if (!findMember(profile.value(), "cdpPort") && !findMember(profile.value(), "cdpUrl"))
            report.error(path, "Profile must set cdpPort or cdpUrl");
    }
}

void checkBroadcast(const Json& config, Reporter& report) {
    const Json* broadcast = findMember(config, "broadcast");
    const Json* agents = findPath(config, "agents.list");
    if (!broadcast || !agents || !agents->is_array() || agents->empty())
        return;
    for (const auto& peer : broadcast->items()) {
        if (!peer.value().is_array())
            continue;
        for (std::size_t i = 0; i < peer.value().size(); ++i) {
            const Json& wanted = peer.value()[i];
            const bool known = std::any_of(agents->begin(), agents->end(), [&wanted](const Json& agent) {
                return wanted.is_string() && stringOr(agent, "id") == wanted.get_ref<const std::string&>();
            });
            if (!known)
                report.error({"broadcast", peer.key(), std::to_string(i)},
                             fmt::format("Unknown agent id {} (not in agents.list).", dumpJson(wanted)));
        }
    }
}

}

std::optional<std::int64_t> parseDurationMs(std::string_view text) {
    const std::string lower = toLowerAscii(trimAscii(text));
    const std::size_t unitAt = std::min(lower.find_first_not_of("0123456789."), lower.size());
    if (unitAt == 0 || unitAt > 12)
        return std::nullopt;
    double amount = 0;
    double place = 0;
    for (const char c : lower.substr(0, unitAt)) {
        if (c == '.') {
            if (place != 0)
                return std::nullopt;
            place = 1;
        } else if (place == 0) {
            amount = amount * 10 + (c - '0');
        } else {
            place /= 10;
            amount += (c - '0') * place;
        }
    }
    const std::string_view unit = trimAscii(std::string_view(lower).substr(unitAt));
    double factor = 0;
    if (unit == "ms")
        factor = 1;
    else if (unit == "s")
        factor = 1000;
    else if (unit == "m" || unit.empty())
        factor = 60'000;
    else if (unit == "h")
        factor = 3'600'000;
    else if (unit == "d")
        factor = 86'400'000;
    else
        return std::nullopt;
    return static_cast<std::int64_t>(std::llround(amount * factor));
}

void checkRules(const Json& config, Reporter& report) {
    checkOpenPolicies(config, report);
    checkTelegramWebhooks(config, report);
    checkAllowlistIds(config, report);
    if (const Json* tools = findMember(config, "tools"))
        checkToolScope(*tools, {"tools"}, report);
    if (const Json* defaults = findPath(config, "agents.defaults"))
        checkHeartbeat(findMember(*defaults, "heartbeat"), {"agents", "defaults", "heartbeat"}, report);
    if (const Json* agents = findPath(config, "agents.list"); agents && agents->is_array()) {
        for (std::size_t i = 0; i < agents->size(); ++i) {
            const Path path{"agents", "list", std::to_string(i)};
            checkHeartbeat(findMember((*agents)[i], "heartbeat"), path / "heartbeat", report);
            if (const Json* tools = findMember((*agents)[i], "tools"))
                checkToolScope(*tools, path / "tools", report);
        }
    }
    checkExecutables(config, report);
    checkBrowserProfiles(config, report);
    checkBroadcast(config, report);
    if (const auto mainKey = findPath(config, "session.mainKey"); mainKey && *mainKey != "main")
        report.warn({"session", "mainKey"}, "session.mainKey is always \"main\"; the value is ignored");
}

}
