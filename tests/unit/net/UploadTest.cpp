// Files on their way out and in: forms read from disk while they are sent, bodies written to disk while they
// arrive.
#include "openclaw/core/files.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/net/multipart.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::net {
namespace {

using testing::runCoro;

/// Answers with the body it got, or with an error status for /missing.
class MirrorService final : public HttpService {
public:
    Screening screen(const HttpServerRequest&) override {
        Screening screening;
        screening.maxBodyBytes = 8 << 20;
        return screening;
    }
    asio::awaitable<void> onRequest(HttpServerRequest request, HttpReply& reply) override {
        contentType = request.headers.get("Content-Type");
        HttpResponse response(request.path() == "/missing" ? 404 : 200, "application/octet-stream",
                              request.body);
        co_await reply.send(std::move(response));
    }
    asio::awaitable<void> onWebSocket(HttpServerRequest, WebSocket) override { co_return; }

    std::string contentType;
};

class UploadTest : public ::testing::Test {
protected:
    UploadTest()
        : server_(io_.get_executor(), service_, HttpServerLimits()),
          client_(makeHttpClient(io_.get_executor())) {
        base_ = "http://127.0.0.1:" + std::to_string(server_.listen("127.0.0.1", 0).value());
    }
    ~UploadTest() override { runCoro(io_, server_.stop()); }

    HttpClientRequest post(const std::string& path, const std::string& body) const {
        HttpClientRequest request;
        request.method = "POST";
        request.url = base_ + path;
        request.body = body;
        return request;
    }
    Result<std::int64_t> download(HttpClientRequest request, const std::string& name, std::int64_t maxBytes) {
        return runCoro(io_, downloadToFile(*client_, std::move(request), folder_.path() / name, maxBytes));
    }

    asio::io_context io_;
    MirrorService service_;
    HttpServer server_;
    std::unique_ptr<HttpClient> client_;
    testing::TempDir folder_;
    std::string base_;
};

TEST_F(UploadTest, SendsFieldsAndFilesAsOneForm) {
    const std::string content(300'000, 'x');
    ASSERT_TRUE(writeFileAtomically(folder_.path() / "a.bin", content));
    MultipartForm form;
    form.addField("chat_id", "42");
    ASSERT_TRUE(form.addFile("photo", folder_.path() / "a.bin", "we\"ird\r\n.png", "image/png"));
    HttpClientRequest request = post("/", "");
    std::move(form).attachTo(request);

    const auto response = runCoro(io_, client_->fetch(std::move(request), 1 << 20));

    ASSERT_TRUE(response) << response.error().message;
    const std::string boundary = service_.contentType.substr(service_.contentType.find("boundary=") + 9);
    EXPECT_EQ(response->body,
              "--" + boundary + "\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n42\r\n--" +
                  boundary +
                  "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"we_ird__.png\"\r\n"
                  "Content-Type: image/png\r\n\r\n" +
                  content + "\r\n--" + boundary + "--\r\n");
}

TEST_F(UploadTest, AFormNamesAFileThatIsNotThere) {
    MultipartForm form;
    const Result<void> added = form.addFile("photo", folder_.path() / "none", "", "");
    ASSERT_FALSE(added);
    EXPECT_TRUE(added.error().is(Errc::notFound));
}

TEST_F(UploadTest, DownloadsIntoAPrivateFile) {
    const auto size = download(post("/", "content"), "got", 100);
    ASSERT_TRUE(size) << size.error().message;
    EXPECT_EQ(*size, 7);
    EXPECT_EQ(readFile(folder_.path() / "got", 100).value(), "content");
    struct stat facts {};
    ASSERT_EQ(::stat((folder_.path() / "got").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(UploadTest, ADownloadOverTheLimitLeavesNoFile) {
    const auto size = download(post("/", std::string(5000, 'x')), "got", 4999);
    ASSERT_FALSE(size);
    EXPECT_TRUE(size.error().is(Errc::invalidInput));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "got"));
}

TEST_F(UploadTest, ADownloadNeverOverwrites) {
    ASSERT_TRUE(writeFileAtomically(folder_.path() / "got", "old"));
    const auto size = download(post("/", "new"), "got", 100);
    ASSERT_FALSE(size);
    EXPECT_TRUE(size.error().is(Errc::conflict));
    EXPECT_EQ(readFile(folder_.path() / "got", 100).value(), "old");
}

TEST_F(UploadTest, AMissingFileIsNotFound) {
    const auto size = download(post("/missing", ""), "got", 100);
    ASSERT_FALSE(size);
    EXPECT_TRUE(size.error().is(Errc::notFound));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "got"));
}

}
}
