#pragma once

#include "openclaw/channels/Channel.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace openclaw::channels {

/// Finds the running channel of an account; nullptr when there is none.
using ChannelLookup = std::function<Channel*(const std::string& channel, const std::string& accountId)>;

/// Delivers what the outbound ledger holds: in order per target, each part written as "sending" before the network
/// sees it and as "sent" after. A part that may or may not have arrived (a restart in between, a send that broke off) is
/// sent again under the same key where the network recognises it; elsewhere it becomes "uncertain", is not sent again, and
/// the chat is told in one notice.
class Outbox {
public:
    Outbox(asio::any_io_executor executor, Clock& clock, store::Store& store, ChannelLookup lookup);
    ~Outbox();

    /// Settles what the last process left behind and starts delivering what is pending.
    asio::awaitable<Result<void>> start();
    /// Delivers rows that were just committed (by Inbox::complete or enqueue).
    void deliver(std::vector<store::Enqueued> rows);
    /// Writes the parts and delivers them.
    asio::awaitable<Result<std::vector<store::Enqueued>>> enqueue(std::vector<store::OutboundRecord> parts);
    /// Waits until the part reaches a final state; the record then tells which. Cancellation: terminal.
    asio::awaitable<Result<store::OutboundRecord>> waitFor(std::int64_t id);
    /// Ends deliveries at the next safe point. A send under way is given `grace` to finish.
    asio::awaitable<void> stop(std::chrono::milliseconds grace);
    /// Looks at every waiting target again (a channel came back).
    void wake();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// When to try again after the n-th failed attempt (1-based): 400 ms doubling to 30 s, +-10 %.
std::chrono::milliseconds retryDelay(int attempt, double jitter);

/// The text that tells a chat about a delivery whose fate is not known.
std::string uncertainNotice();

}
