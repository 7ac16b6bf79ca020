// The message tool: texts go through the outgoing ledger like every other message, and once.
#include "gateway/tools/Tools.hpp"
#include "gateway/tools/access.hpp"

#include "gateway/lastChat.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <fmt/format.h>

namespace openclaw::gateway {

namespace {

constexpr std::chrono::milliseconds deliveryPatience{30'000};

/// What became of the parts, for the model.
Json deliveryReport(const store::ChatAddress& address,
                    const std::vector<store::OutboundRecord>& settled,
                    std::size_t wanted) {
    Json report = {{"ok", true}, {"channel", address.channel}, {"to", address.target}};
    if (settled.size() < wanted) {
        report["queued"] = true;
        report["note"] =
            "the network has not taken it yet; it is sent as soon as it does, do not send it again";
    } else if (!settled.empty()) {
        report["messageId"] = settled.front().platformMessageId;
    }
    return report;
}

}

/// The chat that the turn answers; for one that answers none, the chat in which its session was used last.
asio::awaitable<std::optional<dispatch::ReplyRoute>> Tools::homeOf(agent::ToolCaller caller) {
    std::optional<dispatch::ReplyRoute> route = services_.runs.routeOf(caller.runId);
    if (route) co_return route;
    Result<std::optional<store::SessionRow>> session =
        co_await services_.store.sessions().get(caller.sessionKey);
    if (!session || !*session) co_return std::nullopt;
    co_return lastChat((*session)->entry, services_.channels);
}

asio::awaitable<Result<Json>> Tools::sendMessage(agent::ToolCaller caller, Json arguments) {
    agent::ToolCaller asked = caller;
    const std::optional<dispatch::ReplyRoute> home = co_await homeOf(std::move(asked));
    std::optional<store::ChatAddress> homeAddress;
    if (home) homeAddress = home->address();
    MessagePlan plan = planMessage(services_.settings()->root, caller, homeAddress, arguments);
    if (!plan.refusal.empty()) co_return Error(Errc::invalidInput, plan.refusal);
    const store::ChatAddress& address = plan.address;
    const channels::Channel* channel = services_.channels(address.channel, address.accountId);
    if (!channel)
        co_return Error(Errc::notFound,
                        "no such channel: " + address.channel + " (" + address.accountId + ")");

    channels::Reply reply;
    reply.text = plan.text;
    reply.replyToId = stringOr(arguments, "replyTo");
    reply.isSilent = findBool(arguments, "silent").value_or(false);
    // The same call of a turn that is run again after a crash has the same key and is not sent again.
    const std::string content = crypto::sha256Hex(join(
        {address.channel, address.accountId, address.target, address.threadId, reply.replyToId, plan.text},
        "\n"));
    const int number = occurrence(caller.runId, content);
    const std::int64_t now = services_.clock.nowMs();
    std::vector<store::OutboundRecord> parts;
    for (Json& payload : channel->render(reply)) {
        std::string key =
            fmt::format("tool:{}:{}:{}:{}", caller.runId, content.substr(0, 32), number, parts.size());
        parts.push_back(store::duePart(address, std::move(key), std::move(payload), now));
    }
    if (parts.empty()) co_return Error(Errc::invalidInput, "the message is empty");
    Result<std::vector<store::Enqueued>> queued = co_await services_.outbox.enqueue(std::move(parts));
    if (!queued) co_return queued.error();
    dispatch::ToolSend send;
    send.target.channel = address.channel;
    send.target.accountId = address.accountId;
    send.target.target = address.target;
    send.target.threadId = address.threadId;
    send.text = plan.text;
    services_.runs.noteSend(caller.runId, std::move(send));

    std::vector<store::OutboundRecord> settled;
    for (const store::Enqueued& row : *queued) {
        Result<store::OutboundRecord> record =
            co_await withTimeout(deliveryPatience, services_.outbox.waitFor(row.record.id));
        if (!record) break; // it is in the ledger and stays there
        if (record->state == store::OutboundState::failed)
            co_return Error(Errc::unavailable, "the message was not delivered: " + record->lastError);
        if (record->state == store::OutboundState::uncertain)
            co_return Error(Errc::unavailable,
                            "the message may or may not have arrived: " + record->lastError);
        settled.push_back(std::move(*record));
    }
    co_return agent::toolValue(deliveryReport(address, settled, queued->size()));
}

}
