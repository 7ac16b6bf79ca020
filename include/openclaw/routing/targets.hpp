#pragma once

#include "openclaw/core/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Recipients as people and models write them (spec channels/*.md, outbound.md).
namespace openclaw::routing {

struct TelegramTarget {
    std::string chatId;
    std::optional<std::int64_t> messageThreadId;
};
/// "<chat>", "<chat>:topic:<n>" or "<chat>:<n>", after optional telegram:, tg: and telegram:group: prefixes.
TelegramTarget parseTelegramTarget(std::string_view target);
enum class TelegramChatType { direct, group, unknown };
/// Negative ids are groups, positive ones people; names are unknown.
TelegramChatType telegramChatType(std::string_view target);
std::string_view toString(TelegramChatType type);
/// "telegram:<id or @name>" in lower case, t.me links included; nullopt when blank.
std::optional<std::string> normalizeTelegramTarget(std::string_view target);

enum class DiscordTargetKind { user, channel };
std::string_view toString(DiscordTargetKind kind);
struct DiscordTarget {
    DiscordTargetKind kind = DiscordTargetKind::channel;
    std::string id;
    std::string raw;
    /// "<kind>:<id>" in lower case.
    std::string normalized;
};
/// user:, channel:, discord:, <@id>, a bare name (channel). A bare number needs `defaultKind`. nullopt when blank;
/// Errc::invalidInput when ambiguous or "@name".
Result<std::optional<DiscordTarget>> parseDiscordTarget(std::string_view target,
                                                        std::optional<DiscordTargetKind> defaultKind = {});

enum class IMessageTargetKind { chatId, chatGuid, chatIdentifier, handle };
enum class IMessageService { automatic, imessage, sms };
std::string_view toString(IMessageService service);
struct IMessageTarget {
    IMessageTargetKind kind = IMessageTargetKind::handle;
    std::int64_t chatId = 0;
    /// The guid, identifier or handle.
    std::string value;
    IMessageService service = IMessageService::automatic;
};
/// Errc::invalidInput for blank targets and unreadable chat ids.
Result<IMessageTarget> parseIMessageTarget(std::string_view target);
/// The canonical handle: E.164, lower-case e-mail, or chat_id:/chat_guid:/chat_identifier: with its value.
std::string normalizeIMessageHandle(std::string_view handle);

}
