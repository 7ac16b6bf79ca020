#pragma once

#include "openclaw/dispatch/runs.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

/// The waiting messages of one session. Pure: messages and times go in, turns come out (spec
/// queue-streaming.md §2, §3).
namespace openclaw::dispatch {

struct LaneItem {
    std::int64_t inboundId = 0;
    RunRequest request;
    /// Not run before this (inbound debounce); epoch ms.
    std::int64_t notBeforeMs = 0;
};

/// One turn to run, and the ledger rows it answers.
struct LaneTurn {
    std::vector<std::int64_t> inboundIds;
    RunRequest request;
    /// How many messages became one turn.
    std::size_t messageCount = 1;
};

/// A message that gives way for want of room.
struct LaneDrop {
    std::int64_t inboundId = 0;
    sessions::DropPolicy policy = sessions::DropPolicy::oldest;
};

class Lane {
public:
    /// What happens to a message that arrives while a turn is under way.
    enum class Arrival {
        /// It waits.
        wait,
        /// It is put into the running turn; if that fails, it waits.
        steer,
        /// It is put into the running turn and waits as well.
        steerAndWait,
        /// The running turn ends and everything that waits is given up for it.
        interrupt,
    };
    /// `running` is the request of the turn under way, nullptr for none. A person of less authority never
    /// joins the turn of somebody with more.
    static Arrival decide(const RunRequest& request, const RunRequest* running);

    /// Adds a message. Returns what had to go because of the cap; the message itself when the policy is
    /// "new".
    std::vector<LaneDrop> add(LaneItem item, std::int64_t nowMs);
    /// Everything that waits, taken out.
    std::vector<LaneItem> takeAll();
    bool removeByRunId(const std::string& runId, LaneItem& removed);

    bool isEmpty() const { return items_.empty(); }
    std::size_t size() const { return items_.size(); }
    const std::deque<LaneItem>& items() const { return items_; }
    /// When the next turn may start; nullopt when nothing waits.
    std::optional<std::int64_t> dueAtMs() const;
    /// The next turn, if one is due.
    std::optional<LaneTurn> take(std::int64_t nowMs);
    /// A turn ended: what waits now is a backlog and is drained by its mode.
    void onTurnEnded() { isDraining_ = !items_.empty(); }

private:
    std::size_t collectable() const;

    std::deque<LaneItem> items_;
    sessions::QueueBacklog dropped_;
    std::int64_t lastArrivalMs_ = 0;
    bool isDraining_ = false;
};

/// Messages as one: texts joined for a person who typed them in a row, else the collect prompt.
LaneTurn mergeTyped(std::vector<LaneItem> items);
LaneTurn mergeCollected(std::vector<LaneItem> items, const std::optional<std::string>& overflowNote);

}
