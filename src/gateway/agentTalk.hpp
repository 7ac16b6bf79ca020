#pragma once

#include "openclaw/dispatch/runs.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What agents say to each other with sessions_send: a message, answers back and forth, and a last word of
/// the one that was spoken to for its chat. Each step is a run whose purpose holds the whole conversation;
/// the next one is admitted in the commit of the one before. Pure.
namespace openclaw::gateway {

/// The kind of these runs' purpose.
inline constexpr const char* talkKind = "talk";
/// As the whole answer: there is nothing more to say.
inline constexpr std::string_view replySkipToken = "REPLY_SKIP";

struct TalkPlan {
    std::string id;
    std::string message;
    /// How often the agents answer each other after the first answer.
    std::int64_t maxTurns = 5;
    /// The two sessions: key, agent, rights and, for the one spoken to, the chat of its last word (`route`).
    dispatch::RunRequest requester;
    dispatch::RunRequest target;
};
/// The first run: the message, for the session that is spoken to.
dispatch::RunRequest firstStep(const TalkPlan& plan);
/// What follows from a step; nullopt when the conversation is over.
std::optional<dispatch::RunRequest> nextStep(const dispatch::RunRequest& step,
                                             const dispatch::RunResult& result);

/// `session.agentToAgent.maxPingPongTurns`.
std::int64_t pingPongTurns(const Json& config);

}
