// Response bodies that go straight to a file.
#include "openclaw/core/strings.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace openclaw::net {

namespace {

/// A new file that disappears again unless it is kept.
class NewFile {
public:
    explicit NewFile(std::filesystem::path path) : path_(std::move(path)) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        error_ = errno;
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        if (!isKept_) ::unlink(path_.c_str());
    }

    Result<void> opened() const {
        if (descriptor_ >= 0) return {};
        return Error(error_ == EEXIST ? Errc::conflict : Errc::unavailable,
                     path_.string() + ": " + std::strerror(error_));
    }
    Result<void> write(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return Error(Errc::unavailable, path_.string() + ": " + std::strerror(errno));
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }
    void keep() { isKept_ = true; }

private:
    std::filesystem::path path_;
    int descriptor_ = -1;
    int error_ = 0;
    bool isKept_ = false;
};

Errc classOf(int status) {
    if (status == 401 || status == 403) return Errc::unauthorized;
    if (status == 404 || status == 410) return Errc::notFound;
    if (status == 429) return Errc::rateLimited;
    return status >= 500 ? Errc::unavailable : Errc::invalidInput;
}

}

asio::awaitable<Result<std::int64_t>> downloadToFile(HttpClient& http,
                                                     HttpClientRequest request,
                                                     std::filesystem::path file,
                                                     std::int64_t maxBytes) {
    Result<std::unique_ptr<HttpResponseStream>> stream = co_await http.open(std::move(request));
    if (!stream) co_return stream.error();
    const int status = (*stream)->status();
    if (status < 200 || status > 299)
        co_return Error(classOf(status), "the server answered " + std::to_string(status));
    const Error tooLarge(Errc::invalidInput,
                         "the file is larger than " + std::to_string(maxBytes) + " bytes");
    const auto declared = parseInteger((*stream)->headers().get("Content-Length"));
    if (declared && *declared > maxBytes) co_return tooLarge;
    NewFile target(std::move(file));
    if (const Result<void> opened = target.opened(); !opened) co_return opened.error();
    std::int64_t size = 0;
    for (;;) {
        Result<std::string> piece = co_await (*stream)->readSome();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        size += static_cast<std::int64_t>(piece->size());
        if (size > maxBytes) co_return tooLarge;
        if (const Result<void> written = target.write(*piece); !written) co_return written.error();
    }
    target.keep();
    co_return size;
}

}
