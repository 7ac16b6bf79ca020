// Requests over whatever connection there is.
#include "channels/whatsapp/Account.hpp"

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::chrono::seconds requestTimeout{60};

}

asio::awaitable<Result<wa::Node>> Account::request(wa::Node node) {
    if (!isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    const std::shared_ptr<Connection> current = connection;
    Result<wa::Node> answer = co_await current->request(std::move(node), requestTimeout);
    co_return answer;
}

}
