// A linked device from its first code to its last message, against a server of our own: real store, real
// sockets.
#include "openclaw/channels/registry.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "openclaw/core/files.hpp"
#include "support/FakeWhatsApp.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw {
namespace {

using channels::InboundMessage;
using testing::FakeWhatsApp;
using testing::runCoro;

constexpr const char* alice = "15550000002";
constexpr const char* bob = "15550000003";

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
    void link() {
        channels::WhatsAppLogin login(io_.get_executor(), clock_, *store_, Environment(), server_.endpoint(),
                                      "default");
        TaskGroup phone(io_.get_executor());
        auto scan = [](channels::WhatsAppLogin& shown, FakeWhatsApp& server) -> asio::awaitable<void> {
            while (shown.state().qr.empty())
                co_await shown.changed();
            server.scan(shown.state().qr);
        };
        phone.spawn("phone", scan(login, server_));
        const Result<void> done = runCoro(io_, login.run({}, false));
        ASSERT_TRUE(done) << done.error().message;
        runCoro(io_, phone.join());
        EXPECT_EQ(login.state().number, "+15550000001");
    }
    void start() {
        channels::ChannelContext context{io_.get_executor(), clock_,        *http_,        *store_,
                                         *launcher_,         Environment(), folder_.path()};
        context.whatsApp = server_.endpoint();
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
    bool hasReceipt(const std::string& receipt) const {
        return std::find(server_.receipts.begin(), server_.receipts.end(), receipt) != server_.receipts.end();
    }

    asio::io_context io_;
    SystemClock clock_;
    testing::TempDir folder_;
    FakeWhatsApp server_{io_.get_executor()};
    KeepingSink sink_{io_.get_executor()};
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<config::Config> config_;
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<channels::Channel> channel_;
    std::unique_ptr<TaskGroup> tasks_;
    std::optional<Result<void>> ended_;
};

TEST_F(WhatsApp, SaysThatItIsNotLinked) {
    start();

    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::unauthorized));
    EXPECT_EQ(channel_->status().linked, false);
}

TEST_F(WhatsApp, LinksLogsInAndStocksPreKeys) {
    linkAndStart();

    EXPECT_EQ(server_.logins, 2); // the login's own proof, and the channel
    EXPECT_EQ(server_.preKeysLeft(), 812u);
    EXPECT_EQ(channel_->status().linked, true);
    EXPECT_EQ(channel_->status().identity, "+15550000001");
}

TEST_F(WhatsApp, TakesAMessageAndAcknowledgesItAfterwards) {
    linkAndStart();

    const std::string id = server_.say(alice, "hello");
    until([&] { return hasReceipt("inactive:" + id); });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "hello");
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
    EXPECT_EQ(sink_.kept[0].chatId, "+15550000002");
    EXPECT_EQ(server_.unacknowledged(), 0u);
}

TEST_F(WhatsApp, AnswersEveryDeviceWithAnIdThatFollowsFromTheKey) {
    linkAndStart();

    const auto first = send("+15550000002", Json{{"kind", "text"}, {"text", "hi"}}, "part-1");
    const auto again = send("+15550000002", Json{{"kind", "text"}, {"text", "hi"}}, "part-1");

    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(again);
    EXPECT_EQ(first->messageId, again->messageId);
    ASSERT_EQ(server_.sent.size(), 2u);
    EXPECT_EQ(server_.sent[0].id, server_.sent[1].id);
    EXPECT_EQ(server_.sent[0].devices.size(), 2u); // hers and the owner's phone
    EXPECT_EQ(whatsapp::readContent(server_.sent[0].message, whatsapp::Jid()).text, "hi");
}

TEST_F(WhatsApp, TalksBothWaysAcrossRestarts) {
    linkAndStart();
    for (int i = 0; i < 3; ++i) {
        const std::string id = server_.say(alice, "question " + std::to_string(i));
        until([&] { return hasReceipt("inactive:" + id); });
        const std::string key = "answer" + std::to_string(i);
        ASSERT_TRUE(send("+15550000002", Json{{"kind", "text"}, {"text", "answer"}}, key));
        close();
        server_.say(alice, "while away " + std::to_string(i));
        open();
        start();
        until([&] { return channel_->status().connected && server_.unacknowledged() == 0; });
    }

    EXPECT_EQ(sink_.kept.size(), 6u);
    EXPECT_EQ(server_.sent.size(), 3u);
}

TEST_F(WhatsApp, DoesNotAcknowledgeWhatCouldNotBeStored) {
    linkAndStart();
    sink_.refusals = 1;

    const std::string id = server_.say(alice, "once");
    until([&] { return sink_.calls == 1; });
    EXPECT_EQ(server_.unacknowledged(), 1u);
    until([&] { return sink_.calls == 2 && server_.unacknowledged() == 0; });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "once");
    EXPECT_TRUE(hasReceipt("inactive:" + id));
}

TEST_F(WhatsApp, AsksAgainForADamagedMessage) {
    linkAndStart();

    const std::string id = server_.say(alice, "damaged", true);
    until([&] { return !sink_.kept.empty(); });

    EXPECT_TRUE(hasReceipt("retry:" + id));
    EXPECT_EQ(sink_.kept[0].text, "damaged");
    const std::string next = server_.say(alice, "fine");
    until([&] { return hasReceipt("inactive:" + next); });
}

TEST_F(WhatsApp, SendsAgainToADeviceThatCouldNotRead) {
    linkAndStart();
    const auto sent = send("+15550000002", Json{{"kind", "text"}, {"text", "hard to read"}}, "k");
    ASSERT_TRUE(sent);
    whatsapp::Node retry("retry");
    retry.set("id", sent->messageId).set("count", "1").set("v", "1");
    whatsapp::Node receipt("receipt");
    receipt.set("id", sent->messageId)
        .set("from", server_.person(alice).phone())
        .set("type", "retry")
        .add(std::move(retry));

    server_.send(receipt);
    until([&] { return server_.sent.size() == 2; });

    EXPECT_EQ(server_.sent[1].type, "resent");
    EXPECT_EQ(whatsapp::readContent(server_.sent[1].message, whatsapp::Jid()).text, "hard to read");
}

TEST_F(WhatsApp, DoesNotShowMessagesToOthersWhoAsk) {
    linkAndStart();
    server_.person(bob);
    const auto sent = send("+15550000002", Json{{"kind", "text"}, {"text", "private"}}, "k");
    whatsapp::Node retry("retry");
    retry.set("id", sent->messageId).set("count", "1").set("v", "1");
    whatsapp::Node receipt("receipt");
    receipt.set("id", sent->messageId)
        .set("from", server_.person(bob).phone())
        .set("type", "retry")
        .add(std::move(retry));

    server_.send(receipt);
    const std::string id = server_.say(alice, "next");
    until([&] { return hasReceipt("inactive:" + id); });

    EXPECT_EQ(server_.sent.size(), 1u);
}

TEST_F(WhatsApp, SpeaksInGroupsWithOneKeyForAll) {
    server_.person(bob);
    linkAndStart();
    const std::string id = server_.sayInGroup(alice, "hello all");
    until([&] { return hasReceipt("inactive:" + id); });

    ASSERT_TRUE(send(FakeWhatsApp::group().text(), Json{{"kind", "text"}, {"text", "hello"}}, "g1"));
    ASSERT_TRUE(send(FakeWhatsApp::group().text(), Json{{"kind", "text"}, {"text", "again"}}, "g2"));

    EXPECT_EQ(sink_.kept[0].kind, channels::ChatKind::group);
    EXPECT_EQ(sink_.kept[0].chatTitle, "Test group");
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
    EXPECT_EQ(server_.sent[0].devices.size(), 3u); // everybody gets the key once
    EXPECT_TRUE(server_.sent[1].devices.empty());
    EXPECT_EQ(whatsapp::readContent(server_.sent[1].message, whatsapp::Jid()).text, "again");
}

TEST_F(WhatsApp, CarriesFilesBothWays) {
    linkAndStart();
    const std::string picture(300'000, 'p');
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, picture);
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 1 << 20));
    const auto sent =
        send("+15550000002",
             Json{{"kind", "media"}, {"path", path}, {"mime", "image/jpeg"}, {"caption", "back"}}, "m");

    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(readFile(path).value(), picture);
    ASSERT_TRUE(sent) << sent.error().message;
    const whatsapp::Content content = whatsapp::readContent(server_.sent.at(0).message, whatsapp::Jid());
    EXPECT_EQ(content.text, "back");
    EXPECT_EQ(content.media->bytes, picture.size());
}

TEST_F(WhatsApp, RefusesFilesThatAreTooLarge) {
    linkAndStart();
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, std::string(50'000, 'p'));
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    EXPECT_FALSE(runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 10'000)));
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(WhatsApp, ReconnectsAfterACut) {
    linkAndStart();
    const int before = server_.logins;

    server_.dropConnection();
    until([&] { return server_.logins > before && channel_->status().connected; });

    const std::string id = server_.say(alice, "still there?");
    until([&] { return hasReceipt("inactive:" + id); });
}

TEST_F(WhatsApp, ForgetsItsKeysWhenThePhoneUnlinksIt) {
    linkAndStart();
    server_.refuseLogin("401");

    server_.dropConnection();
    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::unauthorized));
    EXPECT_EQ(channel_->status().linked, false);
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "default")).value(), 0);
}

TEST_F(WhatsApp, KeepsItsKeysWhenTheClientIsTooOld) {
    linkAndStart();
    server_.refuseLogin("405");

    server_.dropConnection();
    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::invalidInput));
    EXPECT_EQ(channel_->status().linked, true);
}

TEST_F(WhatsApp, LogsOutForGood) {
    linkAndStart();

    ASSERT_TRUE(runCoro(io_, channel_->logOut()));
    until([&] { return ended_.has_value(); });

    EXPECT_EQ(channel_->status().linked, false);
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "default")).value(), 0);
}

TEST_F(WhatsApp, ReactsEditsAndDeletes) {
    linkAndStart();
    channels::ActionRequest request;
    request.kind = channels::ActionKind::react;
    request.target = "+15550000002";
    request.messageId = "15550000002:15550000002:3A1001";
    request.parameters = Json{{"emoji", "👍"}};

    ASSERT_TRUE(runCoro(io_, channel_->perform(request)));

    const whatsapp::Content content = whatsapp::readContent(server_.sent.at(0).message, whatsapp::Jid());
    EXPECT_EQ(content.kind, whatsapp::Content::Kind::reaction);
    EXPECT_EQ(content.target.id, "3A1001");
    EXPECT_EQ(server_.sent.at(0).type, "reaction");
}

}
}
