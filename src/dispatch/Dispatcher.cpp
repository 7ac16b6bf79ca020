// Chat messages on their way to the agent.
#include "openclaw/dispatch/Dispatcher.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/InboundGate.hpp"
#include "openclaw/security/pairing.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

namespace {

routing::RouteRequest routeRequest(const channels::InboundMessage& message) {
    routing::RouteRequest request;
    request.channel = message.channel;
    request.accountId = message.accountId;
    const bool isDirect = message.kind == channels::ChatKind::direct;
    const bool isGroup = message.kind == channels::ChatKind::group;
    const auto kind = isDirect  ? routing::PeerKind::dm
                      : isGroup ? routing::PeerKind::group
                                : routing::PeerKind::channel;
    request.peer = routing::Peer{kind, message.peerId};
    if (!message.parentPeerId.empty())
        request.parentPeer = routing::Peer{kind, message.parentPeerId};
    return request;
}

std::string newPairingCode() {
    std::string code;
    for (std::size_t i = 0; i < security::pairingCodeLength; ++i)
        code += security::pairingAlphabet[randomBelow(security::pairingAlphabet.size())];
    return code;
}

/// "Ada (@ada)", "Ada", "@ada" or the id.
std::string senderLabel(const channels::InboundMessage& message) {
    if (message.senderName.empty())
        return message.senderUsername.empty() ? message.senderId : "@" + message.senderUsername;
    return message.senderUsername.empty() ? message.senderName : message.senderName + " (@" + message.senderUsername + ")";
}

/// "[Telegram Ada (@ada) id:5 2026-11-22T15:51Z] text": who speaks, where and when, in front of the text.
std::string withEnvelope(const channels::InboundMessage& message) {
    std::string channel = message.channel;
    if (!channel.empty())
        channel[0] = static_cast<char>(channel[0] >= 'a' && channel[0] <= 'z' ? channel[0] - 32 : channel[0]);
    const bool isDirect = message.kind == channels::ChatKind::direct;
    std::string from;
    if (isDirect) {
        from = senderLabel(message) + " id:" + message.senderId;
    } else {
        from = message.chatTitle.empty() ? "group:" + message.chatId : message.chatTitle + " id:" + message.chatId;
        if (!message.threadId.empty())
            from += " topic:" + message.threadId;
    }
    const std::string time = formatIsoTime(message.timestampMs).substr(0, 16) + "Z";
    std::string body = message.leadingContext + message.text + message.trailingContext;
    if (!isDirect)
        body = senderLabel(message) + ": " + body;
    return fmt::format("[{} {} {}] {}", channel, from, time, body);
}

}

Dispatcher::Dispatcher(Clock& clock, store::Store& store, RunEngine& runs, channels::Outbox& outbox, SettingsSource settings)
    : clock_(clock), store_(store), runs_(runs), outbox_(outbox), settings_(std::move(settings)) {}

RunRequest toRunRequest(const channels::InboundMessage& message, const Settings& settings) {
    const routing::Route route = routing::resolveAgentRoute(settings.routing, routeRequest(message));
    RunRequest request;
    request.runId = message.channel + ":" + message.accountId + ":" + message.messageId;
    request.sessionKey = route.sessionKey;
    request.displayKey = route.sessionKey;
    request.agentId = route.agentId;
    request.message = withEnvelope(message);
    request.isChat = true;
    ReplyRoute reply;
    reply.channel = message.channel;
    reply.accountId = message.accountId;
    reply.target = message.chatId;
    reply.threadId = message.threadId;
    reply.replyToId = message.kind == channels::ChatKind::direct ? std::string() : message.replyTargetId;
    request.sessionPatch = Json{{"channel", message.channel},
                                {"chatType", std::string(channels::toString(message.kind))},
                                {"lastChannel", message.channel},
                                {"lastTo", message.chatId},
                                {"lastAccountId", message.accountId},
                                {"deliveryContext", {{"channel", message.channel}, {"to", message.chatId}, {"accountId", message.accountId}}},
                                {"origin", {{"provider", message.channel}, {"from", message.senderId}, {"label", senderLabel(message)}}}};
    if (!message.chatTitle.empty())
        request.sessionPatch["subject"] = message.chatTitle;
    if (!message.threadId.empty())
        request.sessionPatch["lastThreadId"] = message.threadId;
    request.route = std::move(reply);
    return request;
}

asio::awaitable<Result<void>> Dispatcher::accept(std::vector<channels::InboundMessage> messages,
                                                 std::optional<store::ChannelOffset> offset) {
    const auto settings = settings_();
    const std::int64_t now = clock_.nowMs();
    std::vector<store::InboundRecord> records;
    std::vector<channels::InboundMessage> strangers;
    for (auto& message : messages) {
        std::set<std::string> approved;
        if (message.kind == channels::ChatKind::direct) {
            Result<std::vector<std::string>> senders = co_await store_.pairing().allowedSenders(message.channel, message.accountId);
            if (!senders)
                co_return senders.error();
            approved.insert(senders->begin(), senders->end());
        }
        RunRequest request = toRunRequest(message, *settings);
        const GateDecision decision = judge(message, settings->root, request.agentId, approved);
        store::InboundRecord record;
        record.channel = message.channel;
        record.accountId = message.accountId;
        record.platformMessageId = message.messageId;
        record.conversation = message.chatId;
        record.senderId = message.senderId;
        record.receivedAtMs = now;
        record.trace = Json{{"gate", decision.reason}};
        if (decision.verdict == Verdict::accept) {
            record.sessionKey = request.sessionKey;
            record.agentId = request.agentId;
            record.route = request.route->toJson();
            record.body = request.toJson();
        } else {
            log::info("dispatch", "message {} on {} not answered: {}", message.messageId, message.channel, decision.reason);
            record.state = store::InboundState::refused;
            record.finishedAtMs = now;
            if (decision.verdict == Verdict::offerPairing)
                strangers.push_back(std::move(message));
        }
        records.push_back(std::move(record));
    }
    for (auto& stranger : strangers) {
        Result<void> offered = co_await offerPairing(std::move(stranger));
        if (!offered)
            co_return offered.error();
    }
    const std::vector<store::InboundRecord> kept = records;
    crashPoint("dispatch.before-admit");
    Result<std::vector<store::Admission>> admitted = co_await store_.inbox().admit(std::move(records), std::move(offset));
    if (!admitted)
        co_return admitted.error();
    crashPoint("dispatch.admitted");
    for (std::size_t i = 0; i < admitted->size(); ++i) {
        const store::Admission& admission = (*admitted)[i];
        if (admission.isNew && kept[i].state == store::InboundState::admitted)
            runs_.submit(admission.id, RunRequest::fromJson(kept[i].body));
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Dispatcher::offerPairing(channels::InboundMessage message) {
    const std::int64_t now = clock_.nowMs();
    store::PairingRequest request;
    request.channel = message.channel;
    request.accountId = message.accountId;
    request.senderId = message.senderId;
    request.code = newPairingCode();
    request.createdAtMs = now;
    request.lastSeenAtMs = now;
    if (!message.senderName.empty())
        request.meta["name"] = message.senderName;
    if (!message.senderUsername.empty())
        request.meta["username"] = message.senderUsername;
    Result<store::PairingOutcome> outcome = co_await store_.pairing().upsertRequest(std::move(request));
    if (!outcome)
        co_return outcome.error();
    if (outcome->isFull)
        co_return Result<void>();
    const std::string name = message.channel == "telegram" ? "Telegram user" : message.channel + " sender";
    const std::string idLine = "Your " + name + " id: " + message.senderId;
    store::OutboundRecord part;
    // The code is part of the key: a repeated contact, or a crash before the offset was stored, sends nothing new.
    part.key = "pairing:" + message.channel + ":" + message.accountId + ":" + message.senderId + ":" + outcome->code;
    part.channel = message.channel;
    part.accountId = message.accountId;
    part.target = message.chatId;
    part.threadId = message.threadId;
    part.payload = Json{{"text", security::pairingReply(message.channel, idLine, outcome->code)}};
    part.createdAtMs = now;
    part.updatedAtMs = now;
    std::vector<store::OutboundRecord> parts;
    parts.push_back(std::move(part));
    Result<std::vector<store::Enqueued>> queued = co_await outbox_.enqueue(std::move(parts));
    if (!queued)
        co_return queued.error();
    co_return Result<void>();
}

}
