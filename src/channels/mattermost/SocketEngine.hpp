#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::channels::mattermost {

/// One event of the socket.
struct SocketEvent {
    std::string name;
    Json data;
    Json broadcast;
};

/// What the coroutine around the engine has to do after a frame.
struct SocketStep {
    std::vector<SocketEvent> events;
    /// The server has greeted anew or numbers are missing: what happened since the last stored post has to be fetched
    /// before these events count.
    bool hasGap = false;
    /// The stream is of no use any more; connect again.
    bool mustReconnect = false;
};

/// Mattermost's WebSocket without I/O (spec channels/mattermost.md §2): greeting, sequence numbers and their gaps, lossless
/// reconnects by connection id. Authentication happens in the handshake's header.
class SocketEngine {
public:
    /// The query for the next connection: asks for a replay when there is something to continue, "" otherwise.
    std::string nextQuery() const;
    void begin();
    SocketStep onFrame(std::string_view text);
    /// The socket is gone. A continuation that ended before any frame is not tried again.
    void onClosed();

    /// After the greeting, or the first replayed event.
    bool isReady() const { return isReady_; }
    /// A keep-alive: {"seq":n,"action":"ping"}.
    std::string pingFrame();

private:
    std::string connectionId_;
    std::int64_t nextSequence_ = 0;
    std::int64_t nextAction_ = 1;
    bool isReady_ = false;
    bool isContinuing_ = false;
};

}
