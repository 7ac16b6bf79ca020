// Chat events on their way to the agent.
#include "openclaw/dispatch/Dispatcher.hpp"

#include "dispatch/groupTools.hpp"
#include "dispatch/inbound.hpp"
#include "openclaw/commands/body.hpp"
#include "openclaw/commands/inline.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/security/pairing.hpp"
#include "openclaw/sessions/queue.hpp"
#include "openclaw/sessions/reset.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

using channels::ChatKind;
using channels::InboundKind;
using channels::InboundMessage;

std::string newPairingCode() {
    std::string code;
    for (std::size_t i = 0; i < security::pairingCodeLength; ++i)
        code += security::pairingAlphabet[randomBelow(security::pairingAlphabet.size())];
    return code;
}

std::string pairingIdLine(const InboundMessage& message) {
    if (message.channel == "telegram") return "Your Telegram user id: " + message.senderId;
    if (message.channel == "whatsapp") return "Your WhatsApp phone number: " + message.senderId;
    if (message.channel == "discord") return "Your Discord user id: " + message.senderId;
    if (message.channel == "imessage") return "Your iMessage sender id: " + message.senderId;
    return "Your " + message.channel + " sender id: " + message.senderId;
}

sessions::QueueOverrides sessionQueue(const Json& entry) {
    sessions::QueueOverrides queue;
    queue.mode = sessions::parseQueueMode(stringOr(entry, "queueMode"));
    queue.debounceMs = findNumber(entry, "queueDebounceMs");
    queue.cap = findNumber(entry, "queueCap");
    queue.dropPolicy = sessions::parseDropPolicy(stringOr(entry, "queueDrop"));
    return queue;
}

std::string_view verdictWord(Verdict verdict) {
    switch (verdict) {
    case Verdict::accept: return "accepted";
    case Verdict::remember: return "remembered";
    case Verdict::drop:
    case Verdict::offerPairing: return "dropped";
    }
    return "dropped";
}

/// The agents that answer a broadcast group; empty for any other chat.
std::vector<std::string> broadcastAgents(const InboundMessage& message, const Settings& settings) {
    std::vector<std::string> agents;
    const Json* broadcast = message.channel == "whatsapp" ? findMember(settings.root, "broadcast") : nullptr;
    const Json* list = broadcast ? findMember(*broadcast, message.peerId) : nullptr;
    if (!list || !list->is_array()) return agents;
    for (const Json& id : *list) {
        const std::string agent =
            routing::normalizeAgentId(id.is_string() ? id.get<std::string>() : std::string());
        const bool isKnown = settings.routing.agents.empty() ||
                             std::any_of(settings.routing.agents.begin(), settings.routing.agents.end(),
                                         [&](const auto& entry) { return entry.id == agent; });
        if (isKnown && std::find(agents.begin(), agents.end(), agent) == agents.end())
            agents.push_back(agent);
    }
    return agents;
}

}

Dispatcher::Dispatcher(
    Clock& clock, store::Store& store, RunEngine& runs, channels::Outbox& outbox, SettingsSource settings)
    : clock_(clock), store_(store), runs_(runs), outbox_(outbox), settings_(std::move(settings)) {}

RunRequest toRunRequest(const InboundMessage& message,
                        const Settings& settings,
                        const std::string& agentId,
                        const std::string& sessionKey,
                        const Json& sessionEntry,
                        std::int64_t sessionUpdatedAtMs) {
    RunRequest request;
    request.runId = message.channel + ":" + message.accountId + ":" + message.messageId;
    request.sessionKey = sessionKey;
    request.displayKey = sessionKey;
    request.agentId = agentId;
    request.text = message.text;
    request.head = envelopeHead(message, settings.root, sessionUpdatedAtMs) + message.leadingContext +
                   bodyPrefix(message, settings.root, agentId);
    request.tail = message.trailingContext;
    request.message = request.head + request.text + request.tail;
    request.attachments = message.attachments;
    request.isChat = true;
    request.isGroup = message.kind != ChatKind::direct;
    request.mayBeQueued = true;
    request.queue =
        sessions::resolveQueueSettings(settings.root, message.channel, {}, sessionQueue(sessionEntry));
    const std::int64_t debounce = sessions::resolveDebounceMs(
        settings.root, message.channel, ownDebounceMs(message, settings.root));
    const bool isPlain = message.event == InboundKind::message && message.attachments.empty() &&
                         !trimAscii(message.text).empty();
    request.debounceKey =
        debounce > 0
            ? join({message.channel, message.accountId, message.chatId, message.threadId, message.senderId},
                   "|")
            : "";
    if (isPlain && debounce > 0)
        request.debounce = std::chrono::milliseconds(std::min<std::int64_t>(debounce, 60'000));
    request.chat.channel = message.channel;
    request.chat.accountId = message.accountId;
    request.chat.isGroup = request.isGroup;
    if (request.isGroup) {
        // Discord names a thread's settings under the channel that it belongs to.
        const bool isThread = message.channel == "discord" && !message.parentPeerId.empty();
        request.chat.groupId = isThread ? message.parentPeerId : message.chatId;
        request.chat.threadId = message.threadId;
        request.chat.guildId = message.guildId;
    }
    ReplyRoute reply;
    reply.channel = message.channel;
    reply.accountId = message.accountId;
    reply.target = message.chatId;
    reply.threadId = message.threadId;
    reply.currentId = message.replyTargetId;
    reply.replyToId = message.kind == ChatKind::direct ? std::string() : message.replyTargetId;
    reply.channelData = message.channelData;
    request.sessionPatch = Json{
        {"channel", message.channel},
        {"chatType", std::string(channels::toString(message.kind))},
        {"lastChannel", message.channel},
        {"lastTo", message.chatId},
        {"lastAccountId", message.accountId},
        {"deliveryContext",
         {{"channel", message.channel}, {"to", message.chatId}, {"accountId", message.accountId}}},
        {"origin",
         {{"provider", message.channel}, {"from", message.senderId}, {"label", displayNameOf(message)}}}};
    if (!message.chatTitle.empty()) request.sessionPatch["subject"] = message.chatTitle;
    if (!message.threadId.empty()) request.sessionPatch["lastThreadId"] = message.threadId;
    request.route = std::move(reply);
    return request;
}

asio::awaitable<Result<Dispatcher::Judged>> Dispatcher::judgeOne(InboundMessage message,
                                                                 std::shared_ptr<const Settings> settings) {
    Judged judged;
    std::set<std::string> approved;
    if (message.kind == ChatKind::direct) {
        Result<std::vector<std::string>> senders =
            co_await store_.pairing().allowedSenders(message.channel, message.accountId);
        if (!senders) co_return senders.error();
        approved.insert(senders->begin(), senders->end());
    }
    const routing::Route found = routing::resolveAgentRoute(settings->routing, routeRequest(message));
    Result<std::optional<store::SessionRow>> session = co_await store_.sessions().get(found.sessionKey);
    if (!session) co_return session.error();
    const Json entry = *session ? (*session)->entry : Json::object();
    const std::int64_t updatedAtMs = *session ? (*session)->updatedAtMs : 0;
    const std::string command = commandText(message, settings->root, found.agentId);
    const GateContext context{settings->root, found.agentId, approved, stringOr(entry, "groupActivation"),
                              commands::isControlCommand(command, &settings->root)};
    judged.decision = judge(message, context);
    judged.trace.add(judged.decision.verdict == Verdict::remember ? "mention" : "access",
                     std::string(verdictWord(judged.decision.verdict)), judged.decision.reason,
                     judged.decision.path);
    judged.historyKey = historyKey(message);
    judged.message = std::move(message);
    RunRequest request =
        toRunRequest(judged.message, *settings, found.agentId, found.sessionKey, entry, updatedAtMs);
    request.receivedAtMs = clock_.nowMs();
    judged.requests.push_back(std::move(request));
    if (judged.decision.verdict == Verdict::accept) route(judged, *settings, entry, updatedAtMs);
    co_return judged;
}

void Dispatcher::route(Judged& judged,
                       const Settings& settings,
                       const Json& entry,
                       std::int64_t updatedAtMs) {
    RunRequest& request = judged.requests.front();
    const InboundMessage& message = judged.message;
    judged.systemEvent = systemEventText(message);
    if (!judged.systemEvent.empty() || message.event == InboundKind::notice) {
        judged.decision.verdict = Verdict::remember;
        judged.trace.add("access", "remembered", "the event is told to the agent with its next turn");
        return;
    }
    request.isAuthorized = judged.decision.isAuthorized;
    request.wasMentioned = judged.decision.wasMentioned;
    request.chat.isAlwaysOn = judged.decision.isAlwaysOn;
    request.chat.toolRules = groupToolRules(settings.root, message);
    request.ackEmoji = judged.decision.ackEmoji;
    const std::string command = commandText(message, settings.root, request.agentId);
    const bool isCommand = desk_ && desk_->knows(command, settings.root);
    if (isCommand && !request.isAuthorized && message.event != InboundKind::nativeCommand) {
        judged.decision.verdict = Verdict::drop;
        judged.trace.add("command", "dropped", "the sender may not give commands",
                         "commands.useAccessGroups");
        return;
    }
    if (isCommand) {
        request.text = command;
        request.isCommand = true;
        judged.trace.add("command", "accepted", "a command of the house");
        return;
    }
    sessions::SendRequest send;
    send.sessionKey = request.sessionKey;
    send.channel = message.channel;
    send.chatType = std::string(channels::toString(message.kind));
    send.entryPolicy = sessions::parseSendPolicy(stringOr(entry, "sendPolicy"));
    if (sessions::decideSend(sessions::sendRulesFromJson(settings.root), send) ==
        sessions::SendPolicy::deny) {
        judged.decision.verdict = Verdict::drop;
        judged.trace.add("session", "dropped", "answers are switched off for this conversation",
                         send.entryPolicy ? "/send off" : "session.sendPolicy");
        return;
    }
    // Directives in the middle of a text are taken out of it; on their own they were commands.
    if (request.isAuthorized) {
        const auto directives = commands::parseInline(request.text);
        if (directives.any() && !directives.cleaned.empty()) {
            request.text = directives.cleaned;
            request.message = request.head + request.text + request.tail;
        }
    }
    if (message.kind != ChatKind::direct) {
        request.history = history_.lines(judged.historyKey);
        judged.historyLines = request.history.size();
        request.message = prompt::withHistory(request.history, request.message);
    }
    judged.trace.add("route", "accepted", "agent " + request.agentId + ", session " + request.sessionKey);
    const std::vector<std::string> agents = broadcastAgents(message, settings);
    if (agents.empty()) return;
    const RunRequest model = request;
    judged.requests.clear();
    for (const std::string& agent : agents) {
        RunRequest copy = model;
        routing::PeerKeyRequest key;
        key.agentId = agent;
        key.mainKey = settings.sessionKeys.mainKey;
        key.channel = message.channel;
        key.accountId = message.accountId;
        key.peerKind = message.kind == ChatKind::direct ? routing::PeerKind::dm : routing::PeerKind::group;
        key.peerId = message.peerId;
        key.dmScope = settings.routing.dmScope;
        key.identityLinks = settings.routing.identityLinks;
        copy.agentId = agent;
        copy.sessionKey = routing::buildPeerSessionKey(key);
        copy.displayKey = copy.sessionKey;
        copy.runId += "#" + agent;
        judged.requests.push_back(std::move(copy));
    }
    judged.trace.add("route", "accepted", fmt::format("broadcast to {} agents", agents.size()),
                     "broadcast." + message.peerId);
    (void)updatedAtMs;
}

std::vector<store::InboundRecord> Dispatcher::recordsOf(const Judged& judged, std::int64_t nowMs) const {
    std::vector<store::InboundRecord> records;
    for (std::size_t i = 0; i < judged.requests.size(); ++i) {
        const RunRequest& request = judged.requests[i];
        store::InboundRecord record;
        record.channel = judged.message.channel;
        record.accountId = judged.message.accountId;
        record.platformMessageId = judged.message.messageId + (i > 0 ? "#" + request.agentId : "");
        record.conversation = judged.message.chatId;
        record.senderId = judged.message.senderId;
        record.receivedAtMs = nowMs;
        record.trace = judged.trace.toJson();
        record.sessionKey = request.sessionKey;
        record.agentId = request.agentId;
        record.systemEvent = collapseSpaces(judged.systemEvent);
        if (judged.decision.verdict == Verdict::accept) {
            record.route = request.route->toJson();
            record.body = request.toJson();
        } else {
            record.state = store::InboundState::refused;
            record.finishedAtMs = nowMs;
        }
        records.push_back(std::move(record));
    }
    return records;
}

asio::awaitable<Result<void>> Dispatcher::accept(std::vector<InboundMessage> messages,
                                                 std::optional<store::ChannelOffset> offset) {
    const auto settings = settings_();
    const std::int64_t now = clock_.nowMs();
    std::vector<Judged> all;
    std::vector<store::InboundRecord> records;
    for (auto& message : messages) {
        Result<Judged> judged = co_await judgeOne(std::move(message), settings);
        if (!judged) co_return judged.error();
        if (judged->decision.verdict != Verdict::accept)
            log::info("dispatch", "message {} on {} not answered: {} {}", judged->message.messageId,
                      judged->message.channel, judged->trace.steps().back().reason,
                      judged->trace.steps().back().path);
        if (judged->decision.verdict == Verdict::offerPairing) {
            InboundMessage stranger = judged->message;
            const Result<void> offered = co_await offerPairing(std::move(stranger));
            if (!offered) co_return offered.error();
        }
        // Remembered at once, so that the next message of the same batch already has it as context.
        if (judged->decision.verdict == Verdict::remember && judged->message.event == InboundKind::message) {
            const InboundMessage& seen = judged->message;
            Result<std::optional<store::InboundRecord>> known =
                co_await store_.inbox().findByMessage(seen.channel, seen.accountId, seen.messageId);
            const bool isRepeated = known && known->has_value();
            if (!isRepeated)
                history_.add(judged->historyKey, historyLine(seen, settings->root),
                             historyLimit(settings->root, seen.channel, seen.accountId));
        }
        for (store::InboundRecord& record : recordsOf(*judged, now))
            records.push_back(std::move(record));
        all.push_back(std::move(*judged));
    }
    crashPoint("dispatch.before-admit");
    Result<std::vector<store::Admission>> admitted =
        co_await store_.inbox().admit(std::move(records), std::move(offset));
    if (!admitted) co_return admitted.error();
    crashPoint("dispatch.admitted");
    std::size_t row = 0;
    for (Judged& judged : all) {
        const bool isRefused = judged.decision.verdict != Verdict::accept;
        std::vector<store::InboundRecord> told =
            isRefused && announce_ ? recordsOf(judged, now) : std::vector<store::InboundRecord>();
        for (RunRequest& request : judged.requests) {
            const store::Admission& admission = (*admitted)[row++];
            if (!admission.isNew) continue;
            if (!told.empty()) {
                told.front().id = admission.id;
                announce_(traceToJson(told.front(), {}));
            }
            if (judged.decision.verdict != Verdict::accept) continue;
            history_.forget(judged.historyKey, std::exchange(judged.historyLines, 0));
            runs_.submit(admission.id, std::move(request));
        }
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Dispatcher::offerPairing(InboundMessage message) {
    const std::int64_t now = clock_.nowMs();
    store::PairingRequest request;
    request.channel = message.channel;
    request.accountId = message.accountId;
    request.senderId = message.senderId;
    request.code = newPairingCode();
    request.createdAtMs = now;
    request.lastSeenAtMs = now;
    if (!message.senderName.empty()) request.meta["name"] = message.senderName;
    if (!message.senderUsername.empty()) request.meta["username"] = message.senderUsername;
    Result<store::PairingOutcome> outcome = co_await store_.pairing().upsertRequest(std::move(request));
    if (!outcome) co_return outcome.error();
    if (outcome->isFull) co_return Result<void>();
    // The code is part of the key: a repeated contact, or a crash before the offset was stored, sends nothing
    // new.
    std::string key =
        "pairing:" + message.channel + ":" + message.accountId + ":" + message.senderId + ":" + outcome->code;
    Json payload{{"text", security::pairingReply(message.channel, pairingIdLine(message), outcome->code)}};
    store::ChatAddress to{message.channel, message.accountId, message.chatId, message.threadId};
    std::vector<store::OutboundRecord> parts;
    parts.push_back(store::duePart(std::move(to), std::move(key), std::move(payload), now));
    Result<std::vector<store::Enqueued>> queued = co_await outbox_.enqueue(std::move(parts));
    if (!queued) co_return queued.error();
    co_return Result<void>();
}

}
