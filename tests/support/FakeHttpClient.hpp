#pragma once

#include "openclaw/net/HttpClient.hpp"

#include <deque>
#include <vector>

namespace openclaw::testing {

/// One answer of the fake server.
struct ScriptedResponse {
    int status = 200;
    net::HttpHeaders headers;
    std::vector<std::string> pieces;
    /// Instead of an answer.
    std::optional<Error> openError;
    /// After the pieces: the connection breaks, or nothing more comes until the reader gives up.
    bool breaksOff = false;
    bool stalls = false;
};

/// Replays scripted answers in order and keeps the requests. Without a script left it answers 500.
class FakeHttpClient final : public net::HttpClient {
public:
    explicit FakeHttpClient(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    void enqueue(ScriptedResponse response) { script_.push_back(std::move(response)); }
    /// A status with a whole body.
    void enqueueBody(int status, std::string body);
    const std::vector<net::HttpClientRequest>& requests() const { return requests_; }

    asio::awaitable<Result<std::unique_ptr<net::HttpResponseStream>>> open(net::HttpClientRequest request) override;

private:
    asio::any_io_executor executor_;
    std::deque<ScriptedResponse> script_;
    std::vector<net::HttpClientRequest> requests_;
};

}
