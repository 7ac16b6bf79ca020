#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/protocol/hook_payloads.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

/// Work that other programs ask for over HTTP (spec gateway-http.md §6, agent-run.md §7).
namespace openclaw::hooks {

/// What webhooks set in motion. All texts come from outside.
class HookActions {
public:
    virtual ~HookActions() = default;
    /// Tells the default agent, at once or with its next heartbeat; on disk when it returns.
    virtual asio::awaitable<Result<void>> wake(protocol::WakeCall call, std::string source) = 0;
    /// Starts a turn of its own and returns its run id once the run is in the ledger. Errc::invalidInput for a channel
    /// that does not exist.
    virtual asio::awaitable<Result<std::string>>
    start(protocol::AgentCall call, std::string agentId, bool isTrusted) = 0;
};

/// POST <hooks.path>/… with the token in a header. Nothing of a body is read before the token was right; 20
/// wrong tokens a minute lock an address out for five.
class Webhooks {
public:
    Webhooks(Clock& clock, HookActions& actions, std::function<std::shared_ptr<const Json>()> config);

    /// The request is for here: hooks are on and the path is theirs.
    bool owns(const net::HttpServerRequest& head) const;
    /// The answer that the header alone deserves; nullopt when the body should be read, up to `maxBodyBytes`.
    std::optional<net::HttpResponse> refuse(const net::HttpServerRequest& head);
    std::size_t maxBodyBytes() const;
    asio::awaitable<net::HttpResponse> serve(net::HttpServerRequest request);

private:
    struct Attempts {
        std::deque<SteadyTime> failures;
        SteadyTime lockedUntil{};
    };

    bool isLocked(const std::string& address);
    void noteFailure(const std::string& address);
    asio::awaitable<net::HttpResponse> wake(Json body);
    asio::awaitable<net::HttpResponse> agent(Json body);
    asio::awaitable<net::HttpResponse> mapped(net::HttpServerRequest request, std::string path, Json body);

    Clock& clock_;
    HookActions& actions_;
    std::function<std::shared_ptr<const Json>()> config_;
    std::map<std::string, Attempts> attempts_;
};

}
