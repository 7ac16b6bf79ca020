// Names, PATH and systemd's formats. Quoting is systemd's: double quotes, a backslash before quotes and
// backslashes, and "%" doubled because it starts a specifier.
#include "cli/service/serviceText.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::cli {

namespace {

std::string profileOf(const Environment& environment) {
    const std::string profile(trimAscii(environment.get("OPENCLAW_PROFILE")));
    return equalsIgnoreCase(profile, "default") ? std::string() : profile;
}

std::string quoted(const std::string& value) {
    const std::string plain = replaceAll(value, "%", "%%");
    if (!plain.empty() && plain.find_first_of(" \t\"'\\") == std::string::npos) return plain;
    return '"' + replaceAll(replaceAll(plain, "\\", "\\\\"), "\"", "\\\"") + '"';
}

/// The words of a unit's value.
std::vector<std::string> unquotedWords(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool isInside = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            word += text[++i];
            isInside = true;
        } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
            quote = quote != 0 ? '\0' : c;
            isInside = true;
        } else if (quote == 0 && (c == ' ' || c == '\t')) {
            if (isInside) words.push_back(std::exchange(word, {}));
            isInside = false;
        } else {
            word += c;
            isInside = true;
        }
    }
    if (isInside) words.push_back(std::move(word));
    for (std::string& each : words)
        each = replaceAll(each, "%%", "%");
    return words;
}

std::optional<int> numberOf(std::string_view text) {
    const std::optional<std::int64_t> number = parseInteger(text);
    return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

std::string lineBreaksOut(std::string text) {
    return replaceAll(replaceAll(std::move(text), "\n", " "), "\r", " ");
}

}

std::string systemdUnitName(const Environment& environment) {
    if (const auto chosen = environment.find("OPENCLAW_SYSTEMD_UNIT"))
        return chosen->ends_with(".service") ? *chosen : *chosen + ".service";
    const std::string profile = profileOf(environment);
    return "openclaw-gateway" + (profile.empty() ? "" : "-" + profile) + ".service";
}

std::string launchdLabel(const Environment& environment) {
    if (const auto chosen = environment.find("OPENCLAW_LAUNCHD_LABEL")) return *chosen;
    const std::string profile = profileOf(environment);
    return "ai.openclaw." + (profile.empty() ? "gateway" : profile);
}

std::string servicePath(const Environment& environment, bool isMac) {
    std::vector<std::string> folders;
    const auto add = [&](const std::string& folder) {
        if (std::ranges::find(folders, folder) == folders.end()) folders.push_back(folder);
    };
    if (isMac) return "/opt/homebrew/bin:/usr/local/bin:/usr/bin:/bin";
    const std::pair<const char*, const char*> managers[] = {
        {"PNPM_HOME", ""},          {"NPM_CONFIG_PREFIX", "/bin"}, {"BUN_INSTALL", "/bin"},
        {"VOLTA_HOME", "/bin"},     {"ASDF_DATA_DIR", "/shims"},   {"NVM_DIR", "/current/bin"},
        {"FNM_DIR", "/current/bin"}};
    for (const auto& [variable, below] : managers) {
        if (const auto folder = environment.find(variable)) add(*folder + below);
    }
    const std::string home = environment.homeDirectory().string();
    for (const char* below :
         {"/.local/bin", "/.npm-global/bin", "/bin", "/.nvm/current/bin", "/.fnm/current/bin", "/.volta/bin",
          "/.asdf/shims", "/.local/share/pnpm", "/.bun/bin"})
        add(home + below);
    for (const char* system : {"/usr/local/bin", "/usr/bin", "/bin"})
        add(system);
    return join(folders, ":");
}

std::string systemdUnitText(const ServiceDescription& service) {
    std::vector<std::string> command;
    for (const std::string& word : service.programArguments)
        command.push_back(quoted(replaceAll(lineBreaksOut(word), "$", "$$")));
    std::string text = "[Unit]\n"
                       "Description=" +
                       lineBreaksOut(service.description) +
                       "\n"
                       "After=network-online.target\n"
                       "Wants=network-online.target\n"
                       "\n"
                       "[Service]\n"
                       "Type=notify\n"
                       "NotifyAccess=main\n"
                       "ExecStart=" +
                       join(command, " ") +
                       "\n"
                       "Restart=always\n"
                       "RestartSec=5\n"
                       "WatchdogSec=60\n"
                       "KillMode=mixed\n"
                       "TimeoutStopSec=10\n";
    if (!service.workingDirectory.empty())
        text += "WorkingDirectory=" + replaceAll(lineBreaksOut(service.workingDirectory), "%", "%%") + "\n";
    for (const auto& [name, value] : service.environment)
        text += "Environment=" + quoted(lineBreaksOut(name + "=" + value)) + "\n";
    return text + "\n[Install]\nWantedBy=default.target\n";
}

ServiceDescription parseSystemdUnit(std::string_view text) {
    ServiceDescription service;
    for (std::string_view line : split(text, '\n')) {
        line = trimAscii(line);
        const std::size_t equals = line.find('=');
        if (line.empty() || line[0] == '#' || line[0] == ';' || equals == std::string_view::npos) continue;
        const std::string_view key = trimAscii(line.substr(0, equals));
        const std::string_view value = trimAscii(line.substr(equals + 1));
        if (key == "Description") {
            service.description = std::string(value);
        } else if (key == "ExecStart") {
            service.programArguments = unquotedWords(value);
            for (std::string& word : service.programArguments)
                word = replaceAll(word, "$$", "$");
        } else if (key == "WorkingDirectory") {
            service.workingDirectory = replaceAll(std::string(value), "%%", "%");
        } else if (key == "Environment") {
            for (const std::string& word : unquotedWords(value)) {
                const std::size_t middle = word.find('=');
                if (middle != std::string::npos)
                    service.environment.emplace_back(word.substr(0, middle), word.substr(middle + 1));
            }
        }
    }
    return service;
}

ServiceRuntime parseSystemctlShow(std::string_view output) {
    ServiceRuntime runtime;
    for (const std::string_view line : split(output, '\n')) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view key = line.substr(0, equals);
        const std::string value(trimAscii(line.substr(equals + 1)));
        if (key == "ActiveState") runtime.state = value;
        if (key == "SubState") runtime.subState = value;
        if (key == "MainPID" && numberOf(value).value_or(0) > 0) runtime.pid = numberOf(value);
        if (key == "ExecMainStatus") runtime.lastExitStatus = numberOf(value);
        if (key == "ExecMainCode") runtime.lastExitReason = value;
        if (key == "LoadState") runtime.isMissingUnit = value == "not-found";
    }
    if (!runtime.state.empty()) runtime.status = runtime.state == "active" ? "running" : "stopped";
    return runtime;
}

std::string describeRuntime(const ServiceRuntime& runtime) {
    std::vector<std::string> details;
    if (runtime.pid) details.push_back("pid " + std::to_string(*runtime.pid));
    if (!runtime.state.empty()) details.push_back("state " + runtime.state);
    if (!runtime.subState.empty()) details.push_back("sub " + runtime.subState);
    if (runtime.status != "running" && runtime.lastExitStatus.value_or(0) != 0)
        details.push_back("last exit " + std::to_string(*runtime.lastExitStatus));
    if (!runtime.detail.empty()) details.push_back(runtime.detail);
    return runtime.status + (details.empty() ? "" : " (" + join(details, ", ") + ")");
}

}
