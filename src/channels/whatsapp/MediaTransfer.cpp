// Media up and down.
#include "channels/whatsapp/MediaTransfer.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;
constexpr std::size_t maxAnswerBytes = 64 * 1024;
constexpr const char* mediaHost = "https://mmg.whatsapp.net";

/// Removes a file when it goes out of scope, unless it was kept.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (!isKept_) ::unlink(path_.c_str());
    }
    const std::string& path() const { return path_; }
    void keep() { isKept_ = true; }

private:
    std::string path_;
    bool isKept_ = false;
};

/// A new private file to write to.
class PrivateWriter {
public:
    explicit PrivateWriter(const std::string& path)
        : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    PrivateWriter(const PrivateWriter&) = delete;
    PrivateWriter& operator=(const PrivateWriter&) = delete;
    ~PrivateWriter() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    bool isOpen() const { return descriptor_ >= 0; }
    bool write(std::string_view bytes) {
        while (descriptor_ >= 0 && !bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return descriptor_ >= 0;
    }

private:
    int descriptor_;
};

/// "" at the end of the file.
std::string readPiece(std::ifstream& in) {
    std::string piece(pieceBytes, '\0');
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    return piece;
}

/// Lets other work of the loop run between two pieces.
asio::awaitable<void> breathe() {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

/// A path on the media server that a message names; anything that could lead elsewhere is refused.
bool isSafePath(const std::string& path) {
    if (path.size() < 2 || path[0] != '/' || path[1] == '/') return false;
    for (const char c : path) {
        if (c <= ' ' || c == '\\' || c == '#' || static_cast<unsigned char>(c) >= 127) return false;
    }
    return true;
}

bool isMediaHost(const std::string& host) {
    if (!host.ends_with(".whatsapp.net")) return false;
    for (const char c : host) {
        const bool isFine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!isFine) return false;
    }
    return true;
}

}

MediaTransfer::MediaTransfer(Account& account, net::HttpClient& http, std::filesystem::path scratch)
    : account_(account), http_(http), scratch_(std::move(scratch)) {}

std::string MediaTransfer::scratchFile() const { return (scratch_ / ("transfer-" + randomHex(8))).string(); }

asio::awaitable<Result<void>> MediaTransfer::connect() {
    if (connectionUntil_ > account_.clock.steadyNow() && !connection_.hosts.empty()) co_return Result<void>();
    if (!account_.isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    Result<wa::Node> answer = co_await account_.request(wa::mediaConnectionIq(account_.connection->nextId()));
    if (!answer) co_return answer.error();
    Result<wa::MediaConnection> connection = wa::readMediaConnection(*answer);
    if (!connection) co_return connection.error();
    connection_ = std::move(*connection);
    connectionUntil_ =
        account_.clock.steadyNow() + std::chrono::seconds(std::max<std::int64_t>(1, connection_.ttlSeconds));
    co_return Result<void>();
}

asio::awaitable<Result<wa::MediaRef>>
MediaTransfer::encryptFile(std::string from, std::string to, wa::MediaKind kind) {
    std::ifstream in(from, std::ios::binary);
    PrivateWriter out(to);
    if (!in) co_return Error(Errc::notFound, "cannot read the file to send");
    const crypto::SecretBytes key = crypto::randomKey(32);
    wa::MediaEncryptor encryptor(key, kind);
    std::string buffer;
    for (std::string piece = readPiece(in); !piece.empty(); piece = readPiece(in)) {
        buffer.clear();
        const Result<void> done = encryptor.update(piece, buffer);
        if (!done) co_return done.error();
        if (!out.write(buffer)) co_return Error(Errc::unavailable, "cannot write a temporary file");
        co_await breathe();
    }
    buffer.clear();
    const Result<wa::MediaDigests> digests = encryptor.finish(buffer);
    if (!digests) co_return digests.error();
    if (!out.write(buffer)) co_return Error(Errc::unavailable, "cannot write a temporary file");
    wa::MediaRef media;
    media.kind = kind;
    media.mediaKey = std::string(key);
    media.fileSha256 = digests->fileSha256;
    media.fileEncSha256 = digests->fileEncSha256;
    media.bytes = digests->plainBytes;
    co_return media;
}

asio::awaitable<Result<wa::MediaRef>> MediaTransfer::upload(std::string file, wa::MediaKind kind) {
    if (const Result<void> folder = ensurePrivateDirectory(scratch_); !folder) co_return folder.error();
    const TemporaryFile encrypted(scratchFile());
    Result<wa::MediaRef> media = co_await encryptFile(std::move(file), encrypted.path(), kind);
    if (!media) co_return media.error();
    Result<void> connected = co_await connect();
    if (!connected) co_return connected.error();
    const std::string token = base64UrlEncode(media->fileEncSha256);
    const std::string path = fmt::format("{}/{}?auth={}&token={}", wa::uploadPath(kind), token,
                                         percentEncode(connection_.auth), token);
    std::vector<std::string> bases;
    if (account_.endpoint.isTest) {
        bases.push_back(account_.endpoint.mediaBase);
    } else {
        for (const std::string& host : connection_.hosts) {
            if (isMediaHost(host)) bases.push_back("https://" + host);
        }
    }
    Error failure(Errc::unavailable, "no media server takes the file");
    for (const std::string& base : bases) {
        net::HttpClientRequest request;
        request.method = "POST";
        request.url = base + path;
        request.headers.set("Origin", account_.endpoint.origin);
        request.headers.set("Content-Type", "application/octet-stream");
        net::BodyPiece body;
        body.filePath = encrypted.path();
        request.bodyPieces.push_back(std::move(body));
        Result<net::HttpResponse> response = co_await http_.fetch(std::move(request), maxAnswerBytes);
        if (!response) {
            failure = response.error();
            continue;
        }
        const Result<Json> answer = parseJson(response->body);
        if (response->status / 100 == 2 && answer && isSafePath(stringOr(*answer, "direct_path"))) {
            media->directPath = stringOr(*answer, "direct_path");
            co_return media;
        }
        failure = Error(Errc::unavailable, fmt::format("the media server answered {}", response->status));
    }
    // The authorisation may have run out before its time.
    connectionUntil_ = SteadyTime{};
    if (failure.is(Errc::timeout) || failure.is(Errc::closed)) failure.code = Errc::unavailable;
    co_return failure.withContext("uploading a file to WhatsApp");
}

asio::awaitable<Result<std::int64_t>>
MediaTransfer::decryptFile(std::string from, std::string to, wa::MediaRef media, std::int64_t maxBytes) {
    std::ifstream in(from, std::ios::binary);
    PrivateWriter out(to);
    if (!out.isOpen()) co_return Error(Errc::conflict, "cannot create " + to);
    TemporaryFile target(to);
    wa::MediaDecryptor decryptor(wa::MediaExpectation{media.mediaKey, media.kind, media.fileSha256,
                                                      media.fileEncSha256,
                                                      static_cast<std::uint64_t>(maxBytes)});
    std::int64_t size = 0;
    std::string buffer;
    for (std::string piece = readPiece(in); !piece.empty(); piece = readPiece(in)) {
        buffer.clear();
        const Result<void> done = decryptor.update(piece, buffer);
        if (!done) co_return done.error();
        size += static_cast<std::int64_t>(buffer.size());
        if (!out.write(buffer)) co_return Error(Errc::unavailable, "cannot write " + to);
        co_await breathe();
    }
    buffer.clear();
    const Result<void> done = decryptor.finish(buffer);
    if (!done) co_return done.error();
    size += static_cast<std::int64_t>(buffer.size());
    if (!out.write(buffer)) co_return Error(Errc::unavailable, "cannot write " + to);
    target.keep();
    co_return size;
}

asio::awaitable<Result<std::int64_t>>
MediaTransfer::download(wa::MediaRef media, std::string file, std::int64_t maxBytes) {
    if (!isSafePath(media.directPath))
        co_return Error(Errc::invalidInput, "the attachment has no usable address");
    if (media.bytes > static_cast<std::uint64_t>(std::max<std::int64_t>(0, maxBytes)))
        co_return Error(Errc::invalidInput, "the attachment is larger than allowed");
    if (const Result<void> folder = ensurePrivateDirectory(scratch_); !folder) co_return folder.error();
    const TemporaryFile encrypted(scratchFile());
    net::HttpClientRequest request;
    request.url =
        (account_.endpoint.isTest ? account_.endpoint.mediaBase : std::string(mediaHost)) + media.directPath;
    request.url += media.directPath.find('?') == std::string::npos ? "?" : "&";
    request.url += fmt::format("hash={}&mms-type={}&__wa-mms=", base64UrlEncode(media.fileEncSha256),
                               wa::mediaTypeName(media.kind));
    request.headers.set("Origin", account_.endpoint.origin);
    constexpr std::int64_t overhead = 64;
    Result<std::int64_t> fetched =
        co_await net::downloadToFile(http_, std::move(request), encrypted.path(), maxBytes + overhead);
    if (!fetched) co_return fetched.error().withContext("downloading an attachment");
    Result<std::int64_t> size =
        co_await decryptFile(encrypted.path(), std::move(file), std::move(media), maxBytes);
    co_return size;
}

}
