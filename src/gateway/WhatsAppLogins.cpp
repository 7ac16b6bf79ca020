// Logins that outlive the requests that watch them.
#include "gateway/WhatsAppLogins.hpp"

#include "openclaw/core/log.hpp"

namespace openclaw::gateway {

namespace {

using State = channels::WhatsAppLoginState;
using Step = State::Step;

const std::string channelName = "whatsapp";

bool isOver(const State& state) { return state.step == Step::linked || state.step == Step::failed; }

asio::awaitable<Result<void>> waitForChange(channels::WhatsAppLogin& login, std::string shownQr) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const State& state = login.state();
        const bool hasNews = !state.qr.empty() && state.qr != shownQr;
        if (isOver(state) || hasNews) co_return Result<void>();
        co_await login.changed();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

}

struct WhatsAppLogins::Flow {
    explicit Flow(std::unique_ptr<channels::WhatsAppLogin> made) : login(std::move(made)) {}
    std::unique_ptr<channels::WhatsAppLogin> login;
    /// Requests that are waiting on it.
    int watchers = 0;
};

WhatsAppLogins::WhatsAppLogins(asio::any_io_executor executor,
                               Clock& clock,
                               store::Store& store,
                               Environment environment,
                               channels::WhatsAppEndpoint endpoint,
                               channels::Supervisor& supervisor,
                               std::function<asio::awaitable<void>()> restartChannels)
    : executor_(executor), clock_(clock), store_(store), environment_(std::move(environment)),
      endpoint_(std::move(endpoint)), supervisor_(supervisor), restartChannels_(std::move(restartChannels)),
      tasks_(executor) {}

WhatsAppLogins::~WhatsAppLogins() = default;

WhatsAppLogins::Flow* WhatsAppLogins::find(const std::string& accountId) {
    const auto found = flows_.find(accountId);
    return found == flows_.end() ? nullptr : found->second.get();
}

asio::awaitable<void> WhatsAppLogins::runFlow(std::string accountId, std::string phone, bool force) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Flow* flow = find(accountId);
    co_await supervisor_.stop(channelName, accountId);
    Result<void> done = co_await flow->login->run(std::move(phone), force);
    if (!done) log::warn("whatsapp", "account={} login: {}", accountId, done.error().message);
    const bool cancelled = co_await isCancelled();
    if (!cancelled) co_await restartChannels_();
}

asio::awaitable<State> WhatsAppLogins::start(Request request) {
    if (const channels::Channel* running = supervisor_.find(channelName, request.accountId);
        running && !request.force) {
        const channels::ChannelStatus status = running->status();
        if (status.linked.value_or(false)) {
            State linked;
            linked.step = Step::linked;
            linked.number = status.identity;
            linked.message =
                "WhatsApp is already linked (" + status.identity + "). Say “relink” if you want a fresh QR.";
            co_return linked;
        }
    }
    Flow* flow = find(request.accountId);
    if (!flow || isOver(flow->login->state())) {
        auto login = std::make_unique<channels::WhatsAppLogin>(executor_, clock_, store_, environment_,
                                                               endpoint_, request.accountId);
        // Somebody may still be about to read how the last one ended.
        if (flow && flow->watchers > 0) retired_.push_back(std::move(flows_[request.accountId]));
        flows_[request.accountId] = std::make_unique<Flow>(std::move(login));
        tasks_.spawn("whatsapp.login", runFlow(request.accountId, request.phone, request.force));
    }
    State state = co_await wait(request.accountId, {}, request.timeout);
    co_return state;
}

asio::awaitable<State>
WhatsAppLogins::wait(std::string accountId, std::string shownQr, std::chrono::milliseconds timeout) {
    Flow* flow = find(accountId);
    if (!flow) {
        State none;
        none.step = Step::failed;
        none.message = "No active WhatsApp login in progress.";
        co_return none;
    }
    channels::WhatsAppLogin& login = *flow->login;
    ++flow->watchers;
    Result<void> waited = co_await withTimeout(timeout, waitForChange(login, std::move(shownQr)));
    --flow->watchers;
    if (!waited && !waited.error().is(Errc::timeout)) log::debug("whatsapp", "{}", waited.error().message);
    co_return login.state();
}

asio::awaitable<Result<bool>> WhatsAppLogins::logOut(std::string accountId) {
    channels::Channel* channel = supervisor_.find(channelName, accountId);
    if (!channel) {
        Result<std::int64_t> removed = co_await store_.channelRecords().removeAll(channelName, accountId);
        if (!removed) co_return removed.error();
        co_return *removed > 0;
    }
    const bool wasLinked = channel->status().linked.value_or(false);
    Result<void> done = co_await channel->logOut();
    if (!done) co_return done.error();
    co_await restartChannels_();
    co_return wasLinked;
}

asio::awaitable<void> WhatsAppLogins::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

}
