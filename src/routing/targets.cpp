// Parses recipients for Telegram, Discord and iMessage. Prefixes are stripped in loops, never by recursion.
#include "openclaw/routing/targets.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/whatsapp_ids.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace openclaw::routing {

namespace {

bool isDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view stripTelegramPrefixes(std::string_view target) {
    std::string_view rest = trimUnicode(target);
    bool sawPrefix = false;
    for (;;) {
        if (startsWithIgnoreCase(rest, "telegram:")) {
            rest = trimUnicode(rest.substr(9));
            sawPrefix = true;
        } else if (startsWithIgnoreCase(rest, "tg:")) {
            rest = trimUnicode(rest.substr(3));
            sawPrefix = true;
        } else if (sawPrefix && startsWithIgnoreCase(rest, "group:")) {
            rest = trimUnicode(rest.substr(6));
        } else {
            return rest;
        }
    }
}

/// Splits "<head><separator><digits>" at the last separator; the head must not be empty.
std::optional<TelegramTarget> splitThread(std::string_view text, std::string_view separator) {
    const std::size_t at = text.rfind(separator);
    if (at == std::string_view::npos || at == 0)
        return std::nullopt;
    const std::string_view digits = text.substr(at + separator.size());
    const auto thread = parseInteger(digits);
    if (!isDigits(digits) || !thread)
        return std::nullopt;
    TelegramTarget target;
    target.chatId = std::string(text.substr(0, at));
    target.messageThreadId = *thread;
    return target;
}

DiscordTarget makeDiscordTarget(DiscordTargetKind kind, std::string_view id, std::string_view raw) {
    DiscordTarget target;
    target.kind = kind;
    target.id = std::string(id);
    target.raw = std::string(raw);
    target.normalized = toLowerUnicode(fmt::format("{}:{}", toString(kind), id));
    return target;
}

/// The digits of "<@id>" or "<@!id>".
std::optional<std::string_view> mentionId(std::string_view text) {
    if (!text.starts_with("<@") || !text.ends_with('>') || text.size() < 4)
        return std::nullopt;
    text = text.substr(2, text.size() - 3);
    if (text.starts_with('!'))
        text.remove_prefix(1);
    if (!isDigits(text))
        return std::nullopt;
    return text;
}

struct ChatPrefix {
    std::string_view prefix;
    IMessageTargetKind kind;
    std::string_view canonical;
};
constexpr std::array<ChatPrefix, 9> chatPrefixes = {{
    {"chat_id:", IMessageTargetKind::chatId, "chat_id:"},
    {"chatid:", IMessageTargetKind::chatId, "chat_id:"},
    {"chat:", IMessageTargetKind::chatId, "chat_id:"},
    {"chat_guid:", IMessageTargetKind::chatGuid, "chat_guid:"},
    {"chatguid:", IMessageTargetKind::chatGuid, "chat_guid:"},
    {"guid:", IMessageTargetKind::chatGuid, "chat_guid:"},
    {"chat_identifier:", IMessageTargetKind::chatIdentifier, "chat_identifier:"},
    {"chatidentifier:", IMessageTargetKind::chatIdentifier, "chat_identifier:"},
    {"chatident:", IMessageTargetKind::chatIdentifier, "chat_identifier:"},
}};

struct ServicePrefix {
    std::string_view prefix;
    IMessageService service;
};
constexpr std::array<ServicePrefix, 3> servicePrefixes = {{
    {"imessage:", IMessageService::imessage},
    {"sms:", IMessageService::sms},
    {"auto:", IMessageService::automatic},
}};

template <class Prefix, std::size_t count>
const Prefix* findPrefix(const std::array<Prefix, count>& prefixes, std::string_view text) {
    for (const Prefix& candidate : prefixes) {
        if (startsWithIgnoreCase(text, candidate.prefix))
            return &candidate;
    }
    return nullptr;
}

Result<IMessageTarget> parseChatTarget(const ChatPrefix& prefix, std::string_view text) {
    const std::string_view value = trimUnicode(text.substr(prefix.prefix.size()));
    IMessageTarget target;
    target.kind = prefix.kind;
    target.value = std::string(value);
    if (prefix.kind != IMessageTargetKind::chatId) {
        if (value.empty()) {
            const std::string_view name = prefix.canonical.substr(0, prefix.canonical.size() - 1);
            return Error(Errc::invalidInput, fmt::format("{} is required", name));
        }
        return target;
    }
    const std::string_view number = value.starts_with('+') ? value.substr(1) : value;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), target.chatId);
    if (error != std::errc{} || end == number.data())
        return Error(Errc::invalidInput, fmt::format("Invalid chat_id: {}", value));
    target.value.clear();
    return target;
}

}

TelegramTarget parseTelegramTarget(std::string_view target) {
    const std::string_view rest = stripTelegramPrefixes(target);
    if (auto topic = splitThread(rest, ":topic:"))
        return *topic;
    if (auto thread = splitThread(rest, ":"))
        return *thread;
    TelegramTarget plain;
    plain.chatId = std::string(rest);
    return plain;
}

TelegramChatType telegramChatType(std::string_view target) {
    const TelegramTarget parsed = parseTelegramTarget(target);
    const std::string_view id = trimUnicode(parsed.chatId);
    if (isDigits(id))
        return TelegramChatType::direct;
    if (id.starts_with('-') && isDigits(id.substr(1)))
        return TelegramChatType::group;
    return TelegramChatType::unknown;
}

std::string_view toString(TelegramChatType type) {
    switch (type) {
    case TelegramChatType::direct: return "direct";
    case TelegramChatType::group: return "group";
    case TelegramChatType::unknown: return "unknown";
    }
    return "unknown";
}

std::optional<std::string> normalizeTelegramTarget(std::string_view target) {
    std::string_view rest = trimUnicode(target);
    for (const std::string_view prefix : {"telegram:", "tg:"}) {
        if (startsWithIgnoreCase(rest, prefix)) {
            rest = trimUnicode(rest.substr(prefix.size()));
            break;
        }
    }
    if (rest.empty())
        return std::nullopt;
    std::string_view link = rest;
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (startsWithIgnoreCase(link, scheme)) {
            link.remove_prefix(scheme.size());
            break;
        }
    }
    std::string id(rest);
    if (startsWithIgnoreCase(link, "t.me/")) {
        const std::string name = toLowerAscii(link.substr(5));
        if (!name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos)
            id = "@" + name;
    }
    return toLowerUnicode("telegram:" + id);
}

std::string_view toString(DiscordTargetKind kind) {
    switch (kind) {
    case DiscordTargetKind::user: return "user";
    case DiscordTargetKind::channel: return "channel";
    }
    return "channel";
}

Result<std::optional<DiscordTarget>> parseDiscordTarget(std::string_view target,
                                                        std::optional<DiscordTargetKind> defaultKind) {
    using Parsed = std::optional<DiscordTarget>;
    const std::string_view raw = trimUnicode(target);
    if (raw.empty())
        return Parsed();
    if (const auto id = mentionId(raw))
        return Parsed(makeDiscordTarget(DiscordTargetKind::user, *id, raw));
    constexpr std::pair<std::string_view, DiscordTargetKind> prefixes[] = {
        {"user:", DiscordTargetKind::user},
        {"channel:", DiscordTargetKind::channel},
        {"discord:", DiscordTargetKind::user},
    };
    for (const auto& [prefix, kind] : prefixes) {
        if (!raw.starts_with(prefix))
            continue;
        const std::string_view id = trimUnicode(raw.substr(prefix.size()));
        if (id.empty())
            return Parsed();
        return Parsed(makeDiscordTarget(kind, id, raw));
    }
    if (raw.starts_with('@')) {
        const std::string_view id = trimUnicode(raw.substr(1));
        if (!isDigits(id))
            return Error(Errc::invalidInput, "Discord DMs require a user id (use user:<id> or a <@id> mention)");
        return Parsed(makeDiscordTarget(DiscordTargetKind::user, id, raw));
    }
    if (isDigits(raw) && !defaultKind) {
        return Error(Errc::invalidInput,
                     fmt::format("Ambiguous Discord recipient \"{0}\". Use \"user:{0}\" for DMs or \"channel:{0}\" "
                                 "for channel messages.",
                                 raw));
    }
    const DiscordTargetKind kind = isDigits(raw) ? *defaultKind : DiscordTargetKind::channel;
    return Parsed(makeDiscordTarget(kind, raw, raw));
}

std::string_view toString(IMessageService service) {
    switch (service) {
    case IMessageService::automatic: return "auto";
    case IMessageService::imessage: return "imessage";
    case IMessageService::sms: return "sms";
    }
    return "auto";
}

Result<IMessageTarget> parseIMessageTarget(std::string_view target) {
    std::string_view text = trimUnicode(target);
    if (text.empty())
        return Error(Errc::invalidInput, "iMessage target is required");
    if (const ServicePrefix* service = findPrefix(servicePrefixes, text)) {
        const std::string_view rest = trimUnicode(text.substr(service->prefix.size()));
        if (rest.empty())
            return Error(Errc::invalidInput, fmt::format("{} target is required", service->prefix));
        if (!findPrefix(chatPrefixes, rest)) {
            IMessageTarget handle;
            handle.value = std::string(rest);
            handle.service = service->service;
            return handle;
        }
        text = rest;
    }
    if (const ChatPrefix* chat = findPrefix(chatPrefixes, text))
        return parseChatTarget(*chat, text);
    IMessageTarget handle;
    handle.value = std::string(text);
    return handle;
}

std::string normalizeIMessageHandle(std::string_view handle) {
    std::string_view text = trimUnicode(handle);
    while (const ServicePrefix* service = findPrefix(servicePrefixes, text))
        text = trimUnicode(text.substr(service->prefix.size()));
    if (text.empty())
        return {};
    if (const ChatPrefix* chat = findPrefix(chatPrefixes, text))
        return fmt::format("{}{}", chat->canonical, trimUnicode(text.substr(chat->prefix.size())));
    if (text.find('@') != std::string_view::npos)
        return toLowerUnicode(text);
    return normalizeE164(text);
}

}
