// agents add and agents delete: the configuration's entry, the rules that lead there, and the folders.
#include "cli/commands/agents.hpp"
#include "cli/onboarding/Setup.hpp"
#include "cli/terminal/Terminal.hpp"
#include "cli/terminal/prompts.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

/// What became of the wished --bind rules.
struct BindingChanges {
    std::vector<std::string> added;
    std::vector<std::string> skipped;
    std::vector<std::string> conflicts;
};

bool isKnownChannel(Context& context, const std::string& channel) {
    static constexpr std::string_view known[] = {"telegram", "whatsapp", "discord", "mattermost", "imessage"};
    return std::ranges::find(known, channel) != std::end(known) ||
           findPath(context.config().root(), "channels." + channel);
}

BindingChanges addBindings(Context& context,
                           OrderedJson& document,
                           const std::string& agentId,
                           const std::vector<std::string>& wishes) {
    BindingChanges changes;
    for (const std::string& wish : wishes) {
        const std::string channel = toLowerAscii(wish.substr(0, wish.find(':')));
        const std::string account =
            wish.find(':') == std::string::npos ? "" : wish.substr(wish.find(':') + 1);
        const auto isSame = [&](const config::BindingRule& rule) {
            return rule.channel == channel && rule.accountId == account && rule.peerId.empty() &&
                   rule.guildId.empty() && rule.teamId.empty();
        };
        const auto& rules = context.config().bindings();
        const auto found = std::ranges::find_if(rules, isSame);
        if (found != rules.end()) {
            if (found->agentId == agentId)
                changes.skipped.push_back(wish);
            else
                changes.conflicts.push_back(wish + " (agent=" + found->agentId + ")");
            continue;
        }
        OrderedJson match = {{"channel", channel}};
        if (!account.empty()) match["accountId"] = account;
        if (!document["bindings"].is_array()) document["bindings"] = OrderedJson::array();
        document["bindings"].push_back({{"agentId", agentId}, {"match", std::move(match)}});
        changes.added.push_back(wish);
    }
    return changes;
}

/// Asks for what the flags leave open. Errc::cancelled, or Errc::invalidInput with the sentence for people.
Result<std::string> agentNameOf(const Arguments& arguments, bool asks) {
    if (!arguments.word(0).empty()) return arguments.word(0);
    if (!asks) return Error(Errc::invalidInput, "Agent name is required in non-interactive mode.");
    return askText("Agent name", "", [](const std::string& name) -> std::string {
        return name.empty() ? "A name is needed." : "";
    });
}

Result<std::string>
workspaceOf(const Context& context, const Arguments& arguments, const std::string& id, bool asks) {
    if (arguments.has("workspace")) return arguments.text("workspace");
    if (!asks) return Error(Errc::invalidInput, "Non-interactive mode requires --workspace.");
    return askText("Workspace directory", context.shortPath(context.stateDirectory() / ("workspace-" + id)),
                   nullptr);
}

int failOrCancel(const Context& context, const Error& error) {
    return error.is(Errc::cancelled) ? 0 : context.fail(error.message);
}

int addAgent(Context& context, const Arguments& arguments) {
    const bool isJson = arguments.has("json");
    const bool asks = !arguments.has("non-interactive") && !isJson && Terminal::isAvailable();
    const Result<std::string> name = agentNameOf(arguments, asks);
    if (!name) return failOrCancel(context, name.error());
    const std::string id = config::normalizeAgentId(*name);
    if (id == "main") return context.fail("\"main\" is reserved. Choose another name.");
    if (context.config().findAgent(id)) return context.fail(fmt::format("Agent \"{}\" already exists.", id));
    const std::string model = arguments.text("model");
    if (!model.empty() && !agent::parseModelRef(model))
        return context.fail("Invalid --model: use PROVIDER/MODEL.");
    const std::vector<std::string> wishes = arguments.texts("bind");
    for (const std::string& wish : wishes) {
        const std::string channel = toLowerAscii(wish.substr(0, wish.find(':')));
        if (!isKnownChannel(context, channel))
            return context.fail(fmt::format("Unknown channel \"{}\".", channel));
    }
    const Result<std::string> folder = workspaceOf(context, arguments, id, asks);
    if (!folder) return failOrCancel(context, folder.error());
    if (id != *name) context.warn(fmt::format("Normalized agent id to \"{}\".", id));
    const fs::path workspace = context.environment.expandPath(*folder);
    const fs::path directory = arguments.has("agent-dir")
                                   ? context.environment.expandPath(arguments.text("agent-dir"))
                                   : context.stateDirectory() / "agents" / id / "agent";
    Setup setup(context);
    OrderedJson document = documentWithAgents(context);
    OrderedJson entry = {{"id", id}};
    if (id != *name) entry["name"] = *name;
    entry["workspace"] = workspace.string();
    entry["agentDir"] = directory.string();
    if (!model.empty()) entry["model"] = model;
    document["agents"]["list"].push_back(std::move(entry));
    const BindingChanges changes = addBindings(context, document, id, wishes);
    setup.replaceDocument(std::move(document));
    if (const Result<void> written = setup.write(); !written)
        return context.fail("Error: " + written.error().message);
    if (!isJson) context.print("Updated " + context.shortPath(context.snapshot().path));
    if (const Result<void> made = prepareFolders(context, id, workspace, isJson); !made)
        return context.fail("Error: " + made.error().message);
    if (const Result<void> made = ensurePrivateDirectory(directory); !made)
        return context.fail("Error: " + made.error().message);
    if (isJson) {
        Json answer = {
            {"agentId", id},
            {"name", *name},
            {"workspace", workspace.string()},
            {"agentDir", directory.string()},
            {"bindings",
             {{"added", changes.added}, {"skipped", changes.skipped}, {"conflicts", changes.conflicts}}}};
        if (!model.empty()) answer["model"] = model;
        context.printJson(answer);
        return 0;
    }
    context.print(fmt::format("Agent: {}\nWorkspace: {}\nAgent dir: {}", id, context.shortPath(workspace),
                              context.shortPath(directory)));
    if (!model.empty()) context.print("Model: " + model);
    if (!changes.added.empty()) context.print("Bindings: " + join(changes.added, ", "));
    if (changes.conflicts.empty()) return 0;
    return context.fail("Skipped bindings already claimed by another agent: " +
                        join(changes.conflicts, ", "));
}

/// Removes the entries of an array that `isMeant` picks; how many.
template <class Predicate>
std::size_t prune(OrderedJson& list, Predicate isMeant) {
    if (!list.is_array()) return 0;
    OrderedJson kept = OrderedJson::array();
    for (OrderedJson& entry : list) {
        if (!isMeant(entry)) kept.push_back(std::move(entry));
    }
    const std::size_t removed = list.size() - kept.size();
    list = std::move(kept);
    return removed;
}

/// True when another agent works in the folder, in one above it or in one below it.
bool isShared(Context& context, const config::AgentSettings& gone) {
    const std::string own = gone.workspace.lexically_normal().string() + "/";
    return std::ranges::any_of(context.config().agents(), [&](const config::AgentSettings& other) {
        const std::string theirs = other.workspace.lexically_normal().string() + "/";
        return other.id != gone.id && (own.starts_with(theirs) || theirs.starts_with(own));
    });
}

int deleteAgent(Context& context, const Arguments& arguments) {
    const std::string id = config::normalizeAgentId(arguments.word(0));
    if (id == "main") return context.fail("\"main\" cannot be deleted.");
    const config::AgentSettings* found = context.config().findAgent(id);
    if (!found) return context.fail(fmt::format("Agent \"{}\" not found.", id));
    if (!arguments.has("force")) {
        if (arguments.has("json") || !Terminal::isAvailable())
            return context.fail("Non-interactive session. Re-run with --force.");
        const Result<bool> isSure =
            askConfirm(fmt::format("Delete agent \"{}\" and its folders?", id), false);
        if (!isSure || !*isSure) return 0;
    }
    const config::AgentSettings agent = *found;
    const bool keepsWorkspace = isShared(context, agent);
    const fs::path sessions = context.stateDirectory() / "agents" / id / "sessions";
    Setup setup(context);
    OrderedJson document = documentWithAgents(context);
    const auto idOf = [](const OrderedJson& entry, const char* key) {
        return entry.is_object() ? config::normalizeAgentId(entry.value(key, std::string())) : std::string();
    };
    prune(document["agents"]["list"], [&](const OrderedJson& entry) { return idOf(entry, "id") == id; });
    std::size_t bindings = 0;
    if (document.contains("bindings"))
        bindings =
            prune(document["bindings"], [&](const OrderedJson& rule) { return idOf(rule, "agentId") == id; });
    std::size_t allowed = 0;
    const OrderedJson::json_pointer allowList("/tools/agentToAgent/allow");
    if (document.contains(allowList))
        allowed = prune(document[allowList], [&](const OrderedJson& entry) { return entry == id; });
    setup.replaceDocument(std::move(document));
    if (const Result<void> written = setup.write(); !written)
        return context.fail("Error: " + written.error().message);
    std::vector<std::string> lines = {keepsWorkspace ? "Kept the workspace, which another agent uses: " +
                                                           context.shortPath(agent.workspace)
                                                     : moveAside(context, agent.workspace),
                                      moveAside(context, agent.agentDirectory), moveAside(context, sessions)};
    if (arguments.has("json")) {
        context.printJson(Json{{"agentId", id},
                               {"workspace", agent.workspace.string()},
                               {"agentDir", agent.agentDirectory.string()},
                               {"sessionsDir", sessions.string()},
                               {"removedBindings", bindings},
                               {"removedAllow", allowed}});
        return 0;
    }
    context.print("Updated " + context.shortPath(context.snapshot().path));
    for (const std::string& line : lines) {
        if (!line.empty()) context.print(line);
    }
    context.print("Deleted agent: " + id);
    return 0;
}

}

Command agentAddCommand() {
    Command command = named("add", "Add an agent with a workspace of its own", addAgent);
    command.positionals = {{"name", false}};
    command.options = {
        {0, "workspace", "dir", "Its folder", false, false},
        {0, "model", "id", "Its model (provider/model)", false, false},
        {0, "agent-dir", "dir", "Where its credentials are", false, false},
        {0, "bind", "channel[:accountId]", "Lead this channel to it (repeatable)", false, false, true},
        {0, "non-interactive", "", "Ask nothing (needs --workspace)", false, false},
        {0, "json", "", "Print JSON", false, false}};
    return command;
}

Command agentDeleteCommand() {
    Command command = named("delete", "Delete an agent; its folders go to the trash", deleteAgent);
    command.positionals = {{"id", true}};
    command.options = {{0, "force", "", "Do not ask", false, false},
                       {0, "json", "", "Print JSON", false, false}};
    return command;
}

}
