// Slash commands. Each row of the table names the command, the scope that a client of the gateway needs for
// it (that of the method it amounts to) and whether the person must be able to do more than talk.
#include "dispatch/CommandCall.hpp"
#include "dispatch/options.hpp"
#include "openclaw/commands/body.hpp"
#include "openclaw/commands/inline.hpp"
#include "openclaw/commands/table.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/sessions/reset.hpp"
#include "openclaw/text/mentions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::dispatch {

namespace {

constexpr std::chrono::seconds compactPatience{15};
constexpr std::string_view read = "operator.read";
constexpr std::string_view write = "operator.write";
constexpr std::string_view admin = "operator.admin";
constexpr std::string_view approvals = "operator.approvals";

struct Row {
    std::string_view key;
    /// Of the method that the command amounts to: status, chat.abort, sessions.patch, sessions.reset,
    /// config.set, …
    std::string_view scope;
};
constexpr std::array<Row, 25> rows{
    {{"help", read},       {"commands", read}, {"status", read},   {"whoami", read},      {"context", read},
     {"models", read},     {"stop", write},    {"usage", admin},   {"activation", admin}, {"send", admin},
     {"reset", admin},     {"new", admin},     {"compact", admin}, {"think", admin},      {"verbose", admin},
     {"reasoning", admin}, {"model", admin},   {"queue", admin},   {"allowlist", admin},  {"config", admin},
     {"skill", write},     {"restart", admin},  {"debug", admin},   {"tts", write},       {"subagents", write}}};
constexpr Row approveRow{"approve", approvals};

const Row* findRow(std::string_view key) {
    if (key == approveRow.key) return &approveRow;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.key == key; });
    return row == rows.end() ? nullptr : &*row;
}

bool isOption(std::string_view key) {
    return key == "think" || key == "verbose" || key == "reasoning" || key == "model" || key == "queue";
}

CommandEvent eventOf(std::string_view key, const RunRequest& request, std::string sessionId) {
    CommandEvent event;
    event.action = key;
    event.agentId = request.agentId;
    event.sessionKey = request.sessionKey;
    event.sessionId = std::move(sessionId);
    if (const Json* origin = findMember(request.sessionPatch, "origin"))
        event.senderId = stringOr(*origin, "from");
    event.source = request.chat.channel.empty() ? "webchat" : request.chat.channel;
    return event;
}

}

CommandDesk::CommandDesk(Clock& clock,
                         store::Store& store,
                         agent::AgentBackend& backend,
                         RunEngine& runs,
                         SettingsSource settings,
                         CommandServices services)
    : clock_(clock), store_(store), backend_(backend), runs_(runs), settings_(std::move(settings)),
      services_(std::move(services)) {}

bool CommandDesk::isAvailable(std::string_view key) const {
    if (key == "config") return static_cast<bool>(services_.editConfig);
    if (key == "debug") return static_cast<bool>(services_.overrideConfig);
    if (key == "approve") return static_cast<bool>(services_.approve);
    if (key == "skill") return static_cast<bool>(services_.prepare);
    if (key == "restart") return static_cast<bool>(services_.restart);
    if (key == "tts") return services_.speaker != nullptr;
    if (key == "subagents") return static_cast<bool>(services_.subAgents);
    return findRow(key) != nullptr;
}

bool CommandDesk::knows(std::string_view text, const Json& config) const {
    return requiredScope(text, config).has_value();
}

std::optional<std::string> CommandDesk::requiredScope(std::string_view text, const Json& config) const {
    if (commands::isAbortWord(text)) return std::string(write);
    const auto call = commands::readCall(text, config);
    if (!call || !isAvailable(call->key)) return std::nullopt;
    return std::string(findRow(call->key)->scope);
}

std::vector<channels::NativeCommand> CommandDesk::menu(const std::string& channel) const {
    std::vector<channels::NativeCommand> menu;
    const auto settings = settings_();
    for (const commands::Command& command : commands::allCommands()) {
        const std::string name = commands::nativeNameFor(command, channel);
        if (name.empty() || !isAvailable(command.key) || !commands::isEnabled(command, settings->root))
            continue;
        channels::NativeCommand entry;
        entry.name = name;
        entry.description = std::string(command.description);
        for (const commands::Argument& argument : command.arguments) {
            channels::CommandOption option;
            option.name = std::string(argument.name);
            option.description = std::string(argument.description);
            for (const std::string_view choice : argument.choices)
                option.choices.emplace_back(choice);
            entry.options.push_back(std::move(option));
        }
        menu.push_back(std::move(entry));
    }
    return menu;
}

asio::awaitable<Result<CommandResult>> CommandDesk::run(RunRequest request) {
    Call call;
    call.settings = settings_();
    call.body = commands::normalizeBody(request.text);
    const auto parsed = commands::readCall(call.body, call.settings->root);
    if (commands::isAbortWord(call.body)) {
        call.key = "stop";
    } else if (parsed) {
        call.key = parsed->key;
        call.arguments = parsed->arguments;
    } else {
        co_return answer({}, "ignored");
    }
    if (!request.isAuthorized) {
        CommandResult refused;
        refused.reply = "You are not authorized to use this command.";
        refused.trace.add("command", "refused", "the sender may not give commands",
                          "commands.useAccessGroups");
        co_return refused;
    }
    // Before anything else, and without waiting for the store: people are in a hurry when they say stop.
    if (call.key == "stop") {
        const CommandEvent event = eventOf(call.key, request, {});
        Result<CommandResult> stopped = co_await stop(request.sessionKey);
        if (services_.onCommand) services_.onCommand(event);
        co_return stopped;
    }
    Result<std::optional<store::SessionRow>> session = co_await store_.sessions().get(request.sessionKey);
    if (!session) co_return session.error();
    call.session = std::move(*session);
    call.request = std::move(request);
    if (services_.defaultModel) {
        auto own = std::make_shared<Settings>(*call.settings);
        own->defaultModel = services_.defaultModel(call.request.agentId);
        call.settings = std::move(own);
    }
    const CommandEvent event =
        eventOf(call.key, call.request, call.session ? call.session->sessionId : std::string());
    Result<CommandResult> result = co_await dispatch(std::move(call));
    if (result && services_.onCommand) services_.onCommand(event);
    co_return result;
}

asio::awaitable<Result<CommandResult>> CommandDesk::stop(std::string sessionKey) {
    const std::size_t stopped = runs_.abortSession(sessionKey, "stop");
    std::size_t others = 0;
    if (services_.stopSubAgents) others = co_await services_.stopSubAgents(std::move(sessionKey));
    std::string reply = stopped + others > 0 ? "⚙️ Agent was aborted." : "⚙️ Nothing was running.";
    if (others > 0) reply += fmt::format(" Stopped {} {}.", others, others == 1 ? "sub-agent" : "sub-agents");
    co_return answer(std::move(reply));
}

asio::awaitable<Result<CommandResult>> CommandDesk::dispatch(Call call) {
    const std::string_view key = call.key;
    if (isOption(key)) co_return co_await setOptions(std::move(call));
    if (key == "help") co_return answer(help());
    if (key == "commands") co_return answer(listCommands(call.settings->root));
    if (key == "status") co_return co_await status(std::move(call));
    if (key == "whoami") co_return answer(whoAmI(call));
    if (key == "context") co_return co_await context(std::move(call));
    if (key == "reset" || key == "new") co_return co_await reset(std::move(call));
    if (key == "compact") co_return co_await compact(std::move(call));
    if (key == "allowlist") co_return co_await allowlist(std::move(call));
    if (key == "skill") co_return co_await useSkill(std::move(call));
    if (key == "tts") co_return co_await speech(std::move(call));
    if (key == "models") co_return answer(listModels(call));
    if (key == "subagents") {
        std::string arguments = call.arguments;
        Result<std::string> text = co_await services_.subAgents(std::move(call.request), std::move(arguments));
        if (!text) co_return text.error();
        co_return answer(std::move(*text));
    }
    if (key == "restart") {
        const Json* commandSettings = findMember(call.settings->root, "commands");
        if (!commandSettings || !findBool(*commandSettings, "restart").value_or(false))
            co_return answer("⚠️ /restart is disabled. Set commands.restart=true to enable it.");
        services_.restart();
        co_return answer("⚙️ Restarting; back in a moment.");
    }
    if (key == "usage") {
        const auto level = commands::parseUsageDisplay(call.arguments);
        std::string next;
        if (level) {
            next = commands::toString(*level);
        } else if (call.arguments.empty()) {
            const std::string now = stringOr(call.entry(), "responseUsage", "off");
            next = now == "off" ? "tokens" : now == "tokens" || now == "on" ? "full" : "off";
        } else {
            co_return answer("Usage: /usage off|tokens|full");
        }
        Json fields = {{"responseUsage", next == "off" ? Json() : Json(next)}};
        co_return co_await patch(std::move(call), std::move(fields), "⚙️ Usage footer: " + next + ".");
    }
    if (key == "activation") {
        if (!call.request.isGroup) co_return answer("⚙️ Group activation only applies to group chats.");
        const auto mode = commands::parseActivation(call.arguments);
        if (!mode) co_return answer("⚙️ Usage: /activation mention|always");
        Json fields = {{"groupActivation", commands::toString(*mode)},
                       {"groupActivationNeedsSystemIntro", true}};
        std::string reply = fmt::format("⚙️ Group activation set to {}.", commands::toString(*mode));
        co_return co_await patch(std::move(call), std::move(fields), std::move(reply));
    }
    if (key == "send") {
        const auto command = commands::parseSendCommand(call.body);
        if (!command.mode) co_return answer("⚙️ Usage: /send on|off|inherit");
        const bool isInherited = *command.mode == commands::SendMode::inherit;
        const bool isAllowed = *command.mode == commands::SendMode::allow;
        Json fields = {{"sendPolicy", isInherited ? Json() : Json(commands::toString(*command.mode))}};
        std::string reply = fmt::format("⚙️ Send policy set to {}.", isInherited ? "inherit"
                                                                         : isAllowed ? "on"
                                                                                     : "off");
        co_return co_await patch(std::move(call), std::move(fields), std::move(reply));
    }
    if (key == "config") {
        auto command = commands::parseConfigCommand(call.body);
        if (!command) co_return answer("Usage: /config show|set|unset");
        if (command->action == commands::EditCommand::Action::error)
            co_return answer("⚠️ " + command->message);
        const Json* channel = call.request.route
                                  ? findPath(call.settings->root, "channels." + call.request.route->channel)
                                  : nullptr;
        const bool isWrite = command->action != commands::EditCommand::Action::show;
        if (isWrite && channel && findBool(*channel, "configWrites") == false)
            co_return answer("⚠️ Config writes are disabled for this channel.", "refused");
        Result<std::string> text = co_await services_.editConfig(std::move(*command));
        if (!text) co_return text.error();
        co_return answer(std::move(*text));
    }
    if (key == "debug") {
        auto command = commands::parseDebugCommand(call.body);
        if (!command) co_return answer("Usage: /debug show|set|unset|reset");
        if (command->action == commands::EditCommand::Action::error)
            co_return answer("⚠️ " + command->message);
        Result<std::string> text = co_await services_.overrideConfig(std::move(*command));
        if (!text) co_return answer("⚠️ " + text.error().message);
        co_return answer(std::move(*text));
    }
    if (key == "approve") {
        const auto command = commands::parseApproveCommand(call.body);
        if (!command || !command->decision)
            co_return answer(command ? command->error : "Usage: /approve <id> allow-once|allow-always|deny");
        const std::string id = command->id;
        const Result<void> settled = services_.approve(id, *command->decision, call.request);
        if (!settled) co_return answer("❌ Failed to submit approval: " + settled.error().message);
        co_return answer(
            fmt::format("✅ Exec approval {} submitted for {}.", commands::toString(*command->decision), id));
    }
    co_return answer({}, "ignored");
}

asio::awaitable<Result<CommandResult>> CommandDesk::patch(Call call, Json fields, std::string reply) {
    store::SessionPatch change;
    change.sessionKey = call.request.sessionKey;
    change.agentId = call.request.agentId;
    change.updatedAtMs = clock_.nowMs();
    change.patch = call.request.sessionPatch;
    change.patch.update(fields);
    if (!call.session || call.session->sessionId.empty()) change.patch["sessionId"] = randomUuid();
    Result<store::SessionRow> row = co_await store_.sessions().upsert(std::move(change));
    if (!row) co_return row.error();
    co_return answer(std::move(reply));
}

asio::awaitable<Result<CommandResult>> CommandDesk::setOptions(Call call) {
    const auto aliases = modelAliases(call.settings->root);
    const auto directives = commands::parseInline(call.body, aliases);
    OptionChange change = applyDirectives(directives, call.entry(), *call.settings, call.request.agentId);
    if (change.patch.empty()) co_return answer(std::move(change.reply));
    const std::string key = call.request.sessionKey;
    Result<CommandResult> result =
        co_await patch(std::move(call), std::move(change.patch), std::move(change.reply));
    if (result && change.changesAgent) backend_.release(key);
    co_return result;
}

asio::awaitable<Result<CommandResult>> CommandDesk::reset(Call call) {
    runs_.abortSession(call.request.sessionKey, "stop");
    Json fields = {{"sessionId", randomUuid()}, {"systemSent", false}, {"abortedLastRun", false},
                   {"inputTokens", 0},          {"outputTokens", 0},   {"totalTokens", 0},
                   {"compactionCount", nullptr}};
    // The first words may choose a model; the rest is the first message.
    std::string rest = call.arguments;
    const std::string_view firstWord = std::string_view(rest).substr(0, findSpace(rest, 0));
    const bool looksLikeModel = firstWord.find('/') != std::string_view::npos;
    const auto aliases = modelAliases(call.settings->root);
    const bool isAlias = std::any_of(aliases.begin(), aliases.end(), [&](const std::string& alias) {
        return equalsIgnoreCase(alias, firstWord);
    });
    if (looksLikeModel || isAlias) {
        const auto chosen =
            resolveModelChoice(call.settings->root, std::string(firstWord), call.settings->defaultModel);
        if (chosen && !chosen->empty()) {
            const std::size_t slash = chosen->find('/');
            fields["providerOverride"] = chosen->substr(0, slash);
            fields["modelOverride"] = chosen->substr(slash + 1);
        }
        if (chosen) rest = std::string(trimUnicode(std::string_view(rest).substr(firstWord.size())));
    }
    Json entry = call.entry();
    entry.merge_patch(fields);
    const std::string model = currentModel(entry, *call.settings);
    const std::string standard = currentModel(Json::object(), *call.settings);
    std::string reply =
        "✅ New session started · model: " + model + (model == standard ? "" : " (default: " + standard + ")");
    backend_.release(call.request.sessionKey);
    RunRequest next = call.request;
    if (!rest.empty()) reply.clear(); // the agent's answer says enough
    Result<CommandResult> result = co_await patch(std::move(call), std::move(fields), std::move(reply));
    if (!result) co_return result.error();
    if (!rest.empty()) {
        next.text = rest;
        next.message = next.head.empty() ? rest : next.head + rest + next.tail;
        result->turn = std::move(next);
        result->trace.add("session", "reset", "the sender asked for a new session", "/new");
    }
    co_return result;
}

asio::awaitable<Result<CommandResult>> CommandDesk::compact(Call call) {
    const std::string key = call.request.sessionKey;
    for (const RunInfo& run : runs_.activeRuns(key)) {
        runs_.abort(run.runId, "stop");
        co_await runs_.wait(run.runId, compactPatience);
    }
    const std::int64_t before = numberOf(call.entry(), "totalTokens");
    Result<Json> compacted = co_await backend_.compact(key, call.arguments);
    if (!compacted)
        co_return answer("⚙️ Compaction unavailable: " + compacted.error().message + ".", "failed");
    const std::int64_t after = findInteger(*compacted, "tokensAfter").value_or(0);
    std::string reply = "⚙️ Compacted";
    if (before > 0 && after > 0) reply += fmt::format(" ({} → {})", thousands(before), thousands(after));
    Json fields = {{"compactionCount", numberOf(call.entry(), "compactionCount") + 1}};
    co_return co_await patch(std::move(call), std::move(fields), reply + ".");
}

asio::awaitable<Result<CommandResult>> CommandDesk::allowlist(Call call) {
    const auto command = commands::parseAllowlistCommand(call.body);
    using Action = commands::AllowlistCommand::Action;
    if (!command || command->action == Action::error)
        co_return answer("⚠️ " +
                         (command ? command->message : std::string("Usage: /allowlist list|add|remove")));
    std::string channel = command->channel;
    std::string account = command->account;
    if (call.request.route) {
        channel = channel.empty() ? call.request.route->channel : channel;
        account = account.empty() ? call.request.route->accountId : account;
    }
    if (channel.empty()) co_return answer("⚠️ Which channel? Add channel=<name>.");
    if (account.empty()) account = "default";
    if (command->action == Action::list)
        co_return co_await listAllowed(std::move(call), channel, account, command->scope);
    // The configuration's own lists are edited with /config; this one is what pairing fills.
    if (command->scope != "dm" || command->target == "config")
        co_return answer("⚠️ Only the list of paired direct-message senders can be changed here; use "
                         "/config set for the others.",
                         "refused");
    const std::string entry = command->entry;
    if (command->action == Action::add) {
        const Result<void> added = co_await store_.pairing().allow(channel, account, entry, clock_.nowMs());
        if (!added) co_return added.error();
        co_return answer(fmt::format("✅ {} may now write direct messages on {}.", entry, channel));
    }
    const Result<bool> removed = co_await store_.pairing().revoke(channel, account, entry);
    if (!removed) co_return removed.error();
    co_return answer(*removed ? fmt::format("✅ {} may no longer write direct messages on {}.", entry, channel)
                              : fmt::format("⚠️ {} was not on the list.", entry));
}

asio::awaitable<Result<CommandResult>>
CommandDesk::listAllowed(Call call, std::string channel, std::string account, std::string scope) {
    Result<std::vector<std::string>> paired = co_await store_.pairing().allowedSenders(channel, account);
    if (!paired) co_return paired.error();
    const Json* block = findPath(call.settings->root, "channels." + channel);
    const auto configured = [&](const char* key) {
        std::vector<std::string> names;
        const Json* list = block ? findPath(*block, key) : nullptr;
        if (list && list->is_array()) {
            for (const Json& entry : *list)
                names.push_back(entry.is_string() ? entry.get<std::string>() : entry.dump());
        }
        return names.empty() ? std::string("(none)") : join(names, ", ");
    };
    std::string text = fmt::format("🧾 Allowlist of {} ({})", channel, account);
    if (scope != "group")
        text += fmt::format("\nDM policy: {}\nDM allowFrom (config): {}\nPaired: {}",
                            block ? stringOr(*block, "dmPolicy", "pairing") : "pairing",
                            configured("allowFrom"), paired->empty() ? "(none)" : join(*paired, ", "));
    if (scope != "dm")
        text += fmt::format("\nGroup policy: {}\nGroup allowFrom (config): {}",
                            block ? stringOr(*block, "groupPolicy", "allowlist") : "allowlist",
                            configured("groupAllowFrom"));
    co_return answer(std::move(text));
}

}
