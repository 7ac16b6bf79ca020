#pragma once

#include "dispatch/BlockStream.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"

#include <deque>
#include <functional>

namespace openclaw::dispatch {

/// Sends the blocks of one growing answer in order, with the pauses of a person. Text goes in without
/// waiting; a coroutine takes it out.
class BlockPump {
public:
    /// Makes a payload durable and hands it to the outbox; false ends the streaming: the rest goes with the
    /// answer.
    using Send = std::function<asio::awaitable<bool>(text::ReplyPayload payload)>;
    using Delay = std::function<std::chrono::milliseconds()>;

    BlockPump(
        asio::any_io_executor executor, Clock& clock, BlockStream::Options options, Send send, Delay delay);

    void onText(const std::string& delta);
    void onMessageEnd();
    /// A line about what the agent does, between blocks.
    void addNotice(std::string text);
    /// Sends until finish(). Cancellation: terminal; what was not sent stays with the answer.
    asio::awaitable<void> run();
    /// Everything is in: sends what is left and returns how many blocks went out. 0 when streaming failed or
    /// nothing was said.
    asio::awaitable<std::size_t> finish();
    bool hasFailed() const { return failed_; }

private:
    void add(std::vector<text::ReplyPayload> payloads);

    Clock& clock_;
    BlockStream stream_;
    Send send_;
    Delay delay_;
    std::deque<text::ReplyPayload> ready_;
    Notifier changed_;
    Notifier drained_;
    std::size_t sent_ = 0;
    std::size_t notices_ = 0;
    bool closed_ = false;
    bool done_ = false;
    bool failed_ = false;
};

}
