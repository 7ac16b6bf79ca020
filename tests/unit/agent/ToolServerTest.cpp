// The tool socket from outside: tokens, turns, tools, and the end of waits.
#include "agent/ToolServer.hpp"

#include "openclaw/net/local.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace openclaw::agent {
namespace {

using openclaw::testing::runCoro;

/// Two tools, of which one waits for ever, and a verdict that never comes.
class SlowHost final : public ToolHost {
public:
    explicit SlowHost(asio::any_io_executor executor) : asked(executor), never_(executor) {
        tools_.push_back({"greet", "Greet", "Greets somebody", Json{{"type", "object"}}});
        tools_.push_back({"wait", "Wait", "Waits", Json{{"type", "object"}}});
    }
    const std::vector<GatewayTool>& tools() const override { return tools_; }
    asio::awaitable<Result<Json>> call(ToolCaller caller, std::string tool, Json arguments) override {
        if (tool == "wait") co_await waitForEver();
        if (!arguments.contains("name")) co_return Error(Errc::invalidInput, "whom?");
        co_return toolText("hello " + arguments["name"].get<std::string>() + " from " + caller.sessionKey);
    }
    asio::awaitable<ToolVerdict> judge(ToolCaller, std::string, Json) override {
        co_await waitForEver();
        ToolVerdict verdict;
        verdict.isAllowed = true;
        co_return verdict;
    }

    Notifier asked;

private:
    asio::awaitable<void> waitForEver() {
        asked.notify();
        co_await never_.wait();
    }
    Notifier never_;
    std::vector<GatewayTool> tools_;
};

class ToolServerTest : public ::testing::Test {
protected:
    void SetUp() override {
        socket_ = server_.socketPath().value();
        client_ = net::makeLocalHttpClient(io_.get_executor(), socket_);
        token_ = server_.issueToken();
    }
    void TearDown() override { runCoro(io_, server_.stop()); }

    void beginTurn() {
        ToolCaller caller;
        caller.sessionKey = "agent:main:main";
        server_.beginTurn(token_, std::move(caller), {"greet", "wait", "bash"});
    }
    net::HttpClientRequest
    request(const std::string& method, const std::string& path, const std::string& body = "") {
        net::HttpClientRequest request;
        request.method = method;
        request.url = "http://gateway" + path;
        request.headers.set("Authorization", "Bearer " + token_);
        request.body = body;
        return request;
    }
    net::HttpResponse ask(net::HttpClientRequest request) {
        return runCoro(io_, client_->fetch(std::move(request), 1 << 20)).value();
    }
    asio::awaitable<void> askInto(net::HttpClientRequest request, std::optional<net::HttpResponse>& answer) {
        Result<net::HttpResponse> response = co_await client_->fetch(std::move(request), 1 << 20);
        if (response) answer = std::move(*response);
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    SlowHost host_{io_.get_executor()};
    ToolServer server_{io_.get_executor(), host_, folder_ / "run"};
    std::unique_ptr<net::HttpClient> client_;
    std::string socket_;
    std::string token_;
};

TEST_F(ToolServerTest, KeepsItsSocketPrivate) {
    struct stat folder {};
    struct stat socket {};
    ASSERT_EQ(::stat((folder_ / "run").c_str(), &folder), 0);
    ASSERT_EQ(::stat(socket_.c_str(), &socket), 0);

    EXPECT_EQ(folder.st_mode & 0777, 0700U);
    EXPECT_EQ(socket.st_mode & 0777, 0600U);
}

TEST_F(ToolServerTest, FindsAShorterPlaceForItsSocket) {
    ToolServer deep(io_.get_executor(), host_, folder_ / std::string(120, 'x'));

    const auto path = deep.socketPath();

    ASSERT_TRUE(path) << path.error().message;
    EXPECT_TRUE(std::filesystem::exists(*path));
    runCoro(io_, deep.stop());
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(*path).parent_path()));
}

TEST_F(ToolServerTest, AnswersNobodyWithoutTheToken) {
    beginTurn();
    net::HttpClientRequest stranger = request("GET", "/tools");
    stranger.headers.set("Authorization", "Bearer " + std::string(64, 'a'));

    EXPECT_EQ(ask(std::move(stranger)).status, 401);
    EXPECT_EQ(ask(request("GET", "/elsewhere")).status, 404);
}

TEST_F(ToolServerTest, AnswersOnlyDuringATurn) {
    EXPECT_EQ(ask(request("GET", "/tools")).status, 403);
    beginTurn();
    EXPECT_EQ(ask(request("GET", "/tools")).status, 200);
    server_.endTurn(token_);
    EXPECT_EQ(ask(request("POST", "/call", R"({"tool":"greet","args":{"name":"Ada"}})")).status, 403);
    server_.revoke(token_);
    EXPECT_EQ(ask(request("GET", "/tools")).status, 401);
}

TEST_F(ToolServerTest, ListsWhatTheTurnMayUse) {
    server_.beginTurn(token_, ToolCaller(), {"greet"});

    const Json list = Json::parse(ask(request("GET", "/tools")).body);

    ASSERT_EQ(list["tools"].size(), 1U);
    EXPECT_EQ(list["tools"][0]["name"], "greet");
}

TEST_F(ToolServerTest, CallsForTheSessionOfTheTurn) {
    beginTurn();

    const std::string answer =
        ask(request("POST", "/call", R"({"tool":"greet","args":{"name":"Ada"}})")).body;

    EXPECT_EQ(Json::parse(answer)["result"]["content"][0]["text"], "hello Ada from agent:main:main");
    const std::string failure = ask(request("POST", "/call", R"({"tool":"greet"})")).body;
    EXPECT_EQ(Json::parse(failure)["error"], "whom?");
}

TEST_F(ToolServerTest, RefusesToolsOutsideTheTurn) {
    server_.beginTurn(token_, ToolCaller(), {"wait"});

    const std::string answer =
        ask(request("POST", "/call", R"({"tool":"greet","args":{"name":"Ada"}})")).body;
    const std::string verdict =
        ask(request("POST", "/approve", R"({"tool":"bash","args":{"command":"ls"}})")).body;

    EXPECT_EQ(Json::parse(answer)["error"], "the tool greet may not be used here");
    EXPECT_EQ(Json::parse(verdict)["allow"], false);
}

TEST_F(ToolServerTest, EndsEveryWaitWithTheTurn) {
    for (const auto& [path, tool] : {std::pair("/approve", "bash"), std::pair("/call", "wait")}) {
        beginTurn();
        std::optional<net::HttpResponse> answer;
        TaskGroup tasks(io_.get_executor());
        tasks.spawn("ask",
                    askInto(request("POST", path, std::string(R"({"tool":")") + tool + R"("})"), answer));
        runCoro(io_, host_.asked.wait());

        server_.endTurn(token_);
        runCoro(io_, tasks.join());

        ASSERT_TRUE(answer);
        const Json told = Json::parse(answer->body);
        EXPECT_TRUE(told.contains("error") || told["allow"] == false) << answer->body;
    }
}

/// Asks from a process of its own and exits with the hundreds of the status.
[[noreturn]] void askFromChild(const std::string& socketPath, const std::string& token) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socketPath.copy(address.sun_path, sizeof address.sun_path - 1);
    char status = '0';
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const std::string text =
            "GET /tools HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        char answer[16] = {};
        const bool isSent = ::write(fd, text.data(), text.size()) > 0;
        if (isSent && ::read(fd, answer, sizeof answer) > 9) status = answer[9];
    }
    ::_exit(status - '0');
}

asio::awaitable<void> waitForExit(asio::posix::stream_descriptor& end) {
    char byte = 0;
    co_await end.async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
}

TEST_F(ToolServerTest, AnswersOnlyTheProcessThatCameFirst) {
    beginTurn();
    ASSERT_EQ(ask(request("GET", "/tools")).status, 200);
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);

    const pid_t child = ::fork();
    if (child == 0) askFromChild(socket_, token_);
    ::close(pipe[1]); // the child holds the other copy until it ends
    asio::posix::stream_descriptor end(io_, pipe[0]);
    runCoro(io_, waitForExit(end));
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);

    EXPECT_EQ(WEXITSTATUS(status), 4);
}

}
}
