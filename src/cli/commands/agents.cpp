// agents, agents list, agents set-identity: who there is, and what each is called.
#include "cli/commands/agents.hpp"

#include "cli/configWriting.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* identityKeys[] = {"name", "theme", "emoji", "avatar"};

std::string describe(const config::BindingRule& rule) {
    std::string text = rule.channel;
    if (!rule.accountId.empty()) text += " accountId=" + rule.accountId;
    if (!rule.peerId.empty()) text += " peer=" + rule.peerKind + ":" + rule.peerId;
    if (!rule.guildId.empty()) text += " guild=" + rule.guildId;
    if (!rule.teamId.empty()) text += " team=" + rule.teamId;
    return text;
}

std::vector<std::string> bindingsOf(Context& context, const std::string& agentId) {
    std::vector<std::string> rules;
    for (const config::BindingRule& rule : context.config().bindings()) {
        if (rule.agentId == agentId) rules.push_back(describe(rule));
    }
    return rules;
}

/// The configured identity, else that of the workspace.
Json identityOf(const config::AgentSettings& agent, std::string& source) {
    Json identity = Json::object();
    if (!agent.identity.name.empty()) identity["name"] = agent.identity.name;
    if (!agent.identity.emoji.empty()) identity["emoji"] = agent.identity.emoji;
    source = "config";
    if (!identity.empty()) return identity;
    source = "identity";
    const Result<std::string> text = readFile(agent.workspace / "IDENTITY.md");
    return text ? parseIdentity(*text) : Json::object();
}

Json agentJson(Context& context, const config::AgentSettings& agent, bool withBindings) {
    const std::vector<std::string> rules = bindingsOf(context, agent.id);
    Json json = {
        {"id", agent.id},
        {"workspace", agent.workspace.string()},
        {"agentDir", agent.agentDirectory.string()},
        {"model", agent::chooseModel(context.config().root(), agent.id, {}, {}, context.environment).text()},
        {"bindings", rules.size()},
        {"isDefault", agent.isDefault}};
    if (!agent.name.empty()) json["name"] = agent.name;
    std::string source;
    const Json identity = identityOf(agent, source);
    if (identity.contains("name")) json["identityName"] = identity["name"];
    if (identity.contains("emoji")) json["identityEmoji"] = identity["emoji"];
    if (!identity.empty()) json["identitySource"] = source;
    if (!rules.empty())
        json["routes"] = rules;
    else if (agent.isDefault)
        json["routes"] = Json::array({"default (no explicit rules)"});
    if (withBindings && !rules.empty()) json["bindingDetails"] = rules;
    return json;
}

void printAgent(Context& context, const Json& agent, bool withBindings) {
    const std::string name = stringOr(agent, "name");
    std::string line = "- " + stringOr(agent, "id");
    if (findBool(agent, "isDefault").value_or(false)) line += " (default)";
    if (!name.empty() && name != stringOr(agent, "id")) line += " (" + name + ")";
    context.print(line);
    const std::string identity(
        trimAscii(stringOr(agent, "identityEmoji") + " " + stringOr(agent, "identityName")));
    if (!identity.empty()) context.print("  Identity: " + identity);
    context.print("  Workspace: " + context.shortPath(stringOr(agent, "workspace")));
    context.print("  Agent dir: " + context.shortPath(stringOr(agent, "agentDir")));
    context.print("  Model: " + stringOr(agent, "model"));
    context.print(fmt::format("  Routing rules: {}", findInteger(agent, "bindings").value_or(0)));
    const Json* routes = findMember(agent, "routes");
    std::vector<std::string> texts;
    for (const Json& route : routes ? *routes : Json::array())
        texts.push_back(route.get<std::string>());
    if (!texts.empty() && !withBindings) context.print("  Routing: " + join(texts, ", "));
    for (const std::string& text : withBindings ? texts : std::vector<std::string>())
        context.print("    - " + text);
}

int listAgents(Context& context, const Arguments& arguments) {
    const bool withBindings = arguments.has("bindings");
    Json agents = Json::array();
    for (const config::AgentSettings& agent : context.config().agents())
        agents.push_back(agentJson(context, agent, withBindings));
    if (arguments.has("json")) {
        context.printJson(agents);
        return 0;
    }
    context.print("Agents:");
    for (const Json& agent : agents)
        printAgent(context, agent, withBindings);
    return 0;
}

/// The agent that --agent or --workspace means; nullptr and a printed error for none.
const config::AgentSettings* wantedAgent(Context& context, const Arguments& arguments) {
    if (arguments.has("agent") || !arguments.has("workspace")) {
        const std::string id = arguments.text("agent", context.config().defaultAgent().id);
        const config::AgentSettings* agent = context.config().findAgent(id);
        if (!agent)
            context.fail(fmt::format(
                "Unknown agent id \"{}\". Use \"openclaw agents list\" to see configured agents.", id));
        return agent;
    }
    const fs::path workspace = context.environment.expandPath(arguments.text("workspace")).lexically_normal();
    for (const config::AgentSettings& agent : context.config().agents()) {
        if (agent.workspace.lexically_normal() == workspace) return &agent;
    }
    context.fail("No agent works in " + context.shortPath(workspace) + ". Use --agent.");
    return nullptr;
}

int setIdentity(Context& context, const Arguments& arguments) {
    const config::AgentSettings* agent = wantedAgent(context, arguments);
    if (!agent) return 1;
    const bool isGiven =
        std::ranges::any_of(identityKeys, [&](const char* key) { return arguments.has(key); });
    Json identity = Json::object();
    fs::path file;
    if (!isGiven || arguments.has("from-identity") || arguments.has("identity-file")) {
        file = arguments.has("identity-file")
                   ? context.environment.expandPath(arguments.text("identity-file"))
                   : agent->workspace / "IDENTITY.md";
        const Result<std::string> text = readFile(file);
        if (text) identity = parseIdentity(*text);
        if (identity.empty())
            return context.fail("No identity data found in " + context.shortPath(file) + ".");
    }
    for (const char* key : identityKeys) {
        if (arguments.has(key)) identity[key] = arguments.text(key);
    }
    OrderedJson document = documentWithAgents(context);
    for (OrderedJson& entry : document["agents"]["list"]) {
        if (config::normalizeAgentId(entry.value("id", std::string())) != agent->id) continue;
        for (const auto& [key, value] : identity.items())
            entry["identity"][key] = value.get<std::string>();
    }
    const bool isJson = arguments.has("json");
    const Json answer = {{"agentId", agent->id},
                         {"identity", identity},
                         {"workspace", agent->workspace.string()},
                         {"identityFile", file.empty() ? Json(nullptr) : Json(file.string())}};
    std::string said = "Agent: " + agent->id;
    for (const auto& [key, value] : identity.items())
        said += fmt::format("\n{}: {}", key, value.get<std::string>());
    if (isJson) said = dumpJsonPretty(answer);
    return writeConfigDocument(context, std::move(document), said);
}

}

OrderedJson documentWithAgents(Context& context) {
    OrderedJson document = context.snapshot().document.value;
    if (!document.is_object()) document = OrderedJson::object();
    OrderedJson& agents = document["agents"];
    if (!agents.is_object()) agents = OrderedJson::object();
    OrderedJson& list = agents["list"];
    if (!list.is_array()) list = OrderedJson::array();
    if (list.empty()) list.push_back({{"id", context.config().defaultAgent().id}});
    return document;
}

Json parseIdentity(std::string_view text) {
    Json identity = Json::object();
    for (const std::string_view line : split(text, '\n')) {
        const std::string plain = replaceAll(std::string(trimAscii(line)), "*", "");
        const std::size_t start = plain.find_first_not_of("- ");
        const std::size_t colon = plain.find(':');
        if (start == std::string::npos || colon == std::string::npos || colon < start) continue;
        std::string key = toLowerAscii(trimAscii(std::string_view(plain).substr(start, colon - start)));
        const std::string value(trimAscii(std::string_view(plain).substr(colon + 1)));
        if (key == "manner" || key == "vibe") key = "theme";
        if (key.starts_with("avatar")) key = "avatar";
        const bool isKnown = std::ranges::find(identityKeys, key) != std::end(identityKeys);
        if (isKnown && !value.empty() && !value.starts_with('_') && !value.starts_with('('))
            identity[key] = value;
    }
    return identity;
}

Command agentIdentityCommand() {
    Command command = named("set-identity", "Name, theme, emoji and avatar of an agent", setIdentity);
    command.options = {{0, "agent", "id", "The agent (default: the default agent)", false, false},
                       {0, "workspace", "dir", "The agent that works in this folder", false, false},
                       {0, "identity-file", "path", "Read them from this IDENTITY.md", false, false},
                       {0, "from-identity", "", "Read them from the workspace's IDENTITY.md", false, false},
                       {0, "name", "name", "What it is called", false, false},
                       {0, "theme", "theme", "How it is", false, false},
                       {0, "emoji", "emoji", "Its emoji", false, false},
                       {0, "avatar", "value", "File of the workspace, or URL", false, false},
                       {0, "json", "", "Print JSON", false, false}};
    return command;
}

Command agentsCommand() {
    const std::vector<Option> options = {
        {0, "json", "", "Print JSON", false, false},
        {0, "bindings", "", "Show every rule that leads to an agent", false, false}};
    Command listed = named("list", "The agents, their folders and models", listAgents);
    listed.options = options;
    Command command = named("agents", "Several agents, each with its own workspace", listAgents);
    command.options = options;
    command.subcommands = {listed, agentAddCommand(), agentDeleteCommand(), agentIdentityCommand()};
    return command;
}

}
