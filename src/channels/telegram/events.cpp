// Pressed buttons and reactions as inbound events.
#include "channels/telegram/events.hpp"

#include "channels/telegram/updates.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t maxPayloadBytes = 64;
constexpr std::size_t maxEmojis = 16;
constexpr std::size_t maxEmojiBytes = 64;

std::vector<std::string> emojisOf(const Json* list) {
    std::vector<std::string> emojis;
    if (!list || !list->is_array()) return emojis;
    for (const Json& entry : *list) {
        const std::string emoji = stringOr(entry, "emoji");
        if (stringOr(entry, "type") == "emoji" && !emoji.empty() && emojis.size() < maxEmojis)
            emojis.emplace_back(utf8Prefix(emoji, maxEmojiBytes));
    }
    return emojis;
}

bool contains(const std::vector<std::string>& list, const std::string& emoji) {
    return std::ranges::find(list, emoji) != list.end();
}

}

std::optional<InboundMessage>
decodeCallback(const Json& query, const BotIdentity& bot, const std::string& accountId) {
    const std::string id = stringOr(query, "id");
    const std::string payload = stringOr(query, "data");
    const Json* message = findMember(query, "message");
    if (id.empty() || payload.empty() || payload.size() > maxPayloadBytes || !message) return std::nullopt;
    InboundMessage out;
    out.channel = "telegram";
    out.accountId = accountId;
    out.event = InboundKind::button;
    // The message is the bot's own and may be inaccessible (date 0); only its place and id matter.
    if (!readPlace(*message, out)) return std::nullopt;
    readSender(query, out);
    out.messageId = "callback:" + id;
    const auto messageId = findInteger(*message, "message_id");
    if (messageId) out.targetMessageId = std::to_string(*messageId);
    out.text = sanitizeUtf8(payload);
    out.mentionsBot = true;
    out.canDetectMention = !bot.username.empty();
    out.channelData = Json{{"callbackId", id}, {"messageId", out.targetMessageId}};
    return out;
}

std::vector<InboundMessage>
decodeReaction(const Json& reaction, std::int64_t updateId, const std::string& accountId) {
    const auto messageId = findInteger(reaction, "message_id");
    InboundMessage base;
    base.channel = "telegram";
    base.accountId = accountId;
    base.event = InboundKind::reaction;
    if (!messageId || !readPlace(reaction, base)) return {};
    Json author = Json::object();
    if (const Json* user = findMember(reaction, "user")) author["from"] = *user;
    readSender(author, base);
    base.targetMessageId = std::to_string(*messageId);
    base.timestampMs = timestampFrom(findInteger(reaction, "date"));
    const std::vector<std::string> before = emojisOf(findMember(reaction, "old_reaction"));
    const std::vector<std::string> after = emojisOf(findMember(reaction, "new_reaction"));
    std::vector<InboundMessage> events;
    const auto add = [&](const std::string& emoji, bool isRemoval) {
        InboundMessage event = base;
        event.emoji = emoji;
        event.isRemoval = isRemoval;
        event.messageId = "reaction:" + std::to_string(updateId) + ":" + std::to_string(events.size());
        events.push_back(std::move(event));
    };
    for (const std::string& emoji : after) {
        if (!contains(before, emoji)) add(emoji, false);
    }
    for (const std::string& emoji : before) {
        if (!contains(after, emoji)) add(emoji, true);
    }
    return events;
}

}
