// The HTTP paths of the gateway port.
#include "gateway/Routes.hpp"

namespace openclaw::gateway {

std::optional<net::HttpResponse> Routes::refuse(const net::HttpServerRequest& head) {
    if (webhooks_.owns(head)) return webhooks_.refuse(head);
    return std::nullopt;
}

std::size_t Routes::maxBodyBytes(const net::HttpServerRequest& head) const {
    return webhooks_.owns(head) ? webhooks_.maxBodyBytes() : ui_.maxBodyBytes(head);
}

asio::awaitable<net::HttpResponse> Routes::serve(net::HttpServerRequest request) {
    net::HttpResponse response;
    if (webhooks_.owns(request))
        response = co_await webhooks_.serve(std::move(request));
    else
        response = co_await ui_.serve(std::move(request));
    co_return response;
}

}
