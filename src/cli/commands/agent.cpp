// agent: one turn, by the gateway or in this process when there is none.
#include "cli/EmbeddedRun.hpp"
#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

constexpr std::chrono::seconds gatewayMargin{30};
constexpr std::int64_t defaultTimeoutSeconds = 600;

/// Prints what the agent said; every payload is a text with optional media links.
void printPayloads(const Context& context, const Json& result, const std::string& summary) {
    bool hasOutput = false;
    const Json* payloads = findMember(result, "payloads");
    if (payloads && payloads->is_array()) {
        for (const auto& payload : *payloads) {
            const std::string text = stringOr(payload, "text");
            const std::string media = stringOr(payload, "mediaUrl");
            if (!text.empty())
                context.print(text);
            if (!media.empty())
                context.print("MEDIA:" + media);
            hasOutput = hasOutput || !text.empty() || !media.empty();
        }
    }
    if (!hasOutput)
        context.print(summary.empty() || summary == "completed" ? "No reply from agent." : summary);
}

Json toJson(const dispatch::RunResult& result) {
    Json payloads = Json::array();
    if (!result.text.empty())
        payloads.push_back({{"text", result.text}, {"mediaUrl", nullptr}});
    return Json{{"payloads", std::move(payloads)},
                {"meta",
                 {{"durationMs", std::max<std::int64_t>(0, result.endedAtMs - result.startedAtMs)},
                  {"agentMeta",
                   {{"sessionId", result.sessionId},
                    {"provider", result.provider},
                    {"model", result.model},
                    {"usage",
                     {{"input", result.usage.input},
                      {"output", result.usage.output},
                      {"cacheRead", result.usage.cacheRead},
                      {"cacheWrite", result.usage.cacheWrite},
                      {"total", result.usage.total}}}}},
                  {"aborted", result.status == dispatch::RunStatus::aborted}}}};
}

int runLocally(Context& context, const Arguments& arguments, std::int64_t timeoutSeconds) {
    if (arguments.has("deliver"))
        return context.fail("Error: --deliver needs a running gateway.");
    EmbeddedTurn turn;
    turn.agentId = arguments.has("agent") ? config::normalizeAgentId(arguments.text("agent")) : std::string();
    turn.sessionId = arguments.text("session-id");
    turn.message = arguments.text("message");
    turn.thinking = arguments.text("thinking");
    turn.timeout = std::chrono::seconds(timeoutSeconds);
    const Result<dispatch::RunResult> result = runEmbedded(context, std::move(turn));
    if (!result)
        return context.fail("Error: " + result.error().message);
    if (result->status == dispatch::RunStatus::error)
        return context.fail("Error: " + result->error);
    const Json json = toJson(*result);
    if (arguments.has("json"))
        context.printJson(json);
    else
        printPayloads(context, json, {});
    return 0;
}

Json gatewayParams(const Arguments& arguments, std::int64_t timeoutSeconds) {
    Json params = {{"message", arguments.text("message")}, {"idempotencyKey", randomUuid()}, {"timeout", timeoutSeconds}};
    static constexpr std::array<std::pair<const char*, const char*>, 8> texts = {{{"agent", "agentId"},
                                                                                 {"to", "to"},
                                                                                 {"session-id", "sessionId"},
                                                                                 {"thinking", "thinking"},
                                                                                 {"channel", "channel"},
                                                                                 {"reply-to", "replyTo"},
                                                                                 {"reply-channel", "replyChannel"},
                                                                                 {"reply-account", "replyAccountId"}}};
    for (const auto& [option, param] : texts) {
        if (arguments.has(option))
            params[param] = arguments.text(option);
    }
    if (arguments.has("deliver"))
        params["deliver"] = true;
    return params;
}

std::string checkArguments(Context& context, const Arguments& arguments) {
    static constexpr std::array<std::string_view, 6> levels = {"off", "minimal", "low", "medium", "high", "xhigh"};
    if (trimAscii(arguments.text("message")).empty())
        return "Error: Message (--message) is required";
    if (!arguments.has("to") && !arguments.has("session-id") && !arguments.has("agent"))
        return "Error: Pass --to <E.164>, --session-id, or --agent to choose a session";
    if (arguments.has("agent") && !context.config().findAgent(arguments.text("agent")))
        return fmt::format("Error: Unknown agent id \"{}\". Use \"{}\" to see configured agents.", arguments.text("agent"),
                           context.commandHint("agents list"));
    if (arguments.has("thinking") && std::find(levels.begin(), levels.end(), arguments.text("thinking")) == levels.end())
        return "Error: Invalid thinking level. Use one of: off, minimal, low, medium, high, xhigh.";
    return {};
}

int runAgent(Context& context, const Arguments& arguments) {
    if (const std::string problem = checkArguments(context, arguments); !problem.empty())
        return context.fail(problem);
    const std::int64_t configured = context.config().integer("agents.defaults.timeoutSeconds");
    const Result<std::int64_t> timeout =
        arguments.positive("timeout", configured > 0 ? configured : defaultTimeoutSeconds);
    if (!timeout)
        return context.fail("Error: " + timeout.error().message);
    if (arguments.has("local"))
        return runLocally(context, arguments, *timeout);

    GatewayClient client(context, resolveTarget(context, arguments));
    const Result<Json> hello = client.connect(std::chrono::seconds(10));
    if (!hello) {
        // Only before the request was sent: a turn must not run twice.
        context.warn("Gateway agent failed; falling back to embedded: Error: " + hello.error().message);
        return runLocally(context, arguments, *timeout);
    }
    GatewayCall call;
    call.method = "agent";
    call.params = gatewayParams(arguments, *timeout);
    call.timeout = std::chrono::seconds(*timeout) + gatewayMargin;
    call.expectFinal = true;
    const Result<Json> answer = client.call(std::move(call));
    if (!answer)
        return context.fail("Error: " + answer.error().message);
    if (arguments.has("json"))
        context.printJson(*answer);
    else
        printPayloads(context, answer->value("result", Json::object()), stringOr(*answer, "summary"));
    return 0;
}

}

Command agentCommand() {
    Command command;
    command.name = "agent";
    command.summary = "Run one agent turn";
    command.options = {
        {'m', "message", "text", "What to say to the agent", true, false},
        {'t', "to", "number", "E.164 number that chooses the session", false, false},
        {0, "session-id", "id", "Use this session", false, false},
        {0, "agent", "id", "Use the main session of this agent", false, false},
        {0, "thinking", "level", "off, minimal, low, medium, high or xhigh", false, false},
        {0, "channel", "channel", "Delivery channel", false, false},
        {0, "reply-to", "target", "Delivery target", false, false},
        {0, "reply-channel", "channel", "Delivery channel override", false, false},
        {0, "reply-account", "id", "Delivery account", false, false},
        {0, "deliver", "", "Send the reply to the chat", false, false},
        {0, "local", "", "Run in this process, without a gateway", false, false},
        {0, "timeout", "seconds", "Limit of the turn in seconds (default 600)", false, false},
        {0, "json", "", "Print JSON", false, false},
    };
    command.action = runAgent;
    return command;
}

}
