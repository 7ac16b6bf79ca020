// The sd_notify protocol: one datagram per state change.
#include "gateway/ServiceNotifier.hpp"

#include "openclaw/core/strings.hpp"

#include <cstddef>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace openclaw::gateway {

ServiceNotifier::ServiceNotifier(const Environment& environment) : socketPath_(environment.get("NOTIFY_SOCKET")) {
    const auto microseconds = parseInteger(environment.get("WATCHDOG_USEC"));
    const auto pid = parseInteger(environment.get("WATCHDOG_PID"));
    if (microseconds && *microseconds > 0 && (!pid || *pid == ::getpid()))
        watchdog_ = std::chrono::microseconds(*microseconds);
}

void ServiceNotifier::send(const std::string& state) const {
    sockaddr_un address{};
    if (socketPath_.empty() || socketPath_.size() >= sizeof address.sun_path)
        return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socketPath_.data(), socketPath_.size());
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0';
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socketPath_.size());
    // A service manager that is gone is no reason to fail; it will notice by itself.
    [[maybe_unused]] const ssize_t sent =
        ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
    ::close(fd);
}

asio::awaitable<void> ServiceNotifier::feedWatchdog(Clock& clock) const {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (!watchdog_)
        co_return;
    const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog_) / 2;
    for (;;) {
        send("WATCHDOG=1");
        co_await clock.sleepUntil(clock.steadyNow() + pause);
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
    }
}

}
