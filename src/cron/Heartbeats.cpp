// One loop over the agents that have a heartbeat: who is due, may it beat now, and who hears what it said.
#include "openclaw/cron/Heartbeats.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/cron/heartbeat_verdict.hpp"
#include "openclaw/routing/bindings.hpp"
#include "openclaw/schedule/heartbeat.hpp"
#include "openclaw/text/heartbeat.hpp"

#include <algorithm>

namespace openclaw::cron {

namespace {

constexpr std::chrono::milliseconds coalesce{250};
constexpr std::chrono::seconds busyRetry{1};
constexpr const char* defaultPrompt =
    "Look at HEARTBEAT.md in your workspace, if it exists, and do what it asks for. Do not take up old tasks "
    "from "
    "earlier in the conversation again. If nothing needs attention, answer HEARTBEAT_OK.";

struct Beat {
    SteadyTime due{};
    std::int64_t intervalMs = 0;
    bool isWoken = false;
};

std::vector<std::string> agentIds(const Json& config) {
    std::vector<std::string> ids;
    const routing::RoutingOptions options = routing::routingOptionsFromJson(config);
    ids.push_back(routing::resolveDefaultAgentId(options.agents));
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list) {
            const std::string id = stringOr(agent, "id");
            if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
        }
    }
    return ids;
}

std::string defaultAgent(const Json& config) { return agentIds(config).front(); }

std::optional<std::int64_t> intervalOf(const Json& config, const std::string& agentId) {
    if (!schedule::hasHeartbeat(config, agentId)) return std::nullopt;
    const Json settings = schedule::heartbeatSettings(config, agentId);
    return schedule::heartbeatInterval(config, &settings);
}

}

struct Heartbeats::Impl {
    Impl(asio::any_io_executor ex,
         Clock& c,
         HeartbeatHost& h,
         std::function<std::shared_ptr<const Json>()> cfg)
        : clock(c), host(h), config(std::move(cfg)), changed(std::move(ex)) {}

    void refresh();
    std::optional<std::string> firstDue() const;
    asio::awaitable<std::optional<std::string>>
    reasonToSkip(std::string agentId, Json settings, bool isWoken);
    asio::awaitable<void> beat(std::string agentId);
    asio::awaitable<void> waitForChange(std::uint64_t seen);
    void emit(Json event);
    void touch();

    Clock& clock;
    HeartbeatHost& host;
    std::function<std::shared_ptr<const Json>()> config;
    std::function<void(const Json&)> callback;
    std::map<std::string, Beat> beats;
    Json last;
    bool isEnabled = true;
    std::uint64_t version = 0;
    Notifier changed;
};

Heartbeats::Heartbeats(asio::any_io_executor executor,
                       Clock& clock,
                       HeartbeatHost& host,
                       std::function<std::shared_ptr<const Json>()> config)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, host, std::move(config))) {}

Heartbeats::~Heartbeats() = default;

void Heartbeats::onEvent(std::function<void(const Json&)> callback) { impl_->callback = std::move(callback); }

void Heartbeats::setEnabled(bool isEnabled) {
    impl_->isEnabled = isEnabled;
    impl_->touch();
}

bool Heartbeats::isEnabled() const { return impl_->isEnabled; }
const Json& Heartbeats::last() const { return impl_->last; }

Json Heartbeats::describe(const std::string& agentId) const {
    const auto config = impl_->config();
    const auto interval = intervalOf(*config, agentId);
    const Json settings = schedule::heartbeatSettings(*config, agentId);
    Json described{
        {"agentId", agentId}, {"enabled", interval.has_value()}, {"every", "disabled"}, {"everyMs", nullptr}};
    if (interval) {
        described["every"] = stringOr(settings, "every", "30m");
        described["everyMs"] = *interval;
    }
    return described;
}

void Heartbeats::wake(const std::string& agentId) {
    const std::string id = agentId.empty() ? defaultAgent(*impl_->config()) : agentId;
    impl_->refresh();
    Beat& beat = impl_->beats[id];
    if (beat.isWoken) return;
    beat.isWoken = true;
    beat.due =
        std::min(beat.intervalMs > 0 ? beat.due : SteadyTime::max(), impl_->clock.steadyNow() + coalesce);
    impl_->touch();
}

void Heartbeats::publish(Json event) { impl_->emit(std::move(event)); }

asio::awaitable<void> Heartbeats::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = impl_->version;
        impl_->refresh();
        const auto next = impl_->firstDue();
        if (next && impl_->beats.at(*next).due <= impl_->clock.steadyNow()) {
            co_await impl_->beat(*next);
        } else if (next) {
            // The wait ends early when a configuration may have changed the interval.
            const SteadyTime due =
                std::min(impl_->beats.at(*next).due, impl_->clock.steadyNow() + std::chrono::minutes(1));
            co_await (impl_->waitForChange(seen) || impl_->clock.sleepUntil(due));
        } else {
            co_await impl_->waitForChange(seen);
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

void Heartbeats::Impl::touch() {
    ++version;
    changed.notify();
}

asio::awaitable<void> Heartbeats::Impl::waitForChange(std::uint64_t seen) {
    if (version == seen) co_await changed.wait();
}

/// Agents come, go and change their interval with the configuration.
void Heartbeats::Impl::refresh() {
    const auto current = config();
    const SteadyTime now = clock.steadyNow();
    std::set<std::string> wanted;
    for (const std::string& id : agentIds(*current)) {
        const auto interval = isEnabled ? intervalOf(*current, id) : std::nullopt;
        if (!interval) continue;
        wanted.insert(id);
        Beat& beat = beats[id];
        if (beat.intervalMs == *interval) continue;
        beat.intervalMs = *interval;
        if (!beat.isWoken) beat.due = now + std::chrono::milliseconds(*interval);
    }
    std::erase_if(beats,
                  [&](const auto& entry) { return !wanted.contains(entry.first) && !entry.second.isWoken; });
}

std::optional<std::string> Heartbeats::Impl::firstDue() const {
    const auto first =
        std::ranges::min_element(beats, {}, [](const auto& entry) { return entry.second.due; });
    if (first == beats.end()) return std::nullopt;
    return first->first;
}

asio::awaitable<std::optional<std::string>>
Heartbeats::Impl::reasonToSkip(std::string agentId, Json settings, bool isWoken) {
    if (!isEnabled) co_return "disabled";
    const Json* hours = findMember(settings, "activeHours");
    const auto current = config();
    const Json* zone = findPath(*current, "agents.defaults.userTimezone");
    const std::string userZone = zone && zone->is_string() ? zone->get<std::string>() : std::string();
    if (!schedule::isWithinActiveHours(hours, userZone, clock.nowMs())) co_return "quiet-hours";
    if (isWoken) co_return std::nullopt;
    const auto file = host.heartbeatFile(agentId);
    if (!file || !text::isHeartbeatFileEmpty(*file)) co_return std::nullopt;
    const bool hasWork = co_await host.hasEvents(std::move(agentId), std::move(settings));
    if (hasWork) co_return std::nullopt;
    co_return "empty-heartbeat-file";
}

asio::awaitable<void> Heartbeats::Impl::beat(std::string agentId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Beat& due = beats.at(agentId);
    if (host.isBusy()) {
        due.due = clock.steadyNow() + busyRetry;
        co_return;
    }
    const bool isWoken = std::exchange(due.isWoken, false);
    due.due = due.intervalMs > 0 ? clock.steadyNow() + std::chrono::milliseconds(due.intervalMs)
                                 : SteadyTime::max();
    const Json settings = schedule::heartbeatSettings(*config(), agentId);
    const std::int64_t startedAtMs = clock.nowMs();
    Json asked = settings;
    std::string whose = agentId;
    const std::optional<std::string> reason = co_await reasonToSkip(std::move(whose), std::move(asked), isWoken);
    if (reason) {
        log::debug("heartbeat", "agent={} skipped: {}", agentId, *reason);
        emit(Json{{"ts", startedAtMs}, {"status", "skipped"}, {"reason", *reason}});
        co_return;
    }
    std::string prompt = stringOr(settings, "prompt", defaultPrompt);
    Json given = settings;
    const Result<void> done = co_await host.turn(std::move(agentId), std::move(prompt), std::move(given));
    const bool cancelled = co_await isCancelled();
    if (cancelled || done) co_return;
    HeartbeatReply failure;
    failure.error = done.error().message;
    failure.startedAtMs = startedAtMs;
    failure.endedAtMs = clock.nowMs();
    const HeartbeatTarget nowhere;
    emit(judgeHeartbeat(*config(), settings, failure, nowhere).event);
}

void Heartbeats::Impl::emit(Json event) {
    last = std::move(event);
    if (callback) callback(last);
}

}
