// logs: the tail of the gateway's log file, fetched from the gateway; --follow asks again and again.
#include "cli/commands/logs.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <thread>
#include <tuple>

namespace openclaw::cli {

namespace {

void printLine(const Context& context, const std::string& raw, bool asJson) {
    const std::optional<LogLine> line = parseLogLine(raw);
    if (!asJson) {
        context.print(line ? fmt::format("{} {} {} {}", line->time, line->level, line->subsystem, line->message) : raw);
        return;
    }
    if (!line) {
        context.print(dumpJson(Json{{"type", "raw"}, {"raw", raw}}));
        return;
    }
    context.print(dumpJson(Json{{"type", "log"},
                                {"time", line->time},
                                {"level", line->level},
                                {"subsystem", line->subsystem},
                                {"message", line->message},
                                {"raw", raw}}));
}

void printNotice(const Context& context, const std::string& text, bool asJson) {
    if (asJson)
        context.print(dumpJson(Json{{"type", "notice"}, {"message", text}}));
    else
        context.warn(text);
}

void printChunk(const Context& context, const Json& chunk, bool isFirst, bool asJson) {
    if (isFirst && asJson)
        context.print(dumpJson(Json{{"type", "meta"},
                                    {"file", stringOr(chunk, "file")},
                                    {"cursor", findInteger(chunk, "cursor").value_or(0)},
                                    {"size", findInteger(chunk, "size").value_or(0)}}));
    else if (isFirst)
        context.print("Log file: " + context.shortPath(stringOr(chunk, "file")));
    const Json* lines = findMember(chunk, "lines");
    if (lines && lines->is_array()) {
        for (const auto& line : *lines) {
            if (line.is_string())
                printLine(context, line.get<std::string>(), asJson);
        }
    }
    if (findBool(chunk, "reset").value_or(false))
        printNotice(context, "Log cursor reset (file rotated).", asJson);
    else if (isFirst && findBool(chunk, "truncated").value_or(false))
        printNotice(context, "Log tail truncated (increase --max-bytes).", asJson);
}

int reportFailure(const Context& context, const Error& error, bool asJson) {
    if (asJson) {
        context.warn(dumpJson(Json{{"type", "error"}, {"message", "Gateway not reachable. Is it running and accessible?"},
                                   {"error", error.message}, {"hint", "Hint: run `openclaw health`."}}));
        return 1;
    }
    context.warn("Gateway not reachable. Is it running and accessible?");
    context.warn(error.message);
    return context.fail("Hint: run `" + context.commandHint("health") + "`.");
}

/// What to fetch and how often.
struct TailRequest {
    GatewayCall call;
    std::chrono::milliseconds interval{1000};
};

Result<TailRequest> readTailRequest(const Arguments& arguments) {
    TailRequest request;
    Result<GatewayCall> call = readCall(arguments, "logs.tail");
    if (!call)
        return call.error();
    request.call = std::move(*call);
    for (const auto& [option, param, fallback] : {std::tuple("limit", "limit", 200), std::tuple("max-bytes", "maxBytes", 250'000)}) {
        const Result<std::int64_t> number = arguments.positive(option, fallback);
        if (!number)
            return number.error();
        request.call.params[param] = *number;
    }
    const Result<std::int64_t> interval = arguments.positive("interval", 1000);
    if (!interval)
        return interval.error();
    request.interval = std::chrono::milliseconds(*interval);
    return request;
}

int showLogs(Context& context, const Arguments& arguments) {
    const Result<TailRequest> tail = readTailRequest(arguments);
    if (!tail)
        return context.fail("Error: " + tail.error().message);
    const bool asJson = arguments.has("json");
    GatewayClient client(context, resolveTarget(context, arguments));
    const Result<Json> hello = client.connect(tail->call.timeout);
    if (!hello)
        return reportFailure(context, hello.error(), asJson);
    std::optional<std::int64_t> cursor;
    for (;;) {
        GatewayCall call = tail->call;
        if (cursor)
            call.params["cursor"] = *cursor;
        const Result<Json> chunk = client.call(std::move(call));
        if (!chunk)
            return reportFailure(context, chunk.error(), asJson);
        printChunk(context, *chunk, !cursor, asJson);
        cursor = findInteger(*chunk, "cursor").value_or(0);
        if (!arguments.has("follow"))
            return 0;
        std::this_thread::sleep_for(tail->interval);
    }
}

}

std::optional<LogLine> parseLogLine(const std::string& raw) {
    const Result<Json> parsed = parseJson(raw);
    if (!parsed || !parsed->is_object())
        return std::nullopt;
    LogLine line;
    line.time = stringOr(*parsed, "time");
    if (const Json* meta = findMember(*parsed, "_meta"))
        line.level = toLowerAscii(stringOr(*meta, "logLevelName"));
    const Result<Json> origin = parseJson(stringOr(*parsed, "0"));
    line.subsystem = origin ? stringOr(*origin, "subsystem") : std::string();
    line.message = stringOr(*parsed, line.subsystem.empty() ? "0" : "1");
    return line;
}

Command logsCommand() {
    Command command;
    command.name = "logs";
    command.summary = "Show the gateway's log";
    command.options = gatewayOptions();
    const std::vector<Option> own = {{0, "limit", "n", "At most this many lines (default 200)", false, false},
                                     {0, "max-bytes", "n", "At most this many bytes (default 250000)", false, false},
                                     {0, "follow", "", "Keep printing new lines", false, false},
                                     {0, "interval", "ms", "Pause between requests with --follow (default 1000)", false, false},
                                     {0, "json", "", "Print one JSON object per line", false, false},
                                     {0, "plain", "", "", false, true},
                                     {0, "expect-final", "", "", false, true}};
    command.options.insert(command.options.end(), own.begin(), own.end());
    command.action = showLogs;
    command.guard = ConfigGuard::tolerate;
    return command;
}

}
