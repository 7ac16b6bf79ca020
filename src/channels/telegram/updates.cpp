// Reads messages out of Bot API updates. Every member is looked up tolerantly: a missing or mistyped one
// counts as absent, and only a message without chat, id or content is dropped.
#include "channels/telegram/updates.hpp"

#include "channels/telegram/attachments.hpp"
#include "channels/telegram/events.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/telegram_context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace openclaw::channels::telegram {

namespace {

/// Far above what Telegram allows (4096 units); keeps a hostile server from filling the prompt.
constexpr std::size_t maxTextBytes = 64 * 1024;
constexpr std::size_t maxContextBytes = 16 * 1024;
constexpr std::size_t maxNameBytes = 256;
constexpr std::size_t maxEntities = 1000;

/// A name on one line: it becomes part of the envelope that the agent reads.
std::string displayName(std::string_view text) { return collapseSpaces(utf8Prefix(text, maxNameBytes)); }

std::string personName(const Json& user) {
    return displayName(stringOr(user, "first_name") + " " + stringOr(user, "last_name"));
}

struct MentionFacts {
    bool ofBot = false;
    bool ofAnyone = false;
    /// The text is a command addressed to another bot.
    bool isForOtherBot = false;
};

std::optional<std::string> entityText(const std::u16string& units, const Json& entity) {
    const auto offset = findInteger(entity, "offset");
    const auto length = findInteger(entity, "length");
    if (!offset || !length || *offset < 0 || *length <= 0 ||
        static_cast<std::size_t>(*offset) >= units.size())
        return std::nullopt;
    const std::u16string_view all(units);
    return fromUtf16(all.substr(static_cast<std::size_t>(*offset),
                                std::min<std::size_t>(static_cast<std::size_t>(*length), 64)));
}

MentionFacts findMentions(const std::string& raw, const Json* entities, const BotIdentity& bot) {
    MentionFacts facts;
    if (!entities || !entities->is_array()) return facts;
    const std::u16string units = toUtf16(raw);
    const std::string wanted = "@" + toLowerAscii(bot.username);
    std::size_t seen = 0;
    for (const Json& entity : *entities) {
        if (++seen > maxEntities) break;
        const std::string type = stringOr(entity, "type");
        if (type != "mention" && type != "text_mention" && type != "bot_command") continue;
        const auto part = entityText(units, entity);
        if (!part) continue;
        if (type == "text_mention") {
            const Json* user = findMember(entity, "user");
            facts.ofAnyone = true;
            facts.ofBot = facts.ofBot || (user && bot.id != 0 && findInteger(*user, "id") == bot.id);
            continue;
        }
        const std::size_t at = part->find('@');
        if (at == std::string::npos) continue;
        const bool isBot = !bot.username.empty() && toLowerAscii(part->substr(at)) == wanted;
        facts.ofBot = facts.ofBot || isBot;
        facts.ofAnyone = true;
        const bool opensText = findInteger(entity, "offset") == 0;
        facts.isForOtherBot = facts.isForOtherBot || (type == "bot_command" && opensText && !isBot);
    }
    return facts;
}

std::string coordinates(const Json& location) {
    const auto latitude = findNumber(location, "latitude");
    const auto longitude = findNumber(location, "longitude");
    if (!latitude || !longitude || !(std::abs(*latitude) <= 90) || !(std::abs(*longitude) <= 180)) return {};
    std::string text = fmt::format("{:.6f}, {:.6f}", *latitude, *longitude);
    const auto accuracy = findNumber(location, "horizontal_accuracy");
    if (accuracy && *accuracy >= 0 && *accuracy <= 1500) text += fmt::format(" ±{}m", std::lround(*accuracy));
    return text;
}

/// "📍 Name — Street (1.0, 2.0)" for a venue, "🛰 Live location: 1.0, 2.0" or "📍 1.0, 2.0"; ""
/// without a place.
std::string locationText(const Json& message) {
    if (const Json* venue = findMember(message, "venue")) {
        const Json* location = findMember(*venue, "location");
        const std::string place = location ? coordinates(*location) : std::string();
        std::string label = displayName(stringOr(*venue, "title"));
        const std::string address = displayName(stringOr(*venue, "address"));
        if (!label.empty() && !address.empty()) label += " — ";
        label += address;
        if (!place.empty() && !label.empty()) return "📍 " + label + " (" + place + ")";
    }
    const Json* location = findMember(message, "location");
    const std::string place = location ? coordinates(*location) : std::string();
    if (place.empty()) return {};
    const bool isLive = findInteger(*location, "live_period").value_or(0) > 0;
    return isLive ? "🛰 Live location: " + place : "📍 " + place;
}

/// A group's menu adds the bot's name to commands: "/status@bot x" is "/status x" to the rest of the house.
std::string withoutOwnName(std::string words, const Json* entities, const BotIdentity& bot) {
    if (bot.username.empty() || words.empty() || words[0] != '/' || !entities) return words;
    const std::size_t at = words.find('@');
    const std::size_t end = std::min(words.find_first_of(" \t\r\n"), words.size());
    if (at >= end || toLowerAscii(words.substr(at + 1, end - at - 1)) != toLowerAscii(bot.username))
        return words;
    return words.erase(at, end - at);
}

/// What the agent reads: media and place first, then the words.
std::string contentOf(const Json& message, const std::string& words) {
    std::string content = mediaPlaceholder(message);
    for (const std::string& piece : {locationText(message), words}) {
        if (piece.empty()) continue;
        if (!content.empty()) content += "\n";
        content += piece;
    }
    return content;
}

std::string forwardContext(const Json& message) {
    const auto forward = text::telegramForward(message);
    if (!forward) return {};
    std::string context = "[Forwarded from " + displayName(forward->from);
    if (const std::int64_t sent = timestampFrom(forward->date); sent > 0)
        context += " at " + formatIsoTime(sent);
    return context + "]\n";
}

std::string replyContext(const Json& message) {
    const auto reply = text::telegramReplyTarget(message);
    if (!reply) return {};
    const std::string who = displayName(reply->sender) + (reply->id ? " id:" + *reply->id : std::string());
    const std::string body(utf8Prefix(reply->body, maxContextBytes));
    if (reply->isQuote) return "\n\n[Quoting " + who + "]\n\"" + body + "\"\n[/Quoting]";
    return "\n\n[Replying to " + who + "]\n" + body + "\n[/Replying]";
}

/// In a forum every message "replies" to the one that opened its topic; that is no answer to the bot.
bool isReplyToBot(const Json& message, const BotIdentity& bot) {
    const Json* replied = findMember(message, "reply_to_message");
    if (!replied || findMember(*replied, "forum_topic_created")) return false;
    const Json* author = findMember(*replied, "from");
    return author && bot.id != 0 && findInteger(*author, "id") == bot.id;
}

}

std::int64_t timestampFrom(std::optional<std::int64_t> date) {
    constexpr std::int64_t maxDate = 100'000'000'000;
    return date && *date > 0 && *date < maxDate ? *date * 1000 : 0;
}

std::optional<std::int64_t> updateIdOf(const Json& update) {
    const auto id = findInteger(update, "update_id");
    return id && *id >= 0 ? id : std::nullopt;
}

bool readPlace(const Json& message, InboundMessage& out) {
    const Json* chat = findMember(message, "chat");
    const auto chatId = chat ? findInteger(*chat, "id") : std::nullopt;
    if (!chatId || *chatId == 0) return false;
    const std::string type = stringOr(*chat, "type");
    const bool isGroup = type == "group" || type == "supergroup";
    const bool isChannel = type == "channel";
    if (!isGroup && !isChannel && type != "private") return false;
    out.kind = isGroup ? ChatKind::group : isChannel ? ChatKind::channel : ChatKind::direct;
    out.chatId = std::to_string(*chatId);
    out.peerId = out.chatId;
    if (isGroup || isChannel) out.chatTitle = displayName(stringOr(*chat, "title"));
    const bool isForum = findBool(*chat, "is_forum").value_or(false);
    const auto thread =
        text::resolveTelegramThread(isGroup, isForum, findInteger(message, "message_thread_id"));
    if (thread.id) out.threadId = std::to_string(*thread.id);
    if (isGroup && thread.id) {
        out.peerId = text::telegramGroupPeer(out.chatId, thread.id);
        out.parentPeerId = out.chatId;
    }
    return true;
}

void readSender(const Json& message, InboundMessage& out) {
    const Json* from = findMember(message, "from");
    if (!from) return;
    const auto id = findInteger(*from, "id");
    if (id && *id > 0) out.senderId = std::to_string(*id);
    out.isFromBot = findBool(*from, "is_bot").value_or(false);
    out.senderName = personName(*from);
    out.senderUsername = displayName(stringOr(*from, "username"));
}

namespace {

std::optional<InboundMessage>
decodeMessage(const Json* message, const BotIdentity& bot, const std::string& accountId) {
    const auto messageId = findInteger(*message, "message_id");
    if (!messageId || *messageId <= 0) return std::nullopt;
    InboundMessage out;
    out.channel = "telegram";
    out.accountId = accountId;
    if (!readPlace(*message, out)) return std::nullopt;
    out.messageId = out.chatId + ":" + std::to_string(*messageId);
    out.replyTargetId = std::to_string(*messageId);
    readSender(*message, out);

    const bool hasText = findString(*message, "text").has_value();
    std::string raw = stringOr(*message, hasText ? "text" : "caption");
    const Json* entities = findMember(*message, hasText ? "entities" : "caption_entities");
    if (raw.size() > maxTextBytes) raw = std::string(utf8Prefix(raw, maxTextBytes));
    const MentionFacts mentions = findMentions(raw, entities, bot);
    if (mentions.isForOtherBot && out.kind == ChatKind::group) return std::nullopt;
    const bool mayExpand = entities && entities->is_array() && entities->size() <= maxEntities;
    const std::string words = mayExpand ? text::expandTelegramLinks(raw, *entities) : sanitizeUtf8(raw);
    out.text = contentOf(*message, withoutOwnName(std::string(trimUnicode(words)), entities, bot));
    out.attachments = readAttachments(*message);
    out.albumId = stringOr(*message, "media_group_id");
    if (out.text.empty()) return std::nullopt;

    out.timestampMs = timestampFrom(findInteger(*message, "date"));
    out.mentionsBot = mentions.ofBot;
    out.mentionsAnyone = mentions.ofAnyone;
    out.canDetectMention = !bot.username.empty();
    out.isReplyToBot = isReplyToBot(*message, bot);
    out.leadingContext = forwardContext(*message);
    out.trailingContext = replyContext(*message);
    return out;
}

/// Every edit is an event of its own; its date tells one from the next.
std::optional<InboundMessage>
decodeEdit(const Json* message, const BotIdentity& bot, const std::string& accountId) {
    auto edit = decodeMessage(message, bot, accountId);
    if (!edit) return std::nullopt;
    edit->event = InboundKind::edit;
    edit->targetMessageId = edit->replyTargetId;
    edit->messageId += ":edit:" + std::to_string(findInteger(*message, "edit_date").value_or(0));
    return edit;
}

std::vector<InboundMessage> listOf(std::optional<InboundMessage> message) {
    std::vector<InboundMessage> list;
    if (message) list.push_back(std::move(*message));
    return list;
}

}

std::vector<InboundMessage>
decodeUpdate(const Json& update, const BotIdentity& bot, const std::string& accountId) {
    for (const char* member : {"message", "channel_post"}) {
        if (const Json* message = findMember(update, member))
            return listOf(decodeMessage(message, bot, accountId));
    }
    for (const char* member : {"edited_message", "edited_channel_post"}) {
        if (const Json* message = findMember(update, member))
            return listOf(decodeEdit(message, bot, accountId));
    }
    if (const Json* query = findMember(update, "callback_query"))
        return listOf(decodeCallback(*query, bot, accountId));
    if (const Json* reaction = findMember(update, "message_reaction"))
        return decodeReaction(*reaction, updateIdOf(update).value_or(0), accountId);
    return {};
}

std::optional<Migration> migrationOf(const Json& update) {
    const Json* message = findMember(update, "message");
    const Json* chat = message ? findMember(*message, "chat") : nullptr;
    const auto from = chat ? findInteger(*chat, "id") : std::nullopt;
    const auto to = message ? findInteger(*message, "migrate_to_chat_id") : std::nullopt;
    if (!from || !to) return std::nullopt;
    return Migration{*from, *to};
}

}
