#pragma once

#include "openclaw/channels/Channel.hpp"

#include <deque>
#include <functional>
#include <vector>

namespace openclaw::testing {

/// A chat network account that does as told: runs until stopped or until endRun(), answers sends from a script.
class FakeChannel final : public channels::Channel {
public:
    explicit FakeChannel(asio::any_io_executor executor, std::string name = "fake")
        : name_(std::move(name)), changed_(std::move(executor)) {}

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_; }
    asio::awaitable<Result<void>> run(channels::InboundSink&) override {
        co_await asio::this_coro::throw_if_cancelled(false);
        ++runs;
        changed_.notify();
        if (throws) throw std::runtime_error("a fault of the adapter");
        while (!endError) {
            co_await changed_.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        }
        co_return *std::exchange(endError, std::nullopt);
    }
    std::vector<Json> render(const channels::Reply& reply) const override { return {Json{{"text", reply.text}}}; }
    asio::awaitable<Result<channels::Delivery>> send(channels::OutboundPart part) override {
        sent.push_back(part);
        changed_.notify();
        std::optional<Error> error;
        if (!sendErrors.empty()) {
            error = sendErrors.front();
            sendErrors.pop_front();
        }
        if (error && !error->message.empty()) co_return *error;
        channels::Delivery delivery;
        delivery.messageId = "m" + std::to_string(sent.size());
        co_return delivery;
    }
    void setTyping(const std::string&, const std::string&, bool) override {}
    channels::ChannelStatus status() const override { return status_; }
    channels::Capabilities capabilities() const override { return can; }

    void endRun(Error error) {
        endError = std::move(error);
        changed_.notify();
    }
    asio::awaitable<void> waitForSent(std::size_t count) {
        while (sent.size() < count)
            co_await changed_.wait();
    }
    asio::awaitable<void> waitForRuns(int count) {
        while (runs < count)
            co_await changed_.wait();
    }

    int runs = 0;
    bool throws = false;
    std::optional<Error> endError;
    channels::Capabilities can;
    /// One per send; an empty message means success.
    std::deque<Error> sendErrors;
    std::vector<channels::OutboundPart> sent;
    channels::ChannelStatus status_;

private:
    std::string name_;
    std::string account_ = "default";
    Notifier changed_;
};

}
