#pragma once

#include "gateway/Client.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/runs.hpp"

#include <map>
#include <set>
#include <string>

namespace openclaw::gateway {

/// Shows runs to connected clients as `agent` and `chat` events (gateway-protocol.md sections 7.3 and 7.4).
class RunEvents final : public dispatch::RunObserver {
public:
    RunEvents(Clock& clock, Clients& clients) : clock_(clock), clients_(clients) {}

    bool isWatching() const override { return !clients_.empty(); }
    void onAgentEvent(const dispatch::RunInfo& run, std::int64_t seq, std::string_view stream, const Json& data) override;
    void onRunFinished(const dispatch::RunInfo& run, std::int64_t seq, const dispatch::RunResult& result) override;

    /// A message was decided about without a run.
    void showTrace(const Json& trace);
    /// Sessions whose tool events everyone may see (verbose level "on").
    void setVerbose(const std::string& sessionKey, bool isVerbose);

private:
    void sendChat(const dispatch::RunInfo& run, std::int64_t seq, std::string_view state, Json more, bool mayDrop);

    Clock& clock_;
    Clients& clients_;
    std::map<std::string, SteadyTime> lastDelta_;
    std::set<std::string> verboseSessions_;
};

/// The message member of chat events: role, one text block, timestamp.
Json chatMessage(const std::string& text, std::int64_t timestampMs);

}
