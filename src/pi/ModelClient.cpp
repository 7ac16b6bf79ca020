// One model call: encode, send, decode piece by piece. A decoder knows the format, this file knows time and sockets.
#include "pi/ModelClient.hpp"

#include "pi/OfflineModel.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/llm/errors.hpp"

namespace openclaw::pi {

namespace {

constexpr std::size_t maxErrorBodyBytes = 64 * 1024;
constexpr std::size_t maxKeyBytes = 64 * 1024;
constexpr std::chrono::seconds keyCommandTimeout{30};
/// How long a connection may take to deliver the end of a body whose reply is complete; then it is not kept alive.
constexpr std::chrono::seconds trailerTimeout{2};

std::string describeTransport(const Error& error) {
    switch (error.code) {
    case Errc::timeout:
        return "Request timed out: " + error.message;
    case Errc::closed:
        return "Connection error: other side closed (" + error.message + ")";
    default:
        return "Connection error: " + error.message;
    }
}

std::optional<std::int64_t> retryAfterMs(const net::HttpHeaders& headers) {
    constexpr std::int64_t most = 24 * 3600;
    if (const auto ms = parseInteger(headers.get("retry-after-ms")); ms && *ms >= 0)
        return std::min(*ms, most * 1000);
    if (const auto seconds = parseInteger(headers.get("retry-after")); seconds && *seconds >= 0)
        return std::min(*seconds, most) * 1000;
    return std::nullopt;
}

void forward(llm::ResponseDecoder& decoder, const ModelClient::OnEvent& onEvent) {
    for (const llm::StreamEvent& event : decoder.takeEvents())
        onEvent(event, decoder.reply());
}

asio::awaitable<Result<void>> readToEnd(std::shared_ptr<net::HttpResponseStream> response) {
    for (;;) {
        Result<std::string> piece = co_await response->readSome();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return Result<void>();
    }
}

/// Lets a finished connection reach its last chunk, so that it can be used again.
asio::awaitable<void> finishBody(std::shared_ptr<net::HttpResponseStream> response) {
    co_await withTimeout(trailerTimeout, readToEnd(response));
}

asio::awaitable<std::string> readErrorBody(net::HttpResponseStream& response) {
    std::string body;
    while (body.size() < maxErrorBodyBytes) {
        Result<std::string> piece = co_await response.readSome();
        if (!piece || piece->empty())
            break;
        body += *piece;
    }
    co_return body;
}

asio::awaitable<Result<std::string>> readAll(process::ChildProcess& child) {
    std::string output;
    while (output.size() < maxKeyBytes) {
        Result<std::string> piece = co_await child.readOutput();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            break;
        output += *piece;
    }
    co_return output;
}

}

llm::Reply failedReply(std::string message) {
    llm::Reply reply;
    reply.stopReason = llm::StopReason::error;
    reply.errorMessage = std::move(message);
    return reply;
}

llm::Reply abortedReply() {
    llm::Reply reply;
    reply.stopReason = llm::StopReason::aborted;
    reply.errorMessage = "Request was aborted";
    return reply;
}

ModelClient::ModelClient(Services services, const ModelCatalog& catalog)
    : services_(std::move(services)), catalog_(catalog), leftovers_(services_.executor) {}

asio::awaitable<llm::Reply> ModelClient::ask(llm::Request request, OnEvent onEvent) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (request.model.api == llm::Api::offline)
        co_return co_await askOfflineModel(std::move(request), std::move(onEvent), services_.clock);
    Result<std::string> key = co_await findKey(request.model.provider);
    if (!key)
        co_return failedReply(key.error().message);
    request.apiKey = std::move(*key);
    co_return co_await askServer(std::move(request), std::move(onEvent));
}

asio::awaitable<llm::Reply> ModelClient::askServer(llm::Request request, OnEvent onEvent) {
    Result<llm::EncodedRequest> encoded = llm::encodeRequest(request);
    if (!encoded)
        co_return failedReply(encoded.error().message);
    net::HttpClientRequest http;
    http.method = "POST";
    http.url = std::move(encoded->url);
    http.body = std::move(encoded->body);
    http.idleTimeout = modelIdleTimeout;
    for (auto& [name, value] : encoded->headers)
        http.headers.set(name, std::move(value));
    http.headers.set("accept", "text/event-stream");

    Result<std::unique_ptr<net::HttpResponseStream>> opened = co_await services_.http.open(std::move(http));
    if (!opened) {
        if (opened.error().is(Errc::cancelled))
            co_return abortedReply();
        co_return failedReply(describeTransport(opened.error()));
    }
    const std::shared_ptr<net::HttpResponseStream> response = std::move(*opened);
    if (response->status() < 200 || response->status() > 299) {
        const std::string body = co_await readErrorBody(*response);
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return abortedReply();
        llm::Reply reply = failedReply(log::redact(llm::describeHttpError(response->status(), body)));
        reply.retryAfterMs = retryAfterMs(response->headers());
        co_return reply;
    }

    const std::unique_ptr<llm::ResponseDecoder> decoder = llm::makeDecoder(request.model.api);
    while (!decoder->isComplete()) {
        Result<std::string> piece = co_await response->readSome();
        const bool cancelled = co_await isCancelled();
        if (cancelled || (!piece && piece.error().is(Errc::cancelled))) {
            decoder->interrupt(llm::StopReason::aborted, "Request was aborted");
            forward(*decoder, onEvent);
            co_return std::move(decoder->reply());
        }
        if (!piece) {
            decoder->interrupt(llm::StopReason::error, describeTransport(piece.error()));
            forward(*decoder, onEvent);
            co_return std::move(decoder->reply());
        }
        if (piece->empty())
            break;
        decoder->push(*piece);
        forward(*decoder, onEvent);
        co_await services_.sink.ready();
    }
    const bool keepAlive = decoder->isComplete();
    decoder->finish();
    forward(*decoder, onEvent);
    if (keepAlive)
        leftovers_.spawn("end of a model's reply", finishBody(response));
    co_return std::move(decoder->reply());
}

asio::awaitable<Result<std::string>> ModelClient::findKey(std::string provider) {
    const std::optional<KeySource> source = catalog_.findKey(provider);
    if (!source)
        co_return Error(Errc::unauthorized, "No API key found for " + provider +
                                                ". Set it with an environment variable, auth.json or models.json.");
    if (!source->isCommand)
        co_return source->value;
    const auto known = commandKeys_.find(provider);
    if (known != commandKeys_.end())
        co_return known->second;

    process::LaunchSpec spec;
    spec.command.push_back("/bin/sh");
    spec.command.push_back("-c");
    spec.command.push_back(source->value);
    spec.environment = services_.environment;
    spec.wantsInput = false;
    Result<std::unique_ptr<process::ChildProcess>> child = services_.launcher.launch(std::move(spec));
    if (!child)
        co_return child.error().withContext("running the key command of " + provider);
    Result<std::string> output = co_await withTimeout(keyCommandTimeout, readAll(**child));
    if (!output)
        co_return output.error().withContext("running the key command of " + provider);
    std::string key(trimAscii(*output));
    if (key.empty())
        co_return Error(Errc::unauthorized, "No API key found for " + provider + ": its key command printed nothing");
    log::addSecret(key);
    commandKeys_[provider] = key;
    co_return key;
}

asio::awaitable<void> ModelClient::stop() {
    leftovers_.cancel();
    co_await leftovers_.join();
}

}
