// What runs that nobody typed leave behind: lines for the main session, words for a chat. All of it joins the
// run's own commit, so a crash leaves either the whole outcome or a run that is carried out again.
#include "gateway/Automation.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/SystemEvents.hpp"
#include "openclaw/security/untrusted.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t lineBytes = 2000;
constexpr std::int64_t fullBytes = 8000;
constexpr std::int64_t repetitionMs = 24LL * 3600 * 1000;

std::string shortened(const std::string& text, std::size_t limit) {
    if (text.size() <= limit) return text;
    return std::string(utf8Prefix(text, limit)) + "…";
}

std::string problemOf(const dispatch::RunResult& result) {
    return result.status == dispatch::RunStatus::aborted ? "aborted" : result.error;
}

/// "Cron: …" for the main session; `isolation` says how much of it. "" when there is nothing to say.
std::string jobLine(const Json& isolation, const dispatch::RunResult& result) {
    const std::string prefix = stringOr(isolation, "postToMainPrefix", "Cron");
    if (result.status != dispatch::RunStatus::ok) return prefix + " (error): " + problemOf(result);
    if (result.text.empty()) return {};
    std::size_t limit = lineBytes;
    if (stringOr(isolation, "postToMainMode") == "full")
        limit = static_cast<std::size_t>(
            std::max<std::int64_t>(0, findInteger(isolation, "postToMainMaxChars").value_or(fullBytes)));
    return prefix + ": " + shortened(result.text, limit);
}

std::string hookLine(const std::string& name, const dispatch::RunResult& result) {
    if (result.status != dispatch::RunStatus::ok) return "Hook " + name + " (error): " + problemOf(result);
    return "Hook " + name + ": " + shortened(result.text, lineBytes);
}

}

asio::awaitable<dispatch::RunSequel> Automation::finish(const dispatch::RunRequest& request,
                                                        const dispatch::RunResult& result,
                                                        store::TurnCompletion& completion) {
    dispatch::RunSequel sequel;
    const Json& purpose = request.purpose;
    const std::string kind = stringOr(purpose, "kind");
    if (kind == "heartbeat") {
        sequel.afterwards = co_await finishHeartbeat(request, result, completion);
        co_return sequel;
    }
    const std::string main = mainKey(request.agentId);
    if (kind == "cron") {
        const Json* isolation = findMember(purpose, "isolation");
        const std::string line = jobLine(isolation ? *isolation : Json::object(), result);
        if (line.empty()) co_return sequel;
        completion.events.push_back(dispatch::systemEvent(main, line, completion.nowMs));
    } else if (kind == "hook") {
        // The answer repeats words from outside, so it is passed on as such and not as a line of the house.
        const std::string name = stringOr(purpose, "name", "Hook");
        store::SystemEvent event;
        event.sessionKey = main;
        event.text =
            security::wrapUntrusted("webhook " + name, hookLine(name, result), randomUuid().substr(0, 8));
        event.atMs = completion.nowMs;
        event.isOutside = true;
        completion.events.push_back(std::move(event));
    }
    if (findBool(purpose, "isNow").value_or(false))
        sequel.afterwards = [this, agentId = request.agentId] { heartbeats_.wake(agentId); };
    co_return sequel;
}

asio::awaitable<std::function<void()>> Automation::finishHeartbeat(const dispatch::RunRequest& request,
                                                                   const dispatch::RunResult& result,
                                                                   store::TurnCompletion& completion) {
    const Json* given = findMember(request.purpose, "settings");
    const Json settings = given ? *given : Json::object();
    cron::HeartbeatReply reply;
    reply.isOk = result.status == dispatch::RunStatus::ok;
    reply.text = result.text;
    reply.error = result.error.empty() ? "the turn was ended" : result.error;
    reply.endedAtMs = completion.nowMs;
    reply.startedAtMs = result.startedAtMs > 0 ? result.startedAtMs : completion.nowMs;
    std::string agentId = request.agentId;
    Json wanted = settings;
    cron::HeartbeatTarget where = co_await target(std::move(agentId), std::move(wanted));
    cron::HeartbeatVerdict verdict = cron::judgeHeartbeat(settings_()->root, settings, reply, where);
    // A conversation does not stay young because its agent had nothing to say.
    if (verdict.isAck && completion.session) completion.session->updatedAtMs = 0;
    if (!verdict.words.empty()) {
        std::string words = verdict.words;
        const Result<bool> said = co_await say(request, std::move(where), std::move(words), completion);
        if (!said) {
            verdict.event["status"] = "failed";
            verdict.event["reason"] = said.error().message;
        } else if (!*said) {
            verdict.event["status"] = "skipped";
            verdict.event["reason"] = "duplicate";
        }
    }
    std::function<void()> afterwards = [this, event = std::move(verdict.event)] {
        heartbeats_.publish(event);
    };
    co_return afterwards;
}

/// Adds the words to the run's commit. False when the same were said within the last day.
asio::awaitable<Result<bool>> Automation::say(const dispatch::RunRequest& request,
                                              cron::HeartbeatTarget where,
                                              std::string words,
                                              store::TurnCompletion& completion) {
    const std::int64_t now = completion.nowMs;
    Result<std::optional<store::SessionRow>> session = co_await store_.sessions().get(request.sessionKey);
    if (!session) co_return session.error();
    const Json entry = *session ? (*session)->entry : Json::object();
    const bool isRecent = now - findInteger(entry, "lastHeartbeatSentAt").value_or(0) < repetitionMs;
    if (isRecent && stringOr(entry, "lastHeartbeatText") == words) co_return false;
    const channels::Channel* channel = channels_(where.channel, where.accountId);
    if (!channel) co_return Error(Errc::unavailable, where.channel + " is not running");
    const store::ChatAddress to{where.channel, where.accountId, where.to, {}};
    std::size_t number = 0;
    for (Json& payload : channel->render(channels::Reply{words, ""})) {
        std::string key = request.runId + ":" + std::to_string(number++);
        completion.outbound.push_back(store::duePart(to, std::move(key), std::move(payload), now));
    }
    if (completion.session) {
        completion.session->patch["lastHeartbeatText"] = words;
        completion.session->patch["lastHeartbeatSentAt"] = now;
    }
    co_return true;
}

}
