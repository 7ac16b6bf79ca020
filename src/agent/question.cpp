// Ask, read to the end, keep the text.
#include "agent/question.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/llm/reply.hpp"
#include "openclaw/llm/request.hpp"

namespace openclaw::agent {

namespace {

constexpr std::size_t maxAnswerBytes = 4 * 1024 * 1024;

Result<net::HttpClientRequest> requestOf(const ModelQuestion& question, llm::Api api) {
    llm::Request asked;
    asked.model.id = question.model.model;
    asked.model.name = question.model.model;
    asked.model.provider = question.model.provider;
    asked.model.api = api;
    asked.model.baseUrl = question.baseUrl;
    asked.apiKey = question.key;
    asked.maxTokens = question.maxTokens;
    asked.messages.push_back(
        Json{{"role", "user"}, {"content", Json::array({Json{{"type", "text"}, {"text", question.text}}})}});
    Result<llm::EncodedRequest> encoded = llm::encodeRequest(asked);
    if (!encoded) return encoded.error();
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = std::move(encoded->url);
    request.body = std::move(encoded->body);
    for (auto& [name, value] : encoded->headers)
        request.headers.set(name, std::move(value));
    return request;
}

}

asio::awaitable<Result<std::string>> askModel(net::HttpClient& http, ModelQuestion question) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto api = llm::parseApi(question.api);
    if (!api) co_return Error(Errc::invalidInput, "unknown model API " + question.api);
    Result<net::HttpClientRequest> request = requestOf(question, *api);
    if (!request) co_return request.error();
    Result<net::HttpResponse> answer = co_await http.fetch(std::move(*request), maxAnswerBytes);
    if (!answer) co_return answer.error();
    if (answer->status != 200)
        co_return Error(Errc::unavailable,
                        question.model.text() + " answered HTTP " + std::to_string(answer->status));
    const std::unique_ptr<llm::ResponseDecoder> decoder = llm::makeDecoder(*api);
    if (!decoder) co_return Error(Errc::invalidInput, question.api + " has no wire format");
    decoder->push(answer->body);
    decoder->finish();
    const llm::Reply& reply = decoder->reply();
    if (reply.stopReason == llm::StopReason::error)
        co_return Error(Errc::unavailable, log::redact(reply.errorMessage));
    std::string text;
    for (const llm::Block& block : reply.blocks) {
        if (block.kind == llm::BlockKind::text) text += block.text;
    }
    text = std::string(trimAscii(text));
    if (text.empty()) co_return Error(Errc::unavailable, question.model.text() + " said nothing");
    co_return text;
}

}
