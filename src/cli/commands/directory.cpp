// directory: who and what a network knows, through the running gateway; of networks that keep no list, what
// the configuration names.
#include "cli/GatewayClient.hpp"
#include "cli/channelChoice.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::cli {

namespace {

void addEntry(Json& entries, const std::string& kind, std::string id, const std::string& query) {
    const bool isKnown =
        std::ranges::any_of(entries, [&](const Json& entry) { return stringOr(entry, "id") == id; });
    const bool isWanted = toLowerAscii(id).find(toLowerAscii(query)) != std::string::npos;
    if (id != "*" && isWanted && !isKnown) entries.push_back(Json{{"kind", kind}, {"id", std::move(id)}});
}

/// Senders of allowFrom and of dms, or the listed groups, of one channel section.
void addConfigured(Json& entries, const Json& section, const std::string& kind, const std::string& query) {
    const bool isPeople = kind == "user";
    if (const Json* allowed = isPeople ? findMember(section, "allowFrom") : nullptr;
        allowed && allowed->is_array()) {
        for (const Json& entry : *allowed)
            addEntry(entries, kind, entry.is_string() ? entry.get<std::string>() : dumpJson(entry), query);
    }
    const Json* listed = findMember(section, isPeople ? "dms" : "groups");
    if (!listed || !listed->is_object()) return;
    for (const auto& [id, rule] : listed->items())
        addEntry(entries, isPeople ? kind : "group", id, query);
}

Json configuredEntries(Context& context,
                       const Arguments& arguments,
                       const std::string& channel,
                       const std::string& kind) {
    Json entries = Json::array();
    const Json* section = context.config().find("channels." + channel);
    if (!section) return entries;
    addConfigured(entries, *section, kind, arguments.text("query"));
    const Json* accounts = findMember(*section, "accounts");
    const Json* account = accounts ? findMember(*accounts, arguments.text("account", "default")) : nullptr;
    if (account) addConfigured(entries, *account, kind, arguments.text("query"));
    return entries;
}

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
    const bool hasOwnList =
        found || found.error().message.find("not supported for channel") == std::string::npos;
    if (!found && hasOwnList) return context.fail("Error: " + found.error().message);
    const Json* payload = found ? findMember(*found, "payload") : nullptr;
    Json entries = payload ? payload->value("entries", Json::array()) : Json::array();
    if (!hasOwnList) entries = configuredEntries(context, arguments, *channel, kind);
    if (entries.size() > static_cast<std::size_t>(*limit))
        entries.erase(entries.begin() + *limit, entries.end());
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

int listPeers(Context& context, const Arguments& arguments) {
    return listEntries(context, arguments, "user");
}
int listGroups(Context& context, const Arguments& arguments) {
    return listEntries(context, arguments, "channel");
}

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
