// Reads messages, edits, reactions and interactions out of gateway events. Every member is looked up
// tolerantly: a missing or mistyped one counts as absent.
#include "channels/discord/events.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxTextBytes = 64 * 1024;
constexpr std::size_t maxContextBytes = 16 * 1024;
constexpr std::size_t maxNameBytes = 256;
constexpr std::size_t maxListed = 200;
constexpr std::size_t maxAttachments = 25;
constexpr std::int64_t discordEpochMs = 1'420'070'400'000;
constexpr std::int64_t voiceMessageFlag = 1 << 13;

std::string displayName(std::string_view text) { return collapseSpaces(utf8Prefix(text, maxNameBytes)); }

std::string bounded(std::string_view text, std::size_t bytes) {
    return sanitizeUtf8(utf8Prefix(text, bytes));
}

/// The items of a list member, at most maxListed.
std::vector<Json> itemsOf(const Json& object, std::string_view key) {
    std::vector<Json> items;
    const Json* list = findMember(object, key);
    if (!list || !list->is_array()) return items;
    for (const Json& item : *list) {
        if (items.size() == maxListed) break;
        items.push_back(item);
    }
    return items;
}

void readSender(const Json& user, const Json* member, InboundMessage& out) {
    out.senderId = stringOr(user, "id");
    out.senderUsername = displayName(stringOr(user, "username"));
    const std::string nick = member ? displayName(stringOr(*member, "nick")) : std::string();
    const std::string global = displayName(stringOr(user, "global_name"));
    out.senderName = !nick.empty() ? nick : !global.empty() ? global : out.senderUsername;
    if (!member) return;
    for (const Json& role : itemsOf(*member, "roles")) {
        if (role.is_string()) out.senderRoleIds.push_back(role.get<std::string>());
    }
}

void readPlace(const DecodeContext& context, InboundMessage& out) {
    const ChannelFacts& channel = context.channel;
    out.channel = "discord";
    out.accountId = context.accountId;
    out.guildId = channel.guildId;
    out.chatTitle = channel.name.empty() ? std::string() : "#" + channel.name;
    if (context.guild && !context.guild->name.empty())
        out.chatTitle = context.guild->name + " " + out.chatTitle;
    out.canDetectMention = true;
    out.channelData = Json{{"channelId", channel.id}};
    if (channel.isDirect()) {
        out.kind = ChatKind::direct;
        out.chatId = "user:" + out.senderId;
        out.peerId = out.senderId;
        return;
    }
    out.kind = channel.type == ChannelType::groupDirect ? ChatKind::group : ChatKind::channel;
    // The bare id is what configurations list; as a target it means a channel.
    out.chatId = channel.id;
    out.peerId = channel.id;
    if (channel.isThread()) out.parentPeerId = channel.parentId;
}

std::string kindOf(std::string_view mimeType, bool isVoice) {
    if (isVoice) return "voice";
    for (const std::string_view kind : {"image", "video", "audio"}) {
        if (mimeType.starts_with(std::string(kind) + "/")) return std::string(kind);
    }
    return "document";
}

void readAttachments(const Json& message, InboundMessage& out) {
    const bool isVoice = (findInteger(message, "flags").value_or(0) & voiceMessageFlag) != 0;
    for (const Json& item : itemsOf(message, "attachments")) {
        const std::string url = stringOr(item, "url");
        if (url.empty() || out.attachments.size() >= maxAttachments) continue;
        Attachment attachment;
        attachment.mimeType = bounded(stringOr(item, "content_type"), 100);
        attachment.kind = kindOf(attachment.mimeType, isVoice);
        attachment.fileName = displayName(stringOr(item, "filename"));
        attachment.sizeBytes = std::max<std::int64_t>(0, findInteger(item, "size").value_or(0));
        attachment.durationMs =
            static_cast<std::int64_t>(findNumber(item, "duration_secs").value_or(0) * 1000);
        attachment.source = Json{{"url", bounded(url, 2048)}};
        out.attachments.push_back(std::move(attachment));
    }
    for (const Json& item : itemsOf(message, "sticker_items")) {
        Attachment sticker;
        sticker.kind = "sticker";
        sticker.fileName = displayName(stringOr(item, "name"));
        sticker.source = Json{{"stickerId", stringOr(item, "id")}};
        out.attachments.push_back(std::move(sticker));
    }
}

/// "<media:image> (2 images)", "<media:document>" …
std::string placeholder(const std::vector<Attachment>& attachments) {
    if (attachments.empty()) return {};
    std::string kind = attachments.front().kind;
    if (kind == "voice") kind = "audio";
    std::string text = "<media:" + kind + ">";
    if (attachments.size() > 1)
        text += fmt::format(" ({} {}s)", attachments.size(), kind == "document" ? "file" : kind);
    return text;
}

std::string embedText(const Json& message) {
    for (const Json& embed : itemsOf(message, "embeds")) {
        const std::string title = stringOr(embed, "title");
        const std::string description = stringOr(embed, "description");
        if (!description.empty()) return title.empty() ? description : title + "\n" + description;
        if (!title.empty()) return title;
    }
    return {};
}

std::string pollText(const Json& message) {
    const Json* poll = findMember(message, "poll");
    const Json* question = poll ? findMember(*poll, "question") : nullptr;
    if (!question) return {};
    std::string text = "[Poll] " + stringOr(*question, "text");
    for (const Json& answer : itemsOf(*poll, "answers")) {
        const Json* media = findMember(answer, "poll_media");
        if (media) text += "\n- " + stringOr(*media, "text");
    }
    return text;
}

/// Content, else media, else the first embed, else a poll; a forwarded message speaks for the one that
/// carries it.
std::string textOf(const Json& message, const std::vector<Attachment>& attachments) {
    std::string text(trimUnicode(bounded(stringOr(message, "content"), maxTextBytes)));
    for (const Json& snapshot : itemsOf(message, "message_snapshots")) {
        const Json* forwarded = findMember(snapshot, "message");
        const std::string words =
            forwarded ? bounded(stringOr(*forwarded, "content"), maxTextBytes) : std::string();
        if (words.empty()) continue;
        text += (text.empty() ? "" : "\n\n") + std::string("[Forwarded message]\n") + words;
    }
    if (text.empty()) text = placeholder(attachments);
    if (text.empty()) text = bounded(embedText(message), maxContextBytes);
    if (text.empty()) text = bounded(pollText(message), maxContextBytes);
    return text;
}

void readMentions(const Json& message, const BotIdentity& bot, InboundMessage& out) {
    for (const Json& user : itemsOf(message, "mentions")) {
        const std::string id = stringOr(user, "id");
        if (!id.empty()) out.mentionedIds.push_back(id);
        out.mentionsBot = out.mentionsBot || (!bot.id.empty() && id == bot.id);
    }
    const bool roles = !itemsOf(message, "mention_roles").empty();
    out.mentionsAnyone =
        !out.mentionedIds.empty() || roles || findBool(message, "mention_everyone").value_or(false);
}

void readQuote(const Json& message, const BotIdentity& bot, InboundMessage& out) {
    const Json* quoted = findMember(message, "referenced_message");
    const Json* reference = findMember(message, "message_reference");
    // Type 1 of a reference is a forward, which is no reply.
    const bool isForward = reference && findInteger(*reference, "type").value_or(0) == 1;
    if (!quoted || !quoted->is_object() || isForward) return;
    const Json* author = findMember(*quoted, "author");
    if (!author) return;
    out.isReplyToBot = !bot.id.empty() && stringOr(*author, "id") == bot.id;
    std::string body = bounded(stringOr(*quoted, "content"), maxContextBytes);
    if (body.empty()) body = bounded(embedText(*quoted), maxContextBytes);
    if (body.empty()) return;
    out.leadingContext =
        fmt::format("[Replied message - for context]\n{} id:{}: {}\n\n",
                    displayName(stringOr(*author, "username")), stringOr(*quoted, "id"), body);
}

struct Notice {
    std::int64_t type;
    std::string_view words;
};
constexpr auto notices = std::to_array<Notice>({{1, "added somebody to the conversation"},
                                                {2, "left or removed somebody from the conversation"},
                                                {4, "changed the channel's name"},
                                                {6, "pinned a message"},
                                                {7, "joined the server"},
                                                {8, "boosted the server"},
                                                {18, "started a thread"}});

std::optional<InboundMessage> decodeMessage(const Json& message, const DecodeContext& context) {
    const std::string id = stringOr(message, "id");
    const Json* author = findMember(message, "author");
    if (id.empty() || !author) return std::nullopt;
    InboundMessage out;
    readSender(*author, findMember(message, "member"), out);
    if (out.senderId.empty() || out.senderId == context.bot.id) return std::nullopt;
    readPlace(context, out);
    out.messageId = id;
    out.replyTargetId = id;
    out.timestampMs = snowflakeTimeMs(id);
    const bool isAutomatic =
        findBool(*author, "bot").value_or(false) || !stringOr(message, "webhook_id").empty();
    out.isFromBot = isAutomatic && !context.allowsBots;
    const std::int64_t type = findInteger(message, "type").value_or(0);
    if (type != 0 && type != 19) {
        for (const Notice& notice : notices) {
            if (notice.type != type) continue;
            out.event = InboundKind::notice;
            out.text = out.senderName + " " + std::string(notice.words);
            return out;
        }
        return std::nullopt;
    }
    readAttachments(message, out);
    out.text = textOf(message, out.attachments);
    if (out.text.empty()) return std::nullopt;
    readMentions(message, context.bot, out);
    readQuote(message, context.bot, out);
    return out;
}

std::optional<InboundMessage> decodeEdit(const Json& message, const DecodeContext& context) {
    // Unfurled links arrive as updates too; only a changed text has this time.
    const std::string editedAt = stringOr(message, "edited_timestamp");
    if (editedAt.empty()) return std::nullopt;
    auto out = decodeMessage(message, context);
    if (!out || out->event != InboundKind::message) return std::nullopt;
    out->event = InboundKind::edit;
    out->targetMessageId = out->messageId;
    out->messageId += ":edit:" + bounded(editedAt, 64);
    return out;
}

std::optional<InboundMessage> decodeReaction(const GatewayEvent& event, const DecodeContext& context) {
    const Json& data = event.data;
    const Json* emoji = findMember(data, "emoji");
    const std::string messageId = stringOr(data, "message_id");
    if (!emoji || messageId.empty()) return std::nullopt;
    InboundMessage out;
    const Json* member = findMember(data, "member");
    const Json* user = member ? findMember(*member, "user") : nullptr;
    if (user) readSender(*user, member, out);
    out.senderId = stringOr(data, "user_id");
    if (out.senderId.empty() || out.senderId == context.bot.id) return std::nullopt;
    if (out.senderName.empty()) out.senderName = out.senderId;
    readPlace(context, out);
    out.event = InboundKind::reaction;
    out.isFromBot = user && findBool(*user, "bot").value_or(false);
    out.isRemoval = event.type == "MESSAGE_REACTION_REMOVE";
    out.targetMessageId = messageId;
    out.isReplyToBot = stringOr(data, "message_author_id") == context.bot.id;
    out.emoji = bounded(stringOr(*emoji, "name"), 64);
    // A person may react, take it back and react again: the event's number tells these apart, also in a
    // replay.
    out.messageId = fmt::format("{}:reaction:{}:{}:{}:{}", messageId, out.senderId, out.emoji,
                                out.isRemoval ? "removed" : "added", event.sequence);
    out.replyTargetId = messageId;
    out.text = fmt::format("Discord reaction {}: {} by {} on {} msg {}", out.isRemoval ? "removed" : "added",
                           out.emoji, out.senderName, out.chatTitle, messageId);
    return out;
}

void appendOptions(const Json& node, std::string& text, int depth) {
    if (depth > 3) return;
    for (const Json& option : itemsOf(node, "options")) {
        const Json* value = findMember(option, "value");
        if (!value) {
            text += " " + stringOr(option, "name");
            appendOptions(option, text, depth + 1);
        } else {
            text += " " + (value->is_string() ? value->get<std::string>() : dumpJson(*value));
        }
    }
}

}

std::int64_t snowflakeTimeMs(const std::string& id) {
    const auto number = parseInteger(id);
    return number && *number > 0 ? (*number >> 22) + discordEpochMs : 0;
}

std::string channelIdOf(const GatewayEvent& event) {
    if (event.type.starts_with("MESSAGE_") || event.type == "INTERACTION_CREATE")
        return stringOr(event.data, "channel_id");
    return {};
}

std::optional<InboundMessage> decodeEvent(const GatewayEvent& event, const DecodeContext& context) {
    if (event.type == "MESSAGE_CREATE") return decodeMessage(event.data, context);
    if (event.type == "MESSAGE_UPDATE") return decodeEdit(event.data, context);
    if (event.type == "MESSAGE_REACTION_ADD" || event.type == "MESSAGE_REACTION_REMOVE")
        return decodeReaction(event, context);
    return std::nullopt;
}

std::optional<InboundMessage> decodeInteraction(const Json& interaction, const DecodeContext& context) {
    const std::string id = stringOr(interaction, "id");
    const std::string token = stringOr(interaction, "token");
    const Json* data = findMember(interaction, "data");
    const Json* member = findMember(interaction, "member");
    const Json* user = member ? findMember(*member, "user") : findMember(interaction, "user");
    const std::int64_t type = findInteger(interaction, "type").value_or(0);
    if (id.empty() || token.empty() || !data || !user || (type != 2 && type != 3)) return std::nullopt;
    InboundMessage out;
    readSender(*user, member, out);
    if (out.senderId.empty()) return std::nullopt;
    readPlace(context, out);
    out.messageId = "interaction:" + id;
    out.timestampMs = snowflakeTimeMs(id);
    // A command or a button is addressed to the bot by its nature.
    out.mentionsBot = true;
    if (type == 2) {
        out.event = InboundKind::nativeCommand;
        out.text = "/" + bounded(stringOr(*data, "name"), 64);
        appendOptions(*data, out.text, 0);
        out.text = bounded(out.text, maxTextBytes);
    } else {
        out.event = InboundKind::button;
        out.text = bounded(stringOr(*data, "custom_id"), 256);
        for (const Json& value : itemsOf(*data, "values")) {
            if (value.is_string()) out.text += " " + bounded(value.get<std::string>(), 256);
        }
        const Json* message = findMember(interaction, "message");
        if (message) out.targetMessageId = stringOr(*message, "id");
    }
    if (out.text.empty()) return std::nullopt;
    const std::string application = stringOr(interaction, "application_id", context.bot.applicationId);
    out.channelData["interaction"] =
        Json{{"id", id}, {"token", token}, {"applicationId", application}, {"type", type}};
    return out;
}

}
