#pragma once

#include "pi/EventSink.hpp"
#include "pi/ModelCatalog.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/llm/reply.hpp"
#include "openclaw/llm/request.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <functional>

namespace openclaw::pi {

/// Asks a model over HTTP, or the offline model. All failures are replies: stopReason error or aborted.
class ModelClient {
public:
    using OnEvent = std::function<void(const llm::StreamEvent&, const llm::Reply&)>;

    struct Services {
        asio::any_io_executor executor;
        net::HttpClient& http;
        process::Launcher& launcher;
        Clock& clock;
        EventSink& sink;
        std::map<std::string, std::string> environment;
    };

    ModelClient(Services services, const ModelCatalog& catalog);

    /// One reply; its steps go to `onEvent` in order. The key is filled in here.
    /// Cancellation: terminal; returns what arrived, with stopReason aborted.
    asio::awaitable<llm::Reply> ask(llm::Request request, OnEvent onEvent);
    /// Ends what is left of finished requests.
    asio::awaitable<void> stop();

private:
    asio::awaitable<Result<std::string>> findKey(std::string provider);
    asio::awaitable<llm::Reply> askServer(llm::Request request, OnEvent onEvent);

    Services services_;
    const ModelCatalog& catalog_;
    std::map<std::string, std::string> commandKeys_;
    TaskGroup leftovers_;
};

/// Requests to servers wait at most this long between two pieces; reasoning models go quiet.
inline constexpr std::chrono::seconds modelIdleTimeout{120};

/// A reply that is only an error.
llm::Reply failedReply(std::string message);
llm::Reply abortedReply();

}
