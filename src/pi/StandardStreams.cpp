// stdin and stdout on Asio. Pipes and sockets are polled; what epoll refuses (files, /dev/null) is read and written
// directly, which cannot block for long.
#include "pi/StandardStreams.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace openclaw::pi {

namespace {

constexpr std::size_t readChunkBytes = 64 * 1024;
/// Producers wait while more than this is queued.
constexpr std::size_t highWaterBytes = 4 * 1024 * 1024;
constexpr std::chrono::seconds flushTime{2};

/// True when the descriptor could be handed to the poller; otherwise `fallback` holds the copy.
bool attach(asio::posix::stream_descriptor& stream, int descriptor, int& fallback) {
    const int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    if (copy < 0)
        return false;
    boost::system::error_code failure;
    stream.assign(copy, failure);
    if (failure)
        fallback = copy;
    return !failure;
}

}

StandardOutput::StandardOutput(asio::any_io_executor executor, int descriptor, std::function<void()> onBroken)
    : executor_(executor), stream_(executor), onBroken_(std::move(onBroken)), drained_(executor) {
    attach(stream_, descriptor, blockingDescriptor_);
}

StandardOutput::~StandardOutput() {
    if (blockingDescriptor_ >= 0)
        ::close(blockingDescriptor_);
}

void StandardOutput::send(std::string line) {
    if (broken_)
        return;
    queued_ += line;
    queued_ += '\n';
    schedule();
}

void StandardOutput::schedule() {
    if (scheduled_)
        return;
    scheduled_ = true;
    asio::post(executor_, [this] { writeSome(); });
}

void StandardOutput::writeSome() {
    if (blockingDescriptor_ >= 0) {
        writeBlocking();
        return;
    }
    if (!stream_.is_open()) {
        markBroken();
        return;
    }
    writing_.clear();
    writing_.swap(queued_);
    asio::async_write(stream_, asio::buffer(writing_), [this](boost::system::error_code code, std::size_t) {
        scheduled_ = false;
        if (code == asio::error::operation_aborted)
            return;
        if (code) {
            markBroken();
            return;
        }
        if (!queued_.empty())
            schedule();
        if (queued_.size() < highWaterBytes)
            drained_.notify();
    });
}

void StandardOutput::writeBlocking() {
    scheduled_ = false;
    std::string_view rest = queued_;
    while (!rest.empty()) {
        const ssize_t count = ::write(blockingDescriptor_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            markBroken();
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    queued_.clear();
    drained_.notify();
}

void StandardOutput::markBroken() {
    if (broken_)
        return;
    broken_ = true;
    queued_.clear();
    drained_.notify();
    if (onBroken_)
        onBroken_();
}

asio::awaitable<void> StandardOutput::ready() {
    bool cancelled = false;
    while (!broken_ && !cancelled && queued_.size() >= highWaterBytes) {
        co_await drained_.wait();
        cancelled = co_await isCancelled();
    }
}

asio::awaitable<void> StandardOutput::flush() {
    const auto deadline = std::chrono::steady_clock::now() + flushTime;
    while (!broken_ && scheduled_ && std::chrono::steady_clock::now() < deadline)
        co_await sleepFor(std::chrono::milliseconds(1));
}

StandardInput::StandardInput(asio::any_io_executor executor, int descriptor) : stream_(std::move(executor)) {
    attach(stream_, descriptor, blockingDescriptor_);
}

StandardInput::~StandardInput() {
    if (blockingDescriptor_ >= 0)
        ::close(blockingDescriptor_);
}

asio::awaitable<std::string> StandardInput::read() {
    buffer_.resize(readChunkBytes);
    if (blockingDescriptor_ >= 0) {
        const ssize_t count = ::read(blockingDescriptor_, buffer_.data(), buffer_.size());
        co_await asio::post(stream_.get_executor(), asio::use_awaitable);
        co_return count > 0 ? buffer_.substr(0, static_cast<std::size_t>(count)) : std::string();
    }
    if (!stream_.is_open())
        co_return std::string();
    const auto target = asio::buffer(buffer_);
    const auto [code, count] = co_await stream_.async_read_some(target, asio::as_tuple(asio::use_awaitable));
    if (code)
        co_return std::string();
    co_return buffer_.substr(0, count);
}

}
