// A Telegram bot account. An update is confirmed to Telegram only by asking for the next one, and that
// happens only after the sink has stored it; what comes twice is recognised by the inbound ledger.
#include "channels/telegram/TelegramChannel.hpp"

#include "channels/LongConnection.hpp"
#include "channels/telegram/actions.hpp"
#include "channels/telegram/rendering.hpp"
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
constexpr std::chrono::seconds minPollInterval{1};
constexpr std::chrono::seconds callTimeout{30};
/// How often the pieces of an album or a split text are waited for before what is there is taken.
constexpr int maxPauses = 12;
/// A turn in the queue further away than this is better left to the delivery ledger.
constexpr std::chrono::seconds maxTurnWait{70};
constexpr int batchSize = 100;
/// After a week without updates Telegram may number them anew. Nothing stays queued for longer than a day, so
/// an offset of that age says nothing any more.
constexpr std::int64_t offsetLifetimeMs = std::int64_t{6} * 24 * 3600 * 1000;
constexpr std::size_t maxTokenFileBytes = 4096;
constexpr int maxSendTries = 6;

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

/// Some group is to be answered without a mention.
bool wantsAllGroupMessages(const config::TelegramAccount& account) {
    if (!account.groups) return false;
    for (const Json& group : *account.groups) {
        if (group.is_object() && findBool(group, "requireMention") == false) return true;
    }
    return false;
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
      api_(context_.http, account_.apiRoot, token_.token, account_.proxy), intake_(context_.clock, account_),
      actions_(context_.executor, context_.clock, api_, account_.id) {
    if (!token_.token.empty()) log::addSecret(token_.token.reveal());
    status_.configured = !token_.token.empty();
    status_.enabled = account_.enabled;
    status_.mode = account_.webhookUrl.empty() ? "polling" : "webhook";
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
        auto raced = co_await (receive(sink) || actions_.run());
        ended = endOf(std::move(raced));
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
    actions_.allowDrafts(account_.streamMode != "off" && bot_.hasTopics);
    co_await publishMenu();
    co_return Result<void>();
}

asio::awaitable<Result<void>> TelegramChannel::readOffset() {
    Result<std::optional<store::ChannelOffset>> offset =
        co_await context_.store.offsets().get(name_, account_.id);
    if (!offset) co_return retryable(offset.error().withContext("reading the Telegram offset"));
    if (*offset) {
        lastUpdateId_ = (*offset)->value;
        lastUpdateAtMs_ = findInteger((*offset)->detail, "atMs").value_or(context_.clock.nowMs());
    }
    co_return Result<void>();
}

/// Fills Telegram's own command menu; a failure is only worth a line in the log.
asio::awaitable<void> TelegramChannel::publishMenu() {
    if (!context_.nativeCommands) co_return;
    Json menu = commandMenu(context_.nativeCommands(name_), account_);
    const ApiReply reply = co_await api_.call("setMyCommands", std::move(menu), callTimeout, false);
    if (!reply.isOk)
        log::warn("telegram", "account={} no command menu: {}", account_.id, reply.error.message);
}

asio::awaitable<Result<void>> TelegramChannel::identify() {
    Json nothing = Json::object();
    ApiReply reply = co_await api_.call("getMe", std::move(nothing), callTimeout, true);
    if (!reply.isOk) co_return fromCall(reply);
    const auto id = findInteger(reply.result, "id");
    if (!id) co_return Error(Errc::unavailable, "Telegram getMe: the answer names no bot");
    bot_.id = *id;
    bot_.username = stringOr(reply.result, "username");
    bot_.hasTopics = findBool(reply.result, "has_topics_enabled").value_or(false);
    status_.identity = "@" + bot_.username;
    status_.remarks.clear();
    if (!findBool(reply.result, "can_read_all_group_messages").value_or(true) && wantsAllGroupMessages(account_))
        status_.remarks.push_back("privacy mode is on, so groups without requireMention are not heard; send /setprivacy "
                                  "to @BotFather, choose Disable, and add the bot to the groups again");
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

asio::awaitable<Result<std::vector<Json>>> TelegramChannel::getUpdates(std::chrono::seconds wait) {
    using namespace asio::experimental::awaitable_operators;
    Json parameters{
        {"limit", batchSize}, {"timeout", wait.count()}, {"allowed_updates", intake_.allowedUpdates()}};
    const bool isFresh = context_.clock.nowMs() - lastUpdateAtMs_ < offsetLifetimeMs;
    if (lastUpdateId_ && isFresh && *lastUpdateId_ < std::numeric_limits<std::int64_t>::max())
        parameters["offset"] = *lastUpdateId_ + 1;
    // After a failure the old connection may be the very thing that is wrong, or still hold the old poll.
    const bool freshConnection = std::exchange(isFirstPoll_, false);
    const std::chrono::seconds limit = wait + pollMargin;
    auto raced = co_await (api_.call("getUpdates", std::move(parameters), limit, freshConnection) ||
                           context_.clock.sleepUntil(context_.clock.steadyNow() + limit));
    const bool isSilent = raced.index() == 1;
    // A machine that slept through the limit has a dead connection, however new it was.
    if (isSilent) co_return Error(Errc::timeout, "Telegram getUpdates: the server has fallen silent");
    ApiReply reply = std::move(std::get<0>(raced));
    if (!reply.isOk) co_return fromCall(reply);
    if (!reply.result.is_array())
        co_return Error(Errc::unavailable, "Telegram getUpdates: the answer is not a list of updates");
    co_return reply.result.get<std::vector<Json>>();
}

void TelegramChannel::noteConnected() {
    status_.lastEventAtMs = context_.clock.nowMs();
    if (status_.connected) return;
    log::info("telegram", "account={} connected as {}", account_.id, status_.identity);
    channels::noteConnected(status_, status_.lastEventAtMs);
}

asio::awaitable<Result<void>> TelegramChannel::receive(InboundSink& sink) {
    Result<void> ended;
    if (account_.webhookUrl.empty())
        ended = co_await poll(sink);
    else
        ended = co_await serveWebhook(sink);
    co_return ended;
}

/// What is not whole yet stays unconfirmed and is asked for again, so that waiting for the rest of an album
/// risks nothing.
asio::awaitable<Result<void>> TelegramChannel::poll(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<void> ready = co_await removeWebhook();
    if (ready) ready = co_await readOffset();
    const bool cancelledBefore = co_await isCancelled();
    if (cancelledBefore) co_return Error(Errc::cancelled, "cancelled");
    if (!ready) co_return ready.error();
    for (;;) {
        const SteadyTime asked = context_.clock.steadyNow();
        Result<std::vector<Json>> updates = co_await getUpdates(pollTimeout);
        for (int pauses = 0; updates && pauses < maxPauses; ++pauses) {
            const Intake::Batch batch = intake_.read(*updates, bot_);
            const std::size_t known = updates->size();
            if (!batch.pause || known >= batchSize) break;
            co_await context_.clock.sleepUntil(context_.clock.steadyNow() + *batch.pause);
            const bool cancelledMeanwhile = co_await isCancelled();
            if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
            updates = co_await getUpdates(std::chrono::seconds(0));
            if (updates && updates->size() <= known) break;
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (!updates) co_return updates.error();
        noteConnected();
        if (updates->empty()) {
            // Some servers do not wait; they are not asked without a pause either.
            co_await context_.clock.sleepUntil(asked + minPollInterval);
            const bool cancelledMeanwhile = co_await isCancelled();
            if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
            continue;
        }
        Intake::Batch batch = intake_.read(*updates, bot_);
        if (!batch.highestId) co_return Error(Errc::unavailable, "Telegram getUpdates: no update has an id");
        Result<void> taken = co_await takeBatch(sink, std::move(batch), true);
        const bool cancelledMeanwhile = co_await isCancelled();
        if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
        if (!taken) co_return taken.error();
    }
}

asio::awaitable<Result<void>> TelegramChannel::serveWebhook(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (account_.webhookSecret.empty())
        co_return Error(Errc::invalidInput, "channels.telegram.webhookSecret is required with webhookUrl");
    Webhook webhook(context_.executor, account_.webhookPath, account_.webhookSecret);
    const Result<std::uint16_t> port = webhook.listen(account_.webhookHost, account_.webhookPort);
    if (!port) co_return retryable(port.error().withContext("listening for the Telegram webhook"));
    webhookPort_ = *port;
    log::info("telegram", "account={} webhook on {}:{}{}", account_.id, account_.webhookHost, *port,
              account_.webhookPath);
    Json parameters{{"url", account_.webhookUrl},
                    {"secret_token", account_.webhookSecret.reveal()},
                    {"allowed_updates", intake_.allowedUpdates()}};
    const ApiReply registered = co_await api_.call("setWebhook", std::move(parameters), callTimeout, false);
    Result<void> ended;
    if (registered.isOk) {
        noteConnected();
        ended = co_await takeFromWebhook(webhook, sink);
    } else {
        ended = fromCall(registered);
    }
    webhookPort_ = 0;
    co_await webhook.stop();
    co_return ended;
}

asio::awaitable<Result<void>> TelegramChannel::takeFromWebhook(Webhook& webhook, InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        Result<std::vector<Json>> updates = co_await webhook.take();
        if (!updates) co_return updates.error();
        for (int pauses = 0; pauses < maxPauses; ++pauses) {
            const Intake::Batch batch = intake_.read(*updates, bot_);
            if (!batch.pause) break;
            const std::size_t known = updates->size();
            co_await context_.clock.sleepUntil(context_.clock.steadyNow() + *batch.pause);
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return Error(Errc::cancelled, "cancelled");
            updates = webhook.pending();
            if (updates->size() == known) break;
        }
        noteConnected();
        Intake::Batch batch = intake_.read(*updates, bot_);
        Result<void> taken = co_await takeBatch(sink, std::move(batch), false);
        webhook.settle(updates->size(), taken.has_value());
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (!taken) log::error("telegram", "account={} {}", account_.id, taken.error().message);
    }
}

asio::awaitable<Result<void>>
TelegramChannel::takeBatch(InboundSink& sink, Intake::Batch batch, bool keepsOffset) {
    for (const InboundMessage& message : batch.messages) {
        // The button stops spinning whatever becomes of it.
        if (message.event == InboundKind::button)
            actions_.callSoon("answerCallbackQuery",
                              Json{{"callback_query_id", stringOr(message.channelData, "callbackId")}});
    }
    const std::int64_t now = context_.clock.nowMs();
    if (!batch.messages.empty()) status_.lastInboundAtMs = now;
    std::optional<store::ChannelOffset> position;
    if (keepsOffset) {
        store::ChannelOffset offset;
        offset.channel = name_;
        offset.accountId = account_.id;
        // Not the maximum of all times: numbering may begin again, lower.
        offset.value = *batch.highestId;
        offset.detail = Json{{"atMs", now}};
        position = std::move(offset);
    }
    crashPoint("telegram.received");
    Result<void> accepted = co_await sink.accept(std::move(batch.messages), std::move(position));
    crashPoint("telegram.accepted");
    if (!accepted) co_return retryable(accepted.error().withContext("storing Telegram messages"));
    for (const Migration& moved : batch.migrations) {
        if (context_.onGroupMoved)
            context_.onGroupMoved(name_, account_.id, std::to_string(moved.from), std::to_string(moved.to));
    }
    if (keepsOffset) {
        lastUpdateId_ = batch.highestId;
        lastUpdateAtMs_ = now;
    }
    co_return Result<void>();
}

Capabilities TelegramChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group, ChatKind::channel};
    can.textLimit = 4096;
    can.hasThreads = true;
    can.hasReplies = true;
    can.hasEdits = true;
    can.hasReactions = true;
    can.hasMedia = true;
    can.hasVoiceNotes = true;
    can.hasTyping = true;
    can.hasButtons = true;
    can.hasNativeCommands = true;
    can.hasDrafts = true;
    can.actions = supportedActions();
    return can;
}

asio::awaitable<Result<Json>> TelegramChannel::perform(ActionRequest request) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<ApiCall> call = callFor(request, account_);
    if (!call) co_return call.error();
    const ApiReply reply = co_await api_.call(call->method, std::move(call->parameters), callTimeout, false);
    if (!reply.isOk) co_return reply.error;
    co_return actionPayload(request, reply.result);
}

asio::awaitable<Result<std::int64_t>>
TelegramChannel::download(Attachment attachment, std::string path, std::int64_t maxBytes) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Json parameters{{"file_id", stringOr(attachment.source, "fileId")}};
    const ApiReply reply = co_await api_.call("getFile", std::move(parameters), callTimeout, false);
    if (!reply.isOk) co_return reply.error;
    const std::string filePath = stringOr(reply.result, "file_path");
    if (filePath.empty()) co_return Error(Errc::unavailable, "Telegram getFile: the answer names no file");
    if (findInteger(reply.result, "file_size").value_or(0) > maxBytes)
        co_return Error(Errc::invalidInput, "the file is larger than " + std::to_string(maxBytes) + " bytes");
    Result<std::int64_t> size = co_await api_.download(filePath, std::move(path), maxBytes);
    co_return size;
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
        ApiCall call = attempt.call();
        reply = co_await sendOnce(std::move(call));
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
    intake_.noteSent(address->chatId, delivery.messageId);
    co_return delivery;
}

asio::awaitable<ApiReply> TelegramChannel::sendOnce(ApiCall call) {
    ApiReply reply;
    if (call.fileField.empty())
        reply = co_await api_.call(std::move(call.method), std::move(call.parameters), callTimeout, false);
    else
        reply = co_await api_.upload(std::move(call.method), std::move(call.parameters),
                                     std::move(call.fileField), std::move(call.file), callTimeout);
    co_return reply;
}

void TelegramChannel::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    actions_.setTyping(target, threadId, isTyping);
}

void TelegramChannel::showDraft(const std::string& target,
                                const std::string& threadId,
                                const std::string& text) {
    actions_.showDraft(target, threadId, text);
}

}
