// An answer that only acknowledges stays silent; anything else is passed on if the chat may see it.
#include "openclaw/cron/heartbeat_verdict.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/schedule/heartbeat.hpp"
#include "openclaw/text/heartbeat.hpp"

#include <algorithm>

namespace openclaw::cron {

namespace {

constexpr std::size_t previewBytes = 200;

}

HeartbeatVerdict judgeHeartbeat(const Json& config,
                                const Json& settings,
                                const HeartbeatReply& reply,
                                const HeartbeatTarget& target) {
    HeartbeatVerdict verdict;
    Json& event = verdict.event;
    event = Json{{"ts", reply.endedAtMs},
                 {"durationMs", std::max<std::int64_t>(0, reply.endedAtMs - reply.startedAtMs)},
                 {"hasMedia", false}};
    if (!reply.isOk) {
        event["status"] = "failed";
        event["reason"] = reply.error;
        event["indicatorType"] = "error";
        return verdict;
    }
    const double ackChars = findNumber(settings, "ackMaxChars").value_or(text::defaultAckChars);
    const text::AckStrip strip = text::stripHeartbeatToken(reply.text, text::AckMode::heartbeat, ackChars);
    verdict.isAck = strip.shouldSkip;
    const schedule::HeartbeatVisibility visible =
        schedule::heartbeatVisibility(config, target.channel, target.accountId);
    const bool mayShow = verdict.isAck ? visible.showOk : visible.showAlerts;
    if (verdict.isAck)
        event["status"] = trimAscii(reply.text).empty() ? "ok-empty" : "ok-token";
    else
        event["status"] = "sent";
    if (visible.useIndicator) event["indicatorType"] = verdict.isAck ? "ok" : "alert";
    if (!verdict.isAck) event["preview"] = utf8Prefix(strip.text, previewBytes);
    const std::string words = verdict.isAck ? std::string(text::heartbeatToken) : strip.text;
    if (words.empty() || !mayShow || target.channel.empty()) {
        event["silent"] = true;
        if (!verdict.isAck && !mayShow) event["reason"] = "alerts-disabled";
        return verdict;
    }
    event["channel"] = target.channel;
    event["to"] = target.to;
    verdict.words = words;
    return verdict;
}

}
