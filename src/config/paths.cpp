// File and port locations: explicit variables first, then folders that exist, then the defaults.
#include "openclaw/config/paths.hpp"

#include "openclaw/core/strings.hpp"

#include <array>
#include <vector>

namespace openclaw::config {

namespace {

constexpr std::array folderNames{".openclaw", ".clawdbot", ".moltbot", ".moldbot"};
constexpr std::array fileNames{"openclaw.json", "clawdbot.json", "moltbot.json", "moldbot.json"};

bool isPresent(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::optional<std::filesystem::path> fromVariables(const Environment& environment, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        if (const auto value = environment.find(name))
            return environment.expandPath(*value);
    }
    return std::nullopt;
}

std::uint16_t derived(std::uint16_t base, int offset, std::uint16_t fallback) {
    const int port = base + offset;
    return port >= 1 && port <= 65535 ? static_cast<std::uint16_t>(port) : fallback;
}

std::optional<std::uint16_t> portFrom(std::int64_t value) {
    if (value < 1 || value > 65535)
        return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

}

std::filesystem::path stateDirectory(const Environment& environment) {
    if (const auto chosen = fromVariables(environment, {"OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR"}))
        return *chosen;
    const auto home = environment.homeDirectory();
    for (const auto name : folderNames) {
        if (isPresent(home / name))
            return home / name;
    }
    return home / folderNames.front();
}

std::filesystem::path configFile(const Environment& environment) {
    if (const auto chosen = fromVariables(environment, {"OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH"}))
        return *chosen;
    std::vector<std::filesystem::path> folders;
    if (const auto state = fromVariables(environment, {"OPENCLAW_STATE_DIR", "CLAWDBOT_STATE_DIR"}))
        folders.push_back(*state);
    for (const auto name : folderNames)
        folders.push_back(environment.homeDirectory() / name);
    for (const auto& folder : folders) {
        for (const auto name : fileNames) {
            if (isPresent(folder / name))
                return folder / name;
        }
    }
    return stateDirectory(environment) / fileNames.front();
}

std::filesystem::path credentialsDirectory(const Environment& environment) {
    return fromVariables(environment, {"OPENCLAW_OAUTH_DIR"}).value_or(stateDirectory(environment) / "credentials");
}

std::filesystem::path defaultAgentDirectory(const Environment& environment) {
    return fromVariables(environment, {"OPENCLAW_AGENT_DIR", "PI_CODING_AGENT_DIR"})
        .value_or(stateDirectory(environment) / "agents" / "main" / "agent");
}

std::filesystem::path defaultWorkspace(const Environment& environment) {
    const std::string profile(trimAscii(environment.get("OPENCLAW_PROFILE")));
    const auto folder = environment.homeDirectory() / ".openclaw";
    if (profile.empty() || equalsIgnoreCase(profile, "default"))
        return folder / "workspace";
    return folder / ("workspace-" + profile);
}

std::filesystem::path deviceIdentityFile(const Environment& environment) {
    return environment.homeDirectory() / ".openclaw" / "identity" / "device.json";
}

std::filesystem::path execApprovalsFile(const Environment& environment) {
    return environment.homeDirectory() / ".openclaw" / "exec-approvals.json";
}

std::filesystem::path defaultCanvasRoot(const Environment& environment) {
    return environment.homeDirectory() / ".openclaw" / "canvas";
}

std::uint16_t gatewayPort(const Environment& environment, std::optional<std::int64_t> configured) {
    for (const std::string_view name : {"OPENCLAW_GATEWAY_PORT", "CLAWDBOT_GATEWAY_PORT"}) {
        const std::string value(trimAscii(environment.get(name)));
        const auto number = parseInteger(std::string_view(value).substr(0, value.find_first_not_of("0123456789")));
        if (!number)
            continue;
        if (const auto port = portFrom(*number))
            return *port;
    }
    if (configured) {
        if (const auto port = portFrom(*configured))
            return *port;
    }
    return defaultGatewayPort;
}

std::uint16_t bridgePort(std::uint16_t gatewayPort) { return derived(gatewayPort, 1, 18790); }
std::uint16_t browserControlPort(std::uint16_t gatewayPort) { return derived(gatewayPort, 2, 18791); }
std::uint16_t canvasPort(std::uint16_t gatewayPort) { return derived(gatewayPort, 4, 18793); }

void applyProfile(Environment& environment, std::string_view profile) {
    const std::string name(trimAscii(profile));
    if (name.empty())
        return;
    environment.set("OPENCLAW_PROFILE", name);
    const auto home = environment.homeDirectory();
    const auto state = equalsIgnoreCase(name, "default") ? home / ".openclaw" : home / (".openclaw-" + name);
    if (!environment.find("OPENCLAW_STATE_DIR"))
        environment.set("OPENCLAW_STATE_DIR", state.string());
    if (!environment.find("OPENCLAW_CONFIG_PATH"))
        environment.set("OPENCLAW_CONFIG_PATH", (stateDirectory(environment) / fileNames.front()).string());
}

void applyDevProfile(Environment& environment) {
    applyProfile(environment, "dev");
    if (!environment.find("OPENCLAW_GATEWAY_PORT"))
        environment.set("OPENCLAW_GATEWAY_PORT", "19001");
}

}
