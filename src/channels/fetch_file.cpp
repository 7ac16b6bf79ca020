// Downloads into files, piece by piece, so that a large attachment never lies in memory.
#include "channels/fetch_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace openclaw::channels {

namespace {

/// A new private file that disappears unless it is kept.
class NewFile {
public:
    explicit NewFile(std::string path) : path_(std::move(path)) {
        descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    ~NewFile() {
        if (descriptor_ < 0) return;
        ::close(descriptor_);
        if (!isKept_) ::unlink(path_.c_str());
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    bool isOpen() const { return descriptor_ >= 0; }
    void keep() { isKept_ = true; }
    bool write(const std::string& bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t count = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            done += static_cast<std::size_t>(count);
        }
        return true;
    }

private:
    std::string path_;
    int descriptor_ = -1;
    bool isKept_ = false;
};

}

asio::awaitable<Result<std::int64_t>>
fetchFile(net::HttpClient& http, net::HttpClientRequest request, std::string path, std::int64_t maxBytes) {
    Result<std::unique_ptr<net::HttpResponseStream>> answer = co_await http.open(std::move(request));
    if (!answer) co_return answer.error();
    const int status = (*answer)->status();
    if (status == 404 || status == 410) co_return Error(Errc::notFound, "the attachment is no longer there");
    if (status != 200)
        co_return Error(Errc::unavailable, "the attachment was answered with HTTP " + std::to_string(status));
    NewFile file(std::move(path));
    if (!file.isOpen())
        co_return Error(errno == EEXIST ? Errc::conflict : Errc::unavailable,
                        std::string("the attachment's file cannot be made: ") + std::strerror(errno));
    std::int64_t total = 0;
    for (;;) {
        Result<std::string> piece = co_await (*answer)->readSome();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        total += static_cast<std::int64_t>(piece->size());
        if (total > maxBytes) co_return Error(Errc::invalidInput, "the attachment is larger than allowed");
        if (!file.write(*piece))
            co_return Error(Errc::unavailable, "the attachment cannot be written to disk");
    }
    file.keep();
    co_return total;
}

}
