#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What travels between a chat network and the rest of the house, as values.
namespace openclaw::channels {

enum class ChatKind { direct, group, channel };
std::string_view toString(ChatKind kind);

/// What an inbound event is. Everything but `message` is judged by the same gate; the sender comes first, always.
enum class InboundKind {
    message,
    /// A new text for a message that came before (`messageId` is unique, `targetMessageId` names the old one).
    edit,
    reaction,
    /// A button of ours was pressed; `text` is its payload.
    button,
    /// A command of the network's own menu; `text` is "/name arguments".
    nativeCommand,
    /// Something happened in the chat (somebody joined, a title changed); `text` says it.
    notice,
};

/// A file that belongs to a message, as the network announces it. Nothing is fetched before the gate has let the sender
/// in; then Channel::download does it.
struct Attachment {
    /// image, video, audio, voice, document or sticker.
    std::string kind;
    std::string mimeType;            // as declared, "" = unknown
    std::string fileName;            // as declared; never a path
    std::int64_t sizeBytes = 0;      // as declared, 0 = unknown
    std::int64_t durationMs = 0;     // audio and video, 0 = unknown
    /// The channel's own handle (file id, URL, keys); only the channel reads it.
    Json source;
};

/// One message from a chat network, with everything that later stages decide on. Ids are the network's stable ones;
/// names are for display only and never decide anything.
struct InboundMessage {
    std::string channel;      // "telegram"
    std::string accountId;    // "default"
    /// Unique per account for ever; the ledger refuses a second one.
    std::string messageId;
    ChatKind kind = ChatKind::direct;
    InboundKind event = InboundKind::message;
    /// Where an answer goes, in the channel's own terms.
    std::string chatId;
    std::string threadId;
    /// What routing keys on: the chat id of a DM, or chat[:topic:n] of a group.
    std::string peerId;
    std::string parentPeerId;
    std::string senderId;
    std::string senderName;
    std::string senderUsername;
    std::string chatTitle;
    std::string text;
    std::int64_t timestampMs = 0;
    /// The id to quote when replying; "" when the network has none.
    std::string replyTargetId;
    bool isFromBot = false;
    /// The account's own user speaks to itself (WhatsApp's chat with oneself).
    bool isFromSelf = false;
    bool mentionsBot = false;
    bool mentionsAnyone = false;
    bool canDetectMention = false;
    bool isReplyToBot = false;
    /// Already formatted context of a quoted or forwarded message, put before and after the text.
    std::string leadingContext;
    std::string trailingContext;
    std::vector<Attachment> attachments;
    /// Messages with the same one (an album) belong together.
    std::string albumId;
    /// Of an edit or a reaction: the message it is about.
    std::string targetMessageId;
    /// Of a reaction: the emoji (or the network's name for it), and whether it was taken back.
    std::string emoji;
    bool isRemoval = false;
    /// Server or workspace the chat belongs to, and the sender's roles there; "" and empty where networks have none.
    std::string guildId;
    std::vector<std::string> senderRoleIds;
    /// Members mentioned by id, the bot's own included.
    std::vector<std::string> mentionedIds;
    /// What the channel needs later to answer this very event (an interaction token); stored with the ledger row.
    Json channelData;
};

/// A local file on its way out. The path has been checked against the roots the session may send from.
struct MediaFile {
    std::string path;
    std::string mimeType;
    std::string fileName;     // as the recipient sees it
    bool asVoice = false;     // as a voice note where the network has them
    bool asDocument = false;  // untouched, even if it is an image
};

struct Button {
    std::string label;
    std::string payload;
};

/// A reply before it is cut into the network's messages.
struct Reply {
    std::string text;         // Markdown
    std::string replyToId;    // quote this message, "" = none
    std::vector<MediaFile> media = {};
    /// Rows of buttons; channels without buttons ignore them.
    std::vector<std::vector<Button>> buttons = {};
    bool isSilent = false;    // no notification
    /// InboundMessage::channelData of the event this answers.
    Json channelData = {};
};

/// One network message that is due; `payload` is what Channel::render made.
struct OutboundPart {
    /// The same for every attempt at this part.
    std::string key;
    std::string accountId;
    std::string target;
    std::string threadId;
    Json payload;
    int attempt = 1;
};

struct Delivery {
    std::string messageId;
};

/// Things to do with chats other than sending a reply, named as `openclaw message` names them.
enum class ActionKind {
    react, reactions, read, edit, remove, pin, unpin, pins, poll, permissions, search, threadCreate, threadList,
    threadReply, emojiList, emojiUpload, stickerSend, stickerUpload, roleInfo, roleAdd, roleRemove, channelInfo,
    channelList, memberInfo, voiceStatus, eventList, eventCreate, timeout, kick, ban, markRead, directory, resolve,
};
/// "react", "thread-create", "delete" (for remove) …; the inverse gives nullopt for other names.
std::string_view toString(ActionKind kind);
std::optional<ActionKind> actionFromName(std::string_view name);

struct ActionRequest {
    ActionKind kind = ActionKind::react;
    std::string target;
    std::string threadId;
    std::string messageId;
    /// The command's other arguments, by the names that `openclaw message` gives them (camelCase).
    Json parameters = Json::object();
};

/// An argument of a menu command.
struct CommandOption {
    std::string name;
    std::string description;
    bool isRequired = false;
    /// Empty: free text.
    std::vector<std::string> choices;
};

/// One entry of a network's own command menu; made from the command table of the house.
struct NativeCommand {
    std::string name;         // [a-z0-9_]{1,32}
    std::string description;
    std::vector<CommandOption> options;
};

/// What a channel can do; `openclaw channels capabilities` and the README table are made from it.
struct Capabilities {
    std::vector<ChatKind> chats;
    std::size_t textLimit = 4000;    // UTF-16 units per message
    bool hasThreads = false;
    bool hasReplies = false;
    bool hasEdits = false;           // edits of others arrive
    bool hasReactions = false;       // reactions of others arrive
    bool hasMedia = false;           // both ways
    bool hasVoiceNotes = false;
    bool hasTyping = false;
    bool hasButtons = false;
    bool hasNativeCommands = false;
    bool hasDrafts = false;          // a reply can be shown while it grows
    /// The network recognises a repeated part by its key, so an interrupted send is simply repeated.
    bool isSendIdempotent = false;
    /// For how long it does; 0 = for ever.
    std::int64_t idempotencyWindowMs = 0;
    std::vector<ActionKind> actions;
};

/// A truthful account of one channel account, as channels.status shows it.
struct ChannelStatus {
    bool configured = false;
    bool enabled = true;
    bool running = false;
    bool connected = false;
    /// For networks that link a device; nullopt elsewhere.
    std::optional<bool> linked;
    std::string mode;
    std::string tokenSource = "none";
    std::string identity;     // "@bot"
    std::string lastError;
    /// What keeps a connected account from doing all that is configured, and where to change it.
    std::vector<std::string> remarks;
    std::int64_t lastStartAtMs = 0;
    std::int64_t lastStopAtMs = 0;
    std::int64_t lastConnectedAtMs = 0;
    std::int64_t lastInboundAtMs = 0;
    std::int64_t lastOutboundAtMs = 0;
    std::int64_t lastEventAtMs = 0;   // anything that shows the connection is alive
    int reconnectAttempts = 0;
    std::int64_t nextRetryAtMs = 0;
};

}
