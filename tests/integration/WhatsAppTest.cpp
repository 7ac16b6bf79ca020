// A linked device from its first code to its last message, against a server of our own: real store, real
// sockets.
#include "openclaw/channels/images.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/channels/whatsapp_login.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/whatsapp/votes.hpp"
#include "support/FakeWhatsApp.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

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

TEST_F(WhatsApp, TellsWhoVotedForWhat) {
    linkAndStart();
    channels::ActionRequest request;
    request.kind = channels::ActionKind::poll;
    request.target = "+15550000002";
    request.parameters = Json{{"question", "Lunch?"}, {"options", {"yes", "no"}}};
    const Result<Json> asked = runCoro(io_, channel_->perform(request));
    ASSERT_TRUE(asked) << asked.error().message;
    const std::string id = stringOr(*asked, "messageId");
    const whatsapp::Jid me = whatsapp::phoneJid(FakeWhatsApp::owner);
    const whatsapp::VoteParties parties{id, me, server_.person(alice).phone()};
    const whatsapp::MessageRef poll{me, false, id, {}};

    server_.sayMessage(alice, whatsapp::voteMessage(server_.sent.at(0).message, {"no"}, parties, poll,
                                                    std::string(12, 'n')));
    until([&] { return sink_.kept.size() == 1; });

    EXPECT_EQ(sink_.kept[0].event, channels::InboundKind::reaction);
    EXPECT_EQ(sink_.kept[0].emoji, "vote \"no\"");
    EXPECT_EQ(sink_.kept[0].targetMessageId, id);
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
}

TEST_F(WhatsApp, VotesInPollsOfOthersAreNotForTheHouse) {
    linkAndStart();
    const std::string poll = whatsapp::pollMessage("Theirs?", {"a", "b"}, 1, std::string(32, 's'));
    const whatsapp::VoteParties parties{"3EB0FF", server_.person(alice).phone(),
                                        server_.person(alice).phone()};
    const whatsapp::MessageRef ref{server_.person(alice).phone(), true, "3EB0FF", {}};

    server_.sayMessage(alice, whatsapp::voteMessage(poll, {"a"}, parties, ref, std::string(12, 'n')));
    const std::string next = server_.say(alice, "and a word");
    until([&] { return hasReceipt("inactive:" + next); });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "and a word");
}

TEST_F(WhatsApp, AsksThePhoneForAFileThatHasExpired) {
    linkAndStart();
    const std::string picture(30'000, 'p');
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, picture);
    server_.expireFiles();
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });
    const std::string path = (folder_.path() / "in.jpg").string();

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0), path, 1 << 20));

    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(readFile(path).value(), picture);
    EXPECT_EQ(server_.filesAskedFor, 1);
}

TEST_F(WhatsApp, SaysSoWhenThePhoneHasTheFileNoMore) {
    linkAndStart();
    const whatsapp::MediaRef stored = server_.storeFile(whatsapp::MediaKind::image, "gone");
    server_.expireFiles();
    server_.forgetFiles();
    server_.sayMessage(alice, whatsapp::mediaMessage(stored, "look", {}));
    until([&] { return sink_.kept.size() == 1; });

    const auto size = runCoro(io_, channel_->download(sink_.kept[0].attachments.at(0),
                                                      (folder_.path() / "in.jpg").string(), 1 << 20));

    ASSERT_FALSE(size);
    EXPECT_TRUE(size.error().is(Errc::notFound));
}

TEST_F(WhatsApp, AMonthOldSignedPreKeyIsReplacedAndTheOldOneStillOpens) {
    server_.person(bob);
    linkAndStart();
    // Bob's phone has fetched a bundle with the first key and writes only after the change.
    server_.prepareSession(bob);
    close();
    open();
    ageSignedPreKey();
    start();
    until([&] { return server_.signedPreKeyId() == 2; });

    server_.say(bob, "with the old key");
    server_.say(alice, "with the new key");
    until([&] { return sink_.kept.size() == 2; });

    EXPECT_EQ(sink_.kept[0].text, "with the old key");
    EXPECT_EQ(sink_.kept[1].text, "with the new key");
}

TEST_F(WhatsApp, AccountsKeepTheirKeysAndChatsApart) {
    linkAndStart();
    FakeWhatsApp other(io_.get_executor());
    ASSERT_TRUE(other.listen());
    other.person(alice);
    other.person(FakeWhatsApp::owner);
    auto second = std::make_unique<SecondAccount>(*this, other, "work");
    until([&] { return second->channel->status().connected && other.preKeyUploads > 0; });

    const std::string here = server_.say(alice, "to the first");
    const std::string there = other.say(alice, "to the second");
    until([&] { return sink_.kept.size() == 1 && second->sink.kept.size() == 1; });

    EXPECT_EQ(sink_.kept[0].accountId, "default");
    EXPECT_EQ(sink_.kept[0].text, "to the first");
    EXPECT_EQ(second->sink.kept[0].accountId, "work");
    EXPECT_EQ(second->sink.kept[0].text, "to the second");
    until([&] { return server_.unacknowledged() + other.unacknowledged() == 0; });

    // Logging one out leaves the other alone.
    ASSERT_TRUE(runCoro(io_, second->channel->logOut()));
    ASSERT_TRUE(send("+15550000002", Json{{"kind", "text"}, {"text", "still here"}}, "k"));
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "work")).value(), 0);
    second.reset();
    runCoro(io_, other.stop());
    EXPECT_EQ(other.problems(), std::vector<std::string>());
}

/// Stands in for the image child.
struct FittingStub final : channels::ImageFitter {
    asio::awaitable<Result<channels::FittedImage>> fit(std::string file, channels::ImageFit limits) override {
        seen = std::move(file);
        thumbnailSide = limits.thumbnailSide;
        if (isRefusing) co_return Error(Errc::invalidInput, "the header is broken or cut off");
        channels::FittedImage image;
        image.mimeType = "image/jpeg";
        image.bytes = "fitted";
        image.width = 640;
        image.height = 480;
        image.thumbnail = "small";
        co_return image;
    }
    std::string seen;
    std::uint32_t thumbnailSide = 0;
    bool isRefusing = false;
};

TEST_F(WhatsApp, PicturesGoOutFittedWithASmallCopy) {
    linkAndStart();
    FittingStub images;
    dynamic_cast<channels::PictureSender&>(*channel_).fitPicturesWith(images);
    const std::string path = (folder_.path() / "a.png").string();
    ASSERT_TRUE(writeFileAtomically(path, "original"));
    const Json payload{{"kind", "media"}, {"path", path}, {"mime", "image/png"}, {"caption", "look"}};

    const auto sent = send("+15550000002", payload, "p1");
    images.isRefusing = true;
    const auto refused = send("+15550000002", payload, "p2");

    ASSERT_TRUE(sent) << sent.error().message;
    EXPECT_EQ(images.seen, "original");
    EXPECT_EQ(images.thumbnailSide, 72u);
    const whatsapp::Proto image =
        whatsapp::Proto(server_.sent.at(0).message).message(whatsapp::field::Message::imageMessage);
    EXPECT_EQ(image.text(whatsapp::field::ImageMessage::mimetype), "image/jpeg");
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::fileLength), 6u);
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::width), 640u);
    EXPECT_EQ(image.number(whatsapp::field::ImageMessage::height), 480u);
    EXPECT_EQ(image.text(whatsapp::field::ImageMessage::jpegThumbnail), "small");
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().is(Errc::invalidInput));
    EXPECT_EQ(server_.sent.size(), 1u);
}

TEST_F(WhatsApp, SendsPlacesAndContactCards) {
    linkAndStart();
    const std::string path = (folder_.path() / "ada.vcf").string();
    ASSERT_TRUE(writeFileAtomically(path, "BEGIN:VCARD\nFN:Ada\nTEL:+1\nEND:VCARD\n"));

    ASSERT_TRUE(send("+15550000002", Json{{"kind", "location"}, {"text", "geo:48.5,11.5?q=Home"}}, "l"));
    ASSERT_TRUE(send("+15550000002", Json{{"kind", "media"}, {"path", path}, {"name", "ada.vcf"}}, "c"));

    EXPECT_EQ(whatsapp::readContent(server_.sent.at(0).message, {}).text, "📍 Home (48.500000, 11.500000)");
    EXPECT_EQ(whatsapp::readContent(server_.sent.at(1).message, {}).kind, whatsapp::Content::Kind::contact);
}

TEST_F(WhatsApp, VoiceNotesHaveAWaveform) {
    linkAndStart();
    std::string ogg("OggS\0\0", 6);
    ogg += std::string("\x80\xbb\0\0\0\0\0\0", 8) + std::string(12, '\0') +
           std::string("\5\x13\x3c\x0a\x50\x28", 6);
    ogg += std::string(19 + 60 + 10 + 80 + 40, 'x');
    const std::string path = (folder_.path() / "note.ogg").string();
    ASSERT_TRUE(writeFileAtomically(path, ogg));

    ASSERT_TRUE(send("+15550000002",
                     Json{{"kind", "media"}, {"path", path}, {"mime", "audio/ogg"}, {"asVoice", true}}, "v"));

    const whatsapp::Proto audio =
        whatsapp::Proto(server_.sent.at(0).message).message(whatsapp::field::Message::audioMessage);
    EXPECT_EQ(audio.number(whatsapp::field::AudioMessage::seconds), 1u);
    EXPECT_EQ(audio.bytes(whatsapp::field::AudioMessage::waveform).size(), 64u);
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
