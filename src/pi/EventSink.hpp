#pragma once

#include "openclaw/core/async.hpp"

#include <string>

namespace openclaw::pi {

/// Where protocol lines go.
class EventSink {
public:
    virtual ~EventSink() = default;
    /// Queues one line (without LF); lines of one burst leave in one write.
    virtual void send(std::string line) = 0;
    /// Returns once the reader keeps up. Cancellation: terminal; returns early.
    virtual asio::awaitable<void> ready() = 0;
};

}
