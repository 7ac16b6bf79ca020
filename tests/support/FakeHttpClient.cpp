// A server made of scripted answers.
#include "support/FakeHttpClient.hpp"

namespace openclaw::testing {

namespace {

class ScriptedStream final : public net::HttpResponseStream {
public:
    ScriptedStream(asio::any_io_executor executor, ScriptedResponse response)
        : response_(std::move(response)), forever_(std::move(executor)) {}

    int status() const override { return response_.status; }
    const net::HttpHeaders& headers() const override { return response_.headers; }

    asio::awaitable<Result<std::string>> readSome() override {
        if (next_ < response_.pieces.size())
            co_return response_.pieces[next_++];
        if (response_.stalls) {
            co_await forever_.wait();
            co_return Error(Errc::cancelled, "cancelled");
        }
        if (response_.breaksOff)
            co_return Error(Errc::closed, "the connection ended early");
        co_return std::string();
    }

private:
    ScriptedResponse response_;
    std::size_t next_ = 0;
    Notifier forever_;
};

}

void FakeHttpClient::enqueueBody(int status, std::string body) {
    ScriptedResponse response;
    response.status = status;
    response.pieces.push_back(std::move(body));
    enqueue(std::move(response));
}

asio::awaitable<Result<std::unique_ptr<net::HttpResponseStream>>> FakeHttpClient::open(
    net::HttpClientRequest request) {
    requests_.push_back(std::move(request));
    ScriptedResponse response;
    response.status = 500;
    if (!script_.empty()) {
        response = std::move(script_.front());
        script_.pop_front();
    }
    if (response.openError)
        co_return *response.openError;
    std::unique_ptr<net::HttpResponseStream> stream = std::make_unique<ScriptedStream>(executor_, std::move(response));
    co_return stream;
}

}
