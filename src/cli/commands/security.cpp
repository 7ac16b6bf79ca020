// security audit: reads, unless --fix is given; then it closes what has one obvious way to be closed.
#include "cli/commands/security.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/configWriting.hpp"
#include "cli/privatePlaces.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/plugins/registry.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

using security::AuditFinding;
using security::AuditSeverity;

constexpr std::chrono::seconds probePatience{5};

security::AuditedConfig auditedConfig(Context& context) {
    const config::GatewaySettings& gateway = context.config().gateway();
    security::AuditedConfig audited;
    audited.effective = context.config().root();
    audited.written = Json(context.snapshot().document.value);
    audited.gatewayTokenBytes = gateway.token.reveal().size();
    audited.gatewayPasswordBytes = gateway.password.reveal().size();
    if (const Json* token = findPath(audited.effective, "hooks.token"); token && token->is_string())
        audited.isHookTokenTheGateways = !gateway.token.empty() && gateway.token.matches(token->get<std::string>());
    for (const plugins::PluginEntry& entry :
         plugins::discoverPlugins(audited.effective, context.environment, context.stateDirectory())) {
        if (entry.origin == "global") audited.extensions.push_back(entry.manifest.id);
    }
    return audited;
}

/// Whether the gateway answers; adds a finding when it does not.
Json probe(Context& context, const Arguments& arguments, std::vector<AuditFinding>& findings) {
    GatewayCall call;
    call.method = "health";
    call.timeout = probePatience;
    const GatewayTarget target = resolveTarget(context, arguments);
    const Result<Json> health = callGateway(context, target, std::move(call));
    Json told{{"attempted", true}, {"url", target.url}, {"ok", health.has_value()}};
    if (!health) {
        const std::string why = health.error().message.substr(0, health.error().message.find('\n'));
        told["error"] = why;
        findings.push_back({"gateway.probe_failed", AuditSeverity::warn, "The gateway does not answer", target.url + ": " + why,
                            "Run \"" + context.commandHint("gateway status") + "\"."});
    }
    return Json{{"gateway", std::move(told)}};
}

Json auditAll(Context& context, const Arguments& arguments) {
    std::vector<AuditFinding> findings = security::auditConfig(auditedConfig(context));
    for (AuditFinding& finding : security::auditPlaces(privatePlaces(context)))
        findings.push_back(std::move(finding));
    Json deep;
    if (arguments.has("deep")) deep = probe(context, arguments, findings);
    Json report = security::auditReport(findings, SystemClock().nowMs());
    if (!deep.is_null()) report["deep"] = std::move(deep);
    return report;
}

/// What could be mended was; what is told names each change. Nothing is written when nothing has to be.
Json mend(Context& context) {
    Json done = Json::array();
    Json failed = Json::array();
    for (const security::AuditedPlace& place : privatePlaces(context)) {
        if (security::auditPlaces({place}).empty()) continue;
        const Result<void> closed = makePrivate(place.path);
        if (closed)
            done.push_back(context.shortPath(place.path) + " is private now");
        else
            failed.push_back(closed.error().message);
    }
    OrderedJson document = context.snapshot().document.value;
    Json changes = Json::array();
    const auto set = [&](const std::vector<std::string>& path, const char* from, const char* to) {
        const Json written(document);
        const Json* value = config::findAt(written, path);
        if (!value || *value != from || !config::setAt(document, path, OrderedJson(to))) return;
        changes.push_back(fmt::format("{}: {} -> {}", join(path, "."), from, to));
    };
    set({"logging", "redactSensitive"}, "off", "tools");
    if (const Json* channels = findMember(context.config().root(), "channels"); channels && channels->is_object()) {
        for (const auto& [id, section] : channels->items()) {
            set({"channels", id, "groupPolicy"}, "open", "allowlist");
            const Json* accounts = findMember(section, "accounts");
            if (!accounts || !accounts->is_object()) continue;
            for (const auto& account : accounts->items())
                set({"channels", id, "accounts", account.key(), "groupPolicy"}, "open", "allowlist");
        }
    }
    if (!changes.empty()) {
        const Result<void> written = saveConfig(context, std::move(document));
        for (const Json& change : written ? changes : Json::array())
            done.push_back(change);
        if (!written) failed.push_back(written.error().message);
    }
    return Json{{"ok", failed.empty()}, {"changes", std::move(done)}, {"errors", std::move(failed)}};
}

void printGroup(const Context& context, const Json& report, const char* severity, const char* title) {
    bool isFirst = true;
    for (const Json& finding : report.at("findings")) {
        if (stringOr(finding, "severity") != severity) continue;
        if (isFirst) context.print(fmt::format("\n{}", title));
        isFirst = false;
        context.print(stringOr(finding, "checkId") + " " + stringOr(finding, "title"));
        context.print("  " + replaceAll(stringOr(finding, "detail"), "\n", "\n  "));
        if (const std::string fix = stringOr(finding, "remediation"); !fix.empty()) context.print("  Fix: " + fix);
    }
}

int audit(Context& context, const Arguments& arguments) {
    Json mended;
    if (arguments.has("fix")) mended = mend(context);
    // What was mended is read anew.
    Context now(context.environment, context.commandLine);
    const Json report = auditAll(now, arguments);
    if (arguments.has("json")) {
        context.printJson(mended.is_null() ? report : Json{{"fix", mended}, {"report", report}});
        return 0;
    }
    const Json& summary = report.at("summary");
    context.print("OpenClaw security audit");
    if (!mended.is_null()) {
        for (const Json& line : mended.at("changes"))
            context.print("  ✓ " + line.get<std::string>());
        for (const Json& line : mended.at("errors"))
            context.print("  ✗ " + line.get<std::string>());
    }
    context.print(fmt::format("Summary: {} critical · {} warn · {} info", summary.at("critical").get<int>(),
                              summary.at("warn").get<int>(), summary.at("info").get<int>()));
    if (!arguments.has("deep")) context.print("Run deeper: " + context.commandHint("security audit --deep"));
    printGroup(context, report, "critical", "CRITICAL");
    printGroup(context, report, "warn", "WARN");
    printGroup(context, report, "info", "INFO");
    return 0;
}

}

Command securityCommand() {
    Command run = named("audit", "What this installation allows more than it needs to", audit);
    run.guard = ConfigGuard::tolerate;
    run.options = {{0, "deep", "", "Ask the gateway, too", false, false},
                   {0, "fix", "", "Close what has one obvious way to be closed", false, false},
                   {0, "json", "", "Print JSON", false, false}};
    Command command;
    command.name = "security";
    command.summary = "Check how this installation is secured";
    command.guard = ConfigGuard::tolerate;
    command.subcommands = {std::move(run)};
    return command;
}

}
