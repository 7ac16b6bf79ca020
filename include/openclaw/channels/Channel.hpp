#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/store/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::channels {

/// Takes messages from channels into the house.
class InboundSink {
public:
    virtual ~InboundSink() = default;
    /// Decides about the messages and makes the decision durable, together with `offset`. Once this returns success
    /// the caller may tell the network that it has them. On failure it must not.
    virtual asio::awaitable<Result<void>> accept(std::vector<InboundMessage> messages,
                                                 std::optional<store::ChannelOffset> offset) = 0;
};

/// One account on one chat network. Owned by the Supervisor, which restarts it with back-off.
class Channel {
public:
    virtual ~Channel() = default;
    /// "telegram", and the account within it.
    virtual const std::string& name() const = 0;
    virtual const std::string& accountId() const = 0;

    /// Connects and receives until cancelled or the connection is lost for good. Errc::unauthorized and
    /// Errc::invalidInput mean that trying again is pointless until the configuration changes.
    virtual asio::awaitable<Result<void>> run(InboundSink& sink) = 0;
    /// Cuts a reply into the network's messages. Pure; each element later comes back as OutboundPart::payload.
    virtual std::vector<Json> render(const Reply& reply) const = 0;
    /// Sends one part. Errors say what is safe: Errc::refused and Errc::rateLimited (with retryAfter) were not
    /// delivered and may be repeated; Errc::timeout and Errc::closed may have been delivered; anything else is final.
    virtual asio::awaitable<Result<Delivery>> send(OutboundPart part) = 0;
    /// Shows or hides "is typing"; best effort, never blocks.
    virtual void setTyping(const std::string& target, const std::string& threadId, bool isTyping) = 0;
    virtual ChannelStatus status() const = 0;

    virtual Capabilities capabilities() const = 0;
    /// Carries out an action and returns what `openclaw message … --json` shows as payload. Unless a channel overrides
    /// it, Errc::invalidInput naming the action and the channel. Cancellation: terminal.
    virtual asio::awaitable<Result<Json>> perform(ActionRequest request);
    /// Fetches an attachment into a new file (0600) and returns the bytes written; never more than `maxBytes`:
    /// Errc::invalidInput beyond them, and no file is left. Cancellation: terminal.
    virtual asio::awaitable<Result<std::int64_t>> download(Attachment attachment, std::string path, std::int64_t maxBytes);
    /// Ends the account's link with the network and forgets its keys. Unless a channel overrides it, Errc::invalidInput.
    /// Cancellation: terminal.
    virtual asio::awaitable<Result<void>> logOut();
    /// Shows a reply while it grows; best effort, never blocks. An empty text ends the draft.
    virtual void showDraft(const std::string& target, const std::string& threadId, const std::string& text);
};

}
