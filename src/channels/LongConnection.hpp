#pragma once

#include "channels/Signal.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/core/clock.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>

/// The one way in which channels with a long connection (a socket, a program, a poll) end it, report it and keep "is
/// typing" alive beside it.
namespace openclaw::channels {

/// An error that the Supervisor answers by trying again, whatever its code was.
Error retryable(Error error);

/// How a race ended whose branches all say so: with the one that ended first.
template <class... Ends>
Result<void> endOf(std::variant<Ends...> raced) {
    return std::visit([](auto& ended) { return Result<void>(std::move(ended)); }, raced);
}

/// The connection is up.
void noteConnected(ChannelStatus& status, std::int64_t nowMs);
/// The connection is gone; returns what run() has to say about it. `words` are for an end without an error.
Error noteEnded(ChannelStatus& status, const Result<void>& ended, const char* words);

/// Repeats "is typing" for as long as it is wanted. Single-threaded.
class TypingLoop {
public:
    /// Tells the network once; best effort.
    using Teller = std::function<asio::awaitable<void>(std::string target, std::string threadId)>;

    TypingLoop(asio::any_io_executor executor, Clock& clock, std::chrono::milliseconds interval);
    void set(const std::string& target, const std::string& threadId, bool isTyping);
    /// Runs beside a connection until it is cancelled (terminal), then returns Errc::cancelled.
    asio::awaitable<Result<void>> run(Teller tell);

private:
    using Place = std::pair<std::string, std::string>; // target, thread

    Clock& clock_;
    std::chrono::milliseconds interval_;
    Signal changed_;
    std::map<Place, SteadyTime> next_;
};

}
