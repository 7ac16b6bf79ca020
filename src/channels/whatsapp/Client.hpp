#pragma once

#include "channels/whatsapp/Receiver.hpp"

#include <deque>
#include <functional>
#include <string>

namespace openclaw::channels::whatsapp {

/// Keeps one linked account connected: login, keep-alive, one answer to each way a connection can end.
class Client {
public:
    Client(Account& account, Directory& directory, Receiver& receiver);

    /// Runs until cancelled or until only a person can help: Errc::unauthorized when the device has to be
    /// linked (again), Errc::invalidInput for everything else that trying again does not mend.
    asio::awaitable<Result<void>> run(InboundSink& sink);
    /// Called when the connection comes or goes.
    void onStatus(std::function<void()> listener) { statusChanged_ = std::move(listener); }
    /// Tells the server that this device goes, and forgets everything. Works without a connection too.
    asio::awaitable<Result<void>> logOut();
    const std::string& lastEnd() const { return lastEnd_; }

private:
    using End = wa::StreamEnd;
    asio::awaitable<End> connectAndServe(InboundSink& sink);
    asio::awaitable<End> readStanzas();
    asio::awaitable<End> workOff(InboundSink& sink);
    asio::awaitable<End> settleIn();
    asio::awaitable<End> keepAlive();
    asio::awaitable<End> untilLoggedOut();
    asio::awaitable<Result<void>> replenishPreKeys();
    asio::awaitable<Result<void>> rotateSignedPreKey();
    bool answerAtOnce(const wa::Node& node);
    asio::awaitable<Result<void>> onSuccess(wa::Node node);
    asio::awaitable<Result<void>> onInfo(wa::Node node);
    void forgetConnection();
    asio::awaitable<Result<void>> finish(End end);

    Account& account_;
    Directory& directory_;
    Receiver& receiver_;
    std::function<void()> statusChanged_ = [] {};
    std::deque<wa::Node> queue_;
    Notifier queueChanged_;
    std::string lastEnd_;
    bool isLoggedOut_ = false;
    Notifier loggedOut_;
};

/// The pause before the n-th attempt in a row (1-based): 1 s doubling to 60 s, the upper half spread by
/// `jitter` in [0,1).
std::chrono::milliseconds reconnectDelay(int failures, double jitter);

}
