// system …: telling the agent something, and its heartbeats.
#include "cli/commandTree.hpp"
#include "cli/gatewayCalls.hpp"

namespace openclaw::cli {

namespace {

int tellAgent(Context& context, const Arguments& arguments) {
    const Json params{{"text", arguments.text("text")}, {"mode", arguments.text("mode", "next-heartbeat")}};
    const auto answer = ask(context, arguments, "wake", params);
    if (!answer) return 1;
    if (arguments.has("json"))
        context.printJson(*answer);
    else
        context.print("ok");
    return 0;
}

int lastHeartbeat(Context& context, const Arguments& arguments) {
    return printAnswer(context, ask(context, arguments, "last-heartbeat", Json::object()));
}
int enableHeartbeats(Context& context, const Arguments& arguments) {
    return printAnswer(context, ask(context, arguments, "set-heartbeats", Json{{"enabled", true}}));
}
int disableHeartbeats(Context& context, const Arguments& arguments) {
    return printAnswer(context, ask(context, arguments, "set-heartbeats", Json{{"enabled", false}}));
}

}

Command systemCommand() {
    Command heartbeat;
    heartbeat.name = "heartbeat";
    heartbeat.summary = "The agent's own rounds";
    heartbeat.subcommands = {
        callCommand("last", "The last one", lastHeartbeat, {}),
        callCommand("enable", "Switch them on", enableHeartbeats, {}),
        callCommand("disable", "Switch them off until the next start", disableHeartbeats, {}),
    };
    Command command;
    command.name = "system";
    command.summary = "Events and heartbeats";
    command.subcommands = {
        callCommand("event", "Tell the agent something", tellAgent,
                    {{0, "text", "text", "What happened", true, false},
                     {0, "mode", "mode", "now or next-heartbeat (default next-heartbeat)", false, false}}),
        heartbeat,
    };
    return command;
}

}
