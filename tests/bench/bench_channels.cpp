// Figures of the chat connectors: messages a second into the durable ledger, memory and wake-ups of idle accounts, how
// soon and how often a connection is tried again, memory of a large file on its way out and in. Prints; asserts nothing.
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/plugins/registry.hpp"
#include "support/FakeDiscord.hpp"
#include "support/FakeTelegram.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <chrono>
#include <fstream>

using namespace openclaw;
using openclaw::testing::runCoro;

namespace {

constexpr int messageCount = 20'000;
constexpr std::size_t fileBytes = 50u * 1024 * 1024;

/// A line of /proc/self/status in kB.
long memoryKb(const char* name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) return std::stol(line.substr(std::string(name).size() + 1));
    }
    return 0;
}

/// From here on VmHWM is the peak of what follows.
void forgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

/// How often this process went to sleep and was woken.
long wakeUps() { return memoryKb("voluntary_ctxt_switches"); }

/// Stores what arrives, as the dispatcher does.
class LedgerSink final : public channels::InboundSink {
public:
    explicit LedgerSink(store::Store& store) : store_(store) {}
    asio::awaitable<Result<void>> accept(std::vector<channels::InboundMessage> messages, std::optional<store::ChannelOffset> offset) override {
        std::vector<store::InboundRecord> records;
        for (const auto& message : messages) {
            store::InboundRecord record;
            record.channel = message.channel;
            record.accountId = message.accountId;
            record.platformMessageId = message.messageId;
            record.conversation = message.chatId;
            record.senderId = message.senderId;
            record.state = store::InboundState::refused;
            record.body = Json{{"text", message.text}};
            records.push_back(std::move(record));
        }
        stored += static_cast<int>(records.size());
        Result<std::vector<store::Admission>> admitted = co_await store_.inbox().admit(std::move(records), std::move(offset));
        if (!admitted) co_return admitted.error();
        co_return Result<void>();
    }
    int stored = 0;

private:
    store::Store& store_;
};

struct Bench {
    asio::io_context io{1};
    testing::TempDir folder;
    SystemClock clock;
    testing::FakeDiscord server{io.get_executor()};
    testing::FakeTelegram telegram{io.get_executor()};
    std::unique_ptr<net::HttpClient> http = net::makeHttpClient(io.get_executor());
    std::unique_ptr<process::Launcher> launcher = process::makeLauncher(io.get_executor());
    std::unique_ptr<store::SqliteStore> store = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder.path())).value());
    LedgerSink sink{*store};
    channels::Supervisor supervisor{io.get_executor(), clock};

    explicit Bench(int accounts, bool isTelegram = false) {
        (void)server.listen();
        (void)telegram.listen();
        supervisor.deliverTo(sink);
        Json named = Json::object();
        for (int i = 0; i < accounts; ++i)
            named["a" + std::to_string(i)] = Json{{"token", server.token()}};
        const Json discord{{"apiRoot", server.root()}, {"accounts", named}};
        const Json bot{{"apiRoot", telegram.root()}, {"botToken", telegram.token()}};
        const Json channels = isTelegram ? Json{{"telegram", bot}} : Json{{"discord", discord}};
        const config::Config config(Json{{"channels", channels}}, Environment());
        const channels::ChannelContext context{io.get_executor(), clock, *http, *store, *launcher, Environment(), folder.path(), {}};
        for (auto& channel : plugins::makeChannels(config, context))
            runCoro(io, supervisor.start(std::move(channel)));
    }
    ~Bench() {
        runCoro(io, supervisor.stopAll());
        runCoro(io, server.stop());
        runCoro(io, telegram.stop());
        store->stop();
    }
};

asio::awaitable<void> untilStored(LedgerSink& sink, int count) {
    while (sink.stored < count)
        co_await sleepFor(std::chrono::milliseconds(2));
}

void push(Bench& bench, bool isTelegram, const std::string& text) {
    if (isTelegram)
        bench.telegram.pushText(4242, 4242, text);
    else
        bench.server.pushMessage("94242", "4242", text);
}

void inboundRate(bool isTelegram) {
    Bench bench(1, isTelegram);
    if (!isTelegram) runCoro(bench.io, bench.server.waitForSessions(1, 0));
    const auto start = std::chrono::steady_clock::now();
    for (int sent = 0; sent < messageCount;) {
        for (int i = 0; i < 500; ++i, ++sent)
            push(bench, isTelegram, "message number " + std::to_string(sent));
        runCoro(bench.io, untilStored(bench.sink, sent));
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("inbound, one {} account into the ledger: {:.0f} messages/s (fake server in the same thread)\n",
               isTelegram ? "Telegram" : "Discord", messageCount / seconds);
}

void idleAccounts() {
    const long before = memoryKb("VmRSS");
    Bench bench(5);
    runCoro(bench.io, bench.server.waitForSessions(5, 0));
    fmt::print("five idle Discord accounts with their server and an empty ledger: {} kB more\n", memoryKb("VmRSS") - before);
    constexpr int seconds = 20;
    const long woken = wakeUps();
    runCoro(bench.io, sleepFor(std::chrono::seconds(seconds)));
    fmt::print("each wakes up {:.2f} times a second, its server's heartbeats included\n",
               static_cast<double>(wakeUps() - woken) / seconds / 5);
}

/// The server refuses for a while. Real time: two seconds, ten, ten.
void reconnecting() {
    Bench bench(1);
    runCoro(bench.io, bench.server.waitForSessions(1, 0));
    testing::HttpFault outage;
    outage.call = "GET /gateway/bot";
    outage.status = 503;
    outage.times = 2;
    bench.server.faults.add(outage);
    bench.server.expireSession();
    const std::size_t before = bench.server.countCalls(outage.call);
    const auto start = std::chrono::steady_clock::now();
    bench.server.closeGateway(4009);
    runCoro(bench.io, bench.server.waitForSessions(2, 0));
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("an outage that refuses two attempts: connected again after {:.1f} s with {} attempts\n", seconds,
               bench.server.countCalls(outage.call) - before);
}

/// Swallows one request of `fileBytes` and answers.
asio::awaitable<void> swallow(asio::ip::tcp::acceptor& acceptor) {
    asio::ip::tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    std::string window(64 * 1024, '\0');
    for (std::size_t total = 0; total < fileBytes;)
        total += co_await socket.async_read_some(asio::buffer(window), asio::use_awaitable);
    const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
}

asio::awaitable<void> upload(net::HttpClient& http, std::string url, std::string file, int& status) {
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = url;
    net::BodyPiece piece;
    piece.filePath = file;
    request.bodyPieces.push_back(std::move(piece));
    Result<net::HttpResponse> response = co_await http.fetch(std::move(request), 1 << 20);
    status = response ? response->status : 0;
}

/// Answers one request with `fileBytes`.
asio::awaitable<void> pourOut(asio::ip::tcp::acceptor& acceptor) {
    asio::ip::tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    std::string window(64 * 1024, 'x');
    (void)co_await socket.async_read_some(asio::buffer(window), asio::use_awaitable);
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(fileBytes) + "\r\n\r\n";
    co_await asio::async_write(socket, asio::buffer(head), asio::use_awaitable);
    for (std::size_t total = 0; total < fileBytes; total += window.size())
        co_await asio::async_write(socket, asio::buffer(window), asio::use_awaitable);
}

asio::awaitable<void> fetchFile(net::HttpClient& http, std::string url, std::string path, std::int64_t& bytes) {
    net::HttpClientRequest request;
    request.url = url;
    request.freshConnection = true;
    Result<std::int64_t> written = co_await net::downloadToFile(http, std::move(request), std::move(path), fileBytes);
    bytes = written ? *written : -1;
}

void largeFile() {
    asio::io_context io{1};
    const testing::TempDir folder;
    const auto http = net::makeHttpClient(io.get_executor());
    const std::string file = (folder.path() / "large.bin").string();
    {
        std::ofstream out(file, std::ios::binary);
        const std::string block(1 << 20, 'x');
        for (std::size_t written = 0; written < fileBytes; written += block.size())
            out << block;
    }
    asio::ip::tcp::acceptor acceptor(io, asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    const std::string url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
    forgetPeak();
    const long before = memoryKb("VmRSS");
    int status = 0;
    TaskGroup server(io.get_executor());
    server.spawn("sink", swallow(acceptor));
    runCoro(io, upload(*http, url, file, status));
    runCoro(io, server.join());
    fmt::print("a file of 50 MB on its way out: {} kB more (answer {})\n", memoryKb("VmHWM") - before, status);

    forgetPeak();
    const long beforeDownload = memoryKb("VmRSS");
    std::int64_t received = 0;
    TaskGroup source(io.get_executor());
    source.spawn("source", pourOut(acceptor));
    runCoro(io, fetchFile(*http, url, (folder.path() / "received.bin").string(), received));
    runCoro(io, source.join());
    fmt::print("a file of 50 MB on its way in: {} kB more ({} bytes)\n", memoryKb("VmHWM") - beforeDownload, received);
}

}

int main() {
    // First, while the peak of the process is still low.
    largeFile();
    idleAccounts();
    inboundRate(false);
    inboundRate(true);
    reconnecting();
    return 0;
}
