// Health is asked for far more often than it changes, so requests are served from a serialised snapshot.
#include "gateway/Health.hpp"

#include "openclaw/core/log.hpp"

#include <set>

namespace openclaw::gateway {

namespace {

constexpr std::chrono::seconds maxAge{60};
constexpr std::chrono::milliseconds minPause{1000};
constexpr std::size_t recentSessions = 5;

Json nullable(std::int64_t ms) { return ms > 0 ? Json(ms) : Json(nullptr); }
Json nullable(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json sessionSummary(const std::string& path, std::int64_t count, const std::vector<store::SessionRow>& recent,
                    std::int64_t now) {
    Json list = Json::array();
    for (const auto& row : recent)
        list.push_back({{"key", row.sessionKey}, {"updatedAt", row.updatedAtMs}, {"age", now - row.updatedAtMs}});
    return Json{{"path", path}, {"count", count}, {"recent", std::move(list)}};
}

}

std::string channelLabel(const std::string& channel) {
    if (channel == "telegram") return "Telegram";
    if (channel == "whatsapp") return "WhatsApp";
    if (channel == "discord") return "Discord";
    if (channel == "imessage") return "iMessage";
    if (channel == "mattermost") return "Mattermost";
    return channel;
}

std::string channelDetailLabel(const std::string& channel) {
    if (channel == "whatsapp") return "WhatsApp Web";
    if (channel == "imessage") return "iMessage";
    return channelLabel(channel) + " Bot";
}

Json channelSummary(const channels::ChannelStatus& status) {
    Json summary{{"configured", status.configured},
                {"tokenSource", status.tokenSource},
                {"running", status.running},
                {"connected", status.connected},
                {"mode", nullable(status.mode)},
                {"lastStartAt", nullable(status.lastStartAtMs)},
                {"lastStopAt", nullable(status.lastStopAtMs)},
                {"lastError", nullable(status.lastError)}};
    if (status.linked) {
        summary["linked"] = *status.linked;
        summary["self"] = Json{{"e164", nullable(status.identity)}};
        summary["lastConnectedAt"] = nullable(status.lastConnectedAtMs);
        summary["lastMessageAt"] = nullable(status.lastInboundAtMs);
        summary["lastEventAt"] = nullable(status.lastEventAtMs);
    }
    return summary;
}

Json accountSummary(const channels::AccountReport& report) {
    const channels::ChannelStatus& status = report.status;
    Json account = channelSummary(status);
    account["accountId"] = report.accountId;
    account["enabled"] = status.enabled;
    account["identity"] = nullable(status.identity);
    if (!status.remarks.empty()) account["remarks"] = status.remarks;
    account["reconnectAttempts"] = status.reconnectAttempts;
    account["nextRetryAt"] = nullable(status.nextRetryAtMs);
    account["lastConnectedAt"] = nullable(status.lastConnectedAtMs);
    account["lastEventAt"] = nullable(status.lastEventAtMs);
    account["lastInboundAt"] = nullable(status.lastInboundAtMs);
    account["lastOutboundAt"] = nullable(status.lastOutboundAtMs);
    return account;
}

Health::Health(asio::any_io_executor executor, Clock& clock, store::Store& store, channels::Supervisor& supervisor,
               Clients& clients, dispatch::SettingsSource settings, std::string sessionsPath)
    : clock_(clock), store_(store), supervisor_(supervisor), clients_(clients), settings_(std::move(settings)),
      sessionsPath_(std::move(sessionsPath)), requested_(std::move(executor)) {}

bool Health::isFresh() const { return text_ != "{}" && clock_.steadyNow() - takenAt_ < maxAge; }

asio::awaitable<Json> Health::snapshot() {
    const std::int64_t startedAt = clock_.nowMs();
    const auto settings = settings_();
    Result<std::int64_t> count = co_await store_.sessions().count();
    store::SessionQuery query;
    query.limit = recentSessions;
    Result<std::vector<store::SessionRow>> recent = co_await store_.sessions().list(std::move(query));
    const std::int64_t now = clock_.nowMs();
    const std::vector<store::SessionRow> rows = recent ? *recent : std::vector<store::SessionRow>();
    const Json sessions = sessionSummary(sessionsPath_, count ? *count : 0, rows, now);

    Json channels = Json::object();
    Json order = Json::array();
    Json labels = Json::object();
    for (const auto& report : supervisor_.report()) {
        if (!channels.contains(report.channel)) {
            channels[report.channel] = channelSummary(report.status);
            channels[report.channel]["accounts"] = Json::object();
            order.push_back(report.channel);
            labels[report.channel] = channelLabel(report.channel);
        }
        channels[report.channel]["accounts"][report.accountId] = accountSummary(report);
    }

    std::set<std::string> ids = {settings->defaultAgentId};
    for (const auto& agent : settings->routing.agents)
        ids.insert(agent.id);
    Json agents = Json::array();
    for (const auto& id : ids) {
        const bool isDefault = id == settings->defaultAgentId;
        agents.push_back({{"agentId", id},
                          {"isDefault", isDefault},
                          {"heartbeat", {{"enabled", false}, {"every", "disabled"}, {"everyMs", nullptr}, {"prompt", ""},
                                         {"target", "last"}, {"ackMaxChars", 300}}},
                          {"sessions", sessions}});
    }
    co_return Json{{"ok", true},
                   {"ts", now},
                   {"durationMs", now - startedAt},
                   {"channels", std::move(channels)},
                   {"channelOrder", std::move(order)},
                   {"channelLabels", std::move(labels)},
                   {"heartbeatSeconds", 0},
                   {"defaultAgentId", settings->defaultAgentId},
                   {"agents", std::move(agents)},
                   {"sessions", sessions}};
}

asio::awaitable<void> Health::refresh() {
    wanted_ = false;
    const Json taken = co_await snapshot();
    text_ = dumpJson(taken);
    takenAt_ = clock_.steadyNow();
    ++clients_.healthVersion;
    Broadcast how;
    how.withStateVersion = true;
    clients_.broadcast("health", text_, how);
}

void Health::requestRefresh() {
    if (wanted_)
        return;
    wanted_ = true;
    requested_.notify();
}

asio::awaitable<void> Health::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        if (!wanted_)
            co_await (clock_.sleepUntil(clock_.steadyNow() + maxAge) || requested_.wait());
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        co_await refresh();
        co_await clock_.sleepUntil(clock_.steadyNow() + minPause);
        const bool cancelledWhilePausing = co_await isCancelled();
        if (cancelledWhilePausing)
            co_return;
    }
}

}
