#pragma once

#include "channels/whatsapp/Account.hpp"
#include "channels/whatsapp/Directory.hpp"
#include "channels/whatsapp/Sender.hpp"
#include "openclaw/channels/Channel.hpp"
#include "openclaw/whatsapp/content.hpp"
#include "openclaw/whatsapp/message_keys.hpp"

#include <functional>
#include <map>
#include <optional>

namespace openclaw::channels::whatsapp {

/// A decrypted message on its way to the house.
struct Incoming {
    wa::Envelope envelope;
    wa::Content content;
    /// The sender's and the chat's number when they are known under a hidden id.
    std::optional<wa::Jid> senderPhone;
    std::optional<wa::Jid> chatPhone;
    std::string subject;
};

/// Makes an inbound message of it, or nothing when it is not for the house.
using InboundMapper = std::function<std::optional<InboundMessage>(const Incoming&)>;

/// Takes every stanza the server pushes: stores, then acknowledges. One stanza at a time, in order.
class Receiver {
public:
    Receiver(Account& account, Directory& directory, Sender& sender, InboundMapper toInbound);

    /// Fails only when something could not be stored: then the connection has to end, so that the server
    /// sends the stanza again. Cancellation: terminal.
    asio::awaitable<Result<void>> handle(wa::Node node, InboundSink& sink);

    /// Answers to requests for a media file that had expired; by message id.
    using MediaRetryListener = std::function<void(const wa::Node& notification)>;
    void onMediaRetry(MediaRetryListener listener) { mediaRetry_ = std::move(listener); }
    /// What accepted messages are told to be: read, or nothing.
    void setSendsReadReceipts(bool sends) { sendsReadReceipts_ = sends; }
    /// The disappearing timer last seen in a chat, seconds.
    std::uint32_t expirationOf(const wa::Jid& chat) const;

private:
    asio::awaitable<Result<void>> takeMessage(wa::Node node, InboundSink& sink);
    asio::awaitable<Result<void>> takeMessageLocked(wa::Node node,
                                                    wa::Envelope envelope,
                                                    InboundSink& sink,
                                                    std::vector<InboundMessage>& taken);
    asio::awaitable<Result<void>> askAgain(wa::Node node, wa::Envelope envelope, Error reason);
    asio::awaitable<Result<void>> learnFrom(wa::Content content);
    asio::awaitable<Result<void>> readVote(const wa::Envelope& envelope, wa::Content& content);
    asio::awaitable<void> markRead(wa::Envelope envelope, std::vector<InboundMessage> messages);
    asio::awaitable<Result<void>> takeReceipt(wa::Node node);
    asio::awaitable<Result<void>> takeNotification(wa::Node node);
    asio::awaitable<Result<void>> takeToken(wa::Node node);
    asio::awaitable<Result<Incoming>> describe(wa::Envelope envelope, wa::Content content);

    Account& account_;
    Directory& directory_;
    Sender& sender_;
    InboundMapper toInbound_;
    MediaRetryListener mediaRetry_;
    bool sendsReadReceipts_ = true;
    std::map<wa::Jid, std::uint32_t> expirations_;
};

}
