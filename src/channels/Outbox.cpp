// One lane per target: the head of the lane is sent, retried or given up before the next part moves. The ledger is the
// truth; memory only holds what is waiting.
#include "openclaw/channels/Outbox.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>
#include <deque>

namespace openclaw::channels {

namespace {

constexpr int maxAttempts = 8;
constexpr std::chrono::milliseconds firstDelay{400};
constexpr std::chrono::milliseconds maxDelay{30'000};
constexpr std::chrono::seconds sendTimeout{120};
/// Keys of the notices about uncertain parts; a notice that is uncertain itself is not announced again.
constexpr std::string_view noticePrefix = "uncertain:";

struct Lane {
    std::deque<store::OutboundRecord> parts;
    bool running = false;
};

enum class Outcome { done, wait, stop };

std::string laneKey(const store::OutboundRecord& record) {
    return record.channel + '\n' + record.accountId + '\n' + record.target;
}

}

std::chrono::milliseconds retryDelay(int attempt, double jitter) {
    auto delay = firstDelay;
    for (int i = 1; i < attempt && delay < maxDelay; ++i)
        delay *= 2;
    delay = std::min(delay, maxDelay);
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(delay.count()) * (0.9 + 0.2 * jitter)));
}

std::string uncertainNotice() {
    return "⚠️ I was interrupted while sending an answer, so a message may be missing above. Ask again if you did not "
           "get it.";
}

struct Outbox::Impl {
    Impl(asio::any_io_executor ex, Clock& c, store::Store& s, ChannelLookup l)
        : executor(ex), clock(c), store(s), lookup(std::move(l)), tasks(ex), settled(ex), woken(ex) {}

    void add(store::OutboundRecord record);
    asio::awaitable<void> runLane(std::string key);
    asio::awaitable<Outcome> attempt(store::OutboundRecord& record);
    asio::awaitable<void> recordFailure(store::OutboundRecord& record, Error error);
    asio::awaitable<Result<void>> settleUncertain(store::OutboundRecord& record, std::string reason);
    asio::awaitable<void> waitBefore(std::int64_t untilMs);
    asio::awaitable<void> takeUpInterrupted(std::vector<store::OutboundRecord> interrupted);
    asio::awaitable<void> announceUncertain(std::vector<store::OutboundRecord> lost);
    /// Whether the network still recognises the part when it is sent again.
    bool mayRepeat(const store::OutboundRecord& record) const;

    asio::any_io_executor executor;
    Clock& clock;
    store::Store& store;
    ChannelLookup lookup;
    TaskGroup tasks;
    Notifier settled;
    Notifier woken;
    std::map<std::string, Lane> lanes;
    /// When the network may have taken a part for the first time; its memory of the key counts from then.
    std::map<std::int64_t, std::int64_t> inDoubtSinceMs;
    bool isStarted = false;
    bool stopping = false;
};

Outbox::Outbox(asio::any_io_executor executor, Clock& clock, store::Store& store, ChannelLookup lookup)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, store, std::move(lookup))) {}

Outbox::~Outbox() = default;

asio::awaitable<Result<void>> Outbox::start() {
    auto& outbox = impl_->store.outbox();
    Result<std::vector<store::OutboundRecord>> lost = co_await outbox.recoverAfterRestart(impl_->clock.nowMs());
    if (!lost)
        co_return lost.error().withContext("recovering deliveries");
    if (!lost->empty())
        co_await impl_->takeUpInterrupted(std::move(*lost));
    Result<std::vector<store::OutboundRecord>> unfinished = co_await outbox.listUnfinished();
    if (!unfinished)
        co_return unfinished.error().withContext("reading pending deliveries");
    impl_->isStarted = true;
    for (auto& record : *unfinished) {
        if (record.state == store::OutboundState::pending)
            impl_->add(std::move(record));
    }
    co_return Result<void>();
}

void Outbox::deliver(std::vector<store::Enqueued> rows) {
    for (auto& row : rows) {
        if (row.isNew)
            impl_->add(std::move(row.record));
    }
}

asio::awaitable<Result<std::vector<store::Enqueued>>> Outbox::enqueue(std::vector<store::OutboundRecord> parts) {
    Result<std::vector<store::Enqueued>> rows = co_await impl_->store.outbox().enqueue(std::move(parts));
    if (rows)
        deliver(*rows);
    co_return rows;
}

asio::awaitable<Result<store::OutboundRecord>> Outbox::waitFor(std::int64_t id) {
    for (;;) {
        Result<std::optional<store::OutboundRecord>> record = co_await impl_->store.outbox().get(id);
        if (!record)
            co_return record.error();
        if (!*record)
            co_return Error(Errc::notFound, "no such delivery");
        const auto state = (*record)->state;
        if (state == store::OutboundState::sent || state == store::OutboundState::failed ||
            state == store::OutboundState::uncertain)
            co_return std::move(**record);
        co_await impl_->settled.wait();
    }
}

asio::awaitable<void> Outbox::stop(std::chrono::milliseconds grace) {
    impl_->stopping = true;
    impl_->woken.notify();
    const auto deadline = impl_->clock.steadyNow() + grace;
    while (impl_->tasks.size() > 0 && impl_->clock.steadyNow() < deadline)
        co_await sleepFor(std::chrono::milliseconds(5));
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
}

void Outbox::wake() { impl_->woken.notify(); }

void Outbox::Impl::add(store::OutboundRecord record) {
    const std::string key = laneKey(record);
    Lane& lane = lanes[key];
    lane.parts.push_back(std::move(record));
    if (!lane.running && !stopping) {
        lane.running = true;
        tasks.spawn("outbox.lane", runLane(key));
    }
}

asio::awaitable<void> Outbox::Impl::runLane(std::string key) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        Lane& lane = lanes[key];
        if (lane.parts.empty()) {
            lanes.erase(key);
            co_return;
        }
        store::OutboundRecord record = lane.parts.front();
        const Outcome outcome = co_await attempt(record);
        const bool cancelled = co_await isCancelled();
        if (outcome == Outcome::stop || cancelled)
            co_return;
        Lane& after = lanes[key];
        if (outcome == Outcome::done) {
            inDoubtSinceMs.erase(record.id);
            after.parts.pop_front();
            settled.notify();
        } else {
            after.parts.front() = std::move(record);
        }
    }
}

asio::awaitable<void> Outbox::Impl::waitBefore(std::int64_t untilMs) {
    using namespace asio::experimental::awaitable_operators;
    const auto wait = std::chrono::milliseconds(std::max<std::int64_t>(0, untilMs - clock.nowMs()));
    co_await (clock.sleepUntil(clock.steadyNow() + wait) || woken.wait());
}

asio::awaitable<Outcome> Outbox::Impl::attempt(store::OutboundRecord& record) {
    if (stopping)
        co_return Outcome::stop;
    if (record.nextAttemptAtMs > clock.nowMs()) {
        co_await waitBefore(record.nextAttemptAtMs);
        if (record.nextAttemptAtMs > clock.nowMs() || stopping)
            co_return stopping ? Outcome::stop : Outcome::wait;
    }
    Channel* channel = lookup(record.channel, record.accountId);
    if (!channel) {
        // Not started yet or switched off: the part stays pending until the channel is back.
        co_await waitBefore(clock.nowMs() + 60'000);
        co_return stopping ? Outcome::stop : Outcome::wait;
    }
    Result<store::OutboundRecord> sending = co_await store.outbox().markSending(record.id, clock.nowMs());
    if (!sending) {
        log::error("outbox", "part {} cannot be marked as sending: {}", record.id, sending.error().message);
        const bool gone = sending.error().is(Errc::notFound) || sending.error().is(Errc::conflict);
        if (gone)
            co_return Outcome::done;
        record.nextAttemptAtMs = clock.nowMs() + 1000;
        co_return Outcome::wait;
    }
    record = *sending;
    crashPoint("outbox.before-send");
    OutboundPart part{record.key, record.accountId, record.target, record.threadId, record.payload, record.attempts};
    Result<Delivery> delivery = co_await withTimeout(sendTimeout, channel->send(std::move(part)));
    crashPoint("outbox.after-send");
    if (!delivery) {
        co_await recordFailure(record, delivery.error());
        co_return record.state == store::OutboundState::pending ? Outcome::wait : Outcome::done;
    }
    const std::string messageId = delivery->messageId;
    Result<void> sent = co_await store.outbox().markSent(record.id, messageId, clock.nowMs());
    if (!sent)
        log::error("outbox", "part {} was sent but not recorded: {}", record.id, sent.error().message);
    record.state = store::OutboundState::sent;
    co_return Outcome::done;
}

asio::awaitable<void> Outbox::Impl::recordFailure(store::OutboundRecord& record, Error error) {
    const std::string reason = log::redact(error.message);
    const bool wasNotSent = error.is(Errc::refused) || error.is(Errc::rateLimited) || error.is(Errc::unavailable);
    const bool mayBeSent = error.is(Errc::timeout) || error.is(Errc::closed) || error.is(Errc::cancelled);
    if (mayBeSent)
        inDoubtSinceMs.try_emplace(record.id, clock.nowMs());
    // Waiting for a network that is down does not use up attempts; being turned away does.
    const bool isRepeatable = mayBeSent && record.attempts < maxAttempts && mayRepeat(record);
    const bool mayRetry = isRepeatable || (wasNotSent && (error.is(Errc::refused) || record.attempts < maxAttempts));
    const std::int64_t now = clock.nowMs();
    Result<void> stored;
    if (mayRetry) {
        auto delay = retryDelay(record.attempts, static_cast<double>(randomBelow(1000)) / 1000.0);
        if (error.retryAfter)
            delay = std::max(delay, *error.retryAfter);
        record.nextAttemptAtMs = now + delay.count();
        record.state = store::OutboundState::pending;
        log::warn("outbox", "part {} to {} failed, next attempt in {} ms: {}", record.id, record.channel, delay.count(),
                  reason);
        stored = co_await store.outbox().markRetry(record.id, record.nextAttemptAtMs, reason, now);
    } else if (mayBeSent || inDoubtSinceMs.contains(record.id)) {
        stored = co_await settleUncertain(record, reason);
    } else {
        record.state = store::OutboundState::failed;
        log::error("outbox", "part {} to {} was refused: {}", record.id, record.channel, reason);
        stored = co_await store.outbox().markFailed(record.id, reason, now);
    }
    if (!stored)
        log::error("outbox", "part {}: {}", record.id, stored.error().message);
}

bool Outbox::Impl::mayRepeat(const store::OutboundRecord& record) const {
    const Channel* channel = lookup(record.channel, record.accountId);
    if (!channel)
        return false;
    const Capabilities can = channel->capabilities();
    if (!can.isSendIdempotent)
        return false;
    const auto since = inDoubtSinceMs.find(record.id);
    return can.idempotencyWindowMs == 0 || since == inDoubtSinceMs.end() ||
           clock.nowMs() - since->second < can.idempotencyWindowMs;
}

asio::awaitable<Result<void>> Outbox::Impl::settleUncertain(store::OutboundRecord& record, std::string reason) {
    record.state = store::OutboundState::uncertain;
    log::error("outbox", "part {} to {} may or may not have arrived: {}", record.id, record.channel, reason);
    // The notice comes first: should the process die in between, the part is found as interrupted and the notice, which
    // has the part's key, is not doubled.
    if (!record.key.starts_with(noticePrefix)) {
        std::vector<store::OutboundRecord> lost;
        lost.push_back(record);
        co_await announceUncertain(std::move(lost));
    }
    Result<void> stored = co_await store.outbox().markUncertain(record.id, std::move(reason), clock.nowMs());
    co_return stored;
}

asio::awaitable<void> Outbox::Impl::takeUpInterrupted(std::vector<store::OutboundRecord> interrupted) {
    std::vector<store::OutboundRecord> lost;
    for (auto& record : interrupted) {
        inDoubtSinceMs.try_emplace(record.id, record.attempts > 1 ? record.createdAtMs : record.updatedAtMs);
        if (!mayRepeat(record)) {
            inDoubtSinceMs.erase(record.id);
            if (!record.key.starts_with(noticePrefix))
                lost.push_back(std::move(record));
            continue;
        }
        log::warn("outbox", "part {} to {} was interrupted and is sent again under the same key", record.id, record.channel);
        const Result<void> stored =
            co_await store.outbox().markRetry(record.id, clock.nowMs(), "interrupted by a restart", clock.nowMs());
        if (!stored)
            log::error("outbox", "part {}: {}", record.id, stored.error().message);
    }
    if (!lost.empty())
        co_await announceUncertain(std::move(lost));
}

asio::awaitable<void> Outbox::Impl::announceUncertain(std::vector<store::OutboundRecord> lost) {
    std::map<std::string, store::OutboundRecord> perTarget;
    for (auto& record : lost) {
        log::warn("outbox", "telling {} that part {} may be missing", record.channel, record.id);
        perTarget.insert_or_assign(laneKey(record), record);
    }
    std::vector<store::OutboundRecord> notices;
    for (auto& [key, record] : perTarget) {
        store::OutboundRecord notice;
        notice.key = std::string(noticePrefix) + record.key;
        notice.channel = record.channel;
        notice.accountId = record.accountId;
        notice.target = record.target;
        notice.threadId = record.threadId;
        notice.payload = Json{{"text", uncertainNotice()}};
        notice.createdAtMs = clock.nowMs();
        notices.push_back(std::move(notice));
    }
    Result<std::vector<store::Enqueued>> rows = co_await store.outbox().enqueue(std::move(notices));
    if (!rows) {
        log::error("outbox", "cannot queue the notice about interrupted deliveries: {}", rows.error().message);
        co_return;
    }
    // Before start() has read the ledger it finds the notice there itself.
    if (!isStarted)
        co_return;
    for (auto& row : *rows) {
        if (row.isNew)
            add(std::move(row.record));
    }
}

}
