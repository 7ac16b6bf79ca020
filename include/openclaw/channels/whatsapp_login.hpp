#pragma once

#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/store/Store.hpp"

#include <memory>
#include <string>

namespace openclaw::channels {

/// What a login shows now.
struct WhatsAppLoginState {
    enum class Step { waiting, scanning, linked, failed };
    Step step = Step::waiting;
    /// The text of the QR code to show, or the eight characters to type on the phone.
    std::string qr;
    std::string code;
    /// For people.
    std::string message;
    /// Of the linked account, "+<digits>".
    std::string number;
};

/// Links one account: connects as an unknown device, shows codes until the phone takes one, stores the new
/// identity before it answers the phone, and reconnects once so that the phone sees the link succeed.
class WhatsAppLogin {
public:
    WhatsAppLogin(asio::any_io_executor executor,
                  Clock& clock,
                  store::Store& store,
                  Environment environment,
                  WhatsAppEndpoint endpoint,
                  std::string accountId);
    ~WhatsAppLogin();

    /// Runs until the device is linked, the codes are used up, or it is cancelled. With `phone` (digits) a
    /// code to type is asked for as well. An account that is linked already is left alone unless `force`.
    asio::awaitable<Result<void>> run(std::string phone, bool force);
    const WhatsAppLoginState& state() const;
    /// Returns at the next change of state(). Cancellation: terminal.
    asio::awaitable<void> changed();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}
