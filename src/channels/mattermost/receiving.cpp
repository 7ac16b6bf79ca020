// The event stream of a Mattermost account: connect with the token in the handshake, take events through a bounded queue
// into the sink, fetch what a gap left out.
#include "channels/mattermost/MattermostChannel.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::channels::mattermost {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxEventBytes = 8 * 1024 * 1024;
constexpr std::size_t maxPending = 1000;
constexpr std::size_t batchSize = 100;
/// Asked this often, a server that lives answers; one that was silent for the limit is gone, whatever its socket says.
constexpr auto pingInterval = 30s;
constexpr auto silenceLimit = 70s;
constexpr std::size_t maxRememberedChannels = 100;
constexpr std::size_t maxGapChannels = 300;
constexpr std::size_t maxCached = 5000;

}

asio::awaitable<Result<void>> MattermostChannel::run(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (token_.empty() || account_.text("baseUrl").empty())
        co_return Error(Errc::invalidInput, "Mattermost account " + account_.id + ": botToken and baseUrl are needed");
    if (const Result<void> usable = api_.check(); !usable) co_return usable.error();
    Result<void> ended = co_await connect();
    const bool cancelledWhileConnecting = co_await isCancelled();
    if (ended && !cancelledWhileConnecting) ended = co_await serve(sink);
    status_.connected = false;
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    co_return noteEnded(status_, ended, "the Mattermost connection ended");
}

asio::awaitable<Result<void>> MattermostChannel::connect() {
    ApiReply me = co_await api_.call("GET", "/users/me");
    if (!me.isOk) {
        if (me.status == 401)
            co_return Error(Errc::unauthorized, "Mattermost does not accept the bot token (401)");
        co_return retryable(me.error);
    }
    bot_.id = stringOr(me.body, "id");
    bot_.username = stringOr(me.body, "username");
    if (bot_.id.empty()) co_return Error(Errc::unavailable, "Mattermost users/me: the answer names no user");
    status_.identity = "@" + bot_.username;
    if (!progress_.empty()) co_return Result<void>();
    Result<std::optional<store::ChannelOffset>> offset = co_await context_.store.offsets().get(name_, account_.id);
    if (!offset) co_return retryable(offset.error().withContext("reading the Mattermost position"));
    if (!*offset) co_return Result<void>();
    const Json* channels = findMember((*offset)->detail, "channels");
    if (!channels || !channels->is_object()) co_return Result<void>();
    for (const auto& [id, at] : channels->items()) {
        if (at.is_number_integer() && progress_.size() < maxRememberedChannels) progress_[id] = at.get<std::int64_t>();
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> MattermostChannel::serve(InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    net::WebSocketRequest request;
    request.url = api_.webSocketUrl() + engine_.nextQuery();
    request.headers.add("Authorization", "Bearer " + token_.reveal());
    request.limits.maxMessageBytes = maxEventBytes;
    engine_.begin();
    Result<net::WebSocket> socket = co_await net::connectWebSocket(std::move(request));
    if (!socket) {
        engine_.onClosed();
        co_return retryable(socket.error().withContext("Mattermost WebSocket"));
    }
    heardAt_ = context_.clock.steadyNow();
    TypingLoop::Teller tell = [this](std::string target, std::string thread) {
        return showTyping(std::move(target), std::move(thread));
    };
    auto raced = co_await (readFrames(*socket) || storeEvents(sink) || watchForSilence(*socket) ||
                           typing_.run(std::move(tell)));
    engine_.onClosed();
    co_return endOf(std::move(raced));
}

asio::awaitable<Result<void>> MattermostChannel::watchForSilence(net::WebSocket& socket) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        co_await context_.clock.sleepUntil(context_.clock.steadyNow() + pingInterval);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        // While nobody reads, nothing can be heard.
        const bool isReading = pending_.size() < maxPending;
        if (isReading && context_.clock.steadyNow() - heardAt_ > silenceLimit)
            co_return Error(Errc::timeout, "the Mattermost server has fallen silent");
        socket.send(engine_.pingFrame());
    }
}

asio::awaitable<Result<void>> MattermostChannel::readFrames(net::WebSocket& socket) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = pendingChanged_.version();
        if (pending_.size() >= maxPending) {
            co_await pendingChanged_.waitBeyond(seen);
        } else {
            Result<std::string_view> text = co_await socket.read();
            if (!text) co_return text.error().withContext("the Mattermost connection broke off");
            heardAt_ = context_.clock.steadyNow();
            const bool wasReady = engine_.isReady();
            SocketStep step = engine_.onFrame(*text);
            status_.lastEventAtMs = context_.clock.nowMs();
            if (step.hasGap) mustFillGap_ = true;
            for (SocketEvent& event : step.events)
                pending_.push_back(std::move(event));
            if (engine_.isReady() && !wasReady) {
                log::info("mattermost", "account={} connected as {}", account_.id, status_.identity);
                noteConnected(status_, context_.clock.nowMs());
            }
            if (step.hasGap || !step.events.empty()) pendingChanged_.notify();
            if (step.mustReconnect) co_return Error(Errc::closed, "events are missing in the Mattermost stream");
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

asio::awaitable<Result<void>> MattermostChannel::storeEvents(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = pendingChanged_.version();
        Result<void> done;
        if (mustFillGap_)
            done = co_await fillGaps();
        else if (!pending_.empty())
            done = co_await storeBatch(sink);
        else
            co_await pendingChanged_.waitBeyond(seen);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (!done) co_return done.error();
    }
}

asio::awaitable<Result<void>> MattermostChannel::fillGaps() {
    std::map<std::string, std::int64_t> known = progress_;
    std::vector<Json> missed;
    // A conversation that began during the gap is in nobody's notes; the list of channels tells by its last post.
    if (!known.empty()) {
        const std::int64_t newest = position().value;
        ApiReply mine = co_await api_.call("GET", "/users/me/channels");
        if (mine.isOk && mine.body.is_array()) {
            for (const Json& channel : mine.body) {
                const bool isNew = findInteger(channel, "last_post_at").value_or(0) > newest;
                if (isNew && known.size() < maxGapChannels) known.try_emplace(stringOr(channel, "id"), newest);
            }
        }
    }
    for (const auto& [channelId, sinceMs] : known) {
        const std::string path = "/channels/" + channelId + "/posts?since=" + std::to_string(sinceMs);
        ApiReply reply = co_await api_.call("GET", path);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        // A channel that the bot has left has nothing more to say.
        const bool isGone = reply.status == 403 || reply.status == 404;
        if (!reply.isOk && !isGone) co_return retryable(reply.error.withContext("fetching missed Mattermost posts"));
        const Json* posts = reply.isOk ? findMember(reply.body, "posts") : nullptr;
        if (!posts || !posts->is_object()) continue;
        for (const auto& [id, post] : posts->items()) {
            // The list also has older posts that were edited or deleted since.
            if (findInteger(post, "create_at").value_or(0) > sinceMs) missed.push_back(post);
        }
    }
    mustFillGap_ = false;
    std::ranges::sort(missed, {}, [](const Json& post) { return findInteger(post, "create_at").value_or(0); });
    for (auto post = missed.rbegin(); post != missed.rend(); ++post) {
        SocketEvent event;
        event.name = "posted";
        event.data = Json{{"post", dumpJson(*post)}};
        pending_.push_front(std::move(event));
    }
    if (!missed.empty())
        log::info("mattermost", "account={} fetched {} posts after a gap", account_.id, missed.size());
    co_return Result<void>();
}

asio::awaitable<ChannelFacts> MattermostChannel::findChannel(std::string id, const SocketEvent& event) {
    if (const auto known = channels_.find(id); known != channels_.end()) co_return known->second;
    if (channels_.size() >= maxCached) channels_.clear();
    ChannelFacts facts;
    facts.id = id;
    facts.type = stringOr(event.data, "channel_type");
    facts.name = stringOr(event.data, "channel_name");
    facts.displayName = stringOr(event.data, "channel_display_name");
    facts.teamId = stringOr(event.data, "team_id");
    if (facts.type.empty()) {
        ApiReply reply = co_await api_.call("GET", "/channels/" + id);
        if (!reply.isOk) co_return facts;   // type unknown: judged as a channel, the strictest
        facts = readChannel(reply.body);
    }
    channels_[id] = facts;
    co_return facts;
}

asio::awaitable<std::string> MattermostChannel::userName(std::string id) {
    if (const auto known = userNames_.find(id); known != userNames_.end()) co_return known->second;
    ApiReply reply = co_await api_.call("GET", "/users/" + percentEncode(id));
    if (!reply.isOk) co_return std::string();
    if (userNames_.size() >= maxCached) userNames_.clear();
    const std::string name = stringOr(reply.body, "username");
    userNames_[id] = name;
    co_return name;
}

asio::awaitable<std::optional<InboundMessage>> MattermostChannel::toMessage(SocketEvent event) {
    const bool isReaction = event.name == "reaction_added" || event.name == "reaction_removed";
    const bool isEdit = event.name == "post_edited";
    if (!isReaction && !isEdit && event.name != "posted") co_return std::nullopt;
    const Json document = nestedJson(event.data, isReaction ? "reaction" : "post");
    const std::string author = stringOr(document, "user_id");
    std::string channelId = stringOr(document, "channel_id");
    if (channelId.empty()) channelId = stringOr(event.broadcast, "channel_id");
    if (author.empty() || channelId.empty() || author == bot_.id) co_return std::nullopt;
    ChannelFacts channel = co_await findChannel(channelId, event);
    std::string sender = stringOr(event.data, "sender_name");
    if (sender.starts_with('@')) sender.erase(0, 1);
    if (sender.empty()) sender = co_await userName(author);
    bool isMentioned = false;
    const Json mentions = nestedJson(event.data, "mentions");
    if (mentions.is_array())
        isMentioned = std::ranges::find(mentions, Json(bot_.id)) != mentions.end();
    const PostContext context{bot_, account_.id, channel, mode_, sender, isMentioned};
    if (isReaction) co_return decodeReaction(document, event.name == "reaction_removed", context);
    if (isEdit) co_return decodeEdit(document, context);
    co_return decodePost(document, context);
}

void MattermostChannel::note(const InboundMessage& message) {
    if (message.event != InboundKind::message) return;
    const std::string channelId = stringOr(message.channelData, "channelId");
    if (progress_.size() >= maxRememberedChannels && !progress_.contains(channelId))
        progress_.erase(std::ranges::min_element(progress_, {}, [](const auto& entry) { return entry.second; }));
    std::int64_t& at = progress_[channelId];
    at = std::max(at, message.timestampMs);
}

store::ChannelOffset MattermostChannel::position() const {
    store::ChannelOffset offset;
    offset.channel = name_;
    offset.accountId = account_.id;
    Json channels = Json::object();
    for (const auto& [id, at] : progress_) {
        channels[id] = at;
        offset.value = std::max(offset.value, at);
    }
    offset.detail = Json{{"channels", std::move(channels)}};
    return offset;
}

asio::awaitable<Result<void>> MattermostChannel::storeBatch(InboundSink& sink) {
    std::vector<InboundMessage> messages;
    // What is taken out stays here until it is stored: a failure puts it back.
    std::vector<SocketEvent> taken;
    const std::map<std::string, std::int64_t> before = progress_;
    while (taken.size() < batchSize && !pending_.empty()) {
        taken.push_back(std::move(pending_.front()));
        pending_.pop_front();
        std::optional<InboundMessage> message = co_await toMessage(taken.back());
        if (!message) continue;
        note(*message);
        messages.push_back(std::move(*message));
    }
    pendingChanged_.notify();
    const bool cancelled = co_await isCancelled();
    Result<void> accepted;
    if (!messages.empty() && !cancelled) {
        status_.lastInboundAtMs = context_.clock.nowMs();
        std::optional<store::ChannelOffset> offset = position();
        crashPoint("mattermost.received");
        accepted = co_await sink.accept(std::move(messages), std::move(offset));
        crashPoint("mattermost.accepted");
    }
    if (accepted && !cancelled) co_return Result<void>();
    progress_ = before;
    pending_.insert(pending_.begin(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    co_return retryable(accepted.error().withContext("storing Mattermost posts"));
}

}
