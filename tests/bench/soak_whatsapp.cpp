// A long life of one linked WhatsApp account in compressed time, against the server of the tests: people ask, others
// talk in a group, the connection is cut again and again, and every question is answered exactly once. Prints how
// memory and descriptors moved; whoever reads it judges.
#include "bench/soak.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "support/FakeWhatsApp.hpp"
#include "support/ShiftingClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <set>

namespace {

using namespace openclaw;
using namespace openclaw::testing;

constexpr std::size_t messagesPerSample = 1000;
constexpr std::size_t messagesPerWave = 100;
constexpr std::size_t messagesPerQuestion = 5;
constexpr std::size_t people = messagesPerWave / messagesPerQuestion;
constexpr auto patience = std::chrono::minutes(2);

std::string numberOf(std::size_t person) { return std::to_string(15550000100 + person); }

/// Keeps what comes in until somebody answers it.
class Mailbox final : public channels::InboundSink {
public:
    asio::awaitable<Result<void>> accept(std::vector<channels::InboundMessage> messages,
                                         std::optional<store::ChannelOffset>) override {
        for (channels::InboundMessage& message : messages) {
            ++count;
            if (message.kind == channels::ChatKind::direct) questions.push_back(std::move(message));
        }
        co_return Result<void>();
    }
    std::vector<channels::InboundMessage> questions;
    std::size_t count = 0;
};

class Soak {
public:
    Soak() {
        (void)server_.listen();
        server_.person(FakeWhatsApp::owner);
        store_ = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path())).value());
        link();
        const config::Config config(Json{{"channels", {{"whatsapp", {{"allowFrom", {"*"}}, {"dmPolicy", "open"}}}}}},
                                    Environment());
        channels::ChannelContext context{io_.get_executor(), clock_,        *http_,        *store_,
                                         *launcher_,         Environment(), folder_.path()};
        context.whatsApp = server_.endpoint();
        channel_ = std::move(channels::makeChannels(config, context).front());
        tasks_.spawn("channel", keepRunning());
        tasks_.spawn("time", passTime());
        until([this] { return server_.preKeyUploads > 0 && channel_->status().connected; });
    }
    ~Soak() {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
        channel_.reset();
        store_->stop();
        runCoro(io_, server_.stop());
    }
    void run(std::size_t messages, std::size_t messagesPerConnection) {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<double> samples;
        std::vector<double> withoutCache;
        std::vector<std::size_t> descriptors;
        while (said_ < messages) {
            for (const std::size_t end = said_ + messagesPerSample; said_ < end;)
                liveOn(messagesPerConnection);
            samples.push_back(soak::residentKb());
            withoutCache.push_back(samples.back() - databaseKb());
            descriptors.push_back(soak::openDescriptors());
        }
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const auto [fewest, most] = std::ranges::minmax(descriptors);
        std::printf("%-11s %9zu %10zu %6.0f %11.0f %10.0f %10.0f %11.2f %13.2f %10.0f %5zu-%zu\n", "whatsapp", said_, reconnects_,
                    static_cast<double>(said_) / seconds, samples.front(), samples[samples.size() / 2], samples.back(),
                    soak::slopeOf(samples), soak::slopeOf(withoutCache), databaseKb(), fewest, most);
        for (const std::string& problem : server_.problems())
            throw std::runtime_error("the server complains: " + problem);
    }

private:
    void link() {
        channels::WhatsAppLogin login(io_.get_executor(), clock_, *store_, Environment(), server_.endpoint(), "default");
        TaskGroup phone(io_.get_executor());
        auto scan = [](channels::WhatsAppLogin& shown, FakeWhatsApp& server) -> asio::awaitable<void> {
            while (shown.state().qr.empty())
                co_await shown.changed();
            server.scan(shown.state().qr);
        };
        phone.spawn("phone", scan(login, server_));
        const Result<void> done = runCoro(io_, login.run({}, false));
        if (!done) throw std::runtime_error("cannot link: " + done.error().message);
        runCoro(io_, phone.join());
    }
    /// What SQLite holds: pages of a database that grows with what has to be remembered, up to the cache's bound.
    static double databaseKb() { return static_cast<double>(sqlite3_memory_used()) / 1024; }
    asio::awaitable<void> keepRunning() {
        co_await asio::this_coro::throw_if_cancelled(false);
        for (;;) {
            const Result<void> ended = co_await channel_->run(mailbox_);
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return;
            if (!ended && ended.error().is(Errc::unauthorized)) throw std::runtime_error(ended.error().message);
        }
    }
    /// Back-off, pacing and keep-alives pass two hundred times as fast.
    asio::awaitable<void> passTime() {
        co_await asio::this_coro::throw_if_cancelled(false);
        for (bool cancelled = false; !cancelled; cancelled = co_await isCancelled()) {
            co_await sleepFor(std::chrono::milliseconds(1));
            clock_.advance(std::chrono::milliseconds(200));
        }
    }
    void until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (!condition()) {
            if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("nothing happens any more");
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(20));
        }
    }
    void liveOn(std::size_t messagesPerConnection) {
        std::set<std::string> wanted;
        const std::size_t before = mailbox_.count;
        for (std::size_t i = 1; i <= messagesPerWave; ++i) {
            if (++said_ % messagesPerConnection == 0) {
                server_.dropConnection();
                ++reconnects_;
            }
            const std::string text = "message " + std::to_string(said_);
            const std::string number = numberOf(i / messagesPerQuestion);
            if (i % messagesPerQuestion != 0) {
                server_.sayInGroup(number, text);
            } else {
                server_.say(number, text);
                wanted.insert("answer: " + text);
            }
        }
        until([&] { return mailbox_.count >= before + messagesPerWave && mailbox_.questions.size() >= people; });
        for (const channels::InboundMessage& question : mailbox_.questions)
            answer(question);
        for (const FakeWhatsApp::Sent& sent : server_.sent) {
            if (wanted.erase(whatsapp::readContent(sent.message, whatsapp::Jid()).text) == 0)
                throw std::runtime_error("answered twice, or not asked for");
        }
        if (!wanted.empty()) throw std::runtime_error("not answered: " + *wanted.begin());
        until([this] { return server_.unacknowledged() == 0; });
        if (mailbox_.count != before + messagesPerWave) throw std::runtime_error("a message came twice");
        mailbox_.questions.clear();
        server_.forget();
    }
    /// Tries again as the outbox does: under the same key, so that it is the same message.
    void answer(const channels::InboundMessage& question) {
        channels::OutboundPart part;
        part.key = "answer-" + question.messageId;
        part.target = question.chatId;
        part.payload = Json{{"kind", "text"}, {"text", "answer: " + question.text}};
        for (;;) {
            until([this] { return channel_->status().connected; });
            channels::OutboundPart copy = part;
            if (runCoro(io_, channel_->send(std::move(copy)))) return;
            ++part.attempt;
        }
    }

    asio::io_context io_{1};
    TempDir folder_;
    ShiftingClock clock_{io_.get_executor()};
    FakeWhatsApp server_{io_.get_executor()};
    Mailbox mailbox_;
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<channels::Channel> channel_;
    TaskGroup tasks_{io_.get_executor()};
    std::size_t said_ = 0;
    std::size_t reconnects_ = 0;
};

}

int main(int argc, char** argv) {
    const auto messages = argc > 1 ? parseInteger(argv[1]) : std::optional<std::int64_t>(100'000);
    const auto perConnection = argc > 2 ? parseInteger(argv[2]) : std::optional<std::int64_t>(100);
    if (!messages || !perConnection || *messages < 1 || *perConnection < 1) {
        std::fprintf(stderr, "usage: openclaw_soak_whatsapp [MESSAGES [MESSAGES-PER-CONNECTION]]\n");
        return 2;
    }
    std::printf("%-11s %9s %10s %6s %11s %10s %10s %11s %13s %10s %5s\n", "network", "messages", "reconnects", "per s",
                "RSS: first", "half", "last, kB", "kB per 1000", "without cache", "SQLite, kB", "fds");
    try {
        Soak soak;
        soak.run(static_cast<std::size_t>(*messages), static_cast<std::size_t>(*perConnection));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
