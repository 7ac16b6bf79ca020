#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/dispatch/RunEngine.hpp"

namespace openclaw::dispatch {

/// The way in for chat messages: gate, route, make durable together with the channel's offset, queue.
class Dispatcher final : public channels::InboundSink {
public:
    Dispatcher(Clock& clock, store::Store& store, RunEngine& runs, channels::Outbox& outbox, SettingsSource settings);

    asio::awaitable<Result<void>> accept(std::vector<channels::InboundMessage> messages,
                                         std::optional<store::ChannelOffset> offset) override;

private:
    asio::awaitable<Result<void>> offerPairing(channels::InboundMessage message);

    Clock& clock_;
    store::Store& store_;
    RunEngine& runs_;
    channels::Outbox& outbox_;
    SettingsSource settings_;
};

/// The run that answers a message which passed the gate.
RunRequest toRunRequest(const channels::InboundMessage& message, const Settings& settings);

}
