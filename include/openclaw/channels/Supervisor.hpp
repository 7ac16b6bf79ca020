#pragma once

#include "openclaw/channels/Channel.hpp"
#include "openclaw/core/clock.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::channels {

/// What one account looks like from outside.
struct AccountReport {
    std::string channel;
    std::string accountId;
    ChannelStatus status;
};

/// Keeps every configured account running: restarts with jittered, capped back-off, forgets failures after a stable
/// stretch, stops trying when the network says that the credentials are wrong. One account's trouble never touches
/// another.
class Supervisor {
public:
    Supervisor(asio::any_io_executor executor, Clock& clock);
    ~Supervisor();

    /// Where inbound messages go; set once, before the first start().
    void deliverTo(InboundSink& sink);

    /// Called after an account connects or starts, so that waiting deliveries go out.
    void onAvailable(std::function<void()> callback);
    /// Starts an account; one that runs under the same name is stopped first.
    asio::awaitable<void> start(std::unique_ptr<Channel> channel);
    asio::awaitable<void> stop(std::string channel, std::string accountId);
    asio::awaitable<void> stopAll();

    Channel* find(const std::string& channel, const std::string& accountId) const;
    std::vector<AccountReport> report() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The pause before the n-th restart in a row (1-based): 2 s, then 10 s; `jitter` in [0,1) shortens it by up to 2 %.
std::chrono::milliseconds restartDelay(int failures, double jitter);

}
