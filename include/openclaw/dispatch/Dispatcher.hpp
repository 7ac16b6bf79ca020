#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/dispatch/CommandDesk.hpp"
#include "openclaw/dispatch/InboundGate.hpp"
#include "openclaw/dispatch/PendingHistory.hpp"
#include "openclaw/dispatch/RunEngine.hpp"

namespace openclaw::dispatch {

/// The way in for chat events: gate, route, make durable together with the channel's offset, queue. Every
/// event leaves a row with a trace, also the ones that nobody answers.
class Dispatcher final : public channels::InboundSink {
public:
    Dispatcher(Clock& clock,
               store::Store& store,
               RunEngine& runs,
               channels::Outbox& outbox,
               SettingsSource settings);

    /// Commands that the desk knows are answered by it and never reach the agent.
    void useCommands(const CommandDesk& desk) { desk_ = &desk; }
    /// Who hears of messages that are not answered, as they are decided (Trace.hpp: traceToJson).
    void announceTo(std::function<void(const Json& trace)> listener) { announce_ = std::move(listener); }

    asio::awaitable<Result<void>> accept(std::vector<channels::InboundMessage> messages,
                                         std::optional<store::ChannelOffset> offset) override;

private:
    /// What becomes of one event.
    struct Judged {
        channels::InboundMessage message;
        std::vector<RunRequest> requests; // several for a broadcast group
        GateDecision decision;
        Trace trace;
        std::string historyKey;
        std::size_t historyLines = 0;
        /// Told to the agent with its next turn.
        std::string systemEvent;
    };
    asio::awaitable<Result<Judged>> judgeOne(channels::InboundMessage message,
                                             std::shared_ptr<const Settings> settings);
    void route(Judged& judged,
               const Settings& settings,
               const Json& sessionEntry,
               std::int64_t sessionUpdatedAtMs);
    std::vector<store::InboundRecord> recordsOf(const Judged& judged, std::int64_t nowMs) const;
    asio::awaitable<Result<void>> offerPairing(channels::InboundMessage message);

    Clock& clock_;
    store::Store& store_;
    RunEngine& runs_;
    channels::Outbox& outbox_;
    SettingsSource settings_;
    const CommandDesk* desk_ = nullptr;
    std::function<void(const Json& trace)> announce_;
    PendingHistory history_;
};

/// The run that answers a message which passed the gate. `sessionEntry` and its time are those of the
/// session.
RunRequest toRunRequest(const channels::InboundMessage& message,
                        const Settings& settings,
                        const std::string& agentId,
                        const std::string& sessionKey,
                        const Json& sessionEntry = Json::object(),
                        std::int64_t sessionUpdatedAtMs = 0);

}
