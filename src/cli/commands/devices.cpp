// devices …: who may connect to the running gateway.
#include "cli/commands/devices.hpp"

#include "cli/gatewayCalls.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/clock.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

constexpr std::size_t shownIdCharacters = 16;

std::string joined(const Json& record, const char* key, const std::string& fallback = {}) {
    std::string text;
    if (const Json* list = findMember(record, key); list && list->is_array()) {
        for (const Json& entry : *list) {
            if (entry.is_string()) text += (text.empty() ? "" : ", ") + entry.get<std::string>();
        }
    }
    return text.empty() ? fallback : text;
}

std::string nameOf(const Json& record) {
    const std::string id = stringOr(record, "deviceId");
    const std::string shortId = id.size() > shownIdCharacters ? id.substr(0, shownIdCharacters) + "…" : id;
    const std::string name = stringOr(record, "displayName", stringOr(record, "clientId"));
    return name.empty() ? shortId : name + " (" + shortId + ")";
}

std::string ageOf(const Json& record, std::int64_t nowMs) {
    const std::int64_t seconds = (nowMs - findInteger(record, "ts").value_or(nowMs)) / 1000;
    return seconds < 60 ? fmt::format("{}s", std::max<std::int64_t>(0, seconds))
                        : fmt::format("{}m", seconds / 60);
}

/// "operator, node (revoked)".
std::string tokensOf(const Json& record) {
    std::string text;
    const Json* tokens = findMember(record, "tokens");
    if (!tokens || !tokens->is_array()) return text;
    for (const Json& token : *tokens)
        text += (text.empty() ? "" : ", ") + stringOr(token, "role") +
                (token.contains("revokedAtMs") ? " (revoked)" : "");
    return text;
}

std::vector<Json> entriesOf(const Json& answer, const char* key) {
    const Json* list = findMember(answer, key);
    return list && list->is_array() ? std::vector<Json>(list->begin(), list->end()) : std::vector<Json>();
}

int listDevices(Context& context, const Arguments& arguments) {
    const std::optional<Json> answer = ask(context, arguments, "device.pair.list", Json::object());
    if (!answer) return 1;
    if (arguments.has("json")) return printAnswer(context, answer);
    const std::int64_t now = SystemClock().nowMs();
    std::vector<TableRow> pending;
    for (const Json& request : entriesOf(*answer, "pending"))
        pending.push_back({stringOr(request, "requestId"), nameOf(request), stringOr(request, "role"),
                           stringOr(request, "remoteIp"), ageOf(request, now),
                           findBool(request, "isRepair").value_or(false) ? "repair" : ""});
    std::vector<TableRow> paired;
    for (const Json& device : entriesOf(*answer, "paired"))
        paired.push_back({nameOf(device), joined(device, "roles", stringOr(device, "role")),
                          joined(device, "scopes"), tokensOf(device), stringOr(device, "remoteIp")});
    if (!pending.empty())
        context.print(fmt::format("Pending ({})\n", pending.size()) +
                      renderTable({"Request", "Device", "Role", "IP", "Age", "Flags"}, pending));
    if (!paired.empty())
        context.print(fmt::format("Paired ({})\n", paired.size()) +
                      renderTable({"Device", "Roles", "Scopes", "Tokens", "IP"}, paired));
    if (pending.empty() && paired.empty()) context.print("No device pairing entries.");
    return 0;
}

int settle(Context& context, const Arguments& arguments, const char* method) {
    return printAnswer(context, ask(context, arguments, method, Json{{"requestId", arguments.word(0)}}));
}

int approveDevice(Context& context, const Arguments& arguments) {
    return settle(context, arguments, "device.pair.approve");
}
int rejectDevice(Context& context, const Arguments& arguments) {
    return settle(context, arguments, "device.pair.reject");
}

int changeToken(Context& context, const Arguments& arguments, const char* method) {
    Json params{{"deviceId", arguments.text("device")}, {"role", arguments.text("role")}};
    if (const std::vector<std::string> scopes = arguments.texts("scope"); !scopes.empty())
        params["scopes"] = scopes;
    return printAnswer(context, ask(context, arguments, method, std::move(params)));
}

int rotateToken(Context& context, const Arguments& arguments) {
    return changeToken(context, arguments, "device.token.rotate");
}
int revokeToken(Context& context, const Arguments& arguments) {
    return changeToken(context, arguments, "device.token.revoke");
}

}

Command devicesCommand() {
    const Option device{0, "device", "id", "The device", true, false};
    const Option role{0, "role", "role", "operator or node", true, false};
    const Option scope{0,     "scope", "scope...", "What the new token may do (default: as before)",
                       false, false,   true};
    Command command;
    command.name = "devices";
    command.summary = "Browsers, phones and machines that may connect";
    command.subcommands = {
        callCommand("list", "Who is paired and who asks to be", listDevices, {}),
        callCommand("approve", "Let a device in", approveDevice, {}, {{"requestId", true}}),
        callCommand("reject", "Turn a request down", rejectDevice, {}, {{"requestId", true}}),
        callCommand("rotate", "Give a device a new token; the old one ends at once", rotateToken,
                    {device, role, scope}),
        callCommand("revoke", "End a device's token and its connections", revokeToken, {device, role}),
    };
    return command;
}

}
