// Reactions, edits, pins, polls and the rest of what a bot can do besides answering.
#include "channels/telegram/actions.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/telegram_html.hpp"

#include <algorithm>
#include <set>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t maxMenuCommands = 100;
constexpr std::size_t maxCommandBytes = 256;
constexpr std::size_t maxTextUnits = 4096;
constexpr std::size_t maxPollOptions = 10;

Error missing(std::string_view name) { return Error(Errc::invalidInput, std::string(name) + " is missing"); }

Result<std::int64_t> messageIdOf(const ActionRequest& request) {
    const auto id = parseInteger(request.messageId);
    if (!id || *id <= 0) return Error(Errc::invalidInput, "messageId is not a Telegram message id");
    return *id;
}

/// channels.telegram.actions.<name>; on unless it says false.
Result<void> checkAllowed(const config::TelegramAccount& account, const std::string& name) {
    const Json* actions = findMember(account.section, "actions");
    if (actions && findBool(*actions, name) == false)
        return Error(Errc::unauthorized, "switched off by channels.telegram.actions." + name);
    return {};
}

Result<Json> reaction(const ActionRequest& request) {
    const auto id = messageIdOf(request);
    if (!id) return id.error();
    const std::string emoji = stringOr(request.parameters, "emoji");
    const bool remove = findBool(request.parameters, "remove").value_or(false);
    if (emoji.empty() && !remove) return missing("emoji");
    Json reactions = Json::array();
    if (!remove) reactions.push_back(Json{{"type", "emoji"}, {"emoji", emoji}});
    return Json{{"message_id", *id}, {"reaction", reactions}};
}

Result<Json> edit(const ActionRequest& request, const config::TelegramAccount& account) {
    const auto id = messageIdOf(request);
    if (!id) return id.error();
    const std::string markdown = stringOr(request.parameters, "message");
    const auto tables = text::parseTableMode(account.markdownTables).value_or(text::TableMode::code);
    const auto chunks = text::renderTelegramChunks(markdown, maxTextUnits, tables);
    if (chunks.empty()) return missing("message");
    if (chunks.size() > 1) return Error(Errc::invalidInput, "message is too long for one Telegram message");
    return Json{{"message_id", *id}, {"text", chunks[0].html}, {"parse_mode", "HTML"}};
}

Result<Json> poll(const ActionRequest& request) {
    const std::string question = stringOr(request.parameters, "pollQuestion");
    if (trimAscii(question).empty()) return missing("pollQuestion");
    const Json* given = findMember(request.parameters, "pollOption");
    Json options = Json::array();
    if (given && given->is_array()) {
        for (const Json& option : *given) {
            if (option.is_string() && !trimAscii(option.get<std::string>()).empty())
                options.push_back(Json{{"text", option}});
        }
    }
    if (options.size() < 2 || options.size() > maxPollOptions)
        return Error(Errc::invalidInput, "pollOption: Telegram takes 2 to 10 answers");
    if (findMember(request.parameters, "pollDurationHours"))
        return Error(Errc::invalidInput,
                     "pollDurationHours: Telegram polls last at most 10 minutes when they end by themselves");
    return Json{{"question", question},
                {"options", options},
                {"allows_multiple_answers", findBool(request.parameters, "pollMulti").value_or(false)}};
}

Result<Json> withMessageId(const ActionRequest& request) {
    const auto id = messageIdOf(request);
    if (!id) return id.error();
    return Json{{"message_id", *id}};
}

Result<Json> withText(const ActionRequest& request, std::string_view argument, const std::string& member) {
    const std::string value = stringOr(request.parameters, argument);
    if (value.empty()) return missing(argument);
    return Json{{member, value}};
}

struct Recipe {
    const char* method = "";
    const char* allowedBy = ""; // key below channels.telegram.actions
    Result<Json> parameters = Json::object();
};

std::optional<Recipe> recipeFor(const ActionRequest& request, const config::TelegramAccount& account) {
    switch (request.kind) {
    case ActionKind::react: return Recipe{"setMessageReaction", "reactions", reaction(request)};
    case ActionKind::edit: return Recipe{"editMessageText", "sendMessage", edit(request, account)};
    case ActionKind::remove: return Recipe{"deleteMessage", "deleteMessage", withMessageId(request)};
    case ActionKind::pin: return Recipe{"pinChatMessage", "sendMessage", withMessageId(request)};
    case ActionKind::unpin: return Recipe{"unpinChatMessage", "sendMessage", withMessageId(request)};
    case ActionKind::poll: return Recipe{"sendPoll", "sendMessage", poll(request)};
    case ActionKind::stickerSend:
        return Recipe{"sendSticker", "sticker", withText(request, "stickerId", "sticker")};
    case ActionKind::threadCreate:
        return Recipe{"createForumTopic", "sendMessage", withText(request, "threadName", "name")};
    case ActionKind::channelInfo: return Recipe{"getChat", "", Json::object()};
    case ActionKind::memberInfo: return Recipe{"getChatMember", "", withText(request, "userId", "user_id")};
    default: return std::nullopt;
    }
}

bool isCommandName(const std::string& name) {
    return !name.empty() && name.size() <= 32 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// "/Name" as Telegram wants it: lower case, without the slash.
std::string commandName(std::string name) {
    if (name.starts_with('/')) name.erase(0, 1);
    return toLowerAscii(trimAscii(name));
}

}

std::vector<ActionKind> supportedActions() {
    return {ActionKind::react,       ActionKind::edit,      ActionKind::remove,      ActionKind::pin,
            ActionKind::unpin,       ActionKind::poll,      ActionKind::stickerSend, ActionKind::threadCreate,
            ActionKind::channelInfo, ActionKind::memberInfo};
}

Result<ApiCall> callFor(const ActionRequest& request, const config::TelegramAccount& account) {
    std::optional<Recipe> recipe = recipeFor(request, account);
    if (!recipe)
        return Error(Errc::invalidInput,
                     std::string(toString(request.kind)) + " is not supported by telegram");
    if (*recipe->allowedBy) {
        if (const Result<void> allowed = checkAllowed(account, recipe->allowedBy); !allowed)
            return allowed.error();
    }
    if (!recipe->parameters) return recipe->parameters.error();
    const Result<Address> address = readAddress(request.target, request.threadId);
    if (!address) return address.error();
    ApiCall call;
    call.method = recipe->method;
    call.parameters = std::move(*recipe->parameters);
    call.parameters["chat_id"] = address->chat();
    const bool sends = request.kind == ActionKind::poll || request.kind == ActionKind::stickerSend;
    if (const auto thread = address->sendThread(); sends && thread)
        call.parameters["message_thread_id"] = *thread;
    return call;
}

Json actionPayload(const ActionRequest& request, const Json& result) {
    Json payload{{"ok", true}};
    if (!request.messageId.empty()) payload["messageId"] = request.messageId;
    if (const auto id = findInteger(result, "message_id")) payload["messageId"] = std::to_string(*id);
    if (const auto id = findInteger(result, "message_thread_id")) payload["threadId"] = std::to_string(*id);
    if (request.kind == ActionKind::channelInfo || request.kind == ActionKind::memberInfo)
        payload["result"] = result;
    return payload;
}

Json commandMenu(const std::vector<NativeCommand>& commands, const config::TelegramAccount& account) {
    Json menu = Json::array();
    std::set<std::string> names;
    const auto add = [&](const std::string& name, const std::string& description) {
        const bool isUsable = isCommandName(name) && !description.empty() && menu.size() < maxMenuCommands;
        if (isUsable && names.insert(name).second)
            menu.push_back(
                Json{{"command", name}, {"description", utf8Prefix(description, maxCommandBytes)}});
    };
    for (const NativeCommand& command : commands)
        add(command.name, command.description);
    if (const Json* custom = findMember(account.section, "customCommands"); custom && custom->is_array()) {
        for (const Json& entry : *custom)
            add(commandName(stringOr(entry, "command")),
                std::string(trimAscii(stringOr(entry, "description"))));
    }
    return Json{{"commands", std::move(menu)}};
}

}
