// channels.status and send.
#include "gateway/MethodTable.hpp"

#include "gateway/RunEvents.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::chrono::seconds deliveryPatience{60};

std::optional<Answer> channelsStatus(Services& services, const Call&) {
    Json order = Json::array();
    Json labels = Json::object();
    Json details = Json::object();
    Json images = Json::object();
    Json meta = Json::array();
    Json summaries = Json::object();
    Json accounts = Json::object();
    Json defaults = Json::object();
    for (const auto& report : services.supervisor.report()) {
        const std::string& id = report.channel;
        if (!summaries.contains(id)) {
            const char* image = id == "telegram" ? "paperplane" : "message";
            order.push_back(id);
            labels[id] = channelLabel(id);
            details[id] = channelDetailLabel(id);
            images[id] = image;
            meta.push_back({{"id", id}, {"label", channelLabel(id)}, {"detailLabel", channelDetailLabel(id)}, {"systemImage", image}});
            summaries[id] = channelSummary(report.status);
            accounts[id] = Json::array();
            defaults[id] = report.accountId;
        }
        accounts[id].push_back(accountSummary(report));
    }
    return Answer(Json{{"ts", services.clock.nowMs()},
                       {"channelOrder", std::move(order)},
                       {"channelLabels", std::move(labels)},
                       {"channelDetailLabels", std::move(details)},
                       {"channelSystemImages", std::move(images)},
                       {"channelMeta", std::move(meta)},
                       {"channels", std::move(summaries)},
                       {"channelAccounts", std::move(accounts)},
                       {"channelDefaultAccountId", std::move(defaults)}});
}

/// Puts the sent text into the session it belongs to, so that the agent's history shows what the person read.
asio::awaitable<void> mirrorIntoSession(Services& services, std::string sessionKey, std::string text) {
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(sessionKey);
    if (!session || !*session)
        co_return;
    const std::int64_t now = services.clock.nowMs();
    store::TranscriptMessage row;
    row.sessionId = (*session)->sessionId;
    row.timestampMs = now;
    row.role = "assistant";
    row.message = chatMessage(text, now);
    row.message["provider"] = "openclaw";
    row.message["model"] = "delivery-mirror";
    row.message["api"] = "openai-responses";
    row.message["stopReason"] = "stop";
    row.message["usage"] = zeroUsage();
    std::vector<store::TranscriptMessage> rows;
    rows.push_back(std::move(row));
    co_await services.store.transcript().append(std::move(rows));
}

asio::awaitable<Answer> sendMessage(Services& services, Call call) {
    const Json& params = call.params;
    const std::string runId = params.at("idempotencyKey").get<std::string>();
    const std::string channelName = toLowerAscii(stringOr(params, "channel", "whatsapp"));
    const std::string accountId = stringOr(params, "accountId", "default");
    const channels::Channel* channel = services.supervisor.find(channelName, accountId);
    if (!channel)
        co_return invalidRequest("unsupported channel: " + channelName);
    if (params.contains("mediaUrl") || params.contains("mediaUrls"))
        co_return invalidRequest("media is not supported by " + channelName + " in this version");
    const std::string text = params.at("message").get<std::string>();
    const std::int64_t now = services.clock.nowMs();
    std::vector<store::OutboundRecord> parts;
    for (Json& payload : channel->render(channels::Reply{text, {}})) {
        store::OutboundRecord part;
        part.key = "send:" + channelName + ":" + accountId + ":" + runId + ":" + std::to_string(parts.size());
        part.channel = channelName;
        part.accountId = accountId;
        part.target = params.at("to").get<std::string>();
        part.payload = std::move(payload);
        part.createdAtMs = now;
        part.updatedAtMs = now;
        parts.push_back(std::move(part));
    }
    if (parts.empty())
        co_return invalidRequest("the message is empty");
    Result<std::vector<store::Enqueued>> queued = co_await services.outbox.enqueue(std::move(parts));
    if (!queued)
        co_return Answer(queued.error());
    std::string messageId;
    std::string target;
    for (const auto& row : *queued) {
        Result<store::OutboundRecord> settled =
            co_await withTimeout(std::chrono::duration_cast<std::chrono::milliseconds>(deliveryPatience),
                                 services.outbox.waitFor(row.record.id));
        if (!settled)
            co_return Answer(protocol::RpcError(protocol::code::unavailable,
                                                "the message is queued and has not been delivered yet"));
        if (settled->state == store::OutboundState::failed)
            co_return Answer(protocol::RpcError(protocol::code::unavailable, settled->lastError));
        if (settled->state == store::OutboundState::uncertain)
            co_return Answer(protocol::RpcError(protocol::code::unavailable,
                                                "the message may or may not have arrived: " + settled->lastError));
        if (messageId.empty())
            messageId = settled->platformMessageId;
        target = settled->target;
    }
    if (const std::string key = stringOr(params, "sessionKey"); !key.empty())
        co_await mirrorIntoSession(services, canonicalSessionKey(*services.settings(), key), text);
    co_return Answer(Json{{"runId", runId}, {"messageId", messageId}, {"channel", channelName}, {"chatId", target}});
}

}

std::vector<Method> channelMethods() {
    const Schema text = Schema::string(1);
    return {
        {.name = "channels.status",
         .scope = Scope::read,
         .params = Schema::object({optional("probe", Schema::boolean()), optional("timeoutMs", Schema::integer(0))}),
         .now = channelsStatus},
        {.name = "send",
         .scope = Scope::write,
         .params = Schema::object({required("to", text), required("message", text), optional("mediaUrl", Schema::string()),
                                   optional("mediaUrls", Schema::array(Schema::string())),
                                   optional("gifPlayback", Schema::boolean()), optional("channel", Schema::string()),
                                   optional("accountId", Schema::string()), optional("sessionKey", Schema::string()),
                                   required("idempotencyKey", text)}),
         .later = sendMessage},
    };
}

}
