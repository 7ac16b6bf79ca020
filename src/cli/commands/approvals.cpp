// approvals get, set, allowlist add, allowlist remove: the policy of shell commands, in the local file or,
// with
// --gateway, in that of a running gateway.
#include "cli/commands/approvals.hpp"

#include "cli/gatewayCalls.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/gateway/ExecPolicyFile.hpp"
#include "openclaw/security/exec_policy.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iostream>
#include <iterator>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxPolicyBytes = 1024 * 1024;

/// The policy as it is told: {path, exists, hash, file}. nullopt after the error was printed.
std::optional<Json> load(Context& context, const Arguments& arguments) {
    if (arguments.has("gateway")) return ask(context, arguments, "exec.approvals.get", Json::object());
    const gateway::ExecPolicyFile policy(gateway::execPolicyPath(context.environment));
    const Result<gateway::ExecPolicyFile::Content> content = policy.read();
    if (content) return policy.describe(*content);
    context.fail("Error: " + content.error().message);
    return std::nullopt;
}

std::optional<Json>
save(Context& context, const Arguments& arguments, Json file, const std::string& baseHash) {
    if (arguments.has("gateway")) {
        Json params = {{"file", std::move(file)}};
        if (!baseHash.empty()) params["baseHash"] = baseHash;
        return ask(context, arguments, "exec.approvals.set", std::move(params));
    }
    const gateway::ExecPolicyFile policy(gateway::execPolicyPath(context.environment));
    const Result<gateway::ExecPolicyFile::Content> content = policy.write(std::move(file));
    if (content) return policy.describe(*content);
    context.fail("Error: " + content.error().message);
    return std::nullopt;
}

std::string defaultsText(const Json& defaults) {
    std::string text;
    for (const char* key : {"security", "ask", "askFallback"}) {
        if (const std::string value = stringOr(defaults, key); !value.empty())
            text += (text.empty() ? "" : ", ") + std::string(key) + "=" + value;
    }
    return text.empty() ? "none" : text;
}

int show(Context& context, const Arguments& arguments, const Json& policy) {
    if (arguments.has("json")) {
        context.print(dumpJson(policy)); // one line, as the other program prints it
        return 0;
    }
    const Json& file = policy.at("file");
    const Json& agents = file.at("agents");
    std::vector<TableRow> patterns;
    for (const auto& [id, agent] : agents.items()) {
        const Json* list = findMember(agent, "allowlist");
        if (!list || !list->is_array()) continue;
        for (const Json& entry : *list)
            patterns.push_back(
                {arguments.has("gateway") ? "gateway" : "local", id, stringOr(entry, "pattern")});
    }
    context.print("Approvals");
    const std::vector<TableRow> rows{{"Target", arguments.has("gateway") ? "gateway" : "local"},
                                     {"Path", context.shortPath(stringOr(policy, "path"))},
                                     {"Exists", findBool(policy, "exists").value_or(false) ? "yes" : "no"},
                                     {"Hash", stringOr(policy, "hash")},
                                     {"Version", "1"},
                                     {"Defaults", defaultsText(file.at("defaults"))},
                                     {"Agents", std::to_string(agents.size())},
                                     {"Allowlist", std::to_string(patterns.size())}};
    context.print(renderTable({"Field", "Value"}, rows, 100));
    context.print("Allowlist");
    context.print(patterns.empty() ? "No allowlist entries."
                                   : renderTable({"Target", "Agent", "Pattern"}, patterns, 100));
    return 0;
}

int getPolicy(Context& context, const Arguments& arguments) {
    const auto policy = load(context, arguments);
    return policy ? show(context, arguments, *policy) : 1;
}

int setPolicy(Context& context, const Arguments& arguments) {
    const bool fromInput = arguments.has("stdin");
    if (fromInput == arguments.has("file")) return context.fail("Give either --file <path> or --stdin.");
    std::string text;
    if (fromInput) {
        text.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
    } else {
        Result<std::string> content =
            readFile(context.environment.expandPath(arguments.text("file")), maxPolicyBytes);
        if (!content) return context.fail("Error: " + content.error().message);
        text = std::move(*content);
    }
    const Result<Json> file = parseJson(text);
    if (!file) return context.fail("Error: the policy is no JSON: " + file.error().message);
    std::string hash;
    if (arguments.has("gateway")) {
        const auto current = load(context, arguments);
        if (!current) return 1;
        hash = stringOr(*current, "hash");
    }
    const auto policy = save(context, arguments, *file, hash);
    return policy ? show(context, arguments, *policy) : 1;
}

int changePatterns(Context& context, const Arguments& arguments, bool isAddition) {
    const std::string pattern = arguments.word(0);
    const std::string agent = arguments.text("agent", "*");
    if (pattern.find('/') == std::string::npos)
        return context.fail("A pattern names programs by their path, such as /usr/bin/git or ~/bin/*.");
    const auto current = load(context, arguments);
    if (!current) return 1;
    Json file = current->at("file");
    const Json before = file;
    if (isAddition) {
        file = security::withAllowedPatterns(std::move(file), agent, {pattern}, SystemClock().nowMs());
    } else if (file["agents"].contains(agent) && file["agents"][agent].contains("allowlist")) {
        Json kept = Json::array();
        for (const Json& entry : file["agents"][agent]["allowlist"]) {
            if (stringOr(entry, "pattern") != pattern) kept.push_back(entry);
        }
        file["agents"][agent]["allowlist"] = std::move(kept);
    }
    if (file == before) {
        context.print(isAddition ? "Already on the allowlist." : "Not on the allowlist.");
        return 0;
    }
    const auto policy = save(context, arguments, std::move(file), stringOr(*current, "hash"));
    return policy ? show(context, arguments, *policy) : 1;
}

int addPattern(Context& context, const Arguments& arguments) {
    return changePatterns(context, arguments, true);
}
int removePattern(Context& context, const Arguments& arguments) {
    return changePatterns(context, arguments, false);
}

}

Command approvalsCommand() {
    const Option onGateway{0,     "gateway", "", "The policy of a running gateway instead of the local file",
                           false, false};
    const Option agent{0, "agent", "id", "For this agent (default: *, for all)", false, false};
    Command allowlist;
    allowlist.name = "allowlist";
    allowlist.summary = "Programs that need no question";
    allowlist.subcommands = {
        callCommand("add", "Allow programs by path", addPattern, {onGateway, agent}, {{"pattern", true}}),
        callCommand("remove", "Take a pattern back", removePattern, {onGateway, agent}, {{"pattern", true}})};
    Command command;
    command.name = "approvals";
    command.summary = "Which shell commands agents may run";
    command.subcommands = {callCommand("get", "Show the policy", getPolicy, {onGateway}),
                           callCommand("set", "Replace the policy", setPolicy,
                                       {onGateway,
                                        {0, "file", "path", "Read it from a file", false, false},
                                        {0, "stdin", "", "Read it from standard input", false, false}}),
                           allowlist};
    return command;
}

}
