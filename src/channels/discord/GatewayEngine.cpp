// The gateway state machine. The sequence that a resume names is the last *stored* event, so whatever a crash
// or a failed commit left behind is replayed; the inbound ledger recognises what comes twice.
#include "channels/discord/GatewayEngine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::channels::discord {

namespace {

using namespace std::chrono_literals;

constexpr auto helloTimeout = 30s;
constexpr auto readyTimeout = 60s;
/// Some compatible servers know no sessions and leave a resume unanswered; a replay starts sooner than this.
constexpr auto resumeTimeout = 20s;
constexpr auto identifySpacing = 5s;
constexpr std::int64_t minIntervalMs = 100;
constexpr std::int64_t maxIntervalMs = 10 * 60 * 1000;
/// A session that the server refuses again and again is worth less than a new one.
constexpr int maxFailedResumes = 3;
constexpr int maxFailedConnects = 20;
/// Anything but 1000 and 1001, which would end the session.
constexpr std::uint16_t closeToResume = 4000;

enum Op {
    dispatch = 0,
    beat = 1,
    identify = 2,
    resume = 6,
    reconnect = 7,
    invalidSession = 9,
    hello = 10,
    ack = 11
};

struct FatalCode {
    std::uint16_t code;
    Errc error;
    std::string_view words;
};
constexpr FatalCode fatalCodes[] = {
    {4004, Errc::unauthorized, "Discord does not accept the bot token; reset it in the developer portal"},
    {4010, Errc::invalidInput, "Discord refused the shard"},
    {4011, Errc::invalidInput, "the bot is in too many servers for one connection"},
    {4012, Errc::invalidInput, "Discord no longer speaks gateway version 10"},
    {4013, Errc::invalidInput, "Discord calls the intents invalid"},
    {4014, Errc::invalidInput,
     "Discord refused a privileged intent; switch on Message Content (and what channels.discord.intents asks "
     "for) in the "
     "developer portal under Bot"},
};

bool endsSession(std::uint16_t code) { return code == 4003 || code == 4007 || code == 4009 || code == 1000; }

}

Result<GatewayAddress> readGatewayAddress(const Json& answer) {
    GatewayAddress address;
    address.url = stringOr(answer, "url");
    if (!address.url.starts_with("ws://") && !address.url.starts_with("wss://"))
        return Error(Errc::unavailable, "Discord names no gateway address");
    if (const Json* limit = findMember(answer, "session_start_limit")) {
        address.identifiesLeft = findInteger(*limit, "remaining").value_or(1);
        const auto resetMs =
            std::clamp<std::int64_t>(findInteger(*limit, "reset_after").value_or(0), 0, 24 * 3600 * 1000);
        address.resetAfter = std::chrono::milliseconds(resetMs);
    }
    return address;
}

GatewayEngine::GatewayEngine(Options options, std::function<double()> chance)
    : options_(std::move(options)), chance_(std::move(chance)) {}

void GatewayEngine::acknowledge(std::int64_t sequence, int epoch) {
    if (!session_.id.empty() && epoch == epoch_)
        session_.sequence = std::max(session_.sequence.value_or(sequence), sequence);
}

void GatewayEngine::begin(SteadyTime now) {
    state_ = State::waitingForHello;
    deadline_ = now + helloTimeout;
    isResuming_ = false;
    isAckMissing_ = false;
    wasAskedToReconnect_ = false;
    wasResumeIgnored_ = false;
    seen_ = session_.sequence;
}

SteadyTime GatewayEngine::nextTimer() const {
    switch (state_) {
    case State::idle: return SteadyTime::max();
    case State::waitingForHello: return deadline_;
    case State::waitingToStart: return std::min(startAt_, beatAt_);
    case State::starting: return std::min(deadline_, beatAt_);
    case State::ready: return beatAt_;
    }
    return SteadyTime::max();
}

GatewayStep GatewayEngine::onFrame(std::string_view text, SteadyTime now) {
    GatewayStep step;
    const Result<Json> frame = parseJson(text);
    if (state_ == State::idle || !frame || !frame->is_object()) return step;
    const Json* data = findMember(*frame, "d");
    switch (findInteger(*frame, "op").value_or(-1)) {
    case Op::dispatch: onDispatch(*frame, now, step); break;
    case Op::beat: heartbeat(step); break;
    case Op::reconnect:
        wasAskedToReconnect_ = true;
        step.close = closeToResume;
        break;
    case Op::invalidSession:
        if (!data || *data != true) session_ = GatewaySession();
        if (!session_.canResume()) seen_.reset();
        state_ = State::waitingToStart;
        // The documentation asks for a pause of one to five seconds.
        startAt_ = now + std::chrono::milliseconds(1000 + static_cast<int>(chance_() * 4000));
        break;
    case Op::hello:
        if (data) onHello(*data, now);
        if (state_ == State::waitingToStart && startAt_ <= now) startSession(now, step);
        break;
    case Op::ack: isAckMissing_ = false; break;
    default: break;
    }
    return step;
}

void GatewayEngine::onHello(const Json& data, SteadyTime now) {
    if (state_ != State::waitingForHello) return;
    const auto interval = findInteger(data, "heartbeat_interval").value_or(41'250);
    interval_ = std::chrono::milliseconds(std::clamp(interval, minIntervalMs, maxIntervalMs));
    beatAt_ = now + std::chrono::milliseconds(
                        static_cast<std::int64_t>(static_cast<double>(interval_.count()) * chance_()));
    state_ = State::waitingToStart;
    startAt_ = now;
}

void GatewayEngine::startSession(SteadyTime now, GatewayStep& step) {
    if (session_.canResume()) {
        const Json data{
            {"token", options_.token.reveal()}, {"session_id", session_.id}, {"seq", *session_.sequence}};
        step.frames.push_back(dumpJson(Json{{"op", Op::resume}, {"d", data}}));
        isResuming_ = true;
    } else {
        if (identifiedAt_ && now < *identifiedAt_ + identifySpacing) {
            startAt_ = *identifiedAt_ + identifySpacing;
            return;
        }
        if (identifiesLeft_ <= 0) {
            step.close = closeToResume;
            return;
        }
        --identifiesLeft_;
        identifiedAt_ = now;
        const Json properties{{"os", "linux"}, {"browser", "openclaw"}, {"device", "openclaw"}};
        const Json data{
            {"token", options_.token.reveal()}, {"intents", options_.intents}, {"properties", properties}};
        step.frames.push_back(dumpJson(Json{{"op", Op::identify}, {"d", data}}));
        isResuming_ = false;
    }
    state_ = State::starting;
    deadline_ = now + (isResuming_ ? resumeTimeout : readyTimeout);
}

void GatewayEngine::onDispatch(const Json& frame, SteadyTime now, GatewayStep& step) {
    if (state_ == State::starting && isResuming_) deadline_ = now + resumeTimeout;
    GatewayEvent event;
    event.type = stringOr(frame, "t");
    event.sequence = findInteger(frame, "s").value_or(0);
    if (const Json* data = findMember(frame, "d")) event.data = *data;
    if (event.type == "READY") {
        session_.id = stringOr(event.data, "session_id");
        session_.resumeUrl = stringOr(event.data, "resume_gateway_url");
        session_.sequence = event.sequence;
        seen_.reset();
        ++epoch_;
    }
    if (event.type == "READY" || event.type == "RESUMED") {
        state_ = State::ready;
        failedResumes_ = 0;
        failedConnects_ = 0;
    }
    event.epoch = epoch_;
    // A replay brings events with their old numbers; those seen on this connection need not be decided again.
    const bool isRepeat = seen_ && event.sequence <= *seen_ && event.type != "RESUMED";
    if (event.sequence > 0) seen_ = std::max(seen_.value_or(event.sequence), event.sequence);
    if (!isRepeat && !event.type.empty()) step.events.push_back(std::move(event));
}

std::string GatewayEngine::heartbeatFrame() const {
    return dumpJson(Json{{"op", Op::beat}, {"d", seen_ ? Json(*seen_) : Json()}});
}

void GatewayEngine::heartbeat(GatewayStep& step) const { step.frames.push_back(heartbeatFrame()); }

GatewayStep GatewayEngine::onTimer(SteadyTime now) {
    GatewayStep step;
    if (state_ == State::idle) return step;
    const bool isOverdue =
        (state_ == State::waitingForHello || state_ == State::starting) && now >= deadline_;
    if (isOverdue) {
        wasResumeIgnored_ = state_ == State::starting && isResuming_;
        step.close = closeToResume;
        return step;
    }
    if (state_ == State::waitingForHello) return step;
    if (now >= beatAt_) {
        if (isAckMissing_) {
            step.close = closeToResume;
            return step;
        }
        heartbeat(step);
        isAckMissing_ = true;
        beatAt_ = now + interval_;
    }
    if (state_ == State::waitingToStart && now >= startAt_) startSession(now, step);
    return step;
}

GatewayEnd GatewayEngine::onClosed(std::uint16_t code, std::string_view reason) {
    const bool wasReady = state_ == State::ready;
    const bool wasWaitingForAck = isAckMissing_ && wasReady;
    const bool hasFailed = state_ == State::starting && isResuming_;
    if (wasResumeIgnored_ || (hasFailed && ++failedResumes_ >= maxFailedResumes)) {
        session_ = GatewaySession();
        failedResumes_ = 0;
    }
    // An address that no longer answers is given up too, but an outage here must not cost the session at
    // once.
    if (state_ == State::waitingForHello && session_.canResume() && ++failedConnects_ >= maxFailedConnects)
        session_ = GatewaySession();
    if (endsSession(code)) session_ = GatewaySession();
    state_ = State::idle;
    GatewayEnd end;
    for (const FatalCode& fatal : fatalCodes) {
        if (fatal.code != code) continue;
        end.error = Error(fatal.error, fmt::format("{} ({})", fatal.words, code));
        return end;
    }
    std::string words = fmt::format("the Discord connection ended ({}", code);
    if (!reason.empty()) words += fmt::format(", {}", std::string(reason));
    words += ")";
    if (wasWaitingForAck) words += "; a heartbeat was not answered";
    end.error = Error(identifiesLeft_ <= 0 && !session_.canResume() ? Errc::rateLimited : Errc::closed,
                      std::move(words));
    end.mayReconnectAtOnce = (wasReady && wasAskedToReconnect_) || wasResumeIgnored_;
    return end;
}

}
