// One call to the gateway, its options and its errors.
#include "cli/gatewayCalls.hpp"

#include "cli/GatewayClient.hpp"

namespace openclaw::cli {

std::vector<Option> withGatewayOptions(std::vector<Option> options) {
    options.push_back({0, "json", "", "Print JSON", false, false});
    options.push_back({0, "url", "url", "WebSocket address of the gateway", false, false});
    options.push_back({0, "token", "token", "The gateway's token", false, false});
    options.push_back({0, "timeout", "ms", "How long to wait (default 10000)", false, false});
    options.push_back({0, "expect-final", "", "", false, true});
    return options;
}

std::optional<Json>
ask(Context& context, const Arguments& arguments, const std::string& method, Json params) {
    GatewayCall call;
    call.method = method;
    call.params = std::move(params);
    const Result<std::int64_t> timeout = arguments.positive("timeout", 10'000);
    if (!timeout) {
        context.fail("Error: " + timeout.error().message);
        return std::nullopt;
    }
    call.timeout = std::chrono::milliseconds(*timeout);
    const Result<Json> answer = callGateway(context, resolveTarget(context, arguments), std::move(call));
    if (!answer) {
        context.fail("Error: " + answer.error().message);
        return std::nullopt;
    }
    return *answer;
}

int printAnswer(Context& context, const std::optional<Json>& answer) {
    if (!answer) return 1;
    context.printJson(*answer);
    return 0;
}

Command callCommand(const char* name,
                    const char* summary,
                    Action action,
                    std::vector<Option> options,
                    std::vector<Positional> positionals) {
    Command command;
    command.name = name;
    command.summary = summary;
    command.action = action;
    command.options = withGatewayOptions(std::move(options));
    command.positionals = std::move(positionals);
    return command;
}

}
