// The gateway connection of a Discord account: three coroutines share the socket (reader, timers, storing),
// the engine decides, and whichever ends first takes the others along.
#include "channels/discord/DiscordChannel.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>

namespace openclaw::channels::discord {

namespace {

using namespace std::chrono_literals;

/// Larger events do not exist in good faith; the connection that brings one is closed and taken up again
/// behind it.
constexpr std::size_t maxEventBytes = 8 * 1024 * 1024;
constexpr std::size_t maxPending = 1000;
constexpr std::size_t batchSize = 100;
/// Events without a message for the agent move the stored position this often.
constexpr std::int64_t quietStoreMs = 30'000;
constexpr auto drainTime = 10s;
constexpr std::size_t maxRememberedChannels = 50;

}

asio::awaitable<Result<void>> DiscordChannel::run(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (token_.empty())
        co_return Error(Errc::invalidInput,
                        "Discord account " + account_.id + ": no bot token is configured");
    if (const Result<void> usable = api_.check(); !usable) co_return usable.error();
    Result<void> restored = co_await restore();
    if (!restored) co_return restored.error();
    for (;;) {
        Result<bool> ended = co_await connectOnce(sink);
        status_.connected = false;
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (ended && *ended) continue; // asked to reconnect
        Result<void> end;
        if (!ended) end = ended.error();
        co_return noteEnded(status_, end, "the Discord connection ended");
    }
}

asio::awaitable<Result<void>> DiscordChannel::restore() {
    if (engine_.willResume() || !progress_.empty()) co_return Result<void>();
    Result<std::optional<store::ChannelOffset>> offset =
        co_await context_.store.offsets().get(name_, account_.id);
    if (!offset) co_return retryable(offset.error().withContext("reading the Discord session"));
    if (!*offset) co_return Result<void>();
    const Json& detail = (*offset)->detail;
    GatewaySession session;
    session.id = stringOr(detail, "sessionId");
    session.resumeUrl = stringOr(detail, "resumeUrl");
    session.sequence = (*offset)->value;
    // A resumed session does not say again who the bot is; without that its own messages would not be recognised.
    const Json* bot = findMember(detail, "bot");
    if (bot) bot_ = BotIdentity{stringOr(*bot, "id"), stringOr(*bot, "username"), stringOr(*bot, "applicationId")};
    status_.identity = "@" + bot_.username;
    if (!session.id.empty() && !bot_.id.empty()) engine_.restore(std::move(session));
    const Json* channels = findMember(detail, "channels");
    if (!channels || !channels->is_object()) co_return Result<void>();
    for (const auto& [id, entry] : channels->items()) {
        Progress progress{stringOr(entry, "last"), stringOr(entry, "guild")};
        if (!progress.lastMessageId.empty() && progress_.size() < maxRememberedChannels)
            progress_.insert_or_assign(id, std::move(progress));
    }
    co_return Result<void>();
}

store::ChannelOffset DiscordChannel::offsetAt(std::int64_t sequence) const {
    store::ChannelOffset offset;
    offset.channel = name_;
    offset.accountId = account_.id;
    offset.value = sequence;
    Json channels = Json::object();
    for (const auto& [id, progress] : progress_)
        channels[id] = Json{{"last", progress.lastMessageId}, {"guild", progress.guildId}};
    offset.detail = Json{{"sessionId", engine_.session().id},
                         {"resumeUrl", engine_.session().resumeUrl},
                         {"bot", {{"id", bot_.id}, {"username", bot_.username}, {"applicationId", bot_.applicationId}}},
                         {"channels", std::move(channels)}};
    return offset;
}

void DiscordChannel::note(const InboundMessage& message, const ChannelFacts& channel) {
    if (message.event != InboundKind::message) return;
    if (progress_.size() >= maxRememberedChannels && !progress_.contains(channel.id)) {
        const auto oldest = std::ranges::min_element(
            progress_, {}, [](const auto& entry) { return snowflakeTimeMs(entry.second.lastMessageId); });
        progress_.erase(oldest);
    }
    Progress& progress = progress_[channel.id];
    if (snowflakeTimeMs(message.messageId) >= snowflakeTimeMs(progress.lastMessageId))
        progress = Progress{message.messageId, channel.guildId};
}

asio::awaitable<Result<std::string>> DiscordChannel::gatewayUrl() {
    if (engine_.willResume() && !engine_.session().resumeUrl.empty()) co_return engine_.session().resumeUrl;
    ApiReply reply = co_await api_.call("GET", "/gateway/bot");
    if (!reply.isOk) {
        if (reply.status == 401)
            co_return Error(Errc::unauthorized,
                            "Discord does not accept the bot token; reset it in the developer portal (401)");
        co_return retryable(reply.error);
    }
    Result<GatewayAddress> address = readGatewayAddress(reply.body);
    if (!address) co_return address.error();
    engine_.setIdentifiesLeft(address->identifiesLeft);
    if (address->identifiesLeft <= 0 && !engine_.willResume()) {
        Error spent(Errc::rateLimited, "Discord allows no further session start for now");
        spent.retryAfter = address->resetAfter;
        co_return spent;
    }
    co_return address->url;
}

asio::awaitable<Result<bool>> DiscordChannel::connectOnce(InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    Result<std::string> url = co_await gatewayUrl();
    if (!url) co_return url.error();
    net::WebSocketRequest request;
    request.url = *url;
    if (request.url.find('/', request.url.find("//") + 2) == std::string::npos) request.url += "/";
    request.url += "?v=10&encoding=json&compress=zlib-stream";
    request.headers.add("User-Agent", "DiscordBot (https://github.com/openclaw/openclaw, 1)");
    request.limits.maxMessageBytes = maxEventBytes;
    Result<net::WebSocket> socket = co_await net::connectWebSocket(std::move(request));
    if (!socket) {
        // An address that does not answer may be the old one; the session itself is not given up for that.
        engine_.begin(context_.clock.steadyNow());
        engine_.onClosed(1006, {});
        co_return retryable(socket.error().withContext("Discord gateway"));
    }
    pending_.clear();
    engine_.begin(context_.clock.steadyNow());
    ZlibStream inflater(maxEventBytes);
    TypingLoop::Teller tell = [this](std::string target, std::string thread) {
        return showTyping(std::move(target), std::move(thread));
    };
    auto raced = co_await (readFrames(*socket, inflater) || runTimers(*socket) || storeEvents(sink) ||
                           typing_.run(std::move(tell)));
    const bool wasStoring = raced.index() == 2;
    const Result<void> ended = endOf(std::move(raced));
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    const net::CloseInfo closed = socket->closeInfo();
    const GatewayEnd end = engine_.onClosed(closed.code, closed.reason);
    if (wasStoring && !ended) co_return retryable(ended.error());
    co_await drain(sink);
    if (end.mayReconnectAtOnce) co_return true;
    const bool isTransport = !ended && closed.code == 1006;
    if (isTransport)
        co_return Error(Errc::closed, "the Discord connection broke off: " + ended.error().message);
    co_return end.error;
}

Result<void> DiscordChannel::takeStep(GatewayStep step, net::WebSocket& socket) {
    for (std::string& frame : step.frames)
        socket.send(std::move(frame));
    for (GatewayEvent& event : step.events) {
        status_.lastEventAtMs = context_.clock.nowMs();
        if (event.type == "READY") onReady(event);
        if (event.type == "READY" || event.type == "RESUMED") {
            log::info("discord", "account={} {} as {}", account_.id,
                      event.type == "READY" ? "connected" : "resumed", status_.identity);
            noteConnected(status_, context_.clock.nowMs());
        }
        guilds_.apply(event, bot_.id);
        pending_.push_back(std::move(event));
    }
    if (!step.events.empty()) pendingChanged_.notify();
    timersChanged_.notify();
    if (!step.close) return {};
    socket.close(*step.close, "");
    return Error(Errc::closed, "closed to connect again");
}

void DiscordChannel::onReady(const GatewayEvent& ready) {
    if (const Json* user = findMember(ready.data, "user")) {
        bot_.id = stringOr(*user, "id");
        bot_.username = stringOr(*user, "username");
    }
    const Json* application = findMember(ready.data, "application");
    bot_.applicationId = application ? stringOr(*application, "id", bot_.id) : bot_.id;
    status_.identity = "@" + bot_.username;
}

asio::awaitable<Result<void>> DiscordChannel::readFrames(net::WebSocket& socket, ZlibStream& inflater) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = pendingChanged_.version();
        if (pending_.size() >= maxPending) {
            co_await pendingChanged_.waitBeyond(seen);
        } else {
            Result<std::string_view> bytes = co_await socket.read();
            if (!bytes) co_return bytes.error();
            std::string text;
            bool isComplete = true;
            if (socket.wasBinary()) {
                Result<std::optional<std::string>> message = inflater.push(*bytes);
                if (!message) {
                    socket.close(4000, "");
                    co_return message.error();
                }
                isComplete = message->has_value();
                if (isComplete) text = std::move(**message);
            } else {
                text = std::string(*bytes);
            }
            if (isComplete) {
                Result<void> taken = takeStep(engine_.onFrame(text, context_.clock.steadyNow()), socket);
                if (!taken) co_return taken.error();
            }
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

asio::awaitable<Result<void>> DiscordChannel::runTimers(net::WebSocket& socket) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = timersChanged_.version();
        const SteadyTime next = engine_.nextTimer();
        if (next <= context_.clock.steadyNow()) {
            Result<void> taken = takeStep(engine_.onTimer(context_.clock.steadyNow()), socket);
            if (!taken) co_return taken.error();
            continue;
        }
        if (next == SteadyTime::max())
            co_await timersChanged_.waitBeyond(seen);
        else
            co_await (timersChanged_.waitBeyond(seen) || context_.clock.sleepUntil(next));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

asio::awaitable<Result<void>> DiscordChannel::storeEvents(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = pendingChanged_.version();
        if (pending_.empty()) {
            co_await pendingChanged_.waitBeyond(seen);
        } else {
            Result<void> stored = co_await storeBatch(sink);
            if (!stored) co_return stored.error();
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

asio::awaitable<Result<void>> DiscordChannel::storeBatch(InboundSink& sink) {
    std::vector<InboundMessage> messages;
    const std::map<std::string, Progress> before = progress_;
    std::int64_t sequence = 0;
    int epoch = 0;
    for (std::size_t taken = 0; taken < batchSize && !pending_.empty(); ++taken) {
        GatewayEvent event = std::move(pending_.front());
        pending_.pop_front();
        sequence = event.sequence;
        epoch = event.epoch;
        const bool isNewSession = event.type == "READY";
        if (isNewSession || (event.type == "RESUMED" && mustFillGap_)) {
            // Until the missed messages are stored they are not to be forgotten.
            mustFillGap_ = true;
            Result<void> filled = co_await fillGaps();
            if (!filled) co_return filled.error();
            if (isNewSession) co_await deployCommands();
            continue;
        }
        std::optional<InboundMessage> message = co_await toMessage(std::move(event));
        const bool cancelled = co_await isCancelled();
        if (cancelled) {
            // What was taken out of the queue comes again, by replay or by the gap fill.
            progress_ = before;
            co_return Error(Errc::cancelled, "cancelled");
        }
        if (message) messages.push_back(std::move(*message));
    }
    pendingChanged_.notify();
    const std::int64_t now = context_.clock.nowMs();
    const bool isCurrent = sequence > 0 && epoch == engine_.epoch() && !engine_.session().id.empty();
    if (messages.empty() && (!isCurrent || now - storedAtMs_ < quietStoreMs)) {
        // Nothing of these events would be missed, so the position may wait for the next commit.
        if (isCurrent) engine_.acknowledge(sequence, epoch);
        co_return Result<void>();
    }
    if (!messages.empty()) status_.lastInboundAtMs = now;
    std::optional<store::ChannelOffset> offset;
    if (isCurrent) offset = offsetAt(sequence);
    crashPoint("discord.received");
    Result<void> accepted = co_await sink.accept(std::move(messages), std::move(offset));
    crashPoint("discord.accepted");
    if (!accepted) {
        progress_ = before;
        co_return retryable(accepted.error().withContext("storing Discord messages"));
    }
    if (pending_.empty()) mustFillGap_ = false;
    storedAtMs_ = now;
    if (isCurrent) engine_.acknowledge(sequence, epoch);
    co_return Result<void>();
}

asio::awaitable<void> DiscordChannel::drain(InboundSink& sink) {
    const SteadyTime deadline = context_.clock.steadyNow() + drainTime;
    while (!pending_.empty() && context_.clock.steadyNow() < deadline) {
        Result<void> stored = co_await storeBatch(sink);
        const bool cancelled = co_await isCancelled();
        if (!stored || cancelled) co_return;
    }
}

asio::awaitable<void> DiscordChannel::showTyping(std::string target, std::string thread) {
    Result<std::string> channel = co_await channelIdFor(std::move(target), std::move(thread));
    if (!channel) co_return;
    const std::string path = "/channels/" + *channel + "/typing";
    const ApiReply reply = co_await api_.call("POST", path, Json::object());
    if (!reply.isOk) log::debug("discord", "account={} {}", account_.id, reply.error.message);
}

}
