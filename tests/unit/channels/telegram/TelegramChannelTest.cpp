// The channel against a Bot API server of our own.
#include "channels/telegram/TelegramChannel.hpp"

#include "openclaw/core/files.hpp"
#include "support/FakeClock.hpp"
#include "support/FakeTelegram.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

using openclaw::testing::FakeClock;
using openclaw::testing::FakeTelegram;
using openclaw::testing::FaultKind;
using openclaw::testing::runCoro;
using openclaw::testing::TelegramFault;

class RecordingSink final : public InboundSink {
public:
    explicit RecordingSink(asio::any_io_executor executor) : changed_(std::move(executor)) {}

    asio::awaitable<Result<void>> accept(std::vector<InboundMessage> messages,
                                         std::optional<store::ChannelOffset> offset) override {
        ++calls;
        changed_.notify();
        if (isHeld) co_await changed_.wait();
        if (failures > 0) {
            --failures;
            co_return Error(Errc::invalidInput, "disk full");
        }
        for (auto& message : messages)
            texts.push_back(message.text);
        offsets.push_back(offset ? offset->value : -1);
        co_return Result<void>();
    }
    asio::awaitable<void> waitForCalls(std::size_t count) {
        while (calls < count)
            co_await changed_.wait();
    }

    std::size_t calls = 0;
    int failures = 0;
    /// accept() takes until it is cancelled, and still succeeds.
    bool isHeld = false;
    std::vector<std::string> texts;
    std::vector<std::int64_t> offsets;

private:
    Notifier changed_;
};

TelegramFault fault(const std::string& method,
                    FaultKind kind,
                    int status = 500,
                    const std::string& description = "x",
                    const Json& parameters = Json()) {
    TelegramFault made;
    made.method = method;
    made.kind = kind;
    made.status = status;
    made.description = description;
    made.parameters = parameters;
    return made;
}

class TelegramChannelTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(server_.listen());
        auto opened = store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path()));
        ASSERT_TRUE(opened);
        store_ = std::move(*opened);
        makeChannel();
    }
    void TearDown() override {
        stopRunning();
        runCoro(io_, server_.stop());
    }

    void makeChannel(const std::string& token = "123456:TEST-token", const Json& more = Json::object()) {
        Json telegram{{"botToken", token}, {"apiRoot", server_.root()}};
        telegram.update(more);
        const config::Config config(Json{{"channels", {{"telegram", telegram}}}}, Environment());
        const ChannelContext context{io_.get_executor(), clock_, *http_, *store_, *launcher_, Environment(), folder_.path()};
        channel_ = std::make_unique<TelegramChannel>(context, config.telegramAccounts().at(0));
    }
    asio::awaitable<void> keepRunning() { ended_ = co_await channel_->run(sink_); }
    void startRunning() { tasks_.spawn("run", keepRunning()); }
    void stopRunning() {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
    }
    Result<void> runToTheEnd() { return runCoro(io_, channel_->run(sink_)); }
    Result<Delivery> send(const Json& payload) {
        OutboundPart part;
        part.key = "k";
        part.accountId = "default";
        part.target = "4242";
        part.payload = payload;
        return runCoro(io_, channel_->send(std::move(part)));
    }
    void waitForCalls(const std::string& method, std::size_t count) {
        runCoro(io_, server_.waitForCalls(method, count));
    }
    void storeOffset(std::int64_t value, std::int64_t atMs) {
        store::ChannelOffset offset;
        offset.channel = "telegram";
        offset.accountId = "default";
        offset.value = value;
        offset.detail = Json{{"atMs", atMs}};
        ASSERT_TRUE(runCoro(io_, store_->offsets().set(std::move(offset))));
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    FakeClock clock_{io_.get_executor()};
    FakeTelegram server_{io_.get_executor()};
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<TelegramChannel> channel_;
    RecordingSink sink_{io_.get_executor()};
    TaskGroup tasks_{io_.get_executor()};
    std::optional<Result<void>> ended_;
};

TEST_F(TelegramChannelTest, SaysThatPrivacyModeKeepsItFromHearingGroups) {
    server_.hearsEverything = false;
    makeChannel("123456:TEST-token", Json{{"groups", {{"*", {{"requireMention", false}}}}}});

    startRunning();
    waitForCalls("getUpdates", 1);

    ASSERT_EQ(channel_->status().remarks.size(), 1u);
    EXPECT_NE(channel_->status().remarks[0].find("/setprivacy"), std::string::npos);
}

TEST_F(TelegramChannelTest, DirectMessageReachesTheSinkWithItsOffset) {
    server_.pushText(4242, 4242, "hello");

    startRunning();
    runCoro(io_, sink_.waitForCalls(1));

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
    EXPECT_EQ(sink_.offsets, std::vector<std::int64_t>{1000});
}

TEST_F(TelegramChannelTest, ConfirmsOnlyAfterTheSinkHasIt) {
    server_.pushText(4242, 4242, "hello");

    startRunning();
    waitForCalls("getUpdates", 2);

    EXPECT_FALSE(server_.callsOf("getUpdates")[0].contains("offset"));
    EXPECT_EQ(server_.callsOf("getUpdates")[1]["offset"], 1001);
}

TEST_F(TelegramChannelTest, FailingSinkGetsTheSameUpdatesAgain) {
    server_.pushText(4242, 4242, "hello");
    sink_.failures = 1;

    const Result<void> first = runToTheEnd();
    startRunning();
    runCoro(io_, sink_.waitForCalls(2));

    ASSERT_FALSE(first);
    EXPECT_TRUE(first.error().is(Errc::unavailable));
    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
}

TEST_F(TelegramChannelTest, ResumesFromTheStoredOffset) {
    storeOffset(41, clock_.nowMs());

    startRunning();
    waitForCalls("getUpdates", 1);

    EXPECT_EQ(server_.callsOf("getUpdates")[0]["offset"], 42);
}

TEST_F(TelegramChannelTest, OldOffsetIsForgotten) {
    storeOffset(41, clock_.nowMs() - std::int64_t{8} * 24 * 3600 * 1000);

    startRunning();
    waitForCalls("getUpdates", 1);

    EXPECT_FALSE(server_.callsOf("getUpdates")[0].contains("offset"));
}

TEST_F(TelegramChannelTest, NumberingThatBeginsAgainIsFollowed) {
    storeOffset(5'000'000, clock_.nowMs());
    server_.pushText(4242, 4242, "hello");

    startRunning();
    waitForCalls("getUpdates", 2);

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
    EXPECT_EQ(server_.callsOf("getUpdates")[1]["offset"], 1001);
}

TEST_F(TelegramChannelTest, MalformedUpdatesAreSkipped) {
    server_.pushRaw("garbage");
    server_.pushUpdate(Json{{"message", Json::array()}});
    server_.pushText(4242, 4242, "hello");

    startRunning();
    waitForCalls("getUpdates", 2);

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
    EXPECT_EQ(sink_.offsets, std::vector<std::int64_t>{1001});
}

TEST_F(TelegramChannelTest, ReportsItsIdentity) {
    startRunning();
    server_.pushText(4242, 4242, "hello");
    runCoro(io_, sink_.waitForCalls(1));

    EXPECT_EQ(channel_->status().identity, "@test_bot");
    EXPECT_TRUE(channel_->status().connected);
    EXPECT_EQ(channel_->status().tokenSource, "config");
}

TEST_F(TelegramChannelTest, WrongTokenStopsForGood) {
    makeChannel("123456:OTHER-token");

    const Result<void> ended = runToTheEnd();

    ASSERT_FALSE(ended);
    EXPECT_TRUE(ended.error().is(Errc::unauthorized));
    EXPECT_EQ(ended.error().message.find("OTHER"), std::string::npos);
    EXPECT_FALSE(channel_->status().connected);
}

TEST_F(TelegramChannelTest, RemovesAWebhook) {
    server_.setWebhook("https://example.org/hook");

    startRunning();
    waitForCalls("getUpdates", 1);

    ASSERT_EQ(server_.callsOf("deleteWebhook").size(), 1u);
    EXPECT_EQ(server_.callsOf("deleteWebhook")[0]["drop_pending_updates"], false);
}

TEST_F(TelegramChannelTest, ConflictIsReportedAndMayBeTriedAgain) {
    server_.addFault(
        fault("getUpdates", FaultKind::status, 409, "Conflict: terminated by other getUpdates request"));
    server_.pushText(4242, 4242, "hello");

    const Result<void> first = runToTheEnd();
    startRunning();
    runCoro(io_, sink_.waitForCalls(1));

    ASSERT_FALSE(first);
    EXPECT_TRUE(first.error().is(Errc::conflict));
    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
}

TEST_F(TelegramChannelTest, TooManyRequestsSayHowLongToWait) {
    server_.addFault(
        fault("getUpdates", FaultKind::status, 429, "Too Many Requests", Json{{"retry_after", 7}}));

    const Result<void> ended = runToTheEnd();

    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().retryAfter, std::chrono::seconds(7));
}

TEST_F(TelegramChannelTest, TroubleOnTheWayIsNeverFatal) {
    const std::vector<TelegramFault> troubles{
        fault("getUpdates", FaultKind::status, 500),  fault("getUpdates", FaultKind::garbage, 502),
        fault("getUpdates", FaultKind::garbage, 200), fault("getUpdates", FaultKind::dropBefore),
        fault("getMe", FaultKind::garbage, 502),      fault("getUpdates", FaultKind::status, 400)};
    for (const TelegramFault& trouble : troubles) {
        server_.addFault(trouble);

        const Result<void> ended = runToTheEnd();

        ASSERT_FALSE(ended);
        EXPECT_FALSE(ended.error().is(Errc::unauthorized)) << ended.error().message;
        EXPECT_FALSE(ended.error().is(Errc::invalidInput)) << ended.error().message;
    }
}

TEST_F(TelegramChannelTest, HangingPollIsCancelledAtOnce) {
    server_.addFault(fault("getUpdates", FaultKind::hang));
    startRunning();
    waitForCalls("getUpdates", 1);

    stopRunning();

    ASSERT_TRUE(ended_ && !*ended_);
    EXPECT_TRUE(ended_->error().is(Errc::cancelled));
}

TEST_F(TelegramChannelTest, QuietPollIsCancelledAtOnce) {
    startRunning();
    waitForCalls("getUpdates", 1);

    stopRunning();

    ASSERT_TRUE(ended_ && !*ended_);
    EXPECT_TRUE(ended_->error().is(Errc::cancelled));
}

TEST_F(TelegramChannelTest, StopWhileStoringIsNoticed) {
    sink_.isHeld = true;
    server_.pushText(4242, 4242, "hello");
    startRunning();
    runCoro(io_, sink_.waitForCalls(1));

    stopRunning();

    ASSERT_TRUE(ended_ && !*ended_);
    EXPECT_TRUE(ended_->error().is(Errc::cancelled));
    EXPECT_EQ(server_.callsOf("getUpdates").size(), 1u);
}

TEST_F(TelegramChannelTest, SendsAndReturnsTheMessageId) {
    const Result<Delivery> delivery = send(Json{{"text", "x"}, {"html", "<b>x</b>"}});

    ASSERT_TRUE(delivery);
    EXPECT_EQ(delivery->messageId, "1");
    ASSERT_EQ(server_.sent().size(), 1u);
    EXPECT_EQ(server_.sent()[0]["text"], "<b>x</b>");
}

TEST_F(TelegramChannelTest, RefusedHtmlIsSentAsPlainText) {
    server_.addFault(fault("sendMessage", FaultKind::status, 400,
                           "Bad Request: can't parse entities: Unexpected end tag"));

    const Result<Delivery> delivery = send(Json{{"text", "x"}, {"html", "<b>x</b>"}});

    ASSERT_TRUE(delivery);
    ASSERT_EQ(server_.sent().size(), 1u);
    EXPECT_EQ(server_.sent()[0]["text"], "x");
}

TEST_F(TelegramChannelTest, LostAnswerLeavesTheDeliveryOpen) {
    server_.addFault(fault("sendMessage", FaultKind::dropAfter));

    const Result<Delivery> delivery = send(Json{{"text", "x"}});

    ASSERT_FALSE(delivery);
    EXPECT_TRUE(delivery.error().is(Errc::closed)) << delivery.error().message;
    EXPECT_EQ(server_.sent().size(), 1u);
}

TEST_F(TelegramChannelTest, UnreachableServerMayBeTriedAgain) {
    runCoro(io_, server_.stop());

    const Result<Delivery> delivery = send(Json{{"text", "x"}});

    ASSERT_FALSE(delivery);
    EXPECT_TRUE(delivery.error().is(Errc::refused)) << delivery.error().message;
}

TEST_F(TelegramChannelTest, FloodControlMayBeTriedAgainAfterTheWait) {
    server_.addFault(
        fault("sendMessage", FaultKind::status, 429, "Too Many Requests", Json{{"retry_after", 3}}));

    const Result<Delivery> delivery = send(Json{{"text", "x"}});

    ASSERT_FALSE(delivery);
    EXPECT_TRUE(delivery.error().is(Errc::rateLimited));
    EXPECT_EQ(delivery.error().retryAfter, std::chrono::seconds(3));
}

TEST_F(TelegramChannelTest, ShowsTypingAtOnceAndEveryFourSeconds) {
    startRunning();
    waitForCalls("getUpdates", 1);

    channel_->setTyping("-100", "1", true);
    waitForCalls("sendChatAction", 1);
    clock_.advance(std::chrono::seconds(4));
    waitForCalls("sendChatAction", 2);

    EXPECT_EQ(server_.callsOf("sendChatAction")[0]["action"], "typing");
    EXPECT_EQ(server_.callsOf("sendChatAction")[0]["message_thread_id"], 1);
}

TEST_F(TelegramChannelTest, StopsTyping) {
    startRunning();
    waitForCalls("getUpdates", 1);
    channel_->setTyping("1", "", true);
    waitForCalls("sendChatAction", 1);

    channel_->setTyping("1", "", false);
    clock_.advance(std::chrono::seconds(20));
    channel_->setTyping("2", "", true);
    waitForCalls("sendChatAction", 2);

    EXPECT_EQ(server_.callsOf("sendChatAction")[1]["chat_id"], 2);
}

TEST_F(TelegramChannelTest, FailingTypingHarmsNothing) {
    server_.addFault(fault("sendChatAction", FaultKind::status, 400));
    startRunning();
    waitForCalls("getUpdates", 1);

    channel_->setTyping("1", "", true);
    waitForCalls("sendChatAction", 1);
    server_.pushText(4242, 4242, "hello");
    runCoro(io_, sink_.waitForCalls(1));

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
}

TEST_F(TelegramChannelTest, AnAlbumThatArrivesInPiecesIsOneMessage) {
    const auto picture = [&](int id, const std::string& caption) {
        Json message{{"message_id", id},
                     {"media_group_id", "a"},
                     {"chat", {{"id", 4242}, {"type", "private"}}},
                     {"from", {{"id", 4242}, {"first_name", "Ada"}}},
                     {"photo", Json::array({{{"file_id", "p" + std::to_string(id)}}})}};
        if (!caption.empty()) message["caption"] = caption;
        server_.pushUpdate(Json{{"message", message}});
    };
    picture(1, "");
    startRunning();
    waitForCalls("getUpdates", 1);
    picture(2, "look");

    // The first poll ends with an album; the second is made after the pause.
    runCoro(io_, clock_.waitForSleeperWithin(std::chrono::milliseconds(500)));
    clock_.advance(std::chrono::milliseconds(500));
    waitForCalls("getUpdates", 2);
    runCoro(io_, clock_.waitForSleeperWithin(std::chrono::milliseconds(500)));
    clock_.advance(std::chrono::milliseconds(500));
    runCoro(io_, sink_.waitForCalls(1));

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"<media:image>\nlook"});
    EXPECT_EQ(sink_.offsets, std::vector<std::int64_t>{1001});
}

TEST_F(TelegramChannelTest, APressedButtonIsAnsweredAtOnceAndTakenIn) {
    server_.pushUpdate(Json{{"callback_query",
                             {{"id", "77"},
                              {"data", "/status"},
                              {"from", {{"id", 4242}}},
                              {"message", {{"message_id", 1}, {"chat", {{"id", 4242}, {"type", "private"}}}}}}}});

    startRunning();
    waitForCalls("answerCallbackQuery", 1);

    EXPECT_EQ(server_.callsOf("answerCallbackQuery")[0]["callback_query_id"], "77");
    EXPECT_EQ(sink_.texts, std::vector<std::string>{"/status"});
}

TEST_F(TelegramChannelTest, SendsAFileWithItsCaption) {
    ASSERT_TRUE(writeFileAtomically(folder_.path() / "a.png", "pixels"));
    Reply reply;
    reply.text = "here";
    MediaFile picture;
    picture.path = (folder_.path() / "a.png").string();
    picture.mimeType = "image/png";
    reply.media.push_back(picture);

    const Result<Delivery> delivery = send(channel_->render(reply).at(0));

    ASSERT_TRUE(delivery) << delivery.error().message;
    ASSERT_EQ(server_.sent().size(), 1u);
    EXPECT_EQ(server_.sent()[0]["method"], "sendPhoto");
    EXPECT_EQ(server_.sent()[0]["fileContent"], "pixels");
    EXPECT_EQ(server_.sent()[0]["caption"], "here");
}

TEST_F(TelegramChannelTest, AFileThatIsGoneIsAFinalError) {
    const Result<Delivery> delivery =
        send(Json{{"media", {{"path", "/nowhere/a.png"}, {"mimeType", "image/png"}}}, {"text", ""}});

    ASSERT_FALSE(delivery);
    EXPECT_TRUE(delivery.error().is(Errc::notFound));
}

TEST_F(TelegramChannelTest, DownloadsWithinTheLimit) {
    server_.addFile("f1", "content");
    Attachment attachment;
    attachment.source = Json{{"fileId", "f1"}};

    const auto tooLarge = runCoro(io_, channel_->download(attachment, folder_.path() / "a", 6));
    const auto size = runCoro(io_, channel_->download(attachment, folder_.path() / "b", 7));

    EXPECT_FALSE(tooLarge);
    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(readFile(folder_.path() / "b", 100).value(), "content");
}

TEST_F(TelegramChannelTest, PerformsAnAction) {
    ActionRequest action;
    action.kind = ActionKind::react;
    action.target = "4242";
    action.messageId = "5";
    action.parameters = Json{{"emoji", "👀"}};

    const Result<Json> done = runCoro(io_, channel_->perform(std::move(action)));

    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ((*done)["ok"], true);
    EXPECT_EQ(server_.callsOf("setMessageReaction").size(), 1u);
}

class TelegramWebhookTest : public TelegramChannelTest {
protected:
    void SetUp() override {
        TelegramChannelTest::SetUp();
        makeChannel("123456:TEST-token",
                    Json{{"webhookUrl", "https://bot.example/telegram-webhook"}, {"webhookSecret", "s3cret"}, {"webhookPort", 0}});
        startRunning();
        waitForCalls("setWebhook", 1);
    }
    int post(const std::string& body, const std::string& secret, const std::string& path = "/telegram-webhook") {
        net::HttpClientRequest request;
        request.method = "POST";
        request.url = "http://127.0.0.1:" + std::to_string(channel_->webhookPort()) + path;
        request.headers.add("X-Telegram-Bot-Api-Secret-Token", secret);
        request.body = body;
        const auto response = runCoro(io_, http_->fetch(std::move(request), 1000));
        return response ? response->status : 0;
    }
    const std::string hello_ =
        R"({"update_id":1,"message":{"message_id":1,"chat":{"id":4242,"type":"private"},"from":{"id":4242},"text":"hello"}})";
};

TEST_F(TelegramWebhookTest, AnswersOnceTheUpdateIsStored) {
    EXPECT_EQ(server_.callsOf("setWebhook")[0]["secret_token"], "s3cret");

    EXPECT_EQ(post(hello_, "s3cret"), 200);

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
}

TEST_F(TelegramWebhookTest, AsksForARepeatWhenItCouldNotBeStored) {
    sink_.failures = 1;

    EXPECT_EQ(post(hello_, "s3cret"), 500);
    EXPECT_EQ(post(hello_, "s3cret"), 200);

    EXPECT_EQ(sink_.texts, std::vector<std::string>{"hello"});
}

TEST_F(TelegramWebhookTest, StrangersGetNothing) {
    EXPECT_EQ(post(hello_, "wrong"), 401);
    EXPECT_EQ(post(hello_, ""), 401);
    EXPECT_EQ(post(hello_, "s3cret", "/other"), 404);
    EXPECT_EQ(post("not json", "s3cret"), 400);

    EXPECT_TRUE(sink_.texts.empty());
}

}
}
