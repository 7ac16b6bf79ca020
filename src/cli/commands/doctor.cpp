// doctor: one look at everything that may be wrong. It only reads, unless --fix is given; then it also takes
// away the rights of others to the gateway's files.
#include "cli/commands/doctor.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/channelAccounts.hpp"
#include "cli/privatePlaces.hpp"
#include "cli/sessionRows.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/plugins/registry.hpp"
#include "openclaw/skills/report.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

enum class Level { good, hint, problem };

struct Finding {
    Level level;
    std::string text;
};
using Findings = std::vector<Finding>;

constexpr std::chrono::seconds gatewayPatience{3};

Findings checkConfiguration(Context& context) {
    const config::Snapshot& snapshot = context.snapshot();
    const std::string file = context.shortPath(snapshot.path);
    if (!snapshot.exists) return {{Level::hint, file + " does not exist; the defaults hold"}};
    Findings findings;
    for (const config::Issue& issue : snapshot.issues)
        findings.push_back({Level::problem, config::describeIssue(issue)});
    for (const config::Issue& issue : snapshot.warnings)
        findings.push_back({Level::hint, config::describeIssue(issue)});
    if (findings.empty()) findings.push_back({Level::good, file});
    return findings;
}

Findings checkFiles(Context& context, bool isFixing) {
    Findings findings;
    for (const security::AuditedPlace& place : privatePlaces(context)) {
        if (security::auditPlaces({place}).empty()) continue;
        const std::string name = context.shortPath(place.path);
        if (!isFixing) {
            findings.push_back(
                {Level::problem, name + " can be used by others; openclaw doctor --fix changes that"});
            continue;
        }
        const Result<void> closed = makePrivate(place.path);
        if (closed)
            findings.push_back({Level::good, name + " is private now"});
        else
            findings.push_back({Level::problem, name + " can be used by others: " + closed.error().message});
    }
    if (findings.empty())
        findings.push_back(
            {Level::good, "nobody else can read " + context.shortPath(context.stateDirectory())});
    return findings;
}

Findings checkStore(Context& context) {
    store::SessionQuery query;
    query.limit = 1;
    const Result<StoredSessions> sessions = readSessions(context, std::move(query));
    if (!sessions) return {{Level::problem, sessions.error().message}};
    return {{Level::good, context.shortPath(sessions->path)}};
}

Findings checkModels(Context& context) {
    const config::AgentSettings& agent = context.config().defaultAgent();
    const Json& root = context.config().root();
    std::vector<std::string> names{agent::chooseModel(root, agent.id, {}, {}, context.environment).text()};
    names.insert(names.end(), agent.model.fallbacks.begin(), agent.model.fallbacks.end());
    const agent::AuthProfiles profiles = agent::loadAuthProfiles(agent.agentDirectory, agent.agentDirectory);
    Findings findings;
    for (const std::string& name : names) {
        const std::optional<agent::ModelRef> ref = agent::parseModelRef(name);
        if (!ref) {
            findings.push_back({Level::problem, name + " is no model (provider/model)"});
        } else if (ref->isOffline()) {
            findings.push_back({Level::hint,
                                "no model is chosen, so the gateway only echoes; "
                                "openclaw config set agents.defaults.model.primary PROVIDER/MODEL"});
        } else {
            const auto endpoint = agent::resolveProvider(root, ref->provider, context.environment, profiles,
                                                         SystemClock().nowMs());
            findings.push_back(endpoint ? Finding{Level::good, name}
                                        : Finding{Level::problem, name + ": " + endpoint.error().message});
        }
    }
    return findings;
}

/// nullopt, and a finding, when no gateway answers.
std::optional<Json> askGateway(Context& context, const Arguments& arguments, Findings& findings) {
    GatewayCall call;
    call.method = "channels.status";
    call.timeout = gatewayPatience;
    const GatewayTarget target = resolveTarget(context, arguments);
    Result<Json> status = callGateway(context, target, std::move(call));
    if (status) {
        findings.push_back({Level::good, "answers at " + target.url});
        return std::move(*status);
    }
    const std::string why = status.error().message.substr(0, status.error().message.find('\n'));
    findings.push_back({Level::hint, "does not answer at " + target.url + " (" + why +
                                         "); start it with: openclaw gateway"});
    return std::nullopt;
}

void judgeAccount(const std::string& name, const Json& account, Findings& findings) {
    const std::string error = stringOr(account, "lastError");
    const bool isOn = findBool(account, "enabled").value_or(true);
    if (findBool(account, "connected").value_or(false))
        findings.push_back({Level::good, name + " is connected"});
    else if (isOn)
        findings.push_back(
            {Level::problem, name + " is not connected" + (error.empty() ? "" : ": " + error)});
    else
        findings.push_back({Level::hint, name + " is switched off"});
    const Json* remarks = findMember(account, "remarks");
    for (const Json& remark : remarks && remarks->is_array() ? *remarks : Json::array()) {
        if (remark.is_string()) findings.push_back({Level::hint, name + ": " + remark.get<std::string>()});
    }
    if (const auto count = findInteger(account, "setAside"); count && *count > 0)
        findings.push_back(
            {Level::problem,
             fmt::format("{}: {} messages were set aside; openclaw trace --list", name, *count)});
}

Findings checkChannels(Context& context, const std::optional<Json>& status) {
    Findings findings;
    if (!status) {
        for (const ConfiguredAccount& account : configuredAccounts(context)) {
            const bool lacksToken = account.tokenSource == "none" && !account.tokenKey.empty();
            findings.push_back(
                {lacksToken ? Level::problem : Level::good,
                 account.label + " " + account.id + (lacksToken ? " has no token" : " is configured")});
        }
    } else if (const Json* channels = findMember(*status, "channelAccounts");
               channels && channels->is_object()) {
        for (const auto& [channel, accounts] : channels->items()) {
            for (const Json& account : accounts)
                judgeAccount(channelLabelOf(channel) + " " + stringOr(account, "accountId"), account,
                             findings);
        }
    }
    if (findings.empty()) findings.push_back({Level::hint, "none is set up; openclaw channels add"});
    return findings;
}

/// Who may talk to the agent without having been let in.
Findings checkAccess(Context& context) {
    Findings findings;
    const Json* found = findPath(context.config().root(), "channels");
    const Json channels = found && found->is_object() ? *found : Json::object();
    for (const auto& [id, section] : channels.items()) {
        if (!section.is_object()) continue;
        if (stringOr(section, "dmPolicy") == "open")
            findings.push_back(
                {Level::hint, channelLabelOf(id) + ": anybody may write to the agent (dmPolicy open)"});
        if (stringOr(section, "groupPolicy") == "open")
            findings.push_back(
                {Level::hint, channelLabelOf(id) + ": every group may use the agent (groupPolicy open)"});
    }
    if (findings.empty()) findings.push_back({Level::good, "strangers have to be let in"});
    return findings;
}

Findings checkExtensions(Context& context) {
    Findings findings;
    const Json& root = context.config().root();
    for (const plugins::PluginEntry& entry :
         plugins::discoverPlugins(root, context.environment, context.stateDirectory())) {
        if (entry.status == "error")
            findings.push_back({Level::problem, "plugin " + entry.manifest.id + ": " + entry.reason});
    }
    const Json skills = skills::skillsReport(root, context.environment, context.stateDirectory(),
                                             context.config().defaultAgent().workspace);
    std::size_t ready = 0;
    for (const Json& skill : skills.at("skills"))
        ready += findBool(skill, "eligible").value_or(false) ? 1 : 0;
    findings.push_back({Level::good, fmt::format("{} of {} skills are ready (openclaw skills check)", ready,
                                                 skills.at("skills").size())});
    return findings;
}

void show(const Context& context, const char* title, const Findings& findings) {
    context.print(title);
    for (const Finding& finding : findings) {
        const char* mark = finding.level == Level::good ? "✓" : finding.level == Level::hint ? "·" : "✗";
        context.print(fmt::format("  {} {}", mark, finding.text));
    }
}

int examine(Context& context, const Arguments& arguments) {
    show(context, "Configuration", checkConfiguration(context));
    show(context, "Files", checkFiles(context, arguments.has("fix") || arguments.has("repair")));
    show(context, "Store", checkStore(context));
    show(context, "Models", checkModels(context));
    Findings gateway;
    const std::optional<Json> status = askGateway(context, arguments, gateway);
    show(context, "Gateway", gateway);
    show(context, "Channels", checkChannels(context, status));
    show(context, "Access", checkAccess(context));
    show(context, "Plugins and skills", checkExtensions(context));
    context.print("\nDoctor complete.");
    return 0;
}

}

Command doctorCommand() {
    Command command =
        named("doctor", "What is wrong with this installation, and what to do about it", examine);
    command.guard = ConfigGuard::tolerate;
    command.options = {{0, "fix", "", "Make the gateway's files private", false, false},
                       {0, "repair", "", "", false, true},
                       {0, "yes", "", "", false, true},
                       {0, "non-interactive", "", "", false, true}};
    return command;
}

}
