// message …: everything one can do with chats from the shell, through the running gateway, which owns the channels and the
// outgoing ledger. One table says which command is which action and where its options go.
#include "cli/GatewayClient.hpp"
#include "cli/channelChoice.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace openclaw::cli {

namespace {

constexpr auto patience = std::chrono::seconds(70);

/// Copies a file below the state folder's "media", the only place the gateway sends files from.
Result<std::string> stageMedia(const Context& context, const std::string& path) {
    if (path.starts_with("http://") || path.starts_with("https://"))
        return Error(Errc::invalidInput, "--media takes a file; fetch the address first");
    std::error_code failure;
    const std::filesystem::path source = context.environment.expandPath(path);
    if (!std::filesystem::is_regular_file(source, failure)) return Error(Errc::notFound, "no such file: " + path);
    const std::filesystem::path folder = context.stateDirectory() / "media" / "outbound";
    if (const Result<void> made = ensurePrivateDirectory(folder); !made) return made.error();
    const std::filesystem::path copy = folder / (randomHex(8) + "---" + source.filename().string());
    std::filesystem::copy_file(source, copy, failure);
    if (failure) return Error(Errc::unavailable, "cannot copy " + path + ": " + failure.message());
    std::filesystem::permissions(copy, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
    return copy.string();
}

int printOutcome(const Context& context, const Arguments& arguments, const Json& outcome, const std::string& line) {
    if (arguments.has("json"))
        context.printJson(outcome);
    else
        context.print(line);
    return 0;
}

Result<Json> sendParams(const Context& context, const Arguments& arguments, const std::string& channel, const std::string& target) {
    Json params{{"to", target},
                {"message", arguments.text("message")},
                {"channel", channel},
                {"accountId", arguments.text("account", "default")},
                {"idempotencyKey", randomUuid()}};
    if (arguments.has("media") && !arguments.has("dry-run")) {
        const Result<std::string> staged = stageMedia(context, arguments.text("media"));
        if (!staged) return staged.error();
        params["mediaUrl"] = *staged;
    }
    if (arguments.has("buttons")) {
        const Result<Json> rows = parseJson(arguments.text("buttons"));
        if (!rows || !rows->is_array()) return Error(Errc::invalidInput, "--buttons must be a JSON list of rows");
        params["buttons"] = *rows;
    }
    if (arguments.has("reply-to")) params["replyToId"] = arguments.text("reply-to");
    if (arguments.has("thread-id")) params["threadId"] = arguments.text("thread-id");
    if (arguments.has("silent")) params["silent"] = true;
    if (arguments.has("gif-playback")) params["gifPlayback"] = true;
    return params;
}

int sendMessage(Context& context, const Arguments& arguments) {
    if (arguments.text("message").empty() && !arguments.has("media"))
        return context.fail("Error: --message is required");
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel) return context.fail("Error: " + channel.error().message);
    const std::string target(trimAscii(arguments.text("target")));
    Json payload = {{"channel", *channel}, {"to", target}, {"via", "gateway"}, {"mediaUrl", nullptr}};
    if (arguments.has("media")) payload["mediaUrl"] = arguments.text("media");
    const bool isDryRun = arguments.has("dry-run");
    std::string messageId = "unknown";
    if (isDryRun) {
        payload["dryRun"] = true;
    } else {
        Result<Json> params = sendParams(context, arguments, *channel, target);
        if (!params) return context.fail("Error: " + params.error().message);
        GatewayCall call;
        call.method = "send";
        call.timeout = patience;
        call.params = std::move(*params);
        const Result<Json> sent = callGateway(context, resolveTarget(context, arguments), std::move(call));
        if (!sent) return context.fail("Error: " + sent.error().message);
        messageId = stringOr(*sent, "messageId", "unknown");
        payload["result"] = *sent;
    }
    const Json outcome{{"action", "send"}, {"channel", *channel}, {"dryRun", isDryRun}, {"handledBy", "core"}, {"payload", payload}};
    return printOutcome(context, arguments, outcome, fmt::format("✅ Sent via gateway ({}). Message ID: {}", *channel, messageId));
}

int broadcast(Context& context, const Arguments& arguments) {
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel) return context.fail("Error: " + channel.error().message);
    Json results = Json::array();
    int failures = 0;
    for (const std::string& target : arguments.texts("targets")) {
        Json result{{"channel", *channel}, {"to", target}, {"ok", true}};
        if (!arguments.has("dry-run")) {
            Result<Json> params = sendParams(context, arguments, *channel, target);
            if (!params) return context.fail("Error: " + params.error().message);
            GatewayCall call;
            call.method = "send";
            call.timeout = patience;
            call.params = std::move(*params);
            const Result<Json> sent = callGateway(context, resolveTarget(context, arguments), std::move(call));
            if (sent) {
                result["result"] = *sent;
            } else {
                ++failures;
                result["ok"] = false;
                result["error"] = sent.error().message;
            }
        }
        if (!arguments.has("json"))
            context.print(fmt::format("{} {}{}", result["ok"] == true ? "✅" : "❌", target,
                                      result["ok"] == true ? "" : ": " + stringOr(result, "error")));
        results.push_back(std::move(result));
    }
    if (arguments.has("json"))
        context.printJson(Json{{"action", "broadcast"}, {"channel", *channel}, {"dryRun", arguments.has("dry-run")},
                               {"handledBy", "core"}, {"payload", {{"results", std::move(results)}}}});
    return failures == 0 ? 0 : 1;
}

int sendPoll(Context& context, const Arguments& arguments) {
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel) return context.fail("Error: " + channel.error().message);
    const std::vector<std::string> options = arguments.texts("poll-option");
    if (options.size() < 2 || options.size() > 12) return context.fail("Error: a poll needs 2 to 12 --poll-option");
    const Result<std::int64_t> hours = arguments.positive("poll-duration-hours", 24);
    if (!hours) return context.fail("Error: " + hours.error().message);
    const std::int64_t selections = arguments.has("poll-multi") ? static_cast<std::int64_t>(options.size()) : 1;
    Json payload{{"channel", *channel},
                 {"to", arguments.text("target")},
                 {"question", arguments.text("poll-question")},
                 {"options", options},
                 {"maxSelections", selections},
                 {"durationHours", *hours},
                 {"via", "gateway"}};
    std::string messageId = "unknown";
    if (!arguments.has("dry-run")) {
        GatewayCall call;
        call.method = "poll";
        call.timeout = patience;
        call.params = payload;
        call.params.erase("via");
        call.params["accountId"] = arguments.text("account", "default");
        call.params["idempotencyKey"] = randomUuid();
        const Result<Json> sent = callGateway(context, resolveTarget(context, arguments), std::move(call));
        if (!sent) return context.fail("Error: " + sent.error().message);
        messageId = stringOr(*sent, "messageId", "unknown");
        payload["result"] = *sent;
    }
    const Json outcome{{"action", "poll"}, {"channel", *channel}, {"dryRun", arguments.has("dry-run")}, {"handledBy", "core"}, {"payload", payload}};
    return printOutcome(context, arguments, outcome, fmt::format("✅ Poll sent via gateway ({}). Message ID: {}", *channel, messageId));
}

/// "--auto-archive-min" -> "autoArchiveMin"
std::string parameterName(const std::string& option) {
    std::string name;
    bool isUpper = false;
    for (const char c : option) {
        if (c == '-') {
            isUpper = true;
            continue;
        }
        name += isUpper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
        isUpper = false;
    }
    return name;
}

void printPayload(const Context& context, const Json& payload) {
    const Json* messages = findMember(payload, "messages");
    if (messages && messages->is_array()) {
        std::vector<TableRow> rows;
        for (const Json& message : *messages)
            rows.push_back({stringOr(message, "timestamp"), stringOr(message, "author"), stringOr(message, "text"), stringOr(message, "id")});
        context.print(renderTable({"Time", "Author", "Text", "Id"}, rows));
        return;
    }
    std::vector<TableRow> rows;
    if (payload.is_object()) {
        for (const auto& [key, value] : payload.items())
            rows.push_back({key, value.is_string() ? value.get<std::string>() : dumpJson(value)});
    } else if (payload.is_array()) {
        for (const Json& item : payload)
            rows.push_back({stringOr(item, "id"), stringOr(item, "name", dumpJson(item))});
    }
    context.print(renderTable({"Key", "Value"}, rows));
}

/// Options that are not parameters of the action.
constexpr std::array commonOptions = {"channel", "account", "json", "dry-run", "verbose", "target", "message-id", "thread-id",
                                      "url", "token", "password", "timeout"};

int runAction(Context& context, const Arguments& arguments, std::string_view action, const std::vector<Option>& options) {
    const Result<std::string> channel = chooseChannel(context, arguments);
    if (!channel) return context.fail("Error: " + channel.error().message);
    Json parameters = Json::object();
    for (const Option& option : options) {
        const bool isCommon = std::ranges::find(commonOptions, option.name) != commonOptions.end();
        if (isCommon || !arguments.has(option.name)) continue;
        const std::string value = arguments.text(option.name);
        if (option.name == "media") {
            if (arguments.has("dry-run")) continue;
            const Result<std::string> staged = stageMedia(context, value);
            if (!staged) return context.fail("Error: " + staged.error().message);
            parameters["mediaPath"] = *staged;
        } else if (option.valueName.empty()) {
            parameters[parameterName(option.name)] = true;
        } else if (const auto number = option.valueName == "n" ? parseInteger(value) : std::nullopt) {
            parameters[parameterName(option.name)] = *number;
        } else if (option.valueName == "list") {
            parameters[parameterName(option.name)] = arguments.texts(option.name);
        } else {
            parameters[parameterName(option.name)] = value;
        }
    }
    const std::string name(action);
    if (arguments.has("dry-run")) {
        const Json outcome{{"action", name}, {"channel", *channel}, {"dryRun", true}, {"handledBy", "dry-run"},
                           {"payload", {{"ok", true}, {"dryRun", true}, {"channel", *channel}, {"action", name}}}};
        return printOutcome(context, arguments, outcome, fmt::format("[dry-run] would run {} via {}", name, *channel));
    }
    GatewayCall call;
    call.method = "message.action";
    call.timeout = patience;
    call.params = {{"action", name},
                   {"channel", *channel},
                   {"accountId", arguments.text("account", "default")},
                   {"target", std::string(trimAscii(arguments.text("target")))},
                   {"threadId", arguments.text("thread-id")},
                   {"messageId", arguments.text("message-id")},
                   {"parameters", parameters},
                   {"idempotencyKey", randomUuid()}};
    const Result<Json> done = callGateway(context, resolveTarget(context, arguments), std::move(call));
    if (!done) return context.fail("Error: " + done.error().message);
    const Json payload = done->value("payload", Json::object());
    if (arguments.has("json")) {
        context.printJson(Json{{"action", name}, {"channel", *channel}, {"dryRun", false}, {"handledBy", "plugin"}, {"payload", payload}});
        return 0;
    }
    printPayload(context, payload);
    return 0;
}

std::vector<Option> withCommon(std::vector<Option> options) {
    const std::vector<Option> common = {{0, "channel", "channel", "Channel (default: the only configured one)", false, false},
                                        {0, "account", "id", "Account (default \"default\")", false, false},
                                        {0, "json", "", "Print JSON", false, false},
                                        {0, "dry-run", "", "Do not do it", false, false},
                                        {0, "verbose", "", "", false, true}};
    options.insert(options.end(), common.begin(), common.end());
    return options;
}

const Option targetOption{'t', "target", "dest", "Phone number, chat id, channel:<id>, user:<id> or @name", true, false};
const Option messageIdOption{0, "message-id", "id", "The message", true, false};
const Option limitOption{0, "limit", "n", "At most this many", false, false};

Option needed(const char* name, const char* value, const char* help) { return Option{0, name, value, help, true, false}; }
Option given(const char* name, const char* value, const char* help) { return Option{0, name, value, help, false, false}; }

/// One command of the table below: where it stands, which action it is, what it takes.
struct ActionCommand {
    const char* group;
    const char* name;
    channels::ActionKind kind;
    const char* summary;
    std::vector<Option> options;
};

const std::vector<ActionCommand>& actionCommands() {
    using enum channels::ActionKind;
    static const Option guild = needed("guild-id", "id", "The server");
    static const Option user = needed("user-id", "id", "The member");
    static const Option text{'m', "message", "text", "The text", true, false};
    static const Option reason = given("reason", "text", "Shown in the audit log");
    static const Option media = needed("media", "path", "A file");
    static const std::vector<ActionCommand> table = {
        {"", "react", react, "Add or remove a reaction", {targetOption, messageIdOption, given("emoji", "emoji", "The reaction"), given("remove", "", "Take it back")}},
        {"", "reactions", reactions, "List reactions", {targetOption, messageIdOption, limitOption}},
        {"", "read", read, "Show recent messages", {targetOption, limitOption, given("before", "id", "Older than"), given("after", "id", "Newer than"), given("around", "id", "Around")}},
        {"", "edit", edit, "Change a message of ours", {messageIdOption, text, targetOption, given("thread-id", "id", "Thread")}},
        {"", "delete", remove, "Delete a message", {messageIdOption, targetOption}},
        {"", "pin", pin, "Pin a message", {targetOption, messageIdOption}},
        {"", "unpin", unpin, "Unpin a message", {targetOption, messageIdOption}},
        {"", "pins", pins, "List pinned messages", {targetOption, limitOption}},
        {"", "permissions", permissions, "What the bot may do there", {targetOption}},
        {"", "search", search, "Search messages", {guild, needed("query", "text", "Words"), given("channel-id", "id", "Only there"), given("author-id", "id", "Only by"), limitOption}},
        {"thread", "create", threadCreate, "Open a thread", {needed("thread-name", "name", "Its name"), targetOption, given("message-id", "id", "On this message"), given("auto-archive-min", "n", "Minutes"), given("message", "text", "First post of a forum thread")}},
        {"thread", "list", threadList, "List threads", {guild, given("channel-id", "id", "Channel"), given("include-archived", "", "Archived ones"), limitOption}},
        {"thread", "reply", threadReply, "Write into a thread", {text, targetOption, given("message-id", "id", "Root"), given("reply-to", "id", "Quote")}},
        {"emoji", "list", emojiList, "List emoji", {given("guild-id", "id", "The server")}},
        {"emoji", "upload", emojiUpload, "Add an emoji", {guild, needed("emoji-name", "name", "Its name"), media, given("role-ids", "list", "Only for these roles")}},
        {"sticker", "send", stickerSend, "Send a sticker", {targetOption, needed("sticker-id", "id", "The sticker"), given("message", "text", "Words")}},
        {"sticker", "upload", stickerUpload, "Add a sticker", {guild, needed("sticker-name", "name", "Name"), needed("sticker-desc", "text", "Description"), needed("sticker-tags", "tags", "Tags"), media}},
        {"role", "info", roleInfo, "List roles", {guild}},
        {"role", "add", roleAdd, "Give a role", {guild, user, needed("role-id", "id", "The role")}},
        {"role", "remove", roleRemove, "Take a role", {guild, user, needed("role-id", "id", "The role")}},
        {"channel", "info", channelInfo, "About a channel", {targetOption}},
        {"channel", "list", channelList, "List channels", {guild}},
        {"member", "info", memberInfo, "About a member", {user, given("guild-id", "id", "The server")}},
        {"voice", "status", voiceStatus, "A member's voice state", {guild, user}},
        {"event", "list", eventList, "List scheduled events", {guild}},
        {"event", "create", eventCreate, "Schedule an event", {guild, needed("event-name", "name", "Name"), needed("start-time", "iso", "Begin"), given("end-time", "iso", "End"), given("desc", "text", "Description"), given("channel-id", "id", "Channel"), given("location", "text", "Place"), given("event-type", "type", "stage, external or voice")}},
        {"", "timeout", timeout, "Silence a member", {guild, user, given("duration-min", "n", "Minutes"), given("until", "iso", "Until"), reason}},
        {"", "kick", kick, "Remove a member", {guild, user, reason}},
        {"", "ban", ban, "Ban a member", {guild, user, reason, given("delete-days", "n", "Delete messages of these days")}},
    };
    return table;
}

/// Actions are plain functions, so each row of the table gets one of its own.
template <std::size_t index>
int runRow(Context& context, const Arguments& arguments) {
    const ActionCommand& row = actionCommands()[index];
    return runAction(context, arguments, channels::toString(row.kind), row.options);
}

template <std::size_t... indexes>
std::vector<Action> rowActions(std::index_sequence<indexes...>) {
    return {runRow<indexes>...};
}

constexpr std::size_t rowCount = 29;

Command& groupOf(Command& root, const std::string& name) {
    if (name.empty()) return root;
    for (Command& command : root.subcommands) {
        if (command.name == name) return command;
    }
    Command group;
    group.name = name;
    const bool startsWithVowel = std::string_view("aeiou").find(name.front()) != std::string_view::npos;
    group.summary = (startsWithVowel ? "Commands about an " : "Commands about a ") + name;
    root.subcommands.push_back(std::move(group));
    return root.subcommands.back();
}

}

Command messageCommand() {
    Command send;
    send.name = "send";
    send.summary = "Send a text or a file to a chat";
    send.options = withCommon({{'m', "message", "text", "The text", false, false},
                               targetOption,
                               given("media", "path", "A file"),
                               given("buttons", "json", "Rows of {text, callback_data}"),
                               given("reply-to", "id", "Quote this message"),
                               given("thread-id", "id", "Thread or forum topic"),
                               given("gif-playback", "", "Play a video as GIF (WhatsApp)"),
                               given("silent", "", "Without notification")});
    send.action = sendMessage;

    Command many;
    many.name = "broadcast";
    many.summary = "Send the same to several chats";
    many.options = withCommon({Option{0, "targets", "target...", "Destinations", true, false},
                               {'m', "message", "text", "The text", false, false},
                               given("media", "path", "A file")});
    many.options.front().isRepeatable = true;
    many.action = broadcast;

    Command poll;
    poll.name = "poll";
    poll.summary = "Send a poll";
    poll.options = withCommon({targetOption,
                               needed("poll-question", "text", "The question"),
                               needed("poll-option", "choice", "A choice; repeat 2 to 12 times"),
                               given("poll-multi", "", "Several choices allowed"),
                               given("poll-duration-hours", "n", "Hours until it closes (default 24)")});
    poll.options[2].isRepeatable = true;
    poll.action = sendPoll;

    Command command;
    command.name = "message";
    command.summary = "Send messages and work with chats";
    command.subcommands = {send, many, poll};
    const std::vector<Action> actions = rowActions(std::make_index_sequence<rowCount>());
    const auto& table = actionCommands();
    for (std::size_t i = 0; i < table.size() && i < actions.size(); ++i) {
        Command made;
        made.name = table[i].name;
        made.summary = table[i].summary;
        made.options = withCommon(table[i].options);
        for (Option& option : made.options)
            option.isRepeatable = option.valueName == "list";
        made.action = actions[i];
        groupOf(command, table[i].group).subcommands.push_back(std::move(made));
    }
    return command;
}

}
