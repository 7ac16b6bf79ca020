// directory: who and what a network knows, through the running gateway.
#include "cli/GatewayClient.hpp"
#include "cli/channelChoice.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/ids.hpp"

namespace openclaw::cli {

namespace {

int listEntries(Context& context, const Arguments& arguments, const char* kind) {
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel) return context.fail("Error: " + channel.error().message);
    const Result<std::int64_t> limit = arguments.positive("limit", 50);
    if (!limit) return context.fail("Error: " + limit.error().message);
    GatewayCall call;
    call.method = "message.action";
    call.timeout = std::chrono::seconds(30);
    call.params = {{"action", "directory"},
                   {"channel", *channel},
                   {"accountId", arguments.text("account", "default")},
                   {"parameters", {{"query", arguments.text("query")}, {"kind", kind}, {"limit", *limit}}},
                   {"idempotencyKey", randomUuid()}};
    const Result<Json> found = callGateway(context, resolveTarget(context, arguments), std::move(call));
    if (!found) return context.fail("Error: " + found.error().message);
    const Json* payload = findMember(*found, "payload");
    Json entries = payload ? payload->value("entries", Json::array()) : Json::array();
    if (entries.size() > static_cast<std::size_t>(*limit)) entries.erase(entries.begin() + *limit, entries.end());
    if (arguments.has("json")) {
        context.printJson(entries);
        return 0;
    }
    std::vector<TableRow> rows;
    for (const Json& entry : entries)
        rows.push_back({stringOr(entry, "kind"), stringOr(entry, "name"), stringOr(entry, "id")});
    context.print(renderTable({"Kind", "Name", "ID"}, rows));
    return 0;
}

int listPeers(Context& context, const Arguments& arguments) { return listEntries(context, arguments, "user"); }
int listGroups(Context& context, const Arguments& arguments) { return listEntries(context, arguments, "channel"); }

Command listCommand(const char* summary, Action action) {
    Command list;
    list.name = "list";
    list.summary = summary;
    list.options = {{0, "channel", "name", "Channel (default: the only configured one)", false, false},
                    {0, "account", "id", "Account (default \"default\")", false, false},
                    {0, "query", "text", "Part of the name", false, false},
                    {0, "limit", "n", "At most this many (default 50)", false, false},
                    {0, "json", "", "Print JSON", false, false}};
    list.action = action;
    return list;
}

}

Command directoryCommand() {
    Command peers;
    peers.name = "peers";
    peers.summary = "People";
    peers.subcommands = {listCommand("List people", listPeers)};
    Command groups;
    groups.name = "groups";
    groups.summary = "Groups and channels";
    groups.subcommands = {listCommand("List groups and channels", listGroups)};
    Command command;
    command.name = "directory";
    command.summary = "Look up people and groups";
    command.subcommands = {peers, groups};
    return command;
}

}
