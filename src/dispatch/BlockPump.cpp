// The coroutine around BlockStream.
#include "dispatch/BlockPump.hpp"

namespace openclaw::dispatch {

BlockPump::BlockPump(
    asio::any_io_executor executor, Clock& clock, BlockStream::Options options, Send send, Delay delay)
    : clock_(clock), stream_(std::move(options)), send_(std::move(send)), delay_(std::move(delay)),
      changed_(executor), drained_(executor) {}

void BlockPump::add(std::vector<text::ReplyPayload> payloads) {
    for (auto& payload : payloads)
        ready_.push_back(std::move(payload));
    changed_.notify();
}

void BlockPump::onText(const std::string& delta) { add(stream_.feed(delta)); }
void BlockPump::onMessageEnd() { add(stream_.endMessage()); }

void BlockPump::addNotice(std::string text) {
    text::ReplyPayload notice;
    notice.text = std::move(text);
    ++notices_;
    ready_.push_back(std::move(notice));
    changed_.notify();
}

asio::awaitable<void> BlockPump::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!failed_) {
        if (ready_.empty()) {
            if (closed_) break;
            if (stream_.wantsTimer()) {
                const auto woken =
                    co_await (changed_.wait() || clock_.sleepUntil(clock_.steadyNow() + stream_.idleTime()));
                if (woken.index() == 1) add(stream_.onIdle());
            } else {
                co_await changed_.wait();
            }
            const bool cancelled = co_await isCancelled();
            if (cancelled) break;
            continue;
        }
        text::ReplyPayload payload = std::move(ready_.front());
        ready_.pop_front();
        const auto pause = sent_ > 0 ? delay_() : std::chrono::milliseconds(0);
        if (pause.count() > 0) co_await clock_.sleepUntil(clock_.steadyNow() + pause);
        const bool cancelled = co_await isCancelled();
        if (cancelled) break;
        const bool delivered = co_await send_(std::move(payload));
        if (delivered)
            ++sent_;
        else
            failed_ = true;
    }
    done_ = true;
    drained_.notify();
}

asio::awaitable<std::size_t> BlockPump::finish() {
    if (!closed_) add(stream_.endMessage());
    closed_ = true;
    changed_.notify();
    while (!done_) {
        co_await drained_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return 0;
    }
    co_return failed_ || sent_ <= notices_ ? 0 : sent_ - notices_;
}

}
