#pragma once

#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/channels/whatsapp_login.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// Logins under way, one per account. A login needs the account's connection, so the channel stops first and
/// starts again when the login is over, whichever way it ends.
class WhatsAppLogins {
public:
    WhatsAppLogins(asio::any_io_executor executor,
                   Clock& clock,
                   store::Store& store,
                   Environment environment,
                   channels::WhatsAppEndpoint endpoint,
                   channels::Supervisor& supervisor,
                   std::function<asio::awaitable<void>()> restartChannels);
    ~WhatsAppLogins();

    struct Request {
        std::string accountId;
        /// Digits: ask for a code to type as well.
        std::string phone;
        /// Link again although the account is linked.
        bool force = false;
        std::chrono::milliseconds timeout{30'000};
    };
    /// Begins a login, or joins the one under way, and returns what to show first. Cancellation: terminal.
    asio::awaitable<channels::WhatsAppLoginState> start(Request request);
    /// Returns when the login is over, when there is another code than `shownQr` to show, or at the timeout.
    /// Cancellation: terminal.
    asio::awaitable<channels::WhatsAppLoginState>
    wait(std::string accountId, std::string shownQr, std::chrono::milliseconds timeout);
    /// Unlinks the account. False when it was not linked.
    asio::awaitable<Result<bool>> logOut(std::string accountId);
    /// Ends every login.
    asio::awaitable<void> stop();

private:
    struct Flow;
    asio::awaitable<void> runFlow(std::string accountId, std::string phone, bool force);
    Flow* find(const std::string& accountId);

    asio::any_io_executor executor_;
    Clock& clock_;
    store::Store& store_;
    Environment environment_;
    channels::WhatsAppEndpoint endpoint_;
    channels::Supervisor& supervisor_;
    std::function<asio::awaitable<void>()> restartChannels_;
    std::map<std::string, std::unique_ptr<Flow>> flows_;
    std::vector<std::unique_ptr<Flow>> retired_;
    TaskGroup tasks_;
};

}
