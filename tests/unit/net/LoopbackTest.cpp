// The real server and the real clients against each other on loopback.
#include "openclaw/core/files.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/net/WebSocket.hpp"
#include "openclaw/net/local.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

namespace openclaw::net {
namespace {

using testing::runCoro;

class EchoService final : public HttpService {
public:
    Screening screen(const HttpServerRequest& head) override {
        Screening screening;
        screening.maxBodyBytes = 1024;
        if (head.path() == "/forbidden")
            screening.refusal = HttpResponse(401, "text/plain", "Unauthorized");
        return screening;
    }

    asio::awaitable<void> onRequest(HttpServerRequest request, HttpReply& reply) override {
        if (request.path() == "/stream") {
            HttpResponse head(200, "text/event-stream", "");
            co_await reply.begin(std::move(head));
            for (int i = 0; i < 3; ++i)
                co_await reply.write("piece " + std::to_string(i) + "\n");
            co_await reply.finish();
            co_return;
        }
        if (request.path() == "/silent")
            co_return;
        HttpResponse response(200, "text/plain", request.method + " " + request.target + " " + request.body);
        co_await reply.send(std::move(response));
    }

    asio::awaitable<void> onWebSocket(HttpServerRequest head, WebSocket socket) override {
        // Nobody reads, so not even pings are answered.
        if (head.path() == "/deaf") {
            Notifier never(co_await asio::this_coro::executor);
            co_await never.wait();
            co_return;
        }
        for (;;) {
            Result<std::string_view> message = co_await socket.read();
            if (!message) {
                lastClose = socket.closeInfo();
                co_return;
            }
            if (*message == "bye") {
                socket.send("going");
                socket.close(1012, "service restart");
                continue;
            }
            const std::string answer = "echo " + std::string(*message);
            if (socket.wasBinary())
                socket.sendBinary(answer);
            else
                socket.send(answer);
        }
    }

    CloseInfo lastClose;
};

class LoopbackTest : public ::testing::Test {
protected:
    LoopbackTest() : server(io.get_executor(), service, limits()), client(makeHttpClient(io.get_executor())) {
        port = server.listen("127.0.0.1", 0).value();
        base = "http://127.0.0.1:" + std::to_string(port);
    }
    ~LoopbackTest() override { runCoro(io, server.stop()); }

    static HttpServerLimits limits() {
        HttpServerLimits result;
        result.webSocket.maxMessageBytes = 1000;
        return result;
    }

    HttpResponse fetch(HttpClientRequest request) {
        auto response = runCoro(io, client->fetch(std::move(request), 1 << 20));
        EXPECT_TRUE(response) << response.error().message;
        return response.has_value() ? *response : HttpResponse();
    }

    WebSocket connect() {
        WebSocketRequest request;
        request.url = "ws://127.0.0.1:" + std::to_string(port) + "/any";
        auto socket = runCoro(io, connectWebSocket(std::move(request)));
        EXPECT_TRUE(socket);
        return std::move(*socket);
    }

    static asio::awaitable<std::string> readText(WebSocket& socket) {
        Result<std::string_view> message = co_await socket.read();
        if (!message)
            co_return "error: " + std::string(toString(message.error().code));
        co_return std::string(*message);
    }

    asio::io_context io;
    EchoService service;
    HttpServer server;
    std::unique_ptr<HttpClient> client;
    std::uint16_t port = 0;
    std::string base;
};

TEST_F(LoopbackTest, AnswersRequestsOnOneConnection) {
    HttpClientRequest request;
    request.method = "POST";
    request.url = base + "/a?b=c";
    request.body = "hello";

    EXPECT_EQ(fetch(request).body, "POST /a?b=c hello");
    EXPECT_EQ(fetch(request).body, "POST /a?b=c hello");
    EXPECT_EQ(server.connectionCount(), 1U);
}

TEST_F(LoopbackTest, AnswersOnAUnixSocket) {
    const testing::TempDir folder;
    const std::string path = (folder / "a.sock").string();
    ASSERT_TRUE(writeFileAtomically(path, "left over"));
    ASSERT_TRUE(server.listenLocal(path));
    const std::unique_ptr<HttpClient> local = makeLocalHttpClient(io.get_executor(), path);
    HttpClientRequest request;
    request.url = "http://anywhere/a";

    const auto response = runCoro(io, local->fetch(std::move(request), 1 << 20));

    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "GET /a ");
    server.stopAccepting();
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(LoopbackTest, RefusesImpossiblePathsForUnixSockets) {
    EXPECT_TRUE(server.listenLocal("/tmp/" + std::string(200, 'x')).error().is(Errc::invalidInput));
    EXPECT_TRUE(server.listenLocal("/nonexistent/a.sock").error().is(Errc::notFound));
    const std::unique_ptr<HttpClient> local = makeLocalHttpClient(io.get_executor(), "/nonexistent/a.sock");
    HttpClientRequest request;
    request.url = "http://anywhere/a";
    EXPECT_TRUE(runCoro(io, local->fetch(std::move(request), 1)).error().is(Errc::refused));
}

TEST_F(LoopbackTest, StreamsChunkedResponses) {
    HttpClientRequest request;
    request.url = base + "/stream";

    EXPECT_EQ(fetch(request).body, "piece 0\npiece 1\npiece 2\n");
}

TEST_F(LoopbackTest, RefusesBeforeReadingTheBody) {
    HttpClientRequest request;
    request.method = "POST";
    request.url = base + "/forbidden";
    request.body = std::string(500, 'x');

    EXPECT_EQ(fetch(request).status, 401);
}

TEST_F(LoopbackTest, AnswersTooLargeBodiesWith413) {
    HttpClientRequest request;
    request.method = "POST";
    request.url = base + "/a";
    request.body = std::string(2000, 'x');

    EXPECT_EQ(fetch(request).status, 413);
}

TEST_F(LoopbackTest, AnswersForAServiceThatForgot) {
    HttpClientRequest request;
    request.url = base + "/silent";

    EXPECT_EQ(fetch(request).status, 500);
}

TEST_F(LoopbackTest, ClientRefusesAnOversizedResponse) {
    HttpClientRequest request;
    request.url = base + "/a";

    const auto response = runCoro(io, client->fetch(request, 3));

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::invalidInput);
}

TEST_F(LoopbackTest, TellsThatNothingWasSentWhenNobodyListens) {
    HttpClientRequest request;
    request.url = "http://127.0.0.1:1/";

    const auto response = runCoro(io, client->fetch(request, 3));

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::refused);
}

TEST_F(LoopbackTest, EchoesWebSocketMessagesInOrder) {
    WebSocket socket = connect();
    for (int i = 0; i < 100; ++i)
        socket.send("m" + std::to_string(i));

    for (int i = 0; i < 100; ++i)
        EXPECT_EQ(runCoro(io, readText(socket)), "echo m" + std::to_string(i));
}

TEST_F(LoopbackTest, DeliversQueuedTextBeforeTheClose) {
    WebSocket socket = connect();
    socket.send("bye");

    EXPECT_EQ(runCoro(io, readText(socket)), "going");
    EXPECT_EQ(runCoro(io, readText(socket)), "error: closed");
    EXPECT_EQ(socket.closeInfo().code, 1012);
    EXPECT_EQ(socket.closeInfo().reason, "service restart");
}

TEST_F(LoopbackTest, ClosesOversizedMessagesWith1009) {
    WebSocket socket = connect();
    socket.send(std::string(1000, 'a'));
    EXPECT_EQ(runCoro(io, readText(socket)).size(), 1005U);
    socket.send(std::string(1001, 'a'));

    EXPECT_EQ(runCoro(io, readText(socket)), "error: closed");
    EXPECT_EQ(socket.closeInfo().code, 1009);
}

TEST_F(LoopbackTest, SurvivesGarbage) {
    asio::ip::tcp::socket raw(io);
    raw.connect({asio::ip::make_address("127.0.0.1"), port});
    asio::write(raw, asio::buffer(std::string("\x00\xff garbage\r\n\r\n", 14)));
    asio::io_context& loop = io;
    const auto readAll = [](asio::ip::tcp::socket& socket) -> asio::awaitable<std::string> {
        std::string answer;
        co_await asio::async_read(socket, asio::dynamic_buffer(answer), asio::as_tuple(asio::use_awaitable));
        co_return answer;
    };

    EXPECT_TRUE(runCoro(loop, readAll(raw)).starts_with("HTTP/1.1 400"));
    HttpClientRequest request;
    request.url = base + "/a";
    EXPECT_EQ(fetch(request).status, 200);
}

TEST_F(LoopbackTest, UploadsPiecesAndFilesInOrder) {
    const testing::TempDir folder;
    const std::string file = (folder.path() / "part.bin").string();
    ASSERT_TRUE(writeFileAtomically(file, "two "));
    HttpClientRequest request;
    request.method = "POST";
    request.url = base + "/upload";
    request.bodyPieces.push_back(BodyPiece{"one ", {}});
    request.bodyPieces.push_back(BodyPiece{{}, file});
    request.bodyPieces.push_back(BodyPiece{"three", {}});

    EXPECT_EQ(fetch(std::move(request)).body, "POST /upload one two three");
}

TEST_F(LoopbackTest, UploadOfAMissingFileSendsNothing) {
    HttpClientRequest request;
    request.method = "POST";
    request.url = base + "/upload";
    request.bodyPieces.push_back(BodyPiece{{}, "/nowhere/at/all"});

    const auto response = runCoro(io, client->fetch(std::move(request), 1 << 20));

    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::notFound);
}

TEST_F(LoopbackTest, WebSocketTellsBinaryFromText) {
    WebSocketRequest request;
    request.url = "ws://127.0.0.1:" + std::to_string(port) + "/";
    auto socket = runCoro(io, connectWebSocket(std::move(request)));
    ASSERT_TRUE(socket);

    socket->sendBinary(std::string("\x00\x01", 2));
    socket->send("words");
    const auto binary = runCoro(io, socket->read());
    ASSERT_TRUE(binary);
    EXPECT_TRUE(socket->wasBinary());
    const auto words = runCoro(io, socket->read());
    ASSERT_TRUE(words);
    EXPECT_FALSE(socket->wasBinary());
    EXPECT_EQ(*words, "echo words");
}

TEST_F(LoopbackTest, WebSocketCanBeDroppedWhileItWrites) {
    WebSocketRequest request;
    request.url = "ws://127.0.0.1:" + std::to_string(port) + "/deaf";
    auto socket = runCoro(io, connectWebSocket(std::move(request)));
    ASSERT_TRUE(socket);

    socket->send(std::string(8 << 20, 'x'));
    socket->send("behind it");
    socket->abort();

    EXPECT_FALSE(runCoro(io, socket->read()));
}

TEST_F(LoopbackTest, WebSocketGivesUpOnASilentPeer) {
    WebSocketRequest request;
    request.url = "ws://127.0.0.1:" + std::to_string(port) + "/deaf";
    request.silenceLimit = std::chrono::milliseconds(200);
    auto socket = runCoro(io, connectWebSocket(std::move(request)));
    ASSERT_TRUE(socket);

    const auto message = runCoro(io, socket->read());

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, Errc::timeout);
}

}
}
