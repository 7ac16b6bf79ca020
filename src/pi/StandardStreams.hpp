#pragma once

#include "pi/EventSink.hpp"

#include "openclaw/core/error.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>

namespace openclaw::pi {

/// stdout as an event sink: everything of one burst leaves in one write. Files and terminals that cannot be polled are
/// written blocking.
class StandardOutput final : public EventSink {
public:
    /// `onBroken` is called once when nobody reads any more.
    StandardOutput(asio::any_io_executor executor, int descriptor, std::function<void()> onBroken);
    ~StandardOutput() override;

    void send(std::string line) override;
    asio::awaitable<void> ready() override;
    /// Writes what is left, for at most two seconds. Cancellation: none.
    asio::awaitable<void> flush();

private:
    void schedule();
    void writeSome();
    void markBroken();
    void writeBlocking();

    asio::any_io_executor executor_;
    asio::posix::stream_descriptor stream_;
    int blockingDescriptor_ = -1;
    std::function<void()> onBroken_;
    std::string queued_;
    std::string writing_;
    bool scheduled_ = false;
    bool broken_ = false;
    Notifier drained_;
};

/// stdin in pieces.
class StandardInput {
public:
    StandardInput(asio::any_io_executor executor, int descriptor);
    ~StandardInput();
    /// The next bytes, "" at the end. Cancellation: terminal; returns "".
    asio::awaitable<std::string> read();

private:
    asio::posix::stream_descriptor stream_;
    int blockingDescriptor_ = -1;
    std::string buffer_;
};

}
