// trace.get and trace.list: why a message was answered, or not.
#include "gateway/MethodTable.hpp"

#include "gateway/sessionKeys.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/Trace.hpp"

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::Schema;

constexpr std::int64_t defaultListLimit = 20;

asio::awaitable<Answer> answerFor(Services& services, store::InboundRecord record) {
    Result<std::vector<store::OutboundRecord>> deliveries =
        co_await services.store.outbox().listForInbound(record.id);
    if (!deliveries) co_return Answer(deliveries.error());
    co_return Answer(dispatch::traceToJson(record, *deliveries));
}

/// By ledger number, by the network's message id, or the newest of a session or of all.
asio::awaitable<Result<std::optional<store::InboundRecord>>> find(Services& services, Json params) {
    if (const auto id = findInteger(params, "id")) co_return co_await services.store.inbox().get(*id);
    const std::string messageId = stringOr(params, "messageId");
    std::string key = stringOr(params, "sessionKey");
    if (!key.empty()) key = canonicalSessionKey(*services.settings(), key);
    const std::size_t depth = messageId.empty() ? 1 : 1000;
    Result<std::vector<store::InboundRecord>> recent = co_await services.store.inbox().listRecent(key, depth);
    if (!recent) co_return recent.error();
    for (store::InboundRecord& record : *recent) {
        const std::string& known = record.platformMessageId;
        // People know the network's own number; the ledger's id may have the chat in front ("5:77").
        if (messageId.empty() || known == messageId || known.ends_with(":" + messageId))
            co_return std::optional(std::move(record));
    }
    co_return std::optional<store::InboundRecord>();
}

asio::awaitable<Answer> traceGet(Services& services, Call call) {
    Result<std::optional<store::InboundRecord>> found = co_await find(services, call.params);
    if (!found) co_return Answer(found.error());
    if (!*found) co_return invalidRequest("no such message; openclaw trace --list shows the latest");
    store::InboundRecord record = std::move(**found);
    co_return co_await answerFor(services, std::move(record));
}

asio::awaitable<Answer> traceList(Services& services, Call call) {
    std::string key = stringOr(call.params, "sessionKey");
    if (!key.empty()) key = canonicalSessionKey(*services.settings(), key);
    const auto limit = static_cast<std::size_t>(findInteger(call.params, "limit").value_or(defaultListLimit));
    Result<std::vector<store::InboundRecord>> recent = co_await services.store.inbox().listRecent(key, limit);
    if (!recent) co_return Answer(recent.error());
    Json traces = Json::array();
    for (const store::InboundRecord& record : *recent) {
        Result<std::vector<store::OutboundRecord>> deliveries =
            co_await services.store.outbox().listForInbound(record.id);
        if (!deliveries) co_return Answer(deliveries.error());
        traces.push_back(dispatch::traceToJson(record, *deliveries));
    }
    co_return Answer(Json{{"traces", std::move(traces)}});
}

}

std::vector<Method> traceMethods() {
    return {
        {.name = "trace.get",
         .scope = Scope::read,
         .isAdvertised = false,
         .params =
             Schema::object({optional("id", Schema::integer(1)), optional("messageId", Schema::string(1)),
                             optional("sessionKey", Schema::string(1))}),
         .later = traceGet},
        {.name = "trace.list",
         .scope = Scope::read,
         .isAdvertised = false,
         .params = Schema::object(
             {optional("limit", Schema::integer(1, 200)), optional("sessionKey", Schema::string(1))}),
         .later = traceList},
    };
}

}
