// What a configuration allows more than it needs to. Each rule is a function that adds what it found.
#include "openclaw/core/strings.hpp"
#include "openclaw/security/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::security {

namespace {

using Findings = std::vector<AuditFinding>;

constexpr std::size_t goodSecretBytes = 24;
constexpr std::size_t manyPeople = 25;

std::vector<std::string> texts(const Json* list) {
    std::vector<std::string> all;
    if (!list || !list->is_array()) return all;
    for (const Json& item : *list) {
        if (item.is_string()) all.push_back(item.get<std::string>());
        if (item.is_number_integer()) all.push_back(std::to_string(item.get<std::int64_t>()));
    }
    return all;
}

bool hasWildcard(const Json* list) {
    const std::vector<std::string> all = texts(list);
    return std::ranges::find(all, "*") != all.end();
}

bool isOn(const Json& root, const char* path, bool otherwise) {
    const Json* value = findPath(root, path);
    return value && value->is_boolean() ? value->get<bool>() : otherwise;
}

std::string textAt(const Json& root, const char* path) {
    const Json* value = findPath(root, path);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

/// A section of `channels`, or one of its accounts with what it inherits.
struct ChannelPart {
    std::string channel;
    /// "channels.telegram" or "channels.telegram.accounts.work".
    std::string path;
    const Json* own;
    const Json* inherited;

    const Json* find(const char* key) const {
        const Json* value = findPath(*own, key);
        return value || !inherited ? value : findPath(*inherited, key);
    }
    std::string text(const char* key) const {
        const Json* value = find(key);
        return value && value->is_string() ? value->get<std::string>() : std::string();
    }
    std::string directPolicy() const {
        const std::string flat = text("dmPolicy");
        return flat.empty() ? text("dm.policy") : flat;
    }
    const Json* directList() const {
        const Json* flat = find("allowFrom");
        return flat ? flat : find("dm.allowFrom");
    }
};

/// Channels that are switched on; the sections themselves, then their accounts.
std::vector<ChannelPart> channelParts(const Json& root) {
    std::vector<ChannelPart> parts;
    const Json* channels = findMember(root, "channels");
    if (!channels || !channels->is_object()) return parts;
    for (const auto& [id, section] : channels->items()) {
        if (id == "defaults" || !section.is_object() || !findBool(section, "enabled").value_or(true)) continue;
        parts.push_back({id, "channels." + id, &section, nullptr});
        const Json* accounts = findMember(section, "accounts");
        if (!accounts || !accounts->is_object()) continue;
        for (const auto& [name, account] : accounts->items()) {
            if (account.is_object() && findBool(account, "enabled").value_or(true))
                parts.push_back({id, "channels." + id + ".accounts." + name, &account, &section});
        }
    }
    return parts;
}

/// Where everybody in any group may use the agent. An account counts only with a policy of its own.
std::vector<std::string> openGroupPaths(const Json& root) {
    std::vector<std::string> paths;
    for (const ChannelPart& part : channelParts(root)) {
        if (stringOr(*part.own, "groupPolicy") == "open") paths.push_back(part.path + ".groupPolicy");
    }
    return paths;
}

void summarize(const Json& root, Findings& findings) {
    std::size_t open = 0;
    std::size_t listed = 0;
    for (const ChannelPart& part : channelParts(root)) {
        open += stringOr(*part.own, "groupPolicy") == "open" ? 1 : 0;
        listed += stringOr(*part.own, "groupPolicy") == "allowlist" ? 1 : 0;
    }
    const auto word = [&](const char* path, bool otherwise) {
        return isOn(root, path, otherwise) ? "enabled" : "disabled";
    };
    findings.push_back({"summary.attack_surface", AuditSeverity::info, "Attack surface",
                        fmt::format("groups: open={}, allowlist={}\ntools.elevated: {}\nhooks: {}", open, listed,
                                    word("tools.elevated.enabled", true), word("hooks.enabled", false)),
                        {}});
}

void checkGateway(const AuditedConfig& config, Findings& findings) {
    const Json& root = config.effective;
    const std::string bind = textAt(root, "gateway.bind");
    const bool isLocal = bind.empty() || bind == "loopback";
    const bool hasSecret = config.gatewayTokenBytes > 0 || config.gatewayPasswordBytes > 0;
    const bool hasPage = isOn(root, "gateway.controlUi.enabled", true);
    if (!isLocal && !hasSecret)
        findings.push_back({"gateway.bind_no_auth", AuditSeverity::critical, "The gateway listens beyond this machine without a secret",
                            "gateway.bind=\"" + bind + "\" and neither a token nor a password is set; the gateway refuses to start like this.",
                            "Set gateway.auth.token."});
    if (isLocal && hasPage && !hasSecret)
        findings.push_back({"gateway.loopback_no_auth", AuditSeverity::critical, "The gateway has no secret",
                            "Whoever may run programs on this machine, and a page behind a proxy of it, could use the gateway.",
                            "Set gateway.auth.token."});
    if (config.gatewayTokenBytes > 0 && config.gatewayTokenBytes < goodSecretBytes)
        findings.push_back({"gateway.token_too_short", AuditSeverity::warn, "The gateway's token is short",
                            fmt::format("gateway.auth.token has {} characters; a long random one cannot be guessed.", config.gatewayTokenBytes),
                            "openssl rand -hex 24"});
    if (isLocal && hasPage && texts(findPath(root, "gateway.trustedProxies")).empty())
        findings.push_back({"gateway.trusted_proxies_missing", AuditSeverity::info, "No reverse proxy is trusted",
                            "Forwarded headers are ignored. That is right unless the page is served through a proxy.",
                            "Behind a proxy, set gateway.trustedProxies to its address."});
    const std::string tailscale = textAt(root, "gateway.tailscale.mode");
    if (tailscale == "funnel")
        findings.push_back({"gateway.tailscale_funnel", AuditSeverity::critical, "The gateway is on the public internet",
                            "gateway.tailscale.mode=\"funnel\" lets everybody reach it.", "Use \"serve\", or \"off\"."});
    if (tailscale == "serve")
        findings.push_back({"gateway.tailscale_serve", AuditSeverity::info, "The gateway is on the tailnet",
                            "gateway.tailscale.mode=\"serve\" lets every machine of the tailnet reach it.", {}});
    if (isOn(root, "gateway.controlUi.allowInsecureAuth", false))
        findings.push_back({"gateway.control_ui.insecure_auth", AuditSeverity::critical, "The page may sign in without a device identity",
                            "gateway.controlUi.allowInsecureAuth=true: the secret alone is enough, over plain HTTP, too.",
                            "Switch it off and open the page over HTTPS or on 127.0.0.1."});
    if (isOn(root, "gateway.controlUi.dangerouslyDisableDeviceAuth", false))
        findings.push_back({"gateway.control_ui.device_auth_disabled", AuditSeverity::critical, "Browsers need no approval",
                            "gateway.controlUi.dangerouslyDisableDeviceAuth=true lets every browser with the secret in.",
                            "Switch it off."});
}

void checkSecrets(const AuditedConfig& config, Findings& findings) {
    const auto isWritten = [&](const char* path) {
        const std::string value = textAt(config.written, path);
        return !value.empty() && !value.starts_with("${");
    };
    if (isWritten("gateway.auth.password"))
        findings.push_back({"config.secrets.gateway_password_in_config", AuditSeverity::warn, "The gateway's password is in the configuration",
                            "gateway.auth.password is written out in the file.", "Use ${OPENCLAW_GATEWAY_PASSWORD} and set the variable."});
    if (isOn(config.effective, "hooks.enabled", false) && isWritten("hooks.token"))
        findings.push_back({"config.secrets.hooks_token_in_config", AuditSeverity::info, "The webhooks' token is in the configuration",
                            "hooks.token is written out in the file; treat the file like the secret.", {}});
    if (textAt(config.effective, "logging.redactSensitive") == "off")
        findings.push_back({"logging.redact_off", AuditSeverity::warn, "What tools say is not redacted",
                            "logging.redactSensitive=\"off\" lets secrets that tools print into the log.",
                            "Set logging.redactSensitive=\"tools\"."});
}

void checkHooks(const AuditedConfig& config, Findings& findings) {
    const Json& root = config.effective;
    if (!isOn(root, "hooks.enabled", false)) return;
    const std::size_t length = textAt(root, "hooks.token").size();
    if (length > 0 && length < goodSecretBytes)
        findings.push_back({"hooks.token_too_short", AuditSeverity::warn, "The webhooks' token is short",
                            fmt::format("hooks.token has {} characters; a long random one cannot be guessed.", length), "openssl rand -hex 24"});
    if (config.isHookTokenTheGateways)
        findings.push_back({"hooks.token_reuse_gateway_token", AuditSeverity::warn, "Webhooks share the gateway's token",
                            "Whoever learns hooks.token can use the whole gateway.", "Give webhooks a token of their own."});
    if (textAt(root, "hooks.path") == "/")
        findings.push_back({"hooks.path_root", AuditSeverity::critical, "Webhooks are at the root",
                            "hooks.path=\"/\" puts them in the way of everything else.", "Use a path such as \"/hooks\"."});
}

void checkElevated(const Json& root, Findings& findings) {
    const Json* lists = findPath(root, "tools.elevated.allowFrom");
    if (!isOn(root, "tools.elevated.enabled", true) || !lists || !lists->is_object()) return;
    for (const auto& [channel, list] : lists->items()) {
        const std::string path = "tools.elevated.allowFrom." + channel;
        if (hasWildcard(&list))
            findings.push_back({path + ".wildcard", AuditSeverity::critical, "Everybody may use elevated tools",
                                path + " includes \"*\".", "Name the people."});
        else if (texts(&list).size() > manyPeople)
            findings.push_back({path + ".large", AuditSeverity::warn, "Many may use elevated tools",
                                fmt::format("{} names {} people.", path, texts(&list).size()), {}});
    }
    const std::vector<std::string> open = openGroupPaths(root);
    if (!open.empty())
        findings.push_back({"security.exposure.open_groups_with_elevated", AuditSeverity::critical, "Open groups meet elevated tools",
                            "Strangers' words reach an agent that may do more than usual:\n- " + join(open, "\n- "),
                            "Set groupPolicy=\"allowlist\"."});
}

void checkDirectMessages(const Json& root, Findings& findings) {
    const std::string scope = textAt(root, "session.dmScope");
    for (const ChannelPart& part : channelParts(root)) {
        const bool isSection = part.inherited == nullptr;
        if (!isSection && stringOr(*part.own, "dmPolicy").empty() && !findPath(*part.own, "dm.policy")) continue;
        const std::string id = "channels." + part.channel + ".dm.";
        const std::string policy = part.directPolicy();
        if (policy == "open")
            findings.push_back({id + "open", AuditSeverity::critical, "Everybody may write to the agent",
                                part.path + " lets strangers talk to the agent.", "Use \"pairing\" or \"allowlist\"."});
        if (policy == "disabled")
            findings.push_back({id + "disabled", AuditSeverity::info, "Direct messages are off", part.path + " answers nobody directly.", {}});
        const bool isShared = policy == "open" || texts(part.directList()).size() > 1;
        if ((scope.empty() || scope == "main") && isShared)
            findings.push_back({id + "scope_main_multiuser", AuditSeverity::warn, "Several people share one conversation",
                                part.path + " lets more than one person write, and all of them talk in the main session.",
                                "Set session.dmScope=\"per-channel-peer\"."});
    }
}

bool namesSenders(const Json& section) {
    if (!texts(findMember(section, "groupAllowFrom")).empty()) return true;
    const Json* groups = findMember(section, "groups");
    if (!groups || !groups->is_object()) return false;
    return std::ranges::any_of(*groups, [](const Json& group) { return !texts(findMember(group, "allowFrom")).empty(); });
}

void checkTelegramGroups(const Json& root, Findings& findings) {
    for (const ChannelPart& part : channelParts(root)) {
        if (part.channel != "telegram" || part.inherited) continue;
        const Json* groups = findMember(*part.own, "groups");
        const bool isReachable = part.text("groupPolicy") == "open" || (groups && groups->is_object() && !groups->empty());
        if (!isReachable) continue;
        if (hasWildcard(findMember(*part.own, "groupAllowFrom")))
            findings.push_back({"channels.telegram.groups.allowFrom.wildcard", AuditSeverity::critical, "Everybody in a Telegram group may command the agent",
                                part.path + ".groupAllowFrom includes \"*\".", "Name the people by their numbers."});
        else if (part.text("groupPolicy") == "open" && !namesSenders(*part.own))
            findings.push_back({"channels.telegram.groups.allowFrom.missing", AuditSeverity::critical, "Nobody in particular may command the agent in Telegram groups",
                                part.path + " is open and names no senders.", "Set channels.telegram.groupAllowFrom, or groupPolicy=\"allowlist\"."});
    }
}

void checkModels(const Json& root, Findings& findings) {
    std::vector<std::string> names;
    const auto add = [&](const Json* model) {
        if (!model) return;
        if (model->is_string()) names.push_back(model->get<std::string>());
        if (!model->is_object()) return;
        if (const std::string primary = stringOr(*model, "primary"); !primary.empty()) names.push_back(primary);
        for (const std::string& fallback : texts(findMember(*model, "fallbacks")))
            names.push_back(fallback);
    };
    add(findPath(root, "agents.defaults.model"));
    if (const Json* agents = findPath(root, "agents.list"); agents && agents->is_array()) {
        for (const Json& agent : *agents)
            add(findMember(agent, "model"));
    }
    const auto matching = [&](std::initializer_list<std::string_view> parts) {
        std::vector<std::string> found;
        for (const std::string& name : names) {
            const std::string lower = toLowerAscii(name);
            const bool isMatch = std::ranges::any_of(parts, [&](std::string_view part) { return lower.find(part) != std::string::npos; });
            if (isMatch && std::ranges::find(found, name) == found.end()) found.push_back(name);
        }
        return found;
    };
    if (const auto old = matching({"gpt-3.5", "claude-2", "claude-instant", "gpt-4-0314", "gpt-4-0613"}); !old.empty())
        findings.push_back({"models.legacy", AuditSeverity::warn, "An old model is configured",
                            "Old models follow injected instructions more readily: " + join(old, ", "), "Choose a current one."});
    if (const auto small = matching({"haiku", "-nano", "-mini", "flash-lite"}); !small.empty())
        findings.push_back({"models.weak_tier", AuditSeverity::warn, "A small model is configured",
                            "Small models follow injected instructions more readily: " + join(small, ", "),
                            "Use the largest model for chats that strangers can reach."});
}

void checkExtensions(const AuditedConfig& config, Findings& findings) {
    if (config.extensions.empty() || findPath(config.effective, "plugins.allow")) return;
    findings.push_back({"plugins.extensions_no_allowlist", AuditSeverity::warn, "Plugins run without a list of those that may",
                        "plugins.allow is not set, so each of these may be switched on: " + join(config.extensions, ", "),
                        "Set plugins.allow to the ids you trust."});
}

}

std::vector<AuditFinding> auditConfig(const AuditedConfig& config) {
    Findings findings;
    summarize(config.effective, findings);
    checkGateway(config, findings);
    checkSecrets(config, findings);
    checkElevated(config.effective, findings);
    checkHooks(config, findings);
    checkDirectMessages(config.effective, findings);
    checkTelegramGroups(config.effective, findings);
    checkModels(config.effective, findings);
    checkExtensions(config, findings);
    return findings;
}

}
