#pragma once

#include "gateway/GatewayServer.hpp"

#include <string>

namespace openclaw::gateway {

/// The Control UI over HTTP: embedded files, every unknown path answers with the page itself (docs/protocol.md).
class UiRoutes final : public HttpRoutes {
public:
    /// `basePath` is "" or "/path" without a trailing slash.
    explicit UiRoutes(dispatch::SettingsSource settings) : settings_(std::move(settings)) {}

    std::size_t maxBodyBytes(const net::HttpServerRequest&) const override { return 0; }
    asio::awaitable<net::HttpResponse> serve(net::HttpServerRequest request) override;

private:
    net::HttpResponse page(const std::string& basePath) const;
    net::HttpResponse avatar(const std::string& agentId, bool wantsMeta) const;

    dispatch::SettingsSource settings_;
};

}
