#pragma once

#include "gateway/Client.hpp"
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/store/Store.hpp"

#include <string>

namespace openclaw::gateway {

/// The health snapshot: kept as text, refreshed in the background, broadcast when refreshed.
class Health {
public:
    Health(asio::any_io_executor executor,
           Clock& clock,
           store::Store& store,
           channels::Supervisor& supervisor,
           Clients& clients,
           dispatch::SettingsSource settings,
           std::string sessionsPath);

    /// The last snapshot as JSON text; "{}" before the first refresh.
    const std::string& text() const { return text_; }
    bool isFresh() const;
    /// Takes a new snapshot now and broadcasts it.
    asio::awaitable<void> refresh();
    /// Asks for a refresh soon; requests that come close together share one.
    void requestRefresh();
    /// Refreshes once a minute and on request until cancelled.
    asio::awaitable<void> run();

private:
    asio::awaitable<Json> snapshot();

    Clock& clock_;
    store::Store& store_;
    channels::Supervisor& supervisor_;
    Clients& clients_;
    dispatch::SettingsSource settings_;
    std::string sessionsPath_;
    std::string text_ = "{}";
    SteadyTime takenAt_{};
    Notifier requested_;
    bool wanted_ = false;
};

/// One channel's summary and the accounts behind it, as health and channels.status show them.
Json channelSummary(const channels::ChannelStatus& status);
Json accountSummary(const channels::AccountReport& report);
/// "telegram" -> "Telegram".
std::string channelLabel(const std::string& channel);
std::string channelDetailLabel(const std::string& channel);

}
