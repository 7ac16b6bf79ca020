// The life of a connection. Four loops share it (read, work off, settle in, keep alive); whichever ends first
// says why, and one table (whatsapp::readStreamEnd) says what to do about it.
#include "channels/whatsapp/Client.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

using namespace asio::experimental::awaitable_operators;
using wa::EndAction;

constexpr std::chrono::seconds firstDelay{1};
constexpr std::chrono::seconds maxDelay{60};
/// A connection that held this long wipes the slate clean.
constexpr std::chrono::seconds stableAfter{60};
constexpr int pingMinSeconds = 20;
constexpr int pingSpreadSeconds = 10;
constexpr std::chrono::seconds pingTimeout{10};
/// If the server never says that the backlog is over.
constexpr std::chrono::seconds drainPatience{5};
constexpr std::size_t initialPreKeys = 812;
constexpr std::size_t morePreKeys = 50;
constexpr std::int64_t fewPreKeys = 5;
/// Beyond this the reader waits for the worker: the server's flow control does the rest.
constexpr std::size_t maxQueued = 512;
constexpr int maxGenericFailures = 5;

wa::StreamEnd lost(std::string reason) { return wa::StreamEnd{EndAction::reconnect, std::move(reason), 0}; }

wa::StreamEnd fromError(const Error& error) {
    // An impostor in between is as good as no server; the chain check logs what was wrong.
    return lost(error.message);
}

}

std::chrono::milliseconds reconnectDelay(int failures, double jitter) {
    auto delay = std::chrono::milliseconds(firstDelay);
    for (int i = 1; i < failures && delay < maxDelay; ++i)
        delay *= 2;
    delay = std::min(delay, std::chrono::milliseconds(maxDelay));
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(delay.count()) * (0.5 + 0.5 * jitter)));
}

Client::Client(Account& account, Directory& directory, Receiver& receiver)
    : account_(account), directory_(directory), receiver_(receiver), queueChanged_(account.executor),
      loggedOut_(account.executor) {}

asio::awaitable<Result<void>> Client::run(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<std::optional<wa::Credentials>> stored = co_await account_.records.credentials();
    if (!stored) co_return stored.error();
    if (!*stored || !(*stored)->isLinked())
        co_return Error(Errc::unauthorized,
                        "not linked; run: openclaw channels login --channel whatsapp --account " +
                            account_.id);
    account_.credentials = std::move(**stored);
    isLoggedOut_ = false;
    if (account_.credentials.rootKey != account_.endpoint.rootKey)
        co_return Error(Errc::invalidInput,
                        account_.endpoint.isTest
                            ? "these credentials belong to the real WhatsApp service, not to a test server"
                            : "these credentials were made with a test server; link the device again");
    if (account_.endpoint.isTest)
        log::warn("whatsapp", "account={} uses the test server {}", account_.id, account_.endpoint.url);
    int failures = 0;
    for (;;) {
        const SteadyTime startedAt = account_.clock.steadyNow();
        co_await account_.records.prune();
        End end = co_await connectAndServe(sink);
        forgetConnection();
        lastEnd_ = end.reason;
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        statusChanged_();
        if (isLoggedOut_) co_return Error(Errc::unauthorized, "logged out");
        if (account_.clock.steadyNow() - startedAt > stableAfter) failures = 0;
        if (end.action == EndAction::unlinked || end.action == EndAction::replaced ||
            end.action == EndAction::stop) {
            Result<void> ended = co_await finish(std::move(end));
            co_return ended;
        }
        if (end.action == EndAction::reconnectNow) {
            log::info("whatsapp", "account={} {}", account_.id, end.reason);
            continue;
        }
        ++failures;
        if (end.reason == "login failed (400)" && failures >= maxGenericFailures)
            co_return Error(Errc::invalidInput,
                            "WhatsApp keeps refusing the login (400); link the device again");
        auto delay = reconnectDelay(failures, static_cast<double>(randomBelow(1000)) / 1000.0);
        if (end.action == EndAction::wait)
            delay = std::chrono::seconds(std::max<std::int64_t>(1, end.waitSeconds));
        log::warn("whatsapp", "account={} {}; next attempt in {} ms", account_.id, end.reason, delay.count());
        co_await (account_.clock.sleepUntil(account_.clock.steadyNow() + delay) || loggedOut_.wait());
        const bool stopped = co_await isCancelled();
        if (stopped) co_return Error(Errc::cancelled, "cancelled");
        if (isLoggedOut_) co_return Error(Errc::unauthorized, "logged out");
    }
}

asio::awaitable<Result<void>> Client::finish(End end) {
    log::error("whatsapp", "account={} {}", account_.id, end.reason);
    if (end.action != EndAction::unlinked) co_return Error(Errc::invalidInput, end.reason);
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    Result<void> erased = co_await account_.records.erase();
    account_.credentials = wa::Credentials();
    if (!erased) co_return erased;
    co_return Error(Errc::unauthorized, end.reason);
}

asio::awaitable<Client::End> Client::connectAndServe(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    wa::Credentials credentials = account_.credentials;
    std::string payload = wa::loginPayload(credentials, account_.version);
    Result<std::unique_ptr<Connection>> opened = co_await Connection::open(
        account_.executor, account_.clock, account_.endpoint, std::move(credentials), std::move(payload));
    if (!opened) co_return fromError(opened.error());
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return lost("cancelled");
    account_.connection = std::move(*opened);
    queue_.clear();
    auto ended = co_await (readStanzas() || workOff(sink) || settleIn() || keepAlive() || untilLoggedOut());
    End end = std::visit([](auto& each) { return std::move(each); }, ended);
    account_.connection->abandonRequests();
    account_.connection->close();
    co_return end;
}

void Client::forgetConnection() {
    account_.isLoggedIn = false;
    account_.isDrained = false;
    account_.isAvailable = false;
    account_.connection.reset();
    account_.changed.notify();
}

bool Client::answerAtOnce(const wa::Node& node) {
    if (node.tag != "iq") return false;
    account_.connection->send(wa::iqResult(node));
    return true;
}

asio::awaitable<Client::End> Client::readStanzas() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        Result<wa::Node> node = co_await account_.connection->read();
        if (!node) co_return fromError(node.error());
        if (auto end = wa::readStreamEnd(*node)) co_return std::move(*end);
        if (answerAtOnce(*node)) continue;
        queue_.push_back(std::move(*node));
        queueChanged_.notify();
        while (queue_.size() > maxQueued) {
            co_await queueChanged_.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return lost("cancelled");
        }
    }
}

asio::awaitable<Client::End> Client::workOff(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        while (queue_.empty()) {
            co_await queueChanged_.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return lost("cancelled");
        }
        wa::Node node = std::move(queue_.front());
        queue_.pop_front();
        queueChanged_.notify();
        Result<void> done;
        if (node.tag == "success")
            done = co_await onSuccess(std::move(node));
        else if (node.tag == "ib")
            done = co_await onInfo(std::move(node));
        else
            done = co_await receiver_.handle(std::move(node), sink);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return lost("cancelled");
        // Not stored, so not acknowledged: the server will send it again on the next connection.
        if (!done) co_return fromError(done.error().withContext("taking in a message"));
    }
}

asio::awaitable<Result<void>> Client::onSuccess(wa::Node node) {
    const auto lid = node.jid("lid");
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    if (lid && !lid->user.empty() && account_.credentials.lid != *lid) {
        account_.credentials.lid = *lid;
        if (account_.credentials.lid.device == 0)
            account_.credentials.lid.device = account_.credentials.me.device;
        account_.records.vault().put(wa::accountRecord(), account_.credentials.serialize());
    }
    if (const std::string name = node.text("display_name");
        account_.credentials.pushName.empty() && !name.empty()) {
        account_.credentials.pushName = name;
        account_.records.vault().put(wa::accountRecord(), account_.credentials.serialize());
    }
    if (!account_.credentials.lid.empty()) {
        Result<void> learnt = co_await directory_.learn(account_.credentials.me.withoutDevice(),
                                                        account_.credentials.lid.withoutDevice());
        if (!learnt) co_return learnt;
    }
    Result<void> committed = co_await account_.records.commit("login");
    if (!committed) co_return committed;
    account_.isLoggedIn = true;
    account_.changed.notify();
    log::info("whatsapp", "account={} logged in", account_.id);
    co_return Result<void>();
}

asio::awaitable<Result<void>> Client::onInfo(wa::Node node) {
    if (node.child("offline_preview")) account_.connection->send(wa::offlineBatch());
    if (const wa::Node* dirty = node.child("dirty"))
        account_.connection->send(wa::cleanDirtyIq(account_.connection->nextId(), *dirty));
    if (node.child("offline")) {
        account_.isDrained = true;
        account_.changed.notify();
        statusChanged_();
    }
    if (const wa::Node* routing = node.child("edge_routing")) {
        Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
        if (!guard) co_return guard.error();
        account_.credentials.routing = routing->childBytes("routing_info");
        Result<void> saved = co_await account_.records.save(account_.credentials, "routing");
        co_return saved;
    }
    co_return Result<void>();
}

asio::awaitable<Client::End> Client::settleIn() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!account_.isLoggedIn) {
        co_await account_.changed.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return lost("cancelled");
    }
    Result<void> stocked = co_await replenishPreKeys();
    if (stocked) stocked = co_await rotateSignedPreKey();
    if (!stocked) co_return fromError(stocked.error());
    Connection& connection = *account_.connection;
    Result<wa::Node> active = co_await account_.request(wa::activeIq(connection.nextId()));
    if (!active) co_return fromError(active.error());
    if (!account_.credentials.pushName.empty())
        connection.send(wa::presence(account_.credentials.pushName, false));
    const bool cancelledEarly = co_await isCancelled();
    if (cancelledEarly) co_return lost("cancelled");
    const SteadyTime patience = account_.clock.steadyNow() + drainPatience;
    while (!account_.isDrained && account_.clock.steadyNow() < patience) {
        co_await (account_.changed.wait() || account_.clock.sleepUntil(patience));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return lost("cancelled");
    }
    account_.isDrained = true;
    account_.changed.notify();
    statusChanged_();
    for (;;) {
        co_await account_.changed.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return lost("cancelled");
        const bool isRotationDue = wa::isSignedPreKeyDue(account_.credentials, account_.clock.nowMs());
        if (isRotationDue) stocked = co_await rotateSignedPreKey();
        if (stocked && account_.wantsPreKeys) stocked = co_await replenishPreKeys();
        if (!stocked) co_return fromError(stocked.error());
    }
}

asio::awaitable<Result<void>> Client::replenishPreKeys() {
    account_.wantsPreKeys = false;
    Connection& connection = *account_.connection;
    Result<wa::Node> answer = co_await account_.request(wa::preKeyCountIq(connection.nextId()));
    if (!answer) co_return answer.error().withContext("counting pre-keys");
    const wa::Node* count = answer->child("count");
    const std::int64_t left = count ? count->integer("value").value_or(0) : 0;
    if (left > fewPreKeys) co_return Result<void>();
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    const std::size_t more = account_.credentials.nextPreKeyId == 1 ? initialPreKeys : morePreKeys;
    wa::Node upload =
        wa::makePreKeyUpload(account_.records.vault(), account_.credentials, connection.nextId(), more);
    Result<void> committed = co_await account_.records.commit("prekeys");
    if (!committed) co_return committed;
    Result<wa::Node> uploaded = co_await account_.request(std::move(upload));
    if (!uploaded) co_return uploaded.error().withContext("uploading pre-keys");
    if (const auto error = wa::iqError(*uploaded)) co_return error->withContext("uploading pre-keys");
    crashPoint("whatsapp.prekeys-uploaded");
    log::info("whatsapp", "account={} uploaded {} pre-keys", account_.id, more);
    co_return Result<void>();
}

asio::awaitable<Result<void>> Client::rotateSignedPreKey() {
    {
        Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
        if (!guard) co_return guard.error();
        if (wa::isSignedPreKeyDue(account_.credentials, account_.clock.nowMs())) {
            wa::renewSignedPreKey(account_.records.vault(), account_.credentials, account_.clock.nowMs());
            Result<void> committed = co_await account_.records.commit("signed-prekey");
            if (!committed) co_return committed;
        }
    }
    // Also what a crash kept from being published.
    if (account_.credentials.isSignedPreKeyPublished) co_return Result<void>();
    Connection& connection = *account_.connection;
    const std::uint32_t id = account_.credentials.signedPreKeyId;
    wa::Node rotation = wa::signedPreKeyIq(account_.credentials, connection.nextId());
    Result<wa::Node> answer = co_await account_.request(std::move(rotation));
    if (!answer) co_return answer.error().withContext("publishing the signed pre-key");
    if (const auto error = wa::iqError(*answer)) {
        // The old key stays published and still opens everything; the next connection asks again.
        log::warn("whatsapp", "account={} the signed pre-key was not taken: {}", account_.id, error->message);
        co_return Result<void>();
    }
    crashPoint("whatsapp.signed-prekey-published");
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    if (account_.credentials.signedPreKeyId != id) co_return Result<void>();
    account_.credentials.isSignedPreKeyPublished = true;
    Result<void> saved = co_await account_.records.save(account_.credentials, "signed-prekey-published");
    co_return saved;
}

asio::awaitable<Client::End> Client::keepAlive() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const auto pause =
            std::chrono::seconds(pingMinSeconds + static_cast<int>(randomBelow(pingSpreadSeconds)));
        co_await account_.clock.sleepUntil(account_.clock.steadyNow() + pause);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return lost("cancelled");
        if (!account_.isLoggedIn) co_return lost("WhatsApp did not answer the login");
        Connection& connection = *account_.connection;
        const SteadyTime before = account_.clock.steadyNow();
        Result<wa::Node> pong = co_await connection.request(wa::pingIq(connection.nextId()), pingTimeout);
        if (!pong && connection.lastHeard() < before) co_return lost("WhatsApp does not answer pings");
        if (wa::isSignedPreKeyDue(account_.credentials, account_.clock.nowMs())) account_.changed.notify();
    }
}

asio::awaitable<Client::End> Client::untilLoggedOut() {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (!isLoggedOut_) co_await loggedOut_.wait();
    co_return End{EndAction::unlinked, "logged out", 0};
}

asio::awaitable<Result<void>> Client::logOut() {
    if (account_.isOnline()) {
        Connection& connection = *account_.connection;
        wa::Node iq = wa::logoutIq(connection.nextId(), account_.credentials.me);
        Result<wa::Node> answer = co_await account_.request(std::move(iq));
        if (!answer) log::warn("whatsapp", "account={} logging out: {}", account_.id, answer.error().message);
    } else {
        log::warn("whatsapp",
                  "account={} logged out without a connection; remove the device on the phone too",
                  account_.id);
    }
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    Result<void> erased = co_await account_.records.erase();
    account_.credentials = wa::Credentials();
    isLoggedOut_ = true;
    loggedOut_.notify();
    co_return erased;
}

}
