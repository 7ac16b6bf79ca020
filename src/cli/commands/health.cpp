// health: what a running gateway says about its channels, agents and sessions.
#include "cli/commands/health.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

std::string channelState(const Json& channel) {
    if (!findBool(channel, "configured").value_or(false))
        return "not configured";
    if (const std::optional<bool> linked = findBool(channel, "linked"); linked && !*linked)
        return "not linked";
    const std::string error = stringOr(channel, "lastError");
    if (!findBool(channel, "running").value_or(true))
        return error.empty() ? "stopped" : "failed (unknown) - " + error;
    if (!findBool(channel, "connected").value_or(true))
        return error.empty() ? "connecting" : "failed (unknown) - " + error;
    if (const Json* accounts = findMember(channel, "accounts"); accounts && accounts->is_object()) {
        for (const auto& account : *accounts) {
            if (const std::string identity = stringOr(account, "identity"); !identity.empty())
                return fmt::format("ok ({})", identity);
        }
    }
    return "ok";
}

std::vector<std::string> agentLines(const Json& health) {
    std::vector<std::string> lines;
    const Json* agents = findMember(health, "agents");
    if (!agents || !agents->is_array())
        return lines;
    std::string names;
    std::string sessions;
    for (const auto& agent : *agents) {
        const std::string id = stringOr(agent, "agentId");
        names += (names.empty() ? "" : ", ") + id + (findBool(agent, "isDefault").value_or(false) ? " (default)" : "");
        if (const Json* store = findMember(agent, "sessions"))
            sessions += fmt::format("\nSession store ({}): {} ({} entries)", id, stringOr(*store, "path"),
                                    findInteger(*store, "count").value_or(0));
    }
    lines.push_back("Agents: " + names + sessions);
    return lines;
}

std::vector<std::string> recentLines(const Json& health) {
    std::vector<std::string> lines;
    const Json* recent = findPath(health, "sessions.recent");
    if (!recent || !recent->is_array())
        return lines;
    for (const auto& session : *recent)
        lines.push_back(fmt::format("- {} ({})", stringOr(session, "key"), formatAge(findInteger(session, "age").value_or(0))));
    return lines;
}

int showOverallHealth(Context& context, const Arguments& arguments) {
    Result<GatewayCall> call = readCall(arguments, "health");
    if (!call)
        return context.fail(call.error().message);
    if (arguments.has("verbose") || arguments.has("debug"))
        call->params["probe"] = true;
    GatewayTarget target = resolveTarget(context, arguments);
    const std::string where = target.describe();
    const Result<Json> health = callGateway(context, std::move(target), std::move(*call));
    if (!health)
        return context.fail("[openclaw] Failed to start CLI: Error: " + health.error().message);
    if (arguments.has("json")) {
        context.printJson(*health);
        return 0;
    }
    if (arguments.has("verbose") || arguments.has("debug"))
        context.print(where);
    for (const auto& lines : {channelHealthLines(*health), agentLines(*health), recentLines(*health)}) {
        for (const std::string& line : lines)
            context.print(line);
    }
    return 0;
}

}

std::vector<std::string> channelHealthLines(const Json& health) {
    std::vector<std::string> lines;
    const Json* order = findMember(health, "channelOrder");
    const Json* channels = findMember(health, "channels");
    if (!order || !order->is_array() || !channels)
        return lines;
    for (const auto& entry : *order) {
        const std::string id = entry.is_string() ? entry.get<std::string>() : std::string();
        const Json* channel = findMember(*channels, id);
        if (!channel)
            continue;
        const Json* labels = findMember(health, "channelLabels");
        lines.push_back((labels ? stringOr(*labels, id, id) : id) + ": " + channelState(*channel));
    }
    return lines;
}

Command healthCommand() {
    Command command;
    command.name = "health";
    command.summary = "Show the health of the running gateway";
    command.options = {{0, "json", "", "Print JSON", false, false},
                       {0, "timeout", "ms", "Request timeout in milliseconds (default 10000)", false, false},
                       {0, "verbose", "", "Probe the channels and show the connection", false, false},
                       {0, "debug", "", "Same as --verbose", false, false},
                       {0, "token", "token", "Gateway token", false, true},
                       {0, "url", "url", "Gateway WebSocket URL", false, true},
                       {0, "password", "password", "Gateway password", false, true}};
    command.action = showOverallHealth;
    command.guard = ConfigGuard::tolerate;
    command.ignoresUnknownOptions = true;
    return command;
}

}
