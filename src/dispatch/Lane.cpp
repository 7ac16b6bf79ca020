// The lane of a session: what waits, what is dropped, what is merged.
#include "openclaw/dispatch/Lane.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/prompt/envelope.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

using sessions::QueueMode;

bool sameTarget(const RunRequest& a, const RunRequest& b) {
    if (!a.route || !b.route) return !a.route && !b.route;
    return a.route->isSameTarget(*b.route);
}

std::string targetKey(const RunRequest& request) {
    if (!request.route) return {};
    return join(
        {request.route->channel, request.route->accountId, request.route->target, request.route->threadId},
        "|");
}

/// Everybody's rules hold for a turn that several people wrote.
void addToolRules(agent::ChatFacts& chat, const agent::ChatFacts& other) {
    for (const agent::ToolRule& rule : other.toolRules) {
        if (std::find(chat.toolRules.begin(), chat.toolRules.end(), rule) == chat.toolRules.end())
            chat.toolRules.push_back(rule);
    }
}

/// Fields in which a merged turn follows its messages: the newest decides, authority is the least, pictures
/// add up.
LaneTurn mergeFields(std::vector<LaneItem>& items) {
    LaneTurn turn;
    turn.request = items.back().request;
    turn.messageCount = items.size();
    turn.request.images.clear();
    turn.request.attachments.clear();
    turn.request.history.clear();
    for (LaneItem& item : items) {
        turn.inboundIds.push_back(item.inboundId);
        turn.request.isAuthorized = turn.request.isAuthorized && item.request.isAuthorized;
        addToolRules(turn.request.chat, item.request.chat);
        turn.request.wasMentioned = turn.request.wasMentioned || item.request.wasMentioned;
        std::move(item.request.images.begin(), item.request.images.end(),
                  std::back_inserter(turn.request.images));
        std::move(item.request.attachments.begin(), item.request.attachments.end(),
                  std::back_inserter(turn.request.attachments));
        std::move(item.request.history.begin(), item.request.history.end(),
                  std::back_inserter(turn.request.history));
    }
    return turn;
}

std::string withoutHistory(const RunRequest& request) {
    return request.head.empty() && request.text.empty() ? request.message
                                                        : request.head + request.text + request.tail;
}

}

LaneTurn mergeTyped(std::vector<LaneItem> items) {
    LaneTurn turn = mergeFields(items);
    if (items.size() == 1) {
        turn.request.message = items.front().request.message;
        return turn;
    }
    std::vector<std::string> texts;
    for (const LaneItem& item : items)
        texts.push_back(item.request.text);
    turn.request.text = join(texts, "\n");
    turn.request.message =
        prompt::withHistory(turn.request.history, turn.request.head + turn.request.text + turn.request.tail);
    return turn;
}

LaneTurn mergeCollected(std::vector<LaneItem> items, const std::optional<std::string>& overflowNote) {
    std::vector<std::string> texts;
    for (const LaneItem& item : items)
        texts.push_back(withoutHistory(item.request));
    LaneTurn turn = mergeFields(items);
    turn.request.message =
        prompt::withHistory(turn.request.history, sessions::buildCollectPrompt(texts, overflowNote));
    return turn;
}

Lane::Arrival Lane::decide(const RunRequest& request, const RunRequest* running) {
    if (!running || !request.mayBeQueued) return Arrival::wait;
    const bool mayJoin = (request.isAuthorized || !running->isAuthorized) && sameTarget(request, *running) &&
                         request.images.empty() && request.attachments.empty() &&
                         request.chat.toolRules == running->chat.toolRules;
    switch (request.queue.mode) {
    case QueueMode::steer: return mayJoin ? Arrival::steer : Arrival::wait;
    case QueueMode::steerBacklog: return mayJoin ? Arrival::steerAndWait : Arrival::wait;
    // Only somebody with the same authority may end another's turn.
    case QueueMode::interrupt:
        return request.isAuthorized || !running->isAuthorized ? Arrival::interrupt : Arrival::wait;
    case QueueMode::followup:
    case QueueMode::collect: return Arrival::wait;
    }
    return Arrival::wait;
}

std::vector<LaneDrop> Lane::add(LaneItem item, std::int64_t nowMs) {
    std::vector<LaneDrop> drops;
    const RunRequest& request = item.request;
    if (request.mayBeQueued) {
        sessions::QueueBacklog room;
        std::vector<std::size_t> queued;
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (!items_[i].request.mayBeQueued) continue;
            queued.push_back(i);
            room.items.push_back(items_[i].request.text.empty() ? items_[i].request.message
                                                                : items_[i].request.text);
        }
        const std::size_t before = room.items.size();
        if (!sessions::makeQueueRoom(room, request.queue.cap, request.queue.dropPolicy))
            return {LaneDrop{item.inboundId, request.queue.dropPolicy}};
        const std::size_t gone = before - room.items.size();
        for (std::size_t i = 0; i < gone; ++i)
            drops.push_back({items_[queued[i]].inboundId, request.queue.dropPolicy});
        for (std::size_t i = gone; i-- > 0;)
            items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(queued[i]));
        dropped_.droppedCount += room.droppedCount;
        for (std::string& line : room.summaryLines)
            dropped_.summaryLines.push_back(std::move(line));
        while (dropped_.summaryLines.size() > request.queue.cap)
            dropped_.summaryLines.erase(dropped_.summaryLines.begin());
    }
    // A person who goes on typing holds back what he wrote before; anything else lets it go first.
    for (LaneItem& earlier : items_) {
        const bool isSamePerson =
            !request.debounceKey.empty() && earlier.request.debounceKey == request.debounceKey;
        if (earlier.notBeforeMs > nowMs && isSamePerson)
            earlier.notBeforeMs = request.debounce.count() > 0 ? nowMs + request.debounce.count() : nowMs;
    }
    if (request.debounce.count() > 0) item.notBeforeMs = nowMs + request.debounce.count();
    lastArrivalMs_ = nowMs;
    items_.push_back(std::move(item));
    return drops;
}

std::vector<LaneItem> Lane::takeAll() {
    std::vector<LaneItem> all(std::make_move_iterator(items_.begin()), std::make_move_iterator(items_.end()));
    items_.clear();
    dropped_ = {};
    isDraining_ = false;
    return all;
}

bool Lane::removeByRunId(const std::string& runId, LaneItem& removed) {
    const auto found = std::find_if(items_.begin(), items_.end(),
                                    [&](const LaneItem& item) { return item.request.runId == runId; });
    if (found == items_.end()) return false;
    removed = std::move(*found);
    items_.erase(found);
    return true;
}

std::size_t Lane::collectable() const {
    std::vector<sessions::QueueTarget> targets;
    for (const LaneItem& item : items_) {
        const RunRequest& request = item.request;
        if (!request.mayBeQueued || request.queue.mode != QueueMode::collect) break;
        targets.push_back({targetKey(request), false});
    }
    // Answers that go to different places cannot be one answer.
    return sessions::spansTargets(targets) ? 1 : targets.size();
}

std::optional<std::int64_t> Lane::dueAtMs() const {
    if (items_.empty()) return std::nullopt;
    const LaneItem& first = items_.front();
    std::int64_t due = first.notBeforeMs;
    if (isDraining_ && first.request.mayBeQueued)
        due = std::max(due, lastArrivalMs_ + first.request.queue.debounceMs);
    return due;
}

std::optional<LaneTurn> Lane::take(std::int64_t nowMs) {
    const auto due = dueAtMs();
    if (!due || *due > nowMs) return std::nullopt;
    const RunRequest& first = items_.front().request;
    std::size_t count = 1;
    if (isDraining_ && collectable() > 1) {
        count = collectable();
    } else if (!first.debounceKey.empty()) {
        while (count < items_.size() && items_[count].request.debounceKey == first.debounceKey)
            ++count;
    }
    const bool isCollected = isDraining_ && collectable() > 1;
    const auto note = sessions::takeOverflowNote(dropped_, sessions::DropPolicy::summarize);
    std::vector<LaneItem> items(std::make_move_iterator(items_.begin()),
                                std::make_move_iterator(items_.begin() + static_cast<std::ptrdiff_t>(count)));
    items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(count));
    if (items_.empty()) isDraining_ = false;
    if (isCollected) return mergeCollected(std::move(items), note);
    LaneTurn turn = mergeTyped(std::move(items));
    if (note) turn.request.message = *note + "\n\n" + turn.request.message;
    return turn;
}

}
