#pragma once

#include "gateway/GatewayServer.hpp"
#include "gateway/UiRoutes.hpp"
#include "openclaw/hooks/Webhooks.hpp"

namespace openclaw::gateway {

/// Who answers which path of the gateway port, in order: webhooks, then the page.
class Routes final : public HttpRoutes {
public:
    Routes(hooks::Webhooks& webhooks, UiRoutes& ui) : webhooks_(webhooks), ui_(ui) {}

    std::optional<net::HttpResponse> refuse(const net::HttpServerRequest& head) override;
    std::size_t maxBodyBytes(const net::HttpServerRequest& head) const override;
    asio::awaitable<net::HttpResponse> serve(net::HttpServerRequest request) override;

private:
    hooks::Webhooks& webhooks_;
    UiRoutes& ui_;
};

}
