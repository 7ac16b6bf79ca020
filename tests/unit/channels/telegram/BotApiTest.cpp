// What an answer, or its absence, says about a call.
#include "channels/telegram/BotApi.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

using openclaw::testing::FakeHttpClient;
using openclaw::testing::runCoro;

ApiReply judge(int status, const std::string& body) {
    return readApiReply("sendMessage", net::HttpResponse(status, "application/json", body));
}

TEST(TelegramBotApi, ReturnsTheResult) {
    const ApiReply reply = judge(200, R"({"ok":true,"result":{"message_id":5}})");

    EXPECT_TRUE(reply.isOk);
    EXPECT_EQ(reply.result["message_id"], 5);
}

TEST(TelegramBotApi, TooManyRequestsMayBeRepeatedAfterTheWait) {
    const ApiReply reply = judge(
        429,
        R"({"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}})");

    EXPECT_TRUE(reply.error.is(Errc::rateLimited));
    EXPECT_EQ(reply.error.retryAfter, std::chrono::seconds(7));
}

TEST(TelegramBotApi, UnavailableWasNotDelivered) {
    EXPECT_TRUE(judge(503, "<html>Service Unavailable</html>").error.is(Errc::refused));
}

TEST(TelegramBotApi, GatewayPagesLeaveTheOutcomeOpen) {
    for (const int status : {500, 502, 504})
        EXPECT_TRUE(judge(status, "<html>Bad Gateway</html>").error.is(Errc::closed)) << status;
}

TEST(TelegramBotApi, GarbageWithStatus200LeavesTheOutcomeOpen) {
    EXPECT_TRUE(judge(200, "<html>hello</html>").error.is(Errc::closed));
    EXPECT_TRUE(judge(200, "{}").error.is(Errc::closed));
}

TEST(TelegramBotApi, ClientErrorsAreFinal) {
    EXPECT_TRUE(judge(400, R"({"ok":false,"error_code":400,"description":"Bad Request"})")
                    .error.is(Errc::invalidInput));
    EXPECT_TRUE(judge(403, R"({"ok":false,"error_code":403,"description":"Forbidden"})")
                    .error.is(Errc::invalidInput));
    EXPECT_TRUE(judge(413, "too large").error.is(Errc::invalidInput));
    EXPECT_TRUE(judge(404, "{}").error.is(Errc::notFound));
    EXPECT_TRUE(judge(401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})")
                    .error.is(Errc::unauthorized));
    EXPECT_TRUE(
        judge(409, R"({"ok":false,"error_code":409,"description":"Conflict"})").error.is(Errc::conflict));
}

TEST(TelegramBotApi, ErrorsNeverContainTheToken) {
    asio::io_context io;
    FakeHttpClient http(io.get_executor());
    BotApi api(http, "http://127.0.0.1:1/", Secret("123:SECRET-TOKEN"), "");
    openclaw::testing::ScriptedResponse broken;
    broken.openError = Error(Errc::closed, "http://127.0.0.1:1/bot123:SECRET-TOKEN/getMe failed");
    http.enqueue(std::move(broken));
    http.enqueueBody(400, R"({"ok":false,"error_code":400,"description":"bad 123:SECRET-TOKEN"})");

    const ApiReply lost = runCoro(io, api.call("getMe", Json::object(), std::chrono::seconds(1), false));
    const ApiReply refused = runCoro(io, api.call("getMe", Json::object(), std::chrono::seconds(1), false));

    EXPECT_EQ(http.requests().at(0).url, "http://127.0.0.1:1/bot123:SECRET-TOKEN/getMe");
    EXPECT_TRUE(lost.error.is(Errc::closed));
    EXPECT_EQ(lost.error.message.find("SECRET"), std::string::npos);
    EXPECT_EQ(refused.error.message.find("SECRET"), std::string::npos);
}

TEST(TelegramBotApi, PassesTheProxyOn) {
    asio::io_context io;
    FakeHttpClient http(io.get_executor());
    BotApi api(http, "https://api.telegram.org", Secret("1:x"), "http://proxy:3128");
    http.enqueueBody(200, R"({"ok":true,"result":true})");

    runCoro(io, api.call("getMe", Json::object(), std::chrono::seconds(1), true));

    EXPECT_EQ(http.requests().at(0).proxy, "http://proxy:3128");
    EXPECT_TRUE(http.requests().at(0).freshConnection);
}

TEST(TelegramBotApi, RefusesRootsAndTokensThatMakeNoUrl) {
    asio::io_context io;
    FakeHttpClient http(io.get_executor());

    EXPECT_FALSE(BotApi(http, "nonsense", Secret("1:x"), "").check());
    EXPECT_FALSE(BotApi(http, "https://a.b", Secret("1:x y"), "").check());
    EXPECT_FALSE(BotApi(http, "https://a.b", Secret("1:x/../"), "").check());
    EXPECT_TRUE(BotApi(http, "https://a.b", Secret("1:x"), "").check());
}

}
}
