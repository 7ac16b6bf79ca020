// trace: why a message was answered, or not. The first line is the cause.
#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// A session key, a number of the list, or a message id of the network.
Json lookupFor(const std::string& word) {
    if (word.empty()) return Json::object();
    if (word.starts_with("#")) {
        if (const auto id = parseInteger(std::string_view(word).substr(1))) return Json{{"id", *id}};
    }
    if (word.find(":") != std::string::npos && word.starts_with("agent:")) return Json{{"sessionKey", word}};
    const bool startsLikeId = word.find_first_of("0123456789") != std::string::npos;
    return startsLikeId ? Json{{"messageId", word}} : Json{{"sessionKey", word}};
}

void printTrace(const Context& context, const Json& trace) {
    const Json* lines = findMember(trace, "lines");
    if (!lines || !lines->is_array()) return;
    for (const Json& line : *lines) {
        if (line.is_string()) context.print(line.get<std::string>());
    }
}

void printList(const Context& context, const Json& result) {
    const Json* traces = findMember(result, "traces");
    if (!traces || traces->empty()) return context.print("No messages yet.");
    for (const Json& trace : *traces)
        context.print(fmt::format("#{} {} {}: {}", findInteger(trace, "id").value_or(0),
                                  stringOr(trace, "channel"), stringOr(trace, "messageId"),
                                  stringOr(trace, "cause")));
}

int showTrace(Context& context, const Arguments& arguments) {
    const bool isList = arguments.has("list");
    Json params = lookupFor(arguments.word(0));
    if (isList) {
        const Result<std::int64_t> limit = arguments.positive("limit", 20);
        if (!limit) return context.fail(limit.error().message);
        params.erase("messageId");
        params.erase("id");
        params["limit"] = *limit;
    }
    Result<GatewayCall> call = readCall(arguments, isList ? "trace.list" : "trace.get", std::move(params));
    if (!call) return context.fail(call.error().message);
    const Result<Json> result = callGateway(context, resolveTarget(context, arguments), std::move(*call));
    if (!result) return context.fail(result.error().message);
    if (arguments.has("json"))
        context.printJson(*result);
    else if (isList)
        printList(context, *result);
    else
        printTrace(context, *result);
    return 0;
}

}

Command traceCommand() {
    Command command;
    command.name = "trace";
    command.summary = "Tell why a message was answered, or not (the latest one by default)";
    command.positionals = {{"message|session|#number", false}};
    command.options = {{0, "list", "", "List the latest messages, each with its cause", false, false},
                       {0, "limit", "n", "How many to list (default 20)", false, false},
                       {0, "json", "", "Print JSON", false, false}};
    for (Option& option : gatewayOptions())
        command.options.push_back(std::move(option));
    command.action = showTrace;
    command.guard = ConfigGuard::tolerate;
    return command;
}

}
