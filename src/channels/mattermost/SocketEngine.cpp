// Greeting, numbering and continuation of the event stream.
#include "channels/mattermost/SocketEngine.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::channels::mattermost {

std::string SocketEngine::nextQuery() const {
    if (connectionId_.empty()) return {};
    return "?connection_id=" + percentEncode(connectionId_) + "&sequence_number=" + std::to_string(nextSequence_);
}

void SocketEngine::begin() {
    isReady_ = false;
    isContinuing_ = !connectionId_.empty();
    nextAction_ = 1;
}

std::string SocketEngine::pingFrame() { return dumpJson(Json{{"seq", nextAction_++}, {"action", "ping"}}); }

SocketStep SocketEngine::onFrame(std::string_view text) {
    SocketStep step;
    const Result<Json> frame = parseJson(trimAscii(text));
    if (!frame || !frame->is_object()) return step;
    const std::string name = stringOr(*frame, "event");
    // Answers to our own actions are not counted.
    if (name.empty()) return step;
    const std::int64_t sequence = findInteger(*frame, "seq").value_or(-1);
    const Json* data = findMember(*frame, "data");
    if (name == "hello") {
        const std::string id = data ? stringOr(*data, "connection_id") : std::string();
        // The same connection greeting again with an unbroken number is a continuation; anything else lost something.
        step.hasGap = id != connectionId_ || sequence != nextSequence_;
        connectionId_ = id;
        nextSequence_ = sequence + 1;
        isReady_ = true;
        return step;
    }
    if (sequence < 0) return step;
    if (sequence < nextSequence_) return step;   // a repeat
    if (sequence > nextSequence_) {
        // Something is missing. The stream is taken up afresh, and what was lost is fetched.
        connectionId_.clear();
        nextSequence_ = 0;
        step.mustReconnect = true;
        return step;
    }
    ++nextSequence_;
    isReady_ = true;
    SocketEvent event;
    event.name = name;
    if (data) event.data = *data;
    if (const Json* broadcast = findMember(*frame, "broadcast")) event.broadcast = *broadcast;
    step.events.push_back(std::move(event));
    return step;
}

void SocketEngine::onClosed() {
    // Some versions cut the socket for a connection they do not know, without a word.
    if (isContinuing_ && !isReady_) {
        connectionId_.clear();
        nextSequence_ = 0;
    }
    isReady_ = false;
}

}
