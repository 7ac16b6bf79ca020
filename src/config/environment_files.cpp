// Variables from files: .env and the env section. Nothing here overrides what the process was started with.
#include "openclaw/config/environment_files.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>

namespace openclaw::config {

namespace {

constexpr std::size_t maxDotEnvBytes = 256 * 1024;

constexpr std::array<std::string_view, 16> loaderVariables{
    "NODE_OPTIONS", "NODE_PATH", "BASH_ENV", "ENV", "IFS", "SHELL", "PATH", "HOME", "PERL5OPT", "PERL5LIB",
    "PYTHONPATH", "PYTHONSTARTUP", "RUBYOPT", "GIT_SSH_COMMAND", "OPENCLAW_STATE_DIR", "OPENCLAW_CONFIG_PATH"};

bool isVariableName(std::string_view name) {
    if (name.empty() || (name.front() >= '0' && name.front() <= '9'))
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool changesProgramLoading(std::string_view name) {
    return name.starts_with("LD_") || name.starts_with("DYLD_") ||
           std::find(loaderVariables.begin(), loaderVariables.end(), name) != loaderVariables.end();
}

std::string unquote(std::string_view value) {
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'' || value.front() == '`')) {
        const std::size_t close = value.find(value.front(), 1);
        if (close != std::string_view::npos) {
            std::string inner(value.substr(1, close - 1));
            if (value.front() == '"')
                inner = replaceAll(std::move(inner), "\\n", "\n");
            return inner;
        }
    }
    const std::size_t comment = value.find('#');
    return std::string(trimAscii(value.substr(0, comment)));
}

void setIfBlank(Environment& environment, const std::string& name, const std::string& value) {
    if (!environment.find(name) && !trimAscii(value).empty())
        environment.set(name, value);
}

void loadFile(Environment& environment, const std::filesystem::path& file, bool credentialsOnly) {
    const auto text = readFile(file, maxDotEnvBytes);
    if (!text) {
        if (!text.error().is(Errc::notFound))
            log::warn("config", "ignoring {}", text.error().message);
        return;
    }
    for (const auto& [name, value] : parseDotEnv(*text)) {
        if (!credentialsOnly || isCredentialVariable(name))
            setIfBlank(environment, name, value);
    }
}

}

bool isCredentialVariable(std::string_view name) {
    constexpr std::array<std::string_view, 11> known{
        "ANTHROPIC_OAUTH_TOKEN", "TELEGRAM_BOT_TOKEN",     "DISCORD_BOT_TOKEN",         "MATTERMOST_BOT_TOKEN",
        "MATTERMOST_URL",        "SLACK_BOT_TOKEN",        "SLACK_APP_TOKEN",           "OPENCLAW_GATEWAY_TOKEN",
        "ELEVENLABS_VOICE_ID",   "OPENCLAW_GATEWAY_PASSWORD", "SAG_VOICE_ID"};
    return name.ends_with("_API_KEY") || std::find(known.begin(), known.end(), name) != known.end();
}

std::map<std::string, std::string> parseDotEnv(std::string_view text) {
    std::map<std::string, std::string> values;
    for (std::string_view line : split(text, '\n')) {
        line = trimAscii(line);
        if (line.starts_with("export "))
            line = trimAscii(line.substr(7));
        const std::size_t equals = line.find('=');
        if (line.starts_with('#') || equals == std::string_view::npos)
            continue;
        const std::string_view name = trimAscii(line.substr(0, equals));
        if (isVariableName(name))
            values.insert_or_assign(std::string(name), unquote(trimAscii(line.substr(equals + 1))));
    }
    return values;
}

void loadDotEnvFiles(Environment& environment,
                     const std::filesystem::path& workingDirectory,
                     const std::filesystem::path& stateDirectory) {
    const bool isOwnFolder = workingDirectory.lexically_normal() == stateDirectory.lexically_normal();
    loadFile(environment, workingDirectory / ".env", !isOwnFolder);
    loadFile(environment, stateDirectory / ".env", false);
    if (const auto other = environment.find("Z_AI_API_KEY"))
        setIfBlank(environment, "ZAI_API_KEY", *other);
}

std::vector<std::string> applyEnvSection(const Json& config, Environment& environment) {
    std::vector<std::string> refused;
    const auto apply = [&](const Json* section) {
        if (!section || !section->is_object())
            return;
        for (const auto& variable : section->items()) {
            if (!variable.value().is_string())
                continue;
            if (!isVariableName(variable.key()) || changesProgramLoading(variable.key()))
                refused.push_back(variable.key());
            else
                setIfBlank(environment, variable.key(), variable.value().get<std::string>());
        }
    };
    const Json* section = findMember(config, "env");
    if (!section)
        return refused;
    apply(findMember(*section, "vars"));
    apply(section);
    return refused;
}

}
