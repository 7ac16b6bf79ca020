#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::channels::discord {

/// What survives a connection, and with the ledger's offset a restart: with it Discord replays what was
/// missed.
struct GatewaySession {
    std::string id;
    std::string resumeUrl;
    /// The last event that is stored; nullopt before the first.
    std::optional<std::int64_t> sequence;

    bool canResume() const { return !id.empty() && sequence.has_value(); }
};

/// The answer of GET /gateway/bot.
struct GatewayAddress {
    std::string url;
    std::int64_t identifiesLeft = 1;
    std::chrono::milliseconds resetAfter{0};
};
/// Errc::unavailable when the answer names no WebSocket address.
Result<GatewayAddress> readGatewayAddress(const Json& answer);

/// One dispatched event.
struct GatewayEvent {
    std::string type;
    Json data;
    std::int64_t sequence = 0;
    /// Which session of this engine the sequence belongs to.
    int epoch = 0;
};

/// What the coroutine around the engine has to do after a step, in this order.
struct GatewayStep {
    std::vector<std::string> frames;
    std::vector<GatewayEvent> events;
    /// Close the socket with this code; onClosed() follows.
    std::optional<std::uint16_t> close;
};

/// What happens after a connection ended.
struct GatewayEnd {
    /// Errc::unauthorized and Errc::invalidInput are final, everything else is tried again.
    Error error;
    /// The server asked for a new connection and the old one had been good, or it ignored a resume: no pause
    /// is needed.
    bool mayReconnectAtOnce = false;
};

/// Discord's gateway protocol v10 without I/O (spec channels/discord.md §1): identify, resume, heartbeats,
/// zombie connections, invalid sessions, session start limits, close codes. Lives as long as the account;
/// begin() starts each connection. Time and chance come from outside.
class GatewayEngine {
public:
    struct Options {
        Secret token;
        std::int64_t intents = 0;
    };
    /// `chance` gives numbers in [0,1).
    GatewayEngine(Options options, std::function<double()> chance);

    /// Whether the next connection resumes; then it goes to resumeUrl, else to the address of GET
    /// /gateway/bot.
    bool willResume() const { return session_.canResume(); }
    const GatewaySession& session() const { return session_; }
    /// Takes up a session of an earlier process.
    void restore(GatewaySession session) { session_ = std::move(session); }
    /// The budget as the server told it.
    void setIdentifiesLeft(std::int64_t left) { identifiesLeft_ = left; }
    /// Events up to this one are stored and need not be replayed. Of an older session it means nothing.
    void acknowledge(std::int64_t sequence, int epoch);
    int epoch() const { return epoch_; }

    /// A socket has opened.
    void begin(SteadyTime now);
    GatewayStep onFrame(std::string_view text, SteadyTime now);
    GatewayStep onTimer(SteadyTime now);
    /// When onTimer() wants to be called.
    SteadyTime nextTimer() const;
    /// The socket is gone; 1006 without a close frame.
    GatewayEnd onClosed(std::uint16_t code, std::string_view reason);

    /// After READY or RESUMED of this connection.
    bool isReady() const { return state_ == State::ready; }

private:
    enum class State { idle, waitingForHello, waitingToStart, starting, ready };

    void onHello(const Json& data, SteadyTime now);
    void onDispatch(const Json& frame, SteadyTime now, GatewayStep& step);
    void startSession(SteadyTime now, GatewayStep& step);
    void heartbeat(GatewayStep& step) const;
    std::string heartbeatFrame() const;

    Options options_;
    std::function<double()> chance_;
    GatewaySession session_;
    State state_ = State::idle;
    /// The last event of this session, stored or not; what heartbeats tell.
    std::optional<std::int64_t> seen_;
    std::chrono::milliseconds interval_{0};
    SteadyTime deadline_; // hello, READY or RESUMED must have come
    SteadyTime startAt_;  // identify or resume no earlier
    SteadyTime beatAt_;
    std::optional<SteadyTime> identifiedAt_;
    std::int64_t identifiesLeft_ = 1;
    int failedResumes_ = 0;
    int failedConnects_ = 0;
    int epoch_ = 0;
    bool isResuming_ = false;
    bool isAckMissing_ = false;
    bool wasAskedToReconnect_ = false;
    bool wasResumeIgnored_ = false;
};

}
