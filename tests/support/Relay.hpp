#pragma once

#include "openclaw/core/async.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace openclaw::testing {

/// A TCP relay in front of a fake server, for what goes wrong below the protocol.
class Relay {
public:
    explicit Relay(asio::any_io_executor executor);
    ~Relay();

    /// Listens on a free port of 127.0.0.1 and passes everything on to `target` on the same host. Returns the
    /// port.
    std::uint16_t start(std::uint16_t target);
    asio::awaitable<void> stop();

    /// Connections whose newest HTTP request contains `mark` stay open and carry nothing any more, either
    /// way. Throws when there is none.
    void silence(const std::string& mark);
    /// From now on the server's bytes arrive one by one.
    void trickle() { isTrickling_ = true; }

private:
    struct Connection;
    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
    asio::awaitable<void> passOn(std::shared_ptr<Connection> connection, bool toServer);

    struct Impl;
    std::unique_ptr<Impl> impl_;
    bool isTrickling_ = false;
};

}
