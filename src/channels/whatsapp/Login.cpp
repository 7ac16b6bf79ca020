// Linking a device: one connection that shows codes, and a second one that proves the link.
#include "openclaw/channels/whatsapp_login.hpp"

#include "channels/whatsapp/Connection.hpp"
#include "channels/whatsapp/Records.hpp"
#include "channels/whatsapp/WhatsAppChannel.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/whatsapp/pairing.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <deque>

namespace openclaw::channels {

namespace wa = openclaw::whatsapp;
using namespace asio::experimental::awaitable_operators;
using Step = WhatsAppLoginState::Step;
using channels::whatsapp::Connection;

namespace {

constexpr std::chrono::seconds firstReferenceTime{60};
constexpr std::chrono::seconds nextReferenceTime{20};
constexpr std::chrono::seconds codeTimeout{30};
constexpr std::chrono::seconds proofTimeout{30};

}

struct WhatsAppLogin::Impl {
    Impl(asio::any_io_executor ex,
         Clock& c,
         store::Store& store,
         const Environment& environment,
         WhatsAppEndpoint place,
         std::string accountId)
        : executor(ex), clock(c), endpoint(std::move(place)), version(whatsapp::clientVersion(environment)),
          records(store, c, std::move(accountId)), notifier(ex), referencesChanged(ex) {}

    asio::awaitable<Result<void>> pair(std::string phone);
    asio::awaitable<Result<void>> readAnswers(std::string phone);
    asio::awaitable<Result<void>> showReferences();
    asio::awaitable<Result<void>> requestCode(std::string phone);
    asio::awaitable<Result<void>> takeIq(wa::Node iq);
    asio::awaitable<Result<void>> takeLinkCode(wa::Node notification, std::string phone);
    asio::awaitable<Result<void>> proveLink();
    void show(Step step, std::string message) {
        state.step = step;
        state.message = std::move(message);
        notifier.notify();
    }

    asio::any_io_executor executor;
    Clock& clock;
    WhatsAppEndpoint endpoint;
    wa::ClientVersion version;
    whatsapp::Records records;
    Notifier notifier;
    Notifier referencesChanged;
    WhatsAppLoginState state;
    wa::Credentials credentials;
    std::unique_ptr<Connection> connection;
    std::deque<std::string> references;
    std::optional<wa::LinkCode> linkCode;
    bool isPaired = false;
};

WhatsAppLogin::WhatsAppLogin(asio::any_io_executor executor,
                             Clock& clock,
                             store::Store& store,
                             Environment environment,
                             WhatsAppEndpoint endpoint,
                             std::string accountId)
    : impl_(std::make_unique<Impl>(
          std::move(executor), clock, store, environment, std::move(endpoint), std::move(accountId))) {}

WhatsAppLogin::~WhatsAppLogin() = default;

const WhatsAppLoginState& WhatsAppLogin::state() const { return impl_->state; }

asio::awaitable<void> WhatsAppLogin::changed() { co_await impl_->notifier.wait(); }

asio::awaitable<Result<void>> WhatsAppLogin::run(std::string phone, bool force) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Impl& impl = *impl_;
    Result<std::optional<wa::Credentials>> stored = co_await impl.records.credentials();
    if (!stored) co_return stored.error();
    if (*stored && (*stored)->isLinked()) {
        if (!force) {
            impl.state.number = "+" + (*stored)->me.user;
            impl.show(Step::linked, "already linked as " + impl.state.number);
            co_return Result<void>();
        }
        Result<void> erased = co_await impl.records.erase();
        if (!erased) co_return erased;
    }
    impl.credentials = wa::Credentials::generate(impl.endpoint.rootKey);
    Result<void> done = co_await impl.pair(std::move(phone));
    impl.connection.reset();
    if (done) done = co_await impl.proveLink();
    impl.connection.reset();
    impl.state.qr.clear();
    impl.state.code.clear();
    if (!done) {
        impl.show(Step::failed, done.error().message);
        co_return done;
    }
    impl.state.number = "+" + impl.credentials.me.user;
    impl.show(Step::linked, "linked as " + impl.state.number);
    co_return Result<void>();
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::pair(std::string phone) {
    std::string payload = wa::registrationPayload(credentials, version);
    wa::Credentials copy = credentials;
    Result<std::unique_ptr<Connection>> opened =
        co_await Connection::open(executor, clock, endpoint, std::move(copy), std::move(payload));
    if (!opened) co_return opened.error();
    connection = std::move(*opened);
    auto raced = co_await (readAnswers(std::move(phone)) || showReferences());
    Result<void> ended;
    if (raced.index() == 0)
        ended = std::move(std::get<0>(raced));
    else
        ended = std::move(std::get<1>(raced));
    connection->abandonRequests();
    connection->close();
    // The server closes the connection right after the pairing; that is how it is meant to be.
    if (isPaired) co_return Result<void>();
    if (ended) co_return Error(Errc::closed, "WhatsApp ended the connection before the phone took the code");
    co_return ended;
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::readAnswers(std::string phone) {
    co_await asio::this_coro::throw_if_cancelled(false);
    TaskGroup requests(executor);
    Result<void> ended;
    for (;;) {
        Result<wa::Node> node = co_await connection->read();
        if (!node) {
            ended = node.error();
            break;
        }
        if (const auto end = wa::readStreamEnd(*node)) {
            if (!isPaired) ended = Error(Errc::unavailable, end->reason);
            break;
        }
        if (node->tag == "iq") {
            const bool isFirst = node->child("pair-device") != nullptr && !linkCode;
            ended = co_await takeIq(std::move(*node));
            if (ended && isFirst && !phone.empty()) {
                auto asking = [](Impl* impl, std::string number) -> asio::awaitable<void> {
                    Result<void> asked = co_await impl->requestCode(std::move(number));
                    if (!asked) impl->show(Step::waiting, "no code to type: " + asked.error().message);
                };
                requests.spawn("whatsapp.link-code", asking(this, phone));
            }
        } else if (node->tag == "notification") {
            connection->send(wa::ackFor(*node));
            if (const wa::Node* reg = node->child("link_code_companion_reg"); reg && linkCode)
                ended = co_await takeLinkCode(*reg, phone);
        }
        if (!ended) break;
    }
    requests.cancel();
    co_await requests.join();
    co_return ended;
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::takeIq(wa::Node iq) {
    if (iq.child("pair-success")) {
        Result<wa::PairingResult> paired = wa::acceptPairing(credentials, iq, clock.nowMs());
        if (!paired) {
            wa::Node error("error");
            error.set("code", "401").set("text", paired.error().message);
            wa::Node refusal("iq");
            refusal.set("to", wa::serverJid())
                .set("type", "error")
                .set("id", iq.text("id"))
                .add(std::move(error));
            connection->send(refusal);
            co_return Error(Errc::unauthorized,
                            "the phone's answer did not match our code (" + paired.error().message + ")");
        }
        credentials = paired->credentials;
        // On disk before the phone hears of it: a link that only the phone knows of could not be used by
        // anybody.
        Result<void> saved = co_await records.save(credentials, "pairing");
        if (!saved) co_return saved;
        crashPoint("whatsapp.paired");
        connection->send(paired->reply);
        isPaired = true;
        show(Step::scanning, "the phone took the code; finishing the link");
        co_return Result<void>();
    }
    connection->send(wa::iqResult(iq));
    if (iq.child("pair-device")) {
        const std::vector<std::string> found = wa::pairingReferences(iq);
        references.assign(found.begin(), found.end());
        referencesChanged.notify();
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::showReferences() {
    co_await asio::this_coro::throw_if_cancelled(false);
    auto shownFor = firstReferenceTime;
    for (;;) {
        if (references.empty()) {
            co_await referencesChanged.wait();
        } else {
            state.qr = wa::qrText(credentials, references.front());
            references.pop_front();
            show(Step::waiting, "Scan this QR code in WhatsApp: Settings > Linked devices > Link a device");
            co_await clock.sleepUntil(clock.steadyNow() + shownFor);
            shownFor = nextReferenceTime;
            if (references.empty() && !isPaired)
                co_return Error(Errc::timeout, "no phone took the code in time; try again");
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        while (isPaired) {
            co_await referencesChanged.wait();
            const bool stopped = co_await isCancelled();
            if (stopped) co_return Error(Errc::cancelled, "cancelled");
        }
    }
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::requestCode(std::string phone) {
    linkCode = wa::LinkCode::make();
    wa::Node iq = linkCode->helloIq(connection->nextId(), phone, credentials);
    Result<wa::Node> answer = co_await connection->request(std::move(iq), codeTimeout);
    if (!answer) co_return answer.error();
    if (const auto error = wa::iqError(*answer)) co_return *error;
    const wa::Node* reg = answer->child("link_code_companion_reg");
    linkCode->setReference(reg ? reg->childBytes("link_code_pairing_ref") : std::string_view());
    state.code = linkCode->text();
    show(Step::waiting, "Type this code in WhatsApp: Settings > Linked devices > Link with phone number");
    co_return Result<void>();
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::takeLinkCode(wa::Node notification, std::string phone) {
    if (notification.text("stage") != "primary_hello") co_return Result<void>();
    Result<wa::LinkCode::Finish> finish =
        linkCode->finish(notification, connection->nextId(), phone, credentials);
    if (!finish) co_return finish.error();
    credentials.advSecret = finish->advSecret;
    connection->send(finish->iq);
    co_return Result<void>();
}

asio::awaitable<Result<void>> WhatsAppLogin::Impl::proveLink() {
    std::string payload = wa::loginPayload(credentials, version);
    wa::Credentials copy = credentials;
    Result<std::unique_ptr<Connection>> opened =
        co_await Connection::open(executor, clock, endpoint, std::move(copy), std::move(payload));
    if (!opened) co_return opened.error();
    connection = std::move(*opened);
    Result<wa::Node> first = co_await withTimeout(proofTimeout, connection->read());
    if (!first) co_return first.error().withContext("the first login after linking");
    if (const auto end = wa::readStreamEnd(*first)) co_return Error(Errc::unauthorized, end->reason);
    connection->close();
    co_return Result<void>();
}

}
