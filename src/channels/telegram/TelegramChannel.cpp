// A Telegram bot account. An update is confirmed to Telegram only by asking for the next one, and that
// happens only after the sink has stored it; what comes twice is recognised by the inbound ledger.
#include "channels/telegram/TelegramChannel.hpp"

#include "channels/telegram/sending.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <limits>

namespace openclaw::channels::telegram {

namespace {

constexpr std::chrono::seconds pollTimeout{30};
constexpr std::chrono::seconds pollMargin{10};
constexpr std::chrono::seconds callTimeout{30};
constexpr std::chrono::seconds typingTimeout{5};
constexpr std::chrono::seconds typingInterval{4};
/// A turn in the queue further away than this is better left to the delivery ledger.
constexpr std::chrono::seconds maxTurnWait{70};
constexpr int batchSize = 100;
/// After a week without updates Telegram may number them anew. Nothing stays queued for longer than a day, so
/// an offset of that age says nothing any more.
constexpr std::int64_t offsetLifetimeMs = std::int64_t{6} * 24 * 3600 * 1000;
constexpr std::size_t maxTokenFileBytes = 4096;
constexpr int maxSendTries = 6;

/// An error that the Supervisor answers by trying again, whatever its code was.
Error retryable(Error error) {
    if (error.is(Errc::invalidInput) || error.is(Errc::unauthorized)) error.code = Errc::unavailable;
    return error;
}

Error fromCall(const ApiReply& reply) {
    // Telegram answers 404 when the token in the path has the wrong form.
    if (reply.status == 401 || reply.status == 404)
        return Error(Errc::unauthorized,
                     "Telegram does not accept the bot token; get a valid one from @BotFather (" +
                         std::to_string(reply.status) + ")");
    Error error = retryable(reply.error);
    if (reply.status == 409) error.message += "; another program polls with the same token";
    return error;
}

}

TokenChoice chooseToken(const config::TelegramAccount& account) {
    TokenChoice choice;
    if (!account.tokenFile.empty()) {
        const Result<std::string> content = readFile(account.tokenFile, maxTokenFileBytes);
        const std::string token(content ? trimAscii(*content) : std::string_view());
        if (token.empty()) {
            choice.problem =
                "the token file " + account.tokenFile.string() + (content ? " is empty" : " cannot be read");
            return choice;
        }
        choice.token = Secret(token);
        choice.source = "tokenFile";
    } else if (!account.botToken.empty()) {
        choice.token = account.botToken;
        const bool isConfigured = !trimAscii(stringOr(account.section, "botToken")).empty();
        choice.source = isConfigured ? "config" : "env";
    } else {
        choice.problem = "no bot token is configured";
    }
    return choice;
}

TelegramChannel::TelegramChannel(ChannelContext context, config::TelegramAccount account)
    : context_(std::move(context)), account_(std::move(account)), token_(chooseToken(account_)),
      api_(context_.http, account_.apiRoot, token_.token, account_.proxy), typingChanged_(context_.executor) {
    if (!token_.token.empty()) log::addSecret(token_.token.reveal());
    status_.configured = !token_.token.empty();
    status_.enabled = account_.enabled;
    status_.mode = "polling";
    status_.tokenSource = token_.source;
    status_.lastError = token_.problem;
}

asio::awaitable<Result<void>> TelegramChannel::run(InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    forgetConnection();
    Result<void> ended = co_await connect();
    const bool cancelledWhileConnecting = co_await isCancelled();
    // A request to stop is noticed once: whatever is started after it would wait in vain.
    if (ended && !cancelledWhileConnecting) {
        // Whichever ends first takes the other along; showing "typing" only ends by cancellation.
        auto raced = co_await (poll(sink) || showTyping());
        if (raced.index() == 0)
            ended = std::move(std::get<0>(raced));
        else
            ended = std::move(std::get<1>(raced));
    }
    forgetConnection();
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    if (!ended) status_.lastError = log::redact(ended.error().message);
    co_return ended;
}

void TelegramChannel::forgetConnection() {
    status_.connected = false;
    isFirstPoll_ = true;
}

asio::awaitable<Result<void>> TelegramChannel::connect() {
    if (!token_.problem.empty())
        co_return Error(Errc::invalidInput, "Telegram account " + account_.id + ": " + token_.problem);
    if (const Result<void> usable = api_.check(); !usable) co_return usable.error();
    Result<void> identified = co_await identify();
    if (!identified) co_return identified.error();
    Result<void> removed = co_await removeWebhook();
    if (!removed) co_return removed.error();
    Result<std::optional<store::ChannelOffset>> offset =
        co_await context_.store.offsets().get(name_, account_.id);
    if (!offset) co_return retryable(offset.error().withContext("reading the Telegram offset"));
    if (*offset) {
        lastUpdateId_ = (*offset)->value;
        lastUpdateAtMs_ = findInteger((*offset)->detail, "atMs").value_or(context_.clock.nowMs());
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> TelegramChannel::identify() {
    Json nothing = Json::object();
    ApiReply reply = co_await api_.call("getMe", std::move(nothing), callTimeout, true);
    if (!reply.isOk) co_return fromCall(reply);
    const auto id = findInteger(reply.result, "id");
    if (!id) co_return Error(Errc::unavailable, "Telegram getMe: the answer names no bot");
    bot_.id = *id;
    bot_.username = stringOr(reply.result, "username");
    status_.identity = "@" + bot_.username;
    co_return Result<void>();
}

asio::awaitable<Result<void>> TelegramChannel::removeWebhook() {
    Json nothing = Json::object();
    ApiReply webhook = co_await api_.call("getWebhookInfo", std::move(nothing), callTimeout, false);
    // Without an answer polling is tried anyway; a webhook then shows up as a conflict.
    if (!webhook.isOk || stringOr(webhook.result, "url").empty()) co_return Result<void>();
    log::warn("telegram", "account={} removing the webhook that would keep it from polling", account_.id);
    Json keepUpdates{{"drop_pending_updates", false}};
    ApiReply removed = co_await api_.call("deleteWebhook", std::move(keepUpdates), callTimeout, false);
    if (!removed.isOk) co_return fromCall(removed);
    co_return Result<void>();
}

asio::awaitable<ApiReply> TelegramChannel::getUpdates() {
    Json parameters{{"limit", batchSize},
                    {"timeout", pollTimeout.count()},
                    {"allowed_updates", Json::array({"message"})}};
    const bool isFresh = context_.clock.nowMs() - lastUpdateAtMs_ < offsetLifetimeMs;
    if (lastUpdateId_ && isFresh && *lastUpdateId_ < std::numeric_limits<std::int64_t>::max())
        parameters["offset"] = *lastUpdateId_ + 1;
    // After a failure the old connection may be the very thing that is wrong, or still hold the old poll.
    const bool freshConnection = std::exchange(isFirstPoll_, false);
    ApiReply reply =
        co_await api_.call("getUpdates", std::move(parameters), pollTimeout + pollMargin, freshConnection);
    co_return reply;
}

asio::awaitable<Result<void>> TelegramChannel::poll(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const ApiReply reply = co_await getUpdates();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (!reply.isOk) co_return fromCall(reply);
        if (!reply.result.is_array())
            co_return Error(Errc::unavailable, "Telegram getUpdates: the answer is not a list of updates");
        if (!status_.connected) {
            log::info("telegram", "account={} connected as {}", account_.id, status_.identity);
            status_.connected = true;
            status_.lastConnectedAtMs = context_.clock.nowMs();
            status_.lastError.clear();
        }
        if (reply.result.empty()) continue;
        Result<void> taken = co_await takeBatch(sink, reply.result);
        const bool cancelledMeanwhile = co_await isCancelled();
        if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
        if (!taken) co_return taken.error();
    }
}

asio::awaitable<Result<void>> TelegramChannel::takeBatch(InboundSink& sink, const Json& updates) {
    std::vector<InboundMessage> messages;
    std::optional<std::int64_t> highest;
    for (const Json& update : updates) {
        const auto id = updateIdOf(update);
        if (!id) {
            log::warn("telegram", "account={} skipping an update without an id", account_.id);
            continue;
        }
        highest = std::max(highest.value_or(*id), *id);
        auto message = decodeUpdate(update, bot_, account_.id);
        if (message)
            messages.push_back(std::move(*message));
        else
            log::debug("telegram", "account={} update {} is not for the agent", account_.id, *id);
    }
    if (!highest) co_return Error(Errc::unavailable, "Telegram getUpdates: no update has an id");
    const std::int64_t now = context_.clock.nowMs();
    if (!messages.empty()) status_.lastInboundAtMs = now;
    store::ChannelOffset offset;
    offset.channel = name_;
    offset.accountId = account_.id;
    // Not the maximum of all times: numbering may begin again, lower.
    offset.value = *highest;
    offset.detail = Json{{"atMs", now}};
    std::optional<store::ChannelOffset> position = std::move(offset);
    crashPoint("telegram.received");
    Result<void> accepted = co_await sink.accept(std::move(messages), std::move(position));
    crashPoint("telegram.accepted");
    if (!accepted) co_return retryable(accepted.error().withContext("storing Telegram messages"));
    lastUpdateId_ = highest;
    lastUpdateAtMs_ = now;
    co_return Result<void>();
}

Capabilities TelegramChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group};
    can.hasThreads = true;
    can.hasReplies = true;
    can.hasTyping = true;
    return can;
}

std::vector<Json> TelegramChannel::render(const Reply& reply) const { return renderReply(reply, account_); }

asio::awaitable<Result<void>> TelegramChannel::waitForTurn(std::string chatId, bool isGroup) {
    for (;;) {
        const SteadyTime now = context_.clock.steadyNow();
        const SteadyTime turn = throttle_.earliest(chatId, isGroup, now);
        if (turn <= now) break;
        const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(turn - now);
        if (wait > maxTurnWait) {
            Error later(Errc::rateLimited, "too many Telegram messages are waiting");
            later.retryAfter = wait;
            co_return later;
        }
        co_await context_.clock.sleepUntil(turn);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::refused, "stopped before the message was sent");
    }
    throttle_.note(chatId, isGroup, context_.clock.steadyNow());
    co_return Result<void>();
}

asio::awaitable<Result<Delivery>> TelegramChannel::send(OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (!token_.problem.empty())
        co_return Error(Errc::unavailable, "Telegram account " + account_.id + ": " + token_.problem);
    const Result<Address> address = readAddress(part.target, part.threadId);
    if (!address) co_return address.error();
    SendAttempt attempt(*address, part.payload, account_.linkPreview);
    ApiReply reply;
    for (int tries = 0; tries < maxSendTries; ++tries) {
        Result<void> turn = co_await waitForTurn(address->chatId, address->isGroup());
        if (!turn) co_return turn.error();
        Json parameters = attempt.parameters();
        reply = co_await api_.call("sendMessage", std::move(parameters), callTimeout, false);
        if (reply.isOk || !attempt.adaptTo(reply)) break;
        log::warn("telegram", "account={} sending differently after: {}", account_.id, reply.error.message);
    }
    if (!reply.isOk) {
        status_.lastError = log::redact(reply.error.message);
        co_return reply.error;
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    Delivery delivery;
    if (const auto id = findInteger(reply.result, "message_id")) delivery.messageId = std::to_string(*id);
    co_return delivery;
}

void TelegramChannel::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    TypingKey key(target, threadId);
    if (!isTyping) {
        typing_.erase(key);
        return;
    }
    const bool isNew = typing_.try_emplace(std::move(key), context_.clock.steadyNow()).second;
    if (!isNew) return;
    ++typingVersion_;
    typingChanged_.notify();
}

asio::awaitable<void> TelegramChannel::waitForTypingChange(std::uint64_t seen) {
    // Checked here, right before waiting: a change while this coroutine was being started must not be missed.
    if (typingVersion_ != seen) co_return;
    co_await typingChanged_.wait();
}

asio::awaitable<Result<void>> TelegramChannel::showTyping() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = typingVersion_;
        const SteadyTime now = context_.clock.steadyNow();
        SteadyTime next = SteadyTime::max();
        std::vector<TypingKey> due;
        for (auto& [key, at] : typing_) {
            if (at <= now) {
                due.push_back(key);
                at = now + typingInterval;
            }
            next = std::min(next, at);
        }
        for (const TypingKey& key : due) {
            const Result<Address> address = readAddress(key.first, key.second);
            if (!address || !typing_.contains(key)) continue;
            Json parameters{{"chat_id", address->chat()}, {"action", "typing"}};
            if (address->threadId) parameters["message_thread_id"] = *address->threadId;
            const ApiReply reply =
                co_await api_.call("sendChatAction", std::move(parameters), typingTimeout, false);
            if (!reply.isOk) log::debug("telegram", "account={} {}", account_.id, reply.error.message);
            const bool cancelledMeanwhile = co_await isCancelled();
            if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
        }
        if (next == SteadyTime::max())
            co_await waitForTypingChange(seen);
        else
            co_await (waitForTypingChange(seen) || context_.clock.sleepUntil(next));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

}
