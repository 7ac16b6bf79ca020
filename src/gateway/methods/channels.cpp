// channels.status and channels.capabilities.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/log.hpp"

#include <algorithm>
#include <map>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::Schema;

const char* channelImage(const std::string& id) {
    if (id == "telegram")
        return "paperplane";
    if (id == "discord" || id == "mattermost")
        return "bubble.left.and.bubble.right";
    return id == "imessage" ? "message.fill" : "message";
}

/// How far channels.status looks back for messages that were set aside.
constexpr std::size_t judgedMessages = 500;

using SetAside = std::map<std::pair<std::string, std::string>, int>;

/// Messages of each account that no turn could answer and that are not tried again, among the latest.
asio::awaitable<SetAside> countSetAside(store::Store& store) {
    SetAside counts;
    const Result<std::vector<store::InboundRecord>> recent =
        co_await store.inbox().listRecent(std::string(), judgedMessages);
    if (!recent) {
        log::warn("gateway", "channels.status: {}", recent.error().message);
        co_return counts;
    }
    for (const store::InboundRecord& record : *recent) {
        if (record.state == store::InboundState::quarantined) ++counts[{record.channel, record.accountId}];
    }
    co_return counts;
}

asio::awaitable<Answer> channelsStatus(Services& services, Call) {
    SetAside setAside = co_await countSetAside(services.store);
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
            const char* image = channelImage(id);
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
        accounts[id].back()["setAside"] = setAside[{id, report.accountId}];
    }
    Json status{{"ts", services.clock.nowMs()},
                {"channelOrder", std::move(order)},
                {"channelLabels", std::move(labels)},
                {"channelDetailLabels", std::move(details)},
                {"channelSystemImages", std::move(images)},
                {"channelMeta", std::move(meta)},
                {"channels", std::move(summaries)},
                {"channelAccounts", std::move(accounts)},
                {"channelDefaultAccountId", std::move(defaults)}};
    co_return Answer(std::move(status));
}

/// What one account can do, by the names that the reference gives (cli.md 6).
Json supportOf(const channels::Capabilities& can) {
    Json kinds = Json::array();
    for (const channels::ChatKind kind : can.chats)
        kinds.push_back(std::string(channels::toString(kind)));
    const auto has = [&](channels::ActionKind kind) { return std::ranges::find(can.actions, kind) != can.actions.end(); };
    return Json{{"chatTypes", std::move(kinds)},
                {"media", can.hasMedia},
                {"polls", has(channels::ActionKind::poll)},
                {"reactions", can.hasReactions},
                {"edit", has(channels::ActionKind::edit)},
                {"threads", can.hasThreads},
                {"reply", can.hasReplies},
                {"nativeCommands", can.hasNativeCommands},
                {"buttons", can.hasButtons},
                {"voiceNotes", can.hasVoiceNotes},
                {"typing", can.hasTyping},
                {"drafts", can.hasDrafts},
                {"idempotentSend", can.isSendIdempotent},
                {"textLimit", can.textLimit}};
}

std::optional<Answer> channelsCapabilities(Services& services, const Call&) {
    Json list = Json::array();
    for (const auto& report : services.supervisor.report()) {
        const channels::Channel* channel = services.supervisor.find(report.channel, report.accountId);
        if (!channel)
            continue;
        const channels::Capabilities can = channel->capabilities();
        Json actions = Json::array();
        actions.push_back("send");
        for (const channels::ActionKind kind : can.actions)
            actions.push_back(std::string(channels::toString(kind)));
        list.push_back({{"channel", report.channel},
                        {"accountId", report.accountId},
                        {"configured", report.status.configured},
                        {"enabled", report.status.enabled},
                        {"support", supportOf(can)},
                        {"probe", {{"ok", report.status.connected}, {"identity", report.status.identity}}},
                        {"actions", std::move(actions)}});
    }
    return Answer(Json{{"channels", std::move(list)}});
}

}

std::vector<Method> channelMethods() {
    return {
        {.name = "channels.status",
         .scope = Scope::read,
         .params = Schema::object({optional("probe", Schema::boolean()), optional("timeoutMs", Schema::integer(0))}),
         .later = channelsStatus},
        {.name = "channels.capabilities",
         .scope = Scope::read,
         .isAdvertised = false,
         .params = Schema::object({}),
         .now = channelsCapabilities},
    };
}

}
