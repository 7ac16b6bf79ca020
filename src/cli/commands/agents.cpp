// agents list, add, set-identity, delete: they read and edit `agents.list` and `bindings` of the configuration file.
#include "cli/commands/agents.hpp"

#include "cli/channelAccounts.hpp"
#include "cli/configWriting.hpp"
#include "openclaw/agent/workspace.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/plugins/registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

constexpr const char* mainAgent = "main";
constexpr std::array identityFields{"name", "theme", "emoji", "avatar"};

const config::AgentSettings* findAgent(Context& context, const std::string& id) {
    const std::vector<config::AgentSettings>& agents = context.config().agents();
    const auto found = std::ranges::find(agents, id, &config::AgentSettings::id);
    return found == agents.end() ? nullptr : &*found;
}

/// The rules that send conversations to an agent, as written.
std::vector<Json> bindingsOf(const Json& root, const std::string& agentId) {
    std::vector<Json> rules;
    const Json* bindings = findMember(root, "bindings");
    if (!bindings || !bindings->is_array()) return rules;
    for (const Json& rule : *bindings) {
        if (config::normalizeAgentId(stringOr(rule, "agentId")) == agentId) rules.push_back(rule);
    }
    return rules;
}

/// "telegram accountId=work peer=dm:5"
std::string describeRule(const Json& rule) {
    const Json* match = findMember(rule, "match");
    if (!match) return "everything";
    std::string text = stringOr(*match, "channel");
    for (const char* key : {"accountId", "guildId", "teamId"}) {
        if (const std::string value = stringOr(*match, key); !value.empty()) text += fmt::format(" {}={}", key, value);
    }
    if (const Json* peer = findMember(*match, "peer"))
        text += " peer=" + stringOr(*peer, "kind") + ":" + stringOr(*peer, "id");
    return text;
}

Json agentJson(Context& context, const config::AgentSettings& agent, bool withBindings) {
    const std::vector<Json> rules = bindingsOf(context.config().root(), agent.id);
    Json entry{{"id", agent.id},
               {"workspace", agent.workspace.string()},
               {"agentDir", agent.agentDirectory.string()},
               {"bindings", rules.size()},
               {"isDefault", agent.isDefault}};
    if (!agent.name.empty()) entry["name"] = agent.name;
    if (!agent.identity.name.empty()) entry["identityName"] = agent.identity.name;
    if (!agent.identity.emoji.empty()) entry["identityEmoji"] = agent.identity.emoji;
    if (entry.contains("identityName") || entry.contains("identityEmoji")) entry["identitySource"] = "config";
    if (!agent.model.primary.empty()) entry["model"] = agent.model.primary;
    if (agent.isDefault && rules.empty()) entry["routes"] = Json::array({"default (no explicit rules)"});
    if (withBindings && !rules.empty()) {
        entry["bindingDetails"] = Json::array();
        for (const Json& rule : rules)
            entry["bindingDetails"].push_back(describeRule(rule));
    }
    return entry;
}

void printAgent(const Context& context, const Json& agent) {
    const std::string name = stringOr(agent, "name");
    const bool isDefault = agent.at("isDefault").get<bool>();
    context.print("- " + stringOr(agent, "id") + (isDefault ? " (default)" : name.empty() ? "" : " (" + name + ")"));
    const std::string identity = join({stringOr(agent, "identityEmoji"), stringOr(agent, "identityName")}, " ");
    if (agent.contains("identitySource")) context.print(fmt::format("  Identity: {} (config)", trimAscii(identity)));
    context.print("  Workspace: " + context.shortPath(stringOr(agent, "workspace")));
    context.print("  Agent dir: " + context.shortPath(stringOr(agent, "agentDir")));
    if (agent.contains("model")) context.print("  Model: " + stringOr(agent, "model"));
    context.print(fmt::format("  Routing rules: {}", agent.at("bindings").get<std::size_t>()));
    if (agent.contains("routes")) context.print("  Routing: default (no explicit rules)");
    if (!agent.contains("bindingDetails")) return;
    for (const Json& rule : agent.at("bindingDetails"))
        context.print("  - " + rule.get<std::string>());
}

int listAgents(Context& context, const Arguments& arguments) {
    Json list = Json::array();
    for (const config::AgentSettings& agent : context.config().agents())
        list.push_back(agentJson(context, agent, arguments.has("bindings")));
    if (arguments.has("json")) {
        context.printJson(list);
        return 0;
    }
    context.print("Agents:");
    for (const Json& agent : list)
        printAgent(context, agent);
    context.print("Routing rules send a channel, account or chat to an agent. --bindings shows them in full.");
    return 0;
}

/// `agents.list` of the document; the agent that answers without one becomes its first entry, so that it stays the default.
OrderedJson& agentList(OrderedJson& document, const std::string& implied) {
    if (!document.is_object()) document = OrderedJson::object();
    OrderedJson& list = document["agents"]["list"];
    if (!list.is_array()) list = OrderedJson::array();
    if (list.empty()) list.push_back(OrderedJson{{"id", implied}});
    return list;
}

OrderedJson* entryOf(OrderedJson& list, const std::string& id) {
    const auto found = std::ranges::find_if(list, [&](const OrderedJson& entry) {
        return entry.is_object() && entry.contains("id") && entry["id"].is_string() &&
               config::normalizeAgentId(entry["id"].get<std::string>()) == id;
    });
    return found == list.end() ? nullptr : &*found;
}

/// "telegram" or "telegram:work" as a rule's match. Errc::notFound for a channel that nothing here serves.
Result<OrderedJson> matchOf(Context& context, const std::string& text) {
    const std::string channel = toLowerAscii(text.substr(0, text.find(':')));
    bool isKnown = false;
    for (const plugins::PluginEntry& entry :
         plugins::discoverPlugins(context.config().root(), context.environment, context.stateDirectory()))
        isKnown = isKnown || entry.manifest.id == channel;
    for (const ConfiguredAccount& account : configuredAccounts(context))
        isKnown = isKnown || account.channel == channel;
    if (!isKnown) return Error(Errc::notFound, "Unknown channel \"" + channel + "\".");
    OrderedJson match{{"channel", channel}};
    if (text.find(':') != std::string::npos) match["accountId"] = text.substr(text.find(':') + 1);
    return match;
}

struct Binding {
    std::vector<std::string> added;
    std::vector<std::string> skipped;
    std::vector<std::string> conflicts;
};

/// Adds the rules that nobody else has.
Result<Binding> addRules(Context& context, OrderedJson& document, const std::string& agentId, const std::vector<std::string>& wanted) {
    Binding done;
    for (const std::string& text : wanted) {
        Result<OrderedJson> match = matchOf(context, text);
        if (!match) return match.error();
        OrderedJson& rules = document["bindings"];
        if (!rules.is_array()) rules = OrderedJson::array();
        const auto same = std::ranges::find_if(rules, [&](const OrderedJson& rule) {
            return rule.is_object() && rule.contains("match") && rule["match"] == *match;
        });
        if (same == rules.end()) {
            rules.push_back(OrderedJson{{"agentId", agentId}, {"match", *match}});
            done.added.push_back(text);
        } else if (stringOr(Json(*same), "agentId") == agentId) {
            done.skipped.push_back(text);
        } else {
            done.conflicts.push_back(text + " (agent " + stringOr(Json(*same), "agentId") + ")");
        }
    }
    return done;
}

int addAgent(Context& context, const Arguments& arguments) {
    const std::string name(trimAscii(arguments.word(0)));
    if (name.empty()) return context.fail("Agent name is required.");
    if (arguments.has("non-interactive") && !arguments.has("workspace"))
        return context.fail("Non-interactive mode requires --workspace.");
    const std::string id = config::normalizeAgentId(name);
    if (id == mainAgent) return context.fail("\"main\" is reserved. Choose another name.");
    if (findAgent(context, id)) return context.fail("Agent \"" + id + "\" already exists.");

    OrderedJson document = context.snapshot().document.value;
    OrderedJson entry{{"id", id}};
    if (name != id) entry["name"] = name;
    if (arguments.has("workspace")) entry["workspace"] = context.environment.expandPath(arguments.text("workspace")).string();
    if (arguments.has("agent-dir")) entry["agentDir"] = context.environment.expandPath(arguments.text("agent-dir")).string();
    if (arguments.has("model")) entry["model"] = arguments.text("model");
    agentList(document, context.config().defaultAgent().id).push_back(std::move(entry));
    const Result<Binding> bound = addRules(context, document, id, arguments.texts("bind"));
    if (!bound) return context.fail(bound.error().message);
    const Result<void> saved = saveConfig(context, std::move(document));
    if (!saved) return context.fail("Error: " + saved.error().message);

    Context now(context.environment, context.commandLine);
    const config::AgentSettings* agent = findAgent(now, id);
    if (!agent) return context.fail("Error: the agent was written, but is not in the configuration");
    const Result<bool> seeded = agent::seedWorkspace(agent->workspace);
    const Result<void> made = ensurePrivateDirectory(agent->agentDirectory);
    if (!seeded || !made) return context.fail("Error: " + (seeded ? made.error() : seeded.error()).message);
    if (arguments.has("json")) {
        Json told{{"agentId", id},
                  {"name", name},
                  {"workspace", agent->workspace.string()},
                  {"agentDir", agent->agentDirectory.string()},
                  {"bindings", {{"added", bound->added}, {"skipped", bound->skipped}, {"conflicts", bound->conflicts}}}};
        if (arguments.has("model")) told["model"] = arguments.text("model");
        context.printJson(told);
        return 0;
    }
    if (id != toLowerAscii(name)) context.print("Normalized agent id to \"" + id + "\".");
    context.print("Updated " + context.shortPath(context.snapshot().path));
    context.print("Workspace OK: " + context.shortPath(agent->workspace));
    context.print("Agent: " + id);
    context.print("Agent dir: " + context.shortPath(agent->agentDirectory));
    for (const std::string& rule : bound->added)
        context.print("Binding: " + rule);
    for (const std::string& rule : bound->conflicts)
        context.warn("Not bound, because another agent has it: " + rule);
    return bound->conflicts.empty() ? 0 : 1;
}

/// The agent that --agent names, or whose workspace --workspace is.
const config::AgentSettings* chosenAgent(Context& context, const Arguments& arguments) {
    if (arguments.has("agent")) return findAgent(context, config::normalizeAgentId(arguments.text("agent")));
    if (!arguments.has("workspace")) return nullptr;
    const std::filesystem::path workspace = context.environment.expandPath(arguments.text("workspace"));
    const std::vector<config::AgentSettings>& agents = context.config().agents();
    const auto found = std::ranges::find(agents, workspace, &config::AgentSettings::workspace);
    return found == agents.end() ? nullptr : &*found;
}

/// "- Name: Robin" of an IDENTITY.md; what is still a blank to fill in counts as nothing.
std::string identityLine(const std::string& text, std::string_view field) {
    for (const std::string_view line : split(text, '\n')) {
        std::string_view rest = trimAscii(line);
        while (!rest.empty() && (rest.front() == '-' || rest.front() == '*' || rest.front() == ' '))
            rest.remove_prefix(1);
        const std::size_t colon = rest.find(':');
        if (colon == std::string_view::npos || toLowerAscii(trimAscii(rest.substr(0, colon))) != field) continue;
        std::string_view value = rest.substr(colon + 1);
        while (!value.empty() && (value.front() == '*' || value.front() == ' '))
            value.remove_prefix(1);
        value = trimAscii(value);
        if (!value.empty() && value.front() != '(' && value.front() != '_') return std::string(value);
    }
    return {};
}

int setIdentity(Context& context, const Arguments& arguments) {
    const config::AgentSettings* agent = chosenAgent(context, arguments);
    if (!agent && arguments.has("agent")) return context.fail("Agent \"" + arguments.text("agent") + "\" not found.");
    if (!agent) return context.fail("Pass --agent, or the --workspace of one, to say whose identity it is.");
    Json identity = Json::object();
    std::filesystem::path file;
    if (arguments.has("identity-file")) file = context.environment.expandPath(arguments.text("identity-file"));
    else if (arguments.has("from-identity")) file = agent->workspace / "IDENTITY.md";
    if (!file.empty()) {
        const Result<std::string> text = readFile(file);
        if (!text) return context.fail("Error: " + text.error().message);
        for (const char* field : identityFields) {
            if (const std::string value = identityLine(*text, field); !value.empty()) identity[field] = value;
        }
    }
    for (const char* field : identityFields) {
        if (arguments.has(field)) identity[field] = arguments.text(field);
    }
    if (identity.empty())
        return context.fail("No identity fields provided. Use --name/--emoji/--theme/--avatar or --from-identity.");

    OrderedJson document = context.snapshot().document.value;
    OrderedJson& list = agentList(document, context.config().defaultAgent().id);
    OrderedJson* entry = entryOf(list, agent->id);
    if (!entry) return context.fail("Error: agent \"" + agent->id + "\" stands in an included file; edit it there.");
    for (const auto& [field, value] : identity.items())
        (*entry)["identity"][field] = OrderedJson(value.get<std::string>());
    const Result<void> saved = saveConfig(context, std::move(document));
    if (!saved) return context.fail("Error: " + saved.error().message);
    if (arguments.has("json")) {
        context.printJson(Json{{"agentId", agent->id},
                               {"identity", identity},
                               {"workspace", agent->workspace.string()},
                               {"identityFile", file.empty() ? Json(nullptr) : Json(file.string())}});
        return 0;
    }
    context.print("Updated " + context.shortPath(context.snapshot().path));
    context.print("Agent: " + agent->id);
    for (const auto& [field, value] : identity.items())
        context.print(fmt::format("{}{}: {}", static_cast<char>(field[0] - 'a' + 'A'), field.substr(1), value.get<std::string>()));
    return 0;
}

int deleteAgent(Context& context, const Arguments& arguments) {
    const std::string id = config::normalizeAgentId(arguments.word(0));
    if (id == mainAgent) return context.fail("\"main\" cannot be deleted.");
    const config::AgentSettings* agent = findAgent(context, id);
    if (!agent) return context.fail("Agent \"" + id + "\" not found.");
    if (!arguments.has("force")) return context.fail("Deleting an agent takes its rules and settings away. Run it again with --force.");

    OrderedJson document = context.snapshot().document.value;
    OrderedJson& list = agentList(document, context.config().defaultAgent().id);
    const OrderedJson* entry = entryOf(list, id);
    if (!entry) return context.fail("Error: agent \"" + id + "\" stands in an included file; edit it there.");
    list.erase(list.begin() + (entry - &list[0]));
    const auto isOfAgent = [&](const OrderedJson& value) {
        return value.is_string() && config::normalizeAgentId(value.get<std::string>()) == id;
    };
    std::size_t removedRules = 0;
    if (document.contains("bindings") && document["bindings"].is_array()) {
        OrderedJson kept = OrderedJson::array();
        for (OrderedJson& rule : document["bindings"]) {
            if (rule.is_object() && rule.contains("agentId") && isOfAgent(rule["agentId"])) ++removedRules;
            else kept.push_back(std::move(rule));
        }
        document["bindings"] = std::move(kept);
    }
    std::size_t removedAllow = 0;
    const OrderedJson::json_pointer allowed("/tools/agentToAgent/allow");
    if (document.contains(allowed) && document[allowed].is_array()) {
        OrderedJson kept = OrderedJson::array();
        for (const OrderedJson& other : document[allowed]) {
            if (isOfAgent(other)) ++removedAllow;
            else kept.push_back(other);
        }
        document[allowed] = std::move(kept);
    }
    const std::filesystem::path workspace = agent->workspace;
    const std::filesystem::path agentDirectory = agent->agentDirectory;
    const Result<void> saved = saveConfig(context, std::move(document));
    if (!saved) return context.fail("Error: " + saved.error().message);
    if (arguments.has("json")) {
        context.printJson(Json{{"agentId", id},
                               {"workspace", workspace.string()},
                               {"agentDir", agentDirectory.string()},
                               {"sessionsDir", (agentDirectory.parent_path() / "sessions").string()},
                               {"removedBindings", removedRules},
                               {"removedAllow", removedAllow}});
        return 0;
    }
    context.print("Updated " + context.shortPath(context.snapshot().path));
    for (const std::filesystem::path& folder : {workspace, agentDirectory}) {
        std::error_code failure;
        if (std::filesystem::exists(folder, failure)) context.print("Left in place (delete it by hand): " + context.shortPath(folder));
    }
    context.print("Deleted agent: " + id);
    return 0;
}

const Option json{0, "json", "", "Print JSON", false, false};

Command addCommand() {
    Command add = named("add", "Add an agent with a workspace of its own", addAgent);
    add.positionals = {{"name", true}};
    add.options = {{0, "workspace", "dir", "Its workspace", false, false},
                   {0, "model", "id", "Its model", false, false},
                   {0, "agent-dir", "dir", "Where its keys and state are", false, false},
                   {0, "bind", "channel[:accountId]", "Conversations it answers (repeatable)", false, false, true},
                   {0, "non-interactive", "", "Ask nothing; requires --workspace", false, false},
                   json};
    return add;
}

Command identityCommand() {
    Command set = named("set-identity", "Say who an agent is", setIdentity);
    set.options = {{0, "agent", "id", "The agent", false, false},
                   {0, "workspace", "dir", "The workspace of the agent", false, false},
                   {0, "identity-file", "path", "Take it from this IDENTITY.md", false, false},
                   {0, "from-identity", "", "Take it from the IDENTITY.md of its workspace", false, false},
                   {0, "name", "name", "Name", false, false},
                   {0, "theme", "theme", "What kind of being it is", false, false},
                   {0, "emoji", "emoji", "Emoji", false, false},
                   {0, "avatar", "value", "Picture: a path in the workspace, a URL or a data URL", false, false},
                   json};
    return set;
}

}

Command agentsCommand() {
    Command list = named("list", "List the agents", listAgents);
    list.options = {json, {0, "bindings", "", "Show their rules in full", false, false}};
    Command remove = named("delete", "Delete an agent's rules and settings", deleteAgent);
    remove.positionals = {{"id", true}};
    remove.options = {{0, "force", "", "Do it", false, false}, json};
    Command command = named("agents", "Agents, each with a workspace of its own", listAgents);
    command.options = list.options;
    command.subcommands = {std::move(list), addCommand(), identityCommand(), std::move(remove)};
    return command;
}

}
