#pragma once

#include "openclaw/channels/registry.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "support/FakeWhatsApp.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <algorithm>

/// A linked account with a real store and real sockets, against a server of our own.
namespace openclaw::testing {

using channels::InboundMessage;

inline constexpr const char* alice = "15550000002";
inline constexpr const char* bob = "15550000003";

/// Keeps what arrives; can refuse to store.
class KeepingSink final : public channels::InboundSink {
public:
    explicit KeepingSink(asio::any_io_executor executor) : changed(std::move(executor)) {}
    asio::awaitable<Result<void>> accept(std::vector<InboundMessage> messages,
                                         std::optional<store::ChannelOffset>) override {
        ++calls;
        changed.notify();
        if (refusals > 0) {
            --refusals;
            co_return Error(Errc::unavailable, "the disk is full");
        }
        for (InboundMessage& message : messages)
            kept.push_back(std::move(message));
        co_return Result<void>();
    }
    std::vector<InboundMessage> kept;
    int calls = 0;
    int refusals = 0;
    Notifier changed;
};

class WhatsApp : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(server_.listen());
        server_.person(alice);
        server_.person(FakeWhatsApp::owner);
        open();
    }
    void TearDown() override {
        close();
        runCoro(io_, server_.stop());
        EXPECT_EQ(server_.problems(), std::vector<std::string>());
    }

    void open() {
        store_ = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path())).value());
        Json root{{"channels", {{"whatsapp", {{"allowFrom", {"*"}}, {"dmPolicy", "open"}}}}}};
        config_ = std::make_unique<config::Config>(std::move(root), Environment());
    }
    void close() {
        if (tasks_) {
            tasks_->cancel();
            runCoro(io_, tasks_->join());
            tasks_.reset();
        }
        channel_.reset();
        if (store_) store_->stop();
        store_.reset();
    }
    void link() { link(server_, "default"); }
    void link(FakeWhatsApp& service, const std::string& accountId) {
        channels::WhatsAppLogin login(io_.get_executor(), clock_, *store_, Environment(), service.endpoint(),
                                      accountId);
        TaskGroup phone(io_.get_executor());
        auto scan = [](channels::WhatsAppLogin& shown, FakeWhatsApp& server) -> asio::awaitable<void> {
            while (shown.state().qr.empty())
                co_await shown.changed();
            server.scan(shown.state().qr);
        };
        phone.spawn("phone", scan(login, service));
        const Result<void> done = runCoro(io_, login.run({}, false));
        ASSERT_TRUE(done) << done.error().message;
        runCoro(io_, phone.join());
        EXPECT_EQ(login.state().number, "+15550000001");
    }
    void start() {
        channels::ChannelContext context{io_.get_executor(), clock_,        *http_,        *store_,
                                         *launcher_,         Environment(), folder_.path()};
        context.whatsApp = server_.endpoint();
        context.images = images_;
        auto made = channels::makeChannels(*config_, context);
        ASSERT_EQ(made.size(), 1u);
        channel_ = std::move(made.front());
        ended_.reset();
        tasks_ = std::make_unique<TaskGroup>(io_.get_executor());
        auto running = [](channels::Channel& channel, KeepingSink& sink,
                          std::optional<Result<void>>& ended) -> asio::awaitable<void> {
            Result<void> result = co_await channel.run(sink);
            ended = std::move(result);
        };
        tasks_->spawn("channel", running(*channel_, sink_, ended_));
    }
    void linkAndStart() {
        link();
        start();
        until([&] { return server_.preKeyUploads > 0 && channel_->status().connected; });
    }
    /// Runs the loop until the condition holds; a hanging test fails after a while.
    void until(const std::function<bool()>& condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (!condition() && std::chrono::steady_clock::now() < deadline) {
            io_.restart();
            io_.run_one_for(std::chrono::milliseconds(50));
        }
        ASSERT_TRUE(condition());
    }
    Result<channels::Delivery> send(const std::string& to, Json payload, const std::string& key) {
        channels::OutboundPart part;
        part.key = key;
        part.target = to;
        part.payload = std::move(payload);
        return runCoro(io_, channel_->send(std::move(part)));
    }
    /// A month passes for the signed pre-key; between two runs of the channel.
    void ageSignedPreKey() {
        const store::ChannelRecord wanted{"account", "self", std::nullopt};
        auto records = runCoro(io_, store_->channelRecords().get("whatsapp", "default", {wanted})).value();
        auto credentials = whatsapp::Credentials::parse(records.at(0).value.value()).value();
        credentials.signedPreKeyMadeAtMs = 0;
        records.at(0).value = std::string(credentials.serialize());
        ASSERT_TRUE(runCoro(io_, store_->channelRecords().apply("whatsapp", "default", records, 1)));
    }
    /// Another account of the same gateway, on a server of its own.
    struct SecondAccount {
        SecondAccount(WhatsApp& test, FakeWhatsApp& server, const std::string& id)
            : io(test.io_), sink(test.io_.get_executor()), tasks(test.io_.get_executor()) {
            test.link(server, id);
            Json root{{"channels", {{"whatsapp", {{"accounts", {{id, {{"dmPolicy", "open"}}}}}}}}}};
            const config::Config config(std::move(root), Environment());
            channels::ChannelContext context{io.get_executor(),  test.clock_,     *test.http_,
                                             *test.store_,       *test.launcher_, Environment(),
                                             test.folder_.path()};
            context.whatsApp = server.endpoint();
            channel = std::move(channels::makeChannels(config, context).front());
            auto running = [](channels::Channel& account, KeepingSink& kept) -> asio::awaitable<void> {
                co_await account.run(kept);
            };
            tasks.spawn("second", running(*channel, sink));
        }
        ~SecondAccount() {
            tasks.cancel();
            runCoro(io, tasks.join());
        }
        asio::io_context& io;
        KeepingSink sink;
        std::unique_ptr<channels::Channel> channel;
        TaskGroup tasks;
    };
    bool hasReceipt(const std::string& receipt) const {
        return std::find(server_.receipts.begin(), server_.receipts.end(), receipt) != server_.receipts.end();
    }

    asio::io_context io_;
    SystemClock clock_;
    TempDir folder_;
    FakeWhatsApp server_{io_.get_executor()};
    KeepingSink sink_{io_.get_executor()};
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<config::Config> config_;
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    channels::ImageFitter* images_ = nullptr;
    std::unique_ptr<channels::Channel> channel_;
    std::unique_ptr<TaskGroup> tasks_;
    std::optional<Result<void>> ended_;
};

}
