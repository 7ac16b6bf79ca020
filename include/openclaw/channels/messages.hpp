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

/// One message from a chat network, with everything that later stages decide on. Ids are the network's stable ones;
/// names are for display only and never decide anything.
struct InboundMessage {
    std::string channel;      // "telegram"
    std::string accountId;    // "default"
    /// Unique per account for ever; the ledger refuses a second one.
    std::string messageId;
    ChatKind kind = ChatKind::direct;
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
    bool mentionsBot = false;
    bool mentionsAnyone = false;
    bool canDetectMention = false;
    bool isReplyToBot = false;
    /// Already formatted context of a quoted or forwarded message, put before and after the text.
    std::string leadingContext;
    std::string trailingContext;
};

/// A reply before it is cut into the network's messages.
struct Reply {
    std::string text;         // Markdown
    std::string replyToId;    // quote this message, "" = none
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

/// A truthful account of one channel account, as channels.status shows it.
struct ChannelStatus {
    bool configured = false;
    bool enabled = true;
    bool running = false;
    bool connected = false;
    std::string mode;
    std::string tokenSource = "none";
    std::string identity;     // "@bot"
    std::string lastError;
    std::int64_t lastStartAtMs = 0;
    std::int64_t lastStopAtMs = 0;
    std::int64_t lastConnectedAtMs = 0;
    std::int64_t lastInboundAtMs = 0;
    std::int64_t lastOutboundAtMs = 0;
    int reconnectAttempts = 0;
    std::int64_t nextRetryAtMs = 0;
};

}
