// The steps of a conversation between two agents.
#include "gateway/agentTalk.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::int64_t mostTurns = 5;

dispatch::RunRequest sideOf(const Json& talk, const char* side) {
    const Json* stored = findMember(talk, side);
    dispatch::RunRequest request = dispatch::RunRequest::fromJson(stored ? *stored : Json::object());
    request.lane = dispatch::GlobalLane::nested;
    return request;
}

std::string chatOf(const dispatch::RunRequest& side) {
    const std::string channel = side.route ? side.route->channel : side.chat.channel;
    return channel.empty() ? side.sessionKey : side.sessionKey + " (" + channel + ")";
}

std::string introduction(const dispatch::RunRequest& requester, const dispatch::RunRequest& target) {
    return "Two agents talk to each other here; no person reads along.\nAgent 1, who began: " +
           chatOf(requester) + "\nAgent 2, who was spoken to: " + chatOf(target);
}

std::string replyContext(const Json& talk, std::int64_t turn, bool isRequesters) {
    return introduction(sideOf(talk, "requester"), sideOf(talk, "target")) +
           fmt::format(
               "\nYou are agent {}. The message is the other one's answer; this is answer {} of at most {}. "
               "When nothing more has to be said, answer exactly {}.",
               isRequesters ? 1 : 2, turn, findInteger(talk, "maxTurns").value_or(0), replySkipToken);
}

std::string announceContext(const Json& talk) {
    return introduction(sideOf(talk, "requester"), sideOf(talk, "target")) +
           "\nYou are agent 2, and the conversation is over. It began with: " + stringOr(talk, "message") +
           "\nYour first answer: " + stringOr(talk, "firstReply") +
           "\nThe last word: " + stringOr(talk, "lastReply") +
           "\nYour answer now goes to the people of your own chat. If they need not hear of it, answer "
           "exactly "
           "ANNOUNCE_SKIP.";
}

dispatch::RunRequest replyStep(Json talk, std::int64_t turn) {
    const bool isRequesters = turn % 2 == 1;
    dispatch::RunRequest request = sideOf(talk, isRequesters ? "requester" : "target");
    request.runId = fmt::format("{}:reply{}", stringOr(talk, "id"), turn);
    request.message = stringOr(talk, "lastReply");
    request.extraSystemPrompt = replyContext(talk, turn, isRequesters);
    request.route.reset(); // between themselves
    talk["step"] = "reply";
    talk["turn"] = turn;
    request.purpose = std::move(talk);
    return request;
}

std::optional<dispatch::RunRequest> announceStep(Json talk) {
    dispatch::RunRequest request = sideOf(talk, "target");
    if (!request.route) return std::nullopt;
    request.runId = stringOr(talk, "id") + ":announce";
    request.message = "The conversation with the other agent is over. Is there anything to tell your chat?";
    request.extraSystemPrompt = announceContext(talk);
    request.isChat = true;
    talk["step"] = "announce";
    request.purpose = std::move(talk);
    return request;
}

}

dispatch::RunRequest firstStep(const TalkPlan& plan) {
    Json talk = {{"kind", talkKind},
                 {"step", "message"},
                 {"id", plan.id},
                 {"message", plan.message},
                 {"turn", 0},
                 {"maxTurns", plan.maxTurns},
                 {"requester", plan.requester.toJson()},
                 {"target", plan.target.toJson()}};
    dispatch::RunRequest request = sideOf(talk, "target");
    request.runId = plan.id;
    request.message = plan.message;
    request.extraSystemPrompt =
        introduction(plan.requester, plan.target) + "\nYou are agent 2; your answer goes to agent 1.";
    request.route.reset();
    request.purpose = std::move(talk);
    return request;
}

std::optional<dispatch::RunRequest> nextStep(const dispatch::RunRequest& step,
                                             const dispatch::RunResult& result) {
    Json talk = step.purpose;
    const std::string name = stringOr(talk, "step");
    const std::string_view text = trimAscii(result.text);
    const bool hasAnswer = result.status == dispatch::RunStatus::ok && !text.empty();
    if (name == "announce" || (name == "message" && !hasAnswer)) return std::nullopt;
    if (result.status == dispatch::RunStatus::aborted) return std::nullopt; // somebody wants an end of it
    const bool isSkip = text == replySkipToken;
    if (name == "message") talk["firstReply"] = text;
    if (hasAnswer && !isSkip) talk["lastReply"] = text;
    const std::int64_t turn = findInteger(talk, "turn").value_or(0) + 1;
    const bool goesOn = hasAnswer && !isSkip && turn <= findInteger(talk, "maxTurns").value_or(0);
    if (goesOn) return replyStep(std::move(talk), turn);
    return announceStep(std::move(talk));
}

std::int64_t pingPongTurns(const Json& config) {
    const Json* settings = findPath(config, "session.agentToAgent");
    const auto turns = settings ? findInteger(*settings, "maxPingPongTurns") : std::nullopt;
    return std::clamp<std::int64_t>(turns.value_or(mostTurns), 0, mostTurns);
}

}
