#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"

#include <optional>
#include <string>

namespace openclaw::gateway {

/// Tells systemd how the service is doing (sd_notify), when systemd asked for it.
class ServiceNotifier {
public:
    explicit ServiceNotifier(const Environment& environment);

    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    /// Before the program executes itself again; READY follows.
    void reloading() const { send("RELOADING=1"); }
    /// Keeps the watchdog quiet for as long as the event loop turns. Returns at once without a watchdog.
    asio::awaitable<void> feedWatchdog(Clock& clock) const;

private:
    void send(const std::string& state) const;

    std::string socketPath_;
    std::optional<std::chrono::microseconds> watchdog_;
};

}
