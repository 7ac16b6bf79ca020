// Traces: collecting decisions, and telling them to a person with the cause first.
#include "openclaw/dispatch/Trace.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

/// Control characters would let a reason forge lines in a terminal.
std::string printable(std::string_view text, std::size_t maxBytes) {
    std::string out(utf8Prefix(text, maxBytes));
    std::replace_if(
        out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; },
        ' ');
    return out;
}

/// The step that ended the message's way: the last one that is not a plain "went on".
const TraceStep* decisive(const std::vector<TraceStep>& steps) {
    static constexpr std::string_view ends[] = {"dropped", "remembered", "refused",   "failed",
                                                "silent",  "aborted",    "set aside", "suppressed"};
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        if (std::find(std::begin(ends), std::end(ends), step->outcome) != std::end(ends)) return &*step;
    }
    return nullptr;
}

std::string withPath(const std::string& reason, const std::string& path) {
    return path.empty() ? reason : fmt::format("{} [{}]", reason, path);
}

std::string deliveryLine(const store::OutboundRecord& part) {
    std::string line = fmt::format("delivery: {}", store::toString(part.state));
    if (part.attempts > 1) line += fmt::format(" after {} attempts", part.attempts);
    if (!part.lastError.empty()) line += ": " + printable(part.lastError, Trace::maxReasonBytes);
    return line;
}

std::string causeLine(const store::InboundRecord& message,
                      const std::vector<TraceStep>& steps,
                      const std::vector<store::OutboundRecord>& deliveries) {
    const TraceStep* step = decisive(steps);
    const std::string why =
        step ? withPath(step->reason, step->path) : std::string("no decision was recorded");
    const auto lost = std::find_if(deliveries.begin(), deliveries.end(), [](const auto& part) {
        return part.state == store::OutboundState::failed || part.state == store::OutboundState::uncertain;
    });
    const auto waiting = std::find_if(deliveries.begin(), deliveries.end(), [](const auto& part) {
        return part.state == store::OutboundState::pending || part.state == store::OutboundState::sending;
    });
    switch (message.state) {
    case store::InboundState::refused: return "Not answered: " + why;
    case store::InboundState::quarantined: return "Set aside: " + why;
    case store::InboundState::failed: return "Failed: " + why;
    case store::InboundState::admitted:
        return "Waiting: " + (steps.empty() ? why : withPath(steps.back().reason, steps.back().path));
    case store::InboundState::running: return "The agent is at work on it.";
    case store::InboundState::answered: break;
    }
    if (lost != deliveries.end())
        return fmt::format(
            "Answered, but not delivered: {}",
            printable(lost->lastError.empty() ? std::string(store::toString(lost->state)) : lost->lastError,
                      Trace::maxReasonBytes));
    if (step) return (deliveries.empty() ? "No reply: " : "Answered with a notice: ") + why;
    if (waiting != deliveries.end())
        return "Answered; delivery is under way" +
               (waiting->lastError.empty() ? std::string()
                                           : ": " + printable(waiting->lastError, Trace::maxReasonBytes));
    return deliveries.empty() ? "Answered without a message to a chat." : "Answered and delivered.";
}

}

Json TraceStep::toJson() const {
    Json json = {{"stage", stage}, {"outcome", outcome}, {"reason", reason}};
    if (!path.empty()) json["path"] = path;
    return json;
}

void Trace::add(std::string stage, std::string outcome, std::string reason, std::string path) {
    if (steps_.size() >= maxSteps) return;
    steps_.push_back({std::move(stage), std::move(outcome), printable(reason, maxReasonBytes),
                      printable(path, maxReasonBytes)});
}

Json Trace::toJson() const {
    Json json = Json::array();
    for (const TraceStep& step : steps_)
        json.push_back(step.toJson());
    return json;
}

Trace Trace::fromJson(const Json& json) {
    Trace trace;
    if (!json.is_array()) return trace;
    for (const Json& step : json)
        trace.add(stringOr(step, "stage"), stringOr(step, "outcome"), stringOr(step, "reason"),
                  stringOr(step, "path"));
    return trace;
}

std::vector<std::string> explainTrace(const store::InboundRecord& message,
                                      const std::vector<store::OutboundRecord>& deliveries) {
    const Trace trace = Trace::fromJson(message.trace);
    std::vector<std::string> lines{causeLine(message, trace.steps(), deliveries)};
    lines.push_back(fmt::format("message {} ({}) on {}/{} at {}, {}", message.id,
                                printable(message.platformMessageId, 80), message.channel, message.accountId,
                                formatIsoTime(message.receivedAtMs), store::toString(message.state)));
    if (!message.sessionKey.empty()) lines.push_back("session: " + message.sessionKey);
    for (const TraceStep& step : trace.steps())
        lines.push_back(
            fmt::format("{}: {}: {}", step.stage, step.outcome, withPath(step.reason, step.path)));
    for (const auto& part : deliveries)
        lines.push_back(deliveryLine(part));
    return lines;
}

Json traceToJson(const store::InboundRecord& message, const std::vector<store::OutboundRecord>& deliveries) {
    const std::vector<std::string> lines = explainTrace(message, deliveries);
    Json json = {{"id", message.id},
                 {"messageId", printable(message.platformMessageId, 80)},
                 {"channel", message.channel},
                 {"accountId", message.accountId},
                 {"sessionKey", message.sessionKey},
                 {"agentId", message.agentId},
                 {"state", std::string(store::toString(message.state))},
                 {"receivedAt", message.receivedAtMs},
                 {"cause", lines.front()},
                 {"lines", lines},
                 {"steps", Trace::fromJson(message.trace).toJson()},
                 {"deliveries", Json::array()}};
    for (const auto& part : deliveries)
        json["deliveries"].push_back({{"state", std::string(store::toString(part.state))},
                                      {"attempts", part.attempts},
                                      {"error", printable(part.lastError, Trace::maxReasonBytes)}});
    return json;
}

}
