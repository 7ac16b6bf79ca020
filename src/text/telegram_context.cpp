// Telegram message objects as labels, threads, replies and forwards.
#include "openclaw/text/telegram_context.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace openclaw::text {

namespace {

std::string trimmedMember(const Json& object, std::string_view key) {
    return std::string(trimUnicode(stringOr(object, key)));
}

std::string messageText(const Json& message) {
    if (const auto text = findString(message, "text"))
        return *text;
    return stringOr(message, "caption");
}

std::optional<std::string> idOf(const Json& object, std::string_view key = "id") {
    if (const auto number = findInteger(object, key))
        return std::to_string(*number);
    return findString(object, key);
}

std::optional<std::string> unlessEmpty(std::string text) {
    if (text.empty())
        return std::nullopt;
    return text;
}

std::string fullName(const Json& user) {
    const std::string joined = stringOr(user, "first_name") + " " + stringOr(user, "last_name");
    return std::string(trimUnicode(joined));
}

/// "Name (@user)", or the id when there is neither.
std::string userDisplay(const Json& user) {
    const std::string name = fullName(user);
    const std::string username = trimmedMember(user, "username");
    if (!name.empty() && !username.empty())
        return fmt::format("{} (@{})", name, username);
    if (!name.empty())
        return name;
    if (!username.empty())
        return "@" + username;
    return "user:" + idOf(user).value_or("");
}

TelegramForward forwardFromUser(const Json& user, std::optional<std::int64_t> date, std::string_view type) {
    TelegramForward forward;
    forward.from = userDisplay(user);
    forward.date = date;
    forward.fromType = std::string(type);
    forward.fromId = idOf(user);
    forward.fromUsername = unlessEmpty(trimmedMember(user, "username"));
    forward.fromTitle = unlessEmpty(fullName(user));
    return forward;
}

std::optional<TelegramForward> forwardFromName(const std::string& name, std::optional<std::int64_t> date,
                                               std::string_view type) {
    if (trimUnicode(name).empty())
        return std::nullopt;
    TelegramForward forward;
    forward.from = std::string(trimUnicode(name));
    forward.date = date;
    forward.fromType = std::string(type);
    forward.fromTitle = forward.from;
    return forward;
}

std::optional<TelegramForward> forwardFromChat(const Json& chat, std::optional<std::int64_t> date,
                                               std::string_view type, std::string signature) {
    const std::string title = trimmedMember(chat, "title");
    const std::string username = trimmedMember(chat, "username");
    const auto id = idOf(chat);
    std::string display = title;
    if (display.empty() && !username.empty())
        display = "@" + username;
    if (display.empty() && id)
        display = fmt::format("{}:{}", type.find("channel") != std::string_view::npos ? "channel" : "chat", *id);
    if (display.empty())
        return std::nullopt;
    signature = std::string(trimUnicode(signature));
    TelegramForward forward;
    forward.from = signature.empty() ? display : fmt::format("{} ({})", display, signature);
    forward.date = date;
    forward.fromType = std::string(type);
    forward.fromId = id;
    forward.fromUsername = unlessEmpty(username);
    forward.fromTitle = unlessEmpty(title);
    forward.fromSignature = unlessEmpty(signature);
    return forward;
}

std::optional<TelegramForward> forwardFromOrigin(const Json& message, const Json& origin) {
    const std::string type = stringOr(origin, "type");
    const auto date = findInteger(origin, "date");
    std::string signature = stringOr(origin, "author_signature");
    if (signature.empty())
        signature = stringOr(message, "forward_signature");
    if (type == "user") {
        const Json* user = findMember(origin, "sender_user");
        if (!user)
            return std::nullopt;
        return forwardFromUser(*user, date, "user");
    }
    if (type == "hidden_user")
        return forwardFromName(stringOr(origin, "sender_user_name"), date, "hidden_user");
    const Json* chat = findMember(origin, type == "chat" ? "sender_chat" : "chat");
    if ((type != "chat" && type != "channel") || !chat)
        return std::nullopt;
    return forwardFromChat(*chat, date, type, signature);
}

struct TextLink {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string url;
};

std::vector<TextLink> textLinks(const Json& entities, std::size_t length) {
    std::vector<TextLink> links;
    if (!entities.is_array())
        return links;
    for (const Json& entity : entities) {
        const auto offset = findInteger(entity, "offset");
        const auto size = findInteger(entity, "length");
        TextLink link;
        link.url = stringOr(entity, "url");
        const bool usable = stringOr(entity, "type") == "text_link" && !link.url.empty() && offset && size &&
                            *offset >= 0 && *size > 0;
        if (!usable || static_cast<std::size_t>(*offset) >= length || static_cast<std::size_t>(*size) > length)
            continue;
        link.start = static_cast<std::size_t>(*offset);
        link.end = std::min(length, link.start + static_cast<std::size_t>(*size));
        links.push_back(std::move(link));
    }
    std::sort(links.begin(), links.end(), [](const TextLink& a, const TextLink& b) { return a.start < b.start; });
    return links;
}

}

bool containsTelegramMention(const Json& message, std::string_view botUsername) {
    if (botUsername.empty())
        return false;
    return toLowerUnicode(messageText(message)).find("@" + toLowerUnicode(botUsername)) != std::string::npos;
}

bool hasTelegramMentionEntity(const Json& message, std::string_view botUsername) {
    const Json* entities = findMember(message, findMember(message, "text") ? "entities" : "caption_entities");
    if (!entities || !entities->is_array() || botUsername.empty())
        return false;
    const std::u16string units = toUtf16(messageText(message));
    const std::string wanted = "@" + toLowerAscii(botUsername);
    return std::any_of(entities->begin(), entities->end(), [&](const Json& entity) {
        const auto offset = findInteger(entity, "offset");
        const auto size = findInteger(entity, "length");
        const bool usable = stringOr(entity, "type") == "mention" && offset && size && *offset >= 0 && *size > 0 &&
                            static_cast<std::size_t>(*offset) < units.size();
        if (!usable)
            return false;
        const auto part = std::u16string_view(units).substr(static_cast<std::size_t>(*offset),
                                                            static_cast<std::size_t>(*size));
        return toLowerAscii(fromUtf16(part)) == wanted;
    });
}

std::string expandTelegramLinks(std::string_view text, const Json& entities) {
    const std::u16string units = toUtf16(text);
    const std::vector<TextLink> links = textLinks(entities, units.size());
    if (links.empty())
        return std::string(text);
    std::string out;
    std::size_t position = 0;
    const auto part = [&](std::size_t start, std::size_t end) {
        return fromUtf16(std::u16string_view(units).substr(start, end - start));
    };
    for (const TextLink& link : links) {
        if (link.start < position)
            continue;
        out += part(position, link.start) + "[" + part(link.start, link.end) + "](" + link.url + ")";
        position = link.end;
    }
    return out + part(position, units.size());
}

std::optional<std::int64_t> TelegramThread::sendId() const {
    const bool isGeneral = scope == TelegramThreadScope::forum && id == 1;
    return isGeneral ? std::nullopt : id;
}

TelegramThread resolveTelegramThread(bool isGroup, bool isForum, std::optional<std::int64_t> messageThreadId) {
    TelegramThread thread;
    if (!isGroup) {
        thread.scope = TelegramThreadScope::dm;
        thread.id = messageThreadId;
    } else if (isForum) {
        thread.scope = TelegramThreadScope::forum;
        thread.id = messageThreadId.value_or(1);
    }
    return thread;
}

std::string_view toString(TelegramThreadScope scope) {
    switch (scope) {
    case TelegramThreadScope::dm: return "dm";
    case TelegramThreadScope::forum: return "forum";
    case TelegramThreadScope::none: return "none";
    }
    return "none";
}

std::string telegramGroupPeer(std::string_view chatId, std::optional<std::int64_t> topicId) {
    return topicId ? fmt::format("{}:topic:{}", chatId, *topicId) : std::string(chatId);
}

TelegramStreamMode parseTelegramStreamMode(std::string_view word) {
    const std::string mode = toLowerAscii(trimUnicode(word));
    if (mode == "off")
        return TelegramStreamMode::off;
    return mode == "block" ? TelegramStreamMode::block : TelegramStreamMode::partial;
}

std::string_view toString(TelegramStreamMode mode) {
    switch (mode) {
    case TelegramStreamMode::off: return "off";
    case TelegramStreamMode::partial: return "partial";
    case TelegramStreamMode::block: return "block";
    }
    return "partial";
}

std::string telegramSenderLabel(const Json& message) {
    static const Json nobody = Json::object();
    const Json* found = findMember(message, "from");
    const Json& user = found ? *found : nobody;
    std::string label = fullName(user);
    const std::string username = trimmedMember(user, "username");
    if (!username.empty())
        label = fmt::format("{} (@{})", label.empty() ? username : label, username);
    const auto id = idOf(user);
    if (label.empty())
        return id ? "id:" + *id : "id:unknown";
    return id ? fmt::format("{} id:{}", label, *id) : label;
}

std::optional<TelegramReply> telegramReplyTarget(const Json& message) {
    const Json* replied = findMember(message, "reply_to_message");
    const Json* quote = findMember(message, "quote");
    TelegramReply reply;
    if (quote) {
        reply.body = trimmedMember(*quote, "text");
        reply.isQuote = !reply.body.empty();
    }
    if (reply.body.empty() && replied) {
        reply.body = std::string(trimUnicode(messageText(*replied)));
        for (const std::string_view media : {"photo", "video", "audio", "voice", "document"}) {
            if (!reply.body.empty() || !findMember(*replied, media))
                continue;
            const std::string_view kind = media == "photo" ? "image" : media == "voice" ? "audio" : media;
            reply.body = fmt::format("<media:{}>", kind);
        }
    }
    if (reply.body.empty())
        return std::nullopt;
    reply.sender = "unknown sender";
    if (replied) {
        reply.id = idOf(*replied, "message_id");
        const Json* user = findMember(*replied, "from");
        const std::string name = user ? fullName(*user) : std::string();
        const std::string username = user ? trimmedMember(*user, "username") : std::string();
        if (!name.empty())
            reply.sender = name;
        else if (!username.empty())
            reply.sender = "@" + username;
    }
    return reply;
}

std::optional<TelegramForward> telegramForward(const Json& message) {
    if (const Json* origin = findMember(message, "forward_origin"))
        return forwardFromOrigin(message, *origin);
    const auto date = findInteger(message, "forward_date");
    if (const Json* chat = findMember(message, "forward_from_chat")) {
        const bool isChannel = stringOr(*chat, "type") == "channel";
        return forwardFromChat(*chat, date, isChannel ? "legacy_channel" : "legacy_chat",
                               stringOr(message, "forward_signature"));
    }
    if (const Json* user = findMember(message, "forward_from"))
        return forwardFromUser(*user, date, "legacy_user");
    return forwardFromName(stringOr(message, "forward_sender_name"), date, "legacy_hidden_user");
}

}
