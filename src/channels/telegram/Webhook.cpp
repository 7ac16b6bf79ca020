// The receiving end of a Telegram webhook: a secret in a header, one path, and an answer that waits for the
// store.
#include "channels/telegram/Webhook.hpp"

#include "openclaw/crypto/crypto.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t maxUpdateBytes = 1024 * 1024;
constexpr std::size_t maxWaiting = 1000;
constexpr const char* secretHeader = "X-Telegram-Bot-Api-Secret-Token";

net::HttpServerLimits limits() {
    net::HttpServerLimits result;
    result.maxConnections = 256;
    return result;
}

/// Digests are compared, so that neither length nor content shows in the time it takes.
bool isSame(std::string_view given, std::string_view wanted) {
    return crypto::sha256(given) == crypto::sha256(wanted);
}

}

Webhook::Webhook(asio::any_io_executor executor, std::string path, Secret secret)
    : path_(std::move(path)), secret_(std::move(secret)), arrived_(executor), settled_(executor),
      server_(executor, *this, limits()) {
    if (path_.empty() || path_[0] != '/') path_.insert(0, "/");
}

Result<std::uint16_t> Webhook::listen(const std::string& address, std::uint16_t port) {
    return server_.listen(address, port);
}

net::Screening Webhook::screen(const net::HttpServerRequest& head) {
    net::Screening screening;
    screening.maxBodyBytes = maxUpdateBytes;
    if (head.method == "GET" && head.path() == "/healthz") return screening;
    if (head.path() != path_)
        screening.refusal = net::HttpResponse(404, "text/plain", "not found");
    else if (secret_.empty() || !isSame(head.headers.get(secretHeader), secret_.reveal()))
        screening.refusal = net::HttpResponse(401, "text/plain", "unauthorized");
    else if (head.method != "POST")
        screening.refusal = net::HttpResponse(405, "text/plain", "method not allowed");
    return screening;
}

asio::awaitable<void> Webhook::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    co_await asio::this_coro::throw_if_cancelled(false);
    net::HttpResponse answer(200, "text/plain", "ok");
    if (request.method == "GET") {
        co_await reply.send(std::move(answer));
        co_return;
    }
    Result<Json> update = parseJson(request.body);
    if (!update || !update->is_object()) {
        answer = net::HttpResponse(400, "text/plain", "an update is a JSON object");
        co_await reply.send(std::move(answer));
        co_return;
    }
    if (waiting_.size() >= maxWaiting) {
        answer = net::HttpResponse(503, "text/plain", "too many updates are waiting");
        co_await reply.send(std::move(answer));
        co_return;
    }
    const std::uint64_t ticket = nextTicket_++;
    waiting_.push_back(Waiting{ticket, std::move(*update)});
    arrived_.notify();
    while (!outcomes_.contains(ticket)) {
        co_await settled_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
    const bool isStored = outcomes_.at(ticket);
    outcomes_.erase(ticket);
    if (!isStored) answer = net::HttpResponse(500, "text/plain", "not stored, send it again");
    co_await reply.send(std::move(answer));
}

asio::awaitable<void> Webhook::onWebSocket(net::HttpServerRequest, net::WebSocket) { co_return; }

asio::awaitable<Result<std::vector<Json>>> Webhook::take() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (waiting_.empty()) {
        co_await arrived_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    co_return pending();
}

std::vector<Json> Webhook::pending() const {
    std::vector<Json> updates;
    for (const Waiting& entry : waiting_)
        updates.push_back(entry.update);
    return updates;
}

void Webhook::settle(std::size_t count, bool isStored) {
    for (std::size_t i = 0; i < count && !waiting_.empty(); ++i) {
        outcomes_.emplace(waiting_.front().ticket, isStored);
        waiting_.pop_front();
    }
    settled_.notify();
}

}
