// WhatsApp behind the house's Channel seam.
#include "channels/whatsapp/WhatsAppChannel.hpp"

#include "channels/LongConnection.hpp"
#include "channels/whatsapp/inbound.hpp"
#include "channels/whatsapp/outbound.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

using namespace asio::experimental::awaitable_operators;

constexpr std::chrono::seconds typingInterval{10};
constexpr std::chrono::seconds readyPatience{20};
constexpr std::size_t maxEchoes = 100;
/// A contact card with a picture in it; larger ones go as documents.
constexpr std::size_t maxContactBytes = 256 * 1024;
constexpr std::uint32_t maxRevision = 0x7fffffff;

}

wa::ClientVersion clientVersion(const Environment& environment) {
    wa::ClientVersion version;
    const auto given = parseInteger(environment.get("OPENCLAW_WHATSAPP_REVISION"));
    if (given && *given > 0 && *given < maxRevision) version.revision = static_cast<std::uint32_t>(*given);
    return version;
}

WhatsAppChannel::WhatsAppChannel(ChannelContext context, WhatsAppEndpoint endpoint, AccountSettings settings)
    : context_(std::move(context)), settings_(std::move(settings)),
      account_(context_.executor,
               context_.clock,
               context_.store,
               settings_.id,
               std::move(endpoint),
               clientVersion(context_.environment)),
      directory_(account_), sender_(account_, directory_),
      receiver_(account_, directory_, sender_, [this](const Incoming& incoming) { return take(incoming); }),
      client_(account_, directory_, receiver_),
      files_(account_, context_.http, context_.images, context_.stateDirectory / "whatsapp" / settings_.id),
      typingChanged_(context_.executor) {
    receiver_.onMediaRetry([this](const wa::Node& answer) { files_.onRetryAnswer(answer); });
    client_.onStatus([this] { noteStatus(); });
    status_.configured = true;
    status_.enabled = settings_.enabled;
    status_.mode = account_.endpoint.isTest ? "test server" : "linked device";
    status_.linked = false;
}

asio::awaitable<Result<void>> WhatsAppChannel::run(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    // Who talks to himself does not need to be told that he read it.
    receiver_.setSendsReadReceipts(settings_.sendReadReceipts);
    auto raced = co_await (client_.run(sink) || showTyping());
    const Result<void> ended = endOf(std::move(raced));
    noteStatus();
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    if (!ended) status_.lastError = log::redact(ended.error().message);
    co_return ended;
}

void WhatsAppChannel::noteStatus() {
    const bool isConnected = account_.isOnline();
    if (isConnected && !status_.connected) status_.lastConnectedAtMs = context_.clock.nowMs();
    status_.connected = isConnected;
    status_.linked = account_.credentials.isLinked();
    status_.identity = account_.credentials.isLinked() ? "+" + account_.credentials.me.user : std::string();
    status_.lastError = isConnected ? std::string() : log::redact(client_.lastEnd());
    if (account_.credentials.isLinked()) {
        const auto& allowed = settings_.allowFrom;
        const bool isOwnListed = std::find(allowed.begin(), allowed.end(), status_.identity) != allowed.end();
        receiver_.setSendsReadReceipts(settings_.sendReadReceipts && !settings_.selfChatMode && !isOwnListed);
    }
}

ChannelStatus WhatsAppChannel::status() const {
    ChannelStatus status = status_;
    status.connected = account_.isOnline();
    status.linked = account_.credentials.isLinked();
    return status;
}

Capabilities WhatsAppChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group};
    can.textLimit = settings_.textChunkLimit;
    can.hasReplies = true;
    can.hasEdits = true;
    can.hasReactions = true;
    can.hasMedia = true;
    can.hasVoiceNotes = true;
    can.hasTyping = true;
    can.isSendIdempotent = true;
    can.actions = {ActionKind::react, ActionKind::edit, ActionKind::remove, ActionKind::poll};
    return can;
}

std::optional<InboundMessage> WhatsAppChannel::take(const Incoming& incoming) {
    status_.lastEventAtMs = context_.clock.nowMs();
    auto message = toInbound(incoming, account_.credentials, settings_.id);
    if (!message) return std::nullopt;
    if (incoming.envelope.isOwn) {
        const auto echo = std::find(echoes_.begin(), echoes_.end(), message->text);
        if (echo != echoes_.end()) {
            echoes_.erase(echo);
            return std::nullopt;
        }
    }
    status_.lastInboundAtMs = status_.lastEventAtMs;
    return message;
}

std::vector<Json> WhatsAppChannel::render(const Reply& reply) const { return renderReply(reply, settings_); }

bool WhatsAppChannel::isSelfChat(const wa::Jid& chat) const { return account_.credentials.isOwnUser(chat); }

asio::awaitable<Result<std::string>> WhatsAppChannel::buildMessage(OutboundPart part, wa::Jid chat) {
    const std::string kind = stringOr(part.payload, "kind", "text");
    wa::Context context;
    context.quote = quoteOf(part.payload);
    context.expiration = receiver_.expirationOf(chat);
    if (kind == "location") {
        const auto place = geoOf(stringOr(part.payload, "text"));
        if (!place) co_return Error(Errc::invalidInput, "the place is no geo: address");
        co_return wa::locationMessage(place->latitude, place->longitude, place->name, {});
    }
    if (kind == "media" && stringOr(part.payload, "name").ends_with(".vcf")) {
        const Result<std::string> card = readFile(stringOr(part.payload, "path"), maxContactBytes);
        const std::string name = card ? vcardName(*card) : std::string();
        if (!name.empty()) co_return wa::contactMessage(name, *card);
    }
    if (kind == "media") {
        const std::string caption = stringOr(part.payload, "caption");
        context.mentions = mentionsIn(caption);
        Result<wa::MediaRef> media = co_await files_.upload(part.payload);
        if (!media) co_return media.error();
        co_return wa::mediaMessage(*media, caption, context);
    }
    const std::string text = stringOr(part.payload, "text");
    if (text.empty()) co_return Error(Errc::invalidInput, "the message is empty");
    context.mentions = mentionsIn(text);
    co_return wa::textMessage(text, context);
}

asio::awaitable<Result<void>> WhatsAppChannel::waitUntilReady() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!account_.isOnline() || !account_.isDrained) {
        co_await account_.changed.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    co_return Result<void>();
}

asio::awaitable<Result<Delivery>> WhatsAppChannel::send(OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto chat = chatFromTarget(part.target);
    if (!chat) co_return Error(Errc::invalidInput, "not a WhatsApp number or group: " + part.target);
    if (!account_.isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    // What came in while we were away is read before anything is answered.
    Result<void> ready = co_await withTimeout(readyPatience, waitUntilReady());
    if (!ready) co_return Error(Errc::refused, "WhatsApp is not connected");
    const std::string id = wa::messageIdFrom(part.key);
    const std::string text = stringOr(part.payload, "text");
    const double jitter = static_cast<double>(randomBelow(1000)) / 1000.0;
    const auto leaveAt = pacing_.reserve(*chat, context_.clock.steadyNow(), jitter);
    if (!leaveAt) co_return Error(Errc::refused, "too many WhatsApp messages at once; this one waits");
    co_await context_.clock.sleepUntil(*leaveAt);
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::refused, "the gateway stops");
    Result<std::string> message = co_await buildMessage(std::move(part), *chat);
    if (!message) co_return message.error();
    if (isSelfChat(*chat) && !text.empty()) {
        echoes_.push_back(text);
        if (echoes_.size() > maxEchoes) echoes_.pop_front();
    }
    Result<void> sent = co_await sender_.send(*chat, id, std::move(*message));
    if (!sent) {
        status_.lastError = log::redact(sent.error().message);
        co_return sent.error();
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    Delivery delivery;
    delivery.messageId = id;
    co_return delivery;
}

void WhatsAppChannel::setTyping(const std::string& target, const std::string&, bool isTyping) {
    const auto chat = chatFromTarget(target);
    if (!chat) return;
    const bool changes = isTyping ? typing_.insert(*chat).second : typing_.erase(*chat) > 0;
    if (!changes) return;
    if (!isTyping && account_.isOnline())
        account_.connection->send(wa::chatState(account_.credentials.me, *chat, false, false));
    typingChanged_.notify();
}

asio::awaitable<Result<void>> WhatsAppChannel::showTyping() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const bool isBusy = !typing_.empty() && account_.isOnline();
        if (isBusy != account_.isAvailable && account_.isOnline() && !account_.credentials.pushName.empty()) {
            // Typing shows only while we are "online"; being online silences the phone, so only as long as
            // needed.
            account_.isAvailable = isBusy;
            account_.connection->send(wa::presence(account_.credentials.pushName, isBusy));
        }
        if (isBusy) {
            for (const wa::Jid& chat : typing_)
                account_.connection->send(wa::chatState(account_.credentials.me, chat, true, false));
            co_await (typingChanged_.wait() ||
                      context_.clock.sleepUntil(context_.clock.steadyNow() + typingInterval));
        } else {
            co_await typingChanged_.wait();
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

asio::awaitable<Result<Json>> WhatsAppChannel::perform(ActionRequest request) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto chat = chatFromTarget(request.target);
    if (!chat) co_return Error(Errc::invalidInput, "not a WhatsApp number or group: " + request.target);
    const Json& parameters = request.parameters;
    const std::int64_t now = context_.clock.nowMs();
    std::string message;
    switch (request.kind) {
    case ActionKind::react: {
        if (!settings_.allowsReactions)
            co_return Error(Errc::invalidInput, "WhatsApp reactions are disabled.");
        const bool isRemoval = findBool(parameters, "remove").value_or(false);
        const std::string emoji = isRemoval ? std::string() : stringOr(parameters, "emoji");
        const wa::MessageRef target =
            refFromMessageId(request.messageId, *chat, findBool(parameters, "fromMe").value_or(false),
                             stringOr(parameters, "participant"));
        message = wa::reactionMessage(target, emoji, now);
        break;
    }
    case ActionKind::edit: {
        const wa::MessageRef target = refFromMessageId(request.messageId, *chat, true, {});
        message = wa::editMessage(target, stringOr(parameters, "message"), now);
        break;
    }
    case ActionKind::remove:
        message = wa::removalMessage(refFromMessageId(request.messageId, *chat, true, {}));
        break;
    case ActionKind::poll: {
        if (!settings_.allowsPolls) co_return Error(Errc::invalidInput, "WhatsApp polls are disabled.");
        std::vector<std::string> options;
        const Json* list = findMember(parameters, "options");
        for (const Json& option : list && list->is_array() ? *list : Json::array()) {
            if (option.is_string()) options.push_back(option.get<std::string>());
        }
        const std::int64_t selectable = findInteger(parameters, "maxSelections").value_or(1);
        if (options.size() < 2 || options.size() > 12 || selectable < 1 ||
            selectable > static_cast<std::int64_t>(options.size()))
            co_return Error(Errc::invalidInput, "a WhatsApp poll needs 2 to 12 options");
        message = wa::pollMessage(stringOr(parameters, "question"), options,
                                  static_cast<std::uint32_t>(selectable), crypto::randomBytes(32));
        break;
    }
    default: {
        Result<Json> refused = co_await Channel::perform(std::move(request));
        co_return refused;
    }
    }
    const std::string id = wa::messageIdFrom(stringOr(parameters, "idempotencyKey", randomHex(16)));
    Result<void> sent = co_await sender_.send(*chat, id, std::move(message));
    if (!sent) co_return sent.error();
    status_.lastOutboundAtMs = context_.clock.nowMs();
    Json answer{{"ok", true}, {"messageId", id}, {"toJid", chat->text()}};
    co_return answer;
}

asio::awaitable<Result<std::int64_t>>
WhatsAppChannel::download(Attachment attachment, std::string path, std::int64_t maxBytes) {
    co_await asio::this_coro::throw_if_cancelled(false);
    auto media = mediaFromJson(attachment.source);
    if (!media) co_return Error(Errc::invalidInput, "the attachment cannot be fetched");
    const auto ownLimit = static_cast<std::int64_t>(settings_.mediaMaxMb * 1024 * 1024);
    const std::int64_t limit = std::min(maxBytes, ownLimit);
    Result<std::int64_t> size = co_await files_.download(std::move(*media), originFromJson(attachment.source),
                                                         std::move(path), limit);
    co_return size;
}

asio::awaitable<Result<void>> WhatsAppChannel::logOut() {
    Result<void> done = co_await client_.logOut();
    noteStatus();
    co_return done;
}

}
