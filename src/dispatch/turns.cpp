// From a run and its session to a turn of the agent.
#include "dispatch/turns.hpp"

namespace openclaw::dispatch {

namespace {

/// The turn of a gateway client or of automation belongs to the chat that its session serves, so that the
/// prompt stays the same whoever speaks.
agent::ChatFacts chatOfSession(const Json& entry) {
    agent::ChatFacts chat;
    chat.channel = stringOr(entry, "lastChannel");
    chat.accountId = stringOr(entry, "lastAccountId");
    const std::string type = stringOr(entry, "chatType");
    chat.isGroup = type == "group" || type == "channel";
    if (!chat.isGroup) return chat;
    chat.groupId = stringOr(entry, "lastTo");
    chat.threadId = stringOr(entry, "lastThreadId");
    chat.isAlwaysOn = stringOr(entry, "groupActivation") == "always";
    return chat;
}

}

agent::TurnRequest turnOf(const RunRequest& request, const Json& sessionEntry, const Settings& settings) {
    agent::TurnRequest turn;
    turn.runId = request.runId;
    turn.agentId = request.agentId;
    turn.sessionKey = request.sessionKey;
    turn.message = request.message;
    turn.images = request.images;
    turn.extraSystemPrompt = request.extraSystemPrompt;
    turn.chat = request.chat.channel.empty() ? chatOfSession(sessionEntry) : request.chat;
    turn.isAuthorized = request.isAuthorized;
    turn.timeout = request.timeout.count() > 0 ? request.timeout : settings.runTimeout;
    turn.provider = stringOr(sessionEntry, "providerOverride");
    turn.model = stringOr(sessionEntry, "modelOverride");
    if (const std::size_t slash = request.model.find('/'); slash != std::string::npos) {
        turn.provider = request.model.substr(0, slash);
        turn.model = request.model.substr(slash + 1);
    }
    turn.thinkingLevel = request.thinking;
    if (turn.thinkingLevel.empty())
        turn.thinkingLevel = stringOr(sessionEntry, "thinkingLevel", settings.thinkingDefault);
    if (turn.thinkingLevel.empty()) turn.thinkingLevel = "off";
    return turn;
}

}
