// Between the configuration and the service manager.
#include "cli/service/gatewayService.hpp"

#include "cli/programs.hpp"
#include "openclaw/config/environment_files.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

const std::string* variableOf(const ServiceDescription& service, std::string_view name) {
    for (const auto& [key, value] : service.environment) {
        if (key == name) return &value;
    }
    return nullptr;
}

/// gateway.auth.token of the file itself; the environment's token does not count.
std::string configuredToken(Context& context) {
    const Json* token = findPath(context.snapshot().config, "gateway.auth.token");
    return token && token->is_string() ? token->get<std::string>() : std::string();
}

Json issue(const char* code, const std::string& message) {
    return Json{{"code", code}, {"message", message}, {"level", "recommended"}};
}

Json commandJson(const ServiceDescription& installed, const std::filesystem::path& file) {
    Json command = {{"programArguments", installed.programArguments}, {"sourcePath", file.string()}};
    if (!installed.workingDirectory.empty()) command["workingDirectory"] = installed.workingDirectory;
    Json variables = Json::object();
    for (const auto& [name, value] : installed.environment) {
        const bool isSecret = name.ends_with("TOKEN") || name.ends_with("PASSWORD") || name.ends_with("_KEY");
        variables[name] = isSecret ? "[redacted]" : value;
    }
    command["environment"] = std::move(variables);
    return command;
}

Json runtimeJson(const ServiceRuntime& runtime) {
    Json json = {{"status", runtime.status}};
    if (!runtime.state.empty()) json["state"] = runtime.state;
    if (!runtime.subState.empty()) json["subState"] = runtime.subState;
    if (runtime.pid) json["pid"] = *runtime.pid;
    if (runtime.lastExitStatus) json["lastExitStatus"] = *runtime.lastExitStatus;
    if (!runtime.lastExitReason.empty()) json["lastExitReason"] = runtime.lastExitReason;
    if (!runtime.detail.empty()) json["detail"] = runtime.detail;
    if (runtime.isMissingUnit) json["missingUnit"] = true;
    return json;
}

}

ServiceDescription describeService(Context& context, const ServiceManager& manager, const ServiceWish& wish) {
    const Environment& environment = context.environment;
    const bool isSystemd = std::string_view(manager.words().label) == "systemd";
    const std::string profile = environment.get("OPENCLAW_PROFILE");
    const std::string version = openclaw::version;
    ServiceDescription service;
    service.description = profile.empty()
                              ? fmt::format("OpenClaw Gateway (v{})", version)
                              : fmt::format("OpenClaw Gateway (profile: {}, v{})", profile, version);
    service.programArguments = {Context::programFile(), "gateway", "--port", std::to_string(wish.port)};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) service.environment.emplace_back(name, value);
    };
    add("HOME", environment.homeDirectory().string());
    add("PATH", servicePath(environment, !isSystemd));
    for (const char* name : {"OPENCLAW_PROFILE", "OPENCLAW_STATE_DIR", "OPENCLAW_CONFIG_PATH"})
        add(name, environment.get(name));
    add("OPENCLAW_GATEWAY_PORT", std::to_string(wish.port));
    std::string token = wish.token;
    if (token.empty() && configuredToken(context).empty()) token = environment.get("OPENCLAW_GATEWAY_TOKEN");
    if (token != configuredToken(context)) add("OPENCLAW_GATEWAY_TOKEN", token);
    add(isSystemd ? "OPENCLAW_SYSTEMD_UNIT" : "OPENCLAW_LAUNCHD_LABEL", manager.name());
    add("OPENCLAW_SERVICE_MARKER", "openclaw");
    add("OPENCLAW_SERVICE_KIND", "gateway");
    add("OPENCLAW_SERVICE_VERSION", version);
    const std::filesystem::path logs = context.stateDirectory() / "logs";
    service.outputFile = (logs / "gateway.log").string();
    service.errorFile = (logs / "gateway.err.log").string();
    return service;
}

std::vector<std::string> variablesOutsideTheService(Context& context) {
    const Result<std::string> text = readFile(context.stateDirectory() / ".env");
    const std::map<std::string, std::string> stored =
        text ? config::parseDotEnv(*text) : std::map<std::string, std::string>();
    const Json* section = findPath(context.snapshot().config, "env");
    const Json* variables = section ? findMember(*section, "vars") : nullptr;
    const Environment shell = Environment::fromProcess();
    std::vector<std::string> names;
    for (const auto& [name, value] : shell.values()) {
        const bool isKnownToService = stored.contains(name) || (section && findMember(*section, name)) ||
                                      (variables && findMember(*variables, name));
        const bool isGatewaySecret = name.starts_with("OPENCLAW_") || name.starts_with("CLAWDBOT_");
        if (config::isCredentialVariable(name) && !isGatewaySecret && !isKnownToService &&
            !trimAscii(value).empty())
            names.push_back(name);
    }
    return names;
}

Json serviceJson(const ServiceManager& manager, bool isLoaded) {
    const ServiceWords words = manager.words();
    return Json{{"label", words.label},
                {"loaded", isLoaded},
                {"loadedText", words.loaded},
                {"notLoadedText", words.notLoaded}};
}

Json auditService(const ServiceDescription& installed) {
    Json issues = Json::array();
    const std::vector<std::string>& words = installed.programArguments;
    if (std::ranges::find(words, "gateway") == words.end())
        issues.push_back(
            issue("gateway-command-missing", "The service does not run the \"gateway\" command."));
    if (!words.empty() && std::filesystem::path(words.front()).filename() !=
                              std::filesystem::path(Context::programFile()).filename())
        issues.push_back(
            issue("gateway-program-foreign", "The service runs another program: " + words.front()));
    if (!variableOf(installed, "PATH"))
        issues.push_back(issue("gateway-path-missing", "The service sets no PATH of its own."));
    return Json{{"ok", issues.empty()}, {"issues", std::move(issues)}};
}

Json serviceStatusJson(const ServiceManager& manager) {
    const Result<bool> isLoaded = manager.isLoaded();
    const std::optional<ServiceDescription> installed = manager.installed();
    Json json = serviceJson(manager, isLoaded && *isLoaded);
    json["command"] = installed ? commandJson(*installed, manager.file()) : Json(nullptr);
    json["runtime"] = runtimeJson(manager.runtime());
    json["configAudit"] =
        installed ? auditService(*installed) : Json{{"ok", true}, {"issues", Json::array()}};
    return json;
}

std::filesystem::path serviceConfigFile(Context& context, const ServiceDescription& installed) {
    std::map<std::string, std::string, std::less<>> variables{
        {"HOME", context.environment.homeDirectory().string()}};
    for (const auto& [name, value] : installed.environment)
        variables[name] = value;
    return config::configFile(Environment(std::move(variables)));
}

std::optional<std::uint16_t> servicePort(const ServiceDescription& installed) {
    const std::vector<std::string>& words = installed.programArguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string value;
        if (words[i] == "--port" && i + 1 < words.size()) value = words[i + 1];
        if (words[i].starts_with("--port=")) value = words[i].substr(7);
        const std::optional<std::int64_t> number = parseInteger(value);
        if (number && *number > 0 && *number <= 65535) return static_cast<std::uint16_t>(*number);
    }
    return std::nullopt;
}

Result<std::string> installConfiguredService(Context& context, const ServiceManager& manager) {
    ServiceWish wish;
    wish.port = context.config().gateway().port;
    const Result<void> installed = manager.install(describeService(context, manager, wish));
    if (!installed) return installed.error();
    if (std::string_view(manager.words().label) != "systemd") return std::string();
    const Result<void> lingers = enableLingering(context.environment);
    return lingers ? std::string() : lingers.error().message;
}

Result<void> enableLingering(const Environment& environment) {
    const std::string user = environment.get("USER", environment.get("LOGNAME"));
    std::vector<std::string> question = {"loginctl", "show-user", "--property=Linger"};
    std::vector<std::string> wish = {"loginctl", "enable-linger"};
    if (!user.empty()) {
        question.insert(question.begin() + 2, user);
        wish.push_back(user);
    }
    const Result<ProgramOutcome> shown = runProgram(environment, question);
    if (shown && shown->isGood() && shown->output.find("Linger=yes") != std::string::npos) return {};
    const Result<ProgramOutcome> done = runProgram(environment, wish);
    if (done && done->isGood()) return {};
    return Error(Errc::unavailable,
                 "The gateway stops when you log out. To keep it running: sudo loginctl enable-linger" +
                     (user.empty() ? "" : " " + user));
}

}
