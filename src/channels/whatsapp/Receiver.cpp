// The way in. The order makes it exactly-once: decrypt in memory, let the house store the message, commit the
// keys, and only then tell the server. A crash before the last step brings the message again; the house knows
// it by its id, and keys that were not committed still open it.
#include "channels/whatsapp/Receiver.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/stanzas.hpp"
#include "openclaw/whatsapp/votes.hpp"

namespace openclaw::channels::whatsapp {

namespace {

constexpr int parseError = 487;
constexpr int maxRetryReceipts = 5;
constexpr std::size_t maxExpirations = 1000;

bool isIgnoredChat(const wa::Jid& chat) {
    return chat.server == wa::server::broadcast || chat.server == wa::server::newsletter;
}

}

Receiver::Receiver(Account& account, Directory& directory, Sender& sender, InboundMapper toInbound)
    : account_(account), directory_(directory), sender_(sender), toInbound_(std::move(toInbound)) {}

std::uint32_t Receiver::expirationOf(const wa::Jid& chat) const {
    const auto found = expirations_.find(chat);
    return found == expirations_.end() ? 0 : found->second;
}

asio::awaitable<Result<void>> Receiver::handle(wa::Node node, InboundSink& sink) {
    Result<void> done;
    if (node.tag == "message") {
        done = co_await takeMessage(std::move(node), sink);
    } else if (node.tag == "receipt") {
        done = co_await takeReceipt(std::move(node));
    } else if (node.tag == "notification") {
        done = co_await takeNotification(std::move(node));
    } else if (node.tag == "call") {
        account_.connection->send(wa::ackFor(node));
    }
    co_return done;
}

asio::awaitable<Result<void>> Receiver::takeMessage(wa::Node node, InboundSink& sink) {
    crashPoint("whatsapp.received");
    Result<wa::Envelope> envelope = wa::readEnvelope(node, account_.credentials);
    if (!envelope) {
        log::warn("whatsapp", "account={} {}", account_.id, envelope.error().message);
        account_.connection->send(wa::messageRefusal(node, parseError));
        co_return Result<void>();
    }
    if (envelope->parts.empty()) {
        // View-once media on a companion, newsletters: nothing of it can be read here.
        account_.connection->send(wa::messageRefusal(node, 0));
        co_return Result<void>();
    }
    std::vector<InboundMessage> taken;
    {
        Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
        if (!guard) co_return guard.error();
        Result<void> done = co_await takeMessageLocked(node, *envelope, sink, taken);
        if (!done) {
            account_.records.rollback();
            co_return done;
        }
    }
    if (sendsReadReceipts_ && !taken.empty()) co_await markRead(std::move(*envelope), std::move(taken));
    co_return Result<void>();
}

asio::awaitable<Result<void>> Receiver::takeMessageLocked(wa::Node node,
                                                          wa::Envelope envelope,
                                                          InboundSink& sink,
                                                          std::vector<InboundMessage>& taken) {
    Result<void> loaded = co_await account_.records.load(wa::addressRecords(envelope));
    if (!loaded) co_return loaded;
    if (envelope.senderOther) {
        loaded =
            co_await directory_.learn(envelope.sender.withoutDevice(), envelope.senderOther->withoutDevice());
        if (!loaded) co_return loaded;
    }
    loaded = co_await account_.records.load(wa::keyRecords(envelope, account_.records.vault()));
    if (!loaded) co_return loaded;
    wa::OpenedEnvelope opened = wa::openEnvelope(account_.records.vault(), account_.credentials, envelope);
    if (opened.isIdentityChanged)
        log::info("whatsapp", "account={} somebody's security code changed (a new phone or a reinstallation)",
                  account_.id);

    bool isHistory = false;
    std::vector<InboundMessage> messages;
    for (const std::string& bytes : opened.messages) {
        wa::Content content = wa::readContent(bytes, account_.credentials.me);
        // Only our own devices may speak for the account.
        const bool isForUs = content.kind == wa::Content::Kind::history ||
                             content.kind == wa::Content::Kind::keyShare ||
                             content.kind == wa::Content::Kind::other || content.isDeviceSent;
        if (isForUs && !envelope.isOwn) continue;
        isHistory = isHistory || content.kind == wa::Content::Kind::history;
        Result<void> learnt = co_await learnFrom(content);
        if (learnt && content.kind == wa::Content::Kind::vote) learnt = co_await readVote(envelope, content);
        if (!learnt) co_return learnt;
        if (isIgnoredChat(envelope.chat) || envelope.isPeer) continue;
        Result<Incoming> incoming = co_await describe(envelope, std::move(content));
        if (!incoming) co_return incoming.error();
        if (auto message = toInbound_(*incoming)) messages.push_back(std::move(*message));
    }
    if (!messages.empty()) {
        taken = messages;
        Result<void> accepted = co_await sink.accept(std::move(messages), std::nullopt);
        if (!accepted) co_return accepted;
        crashPoint("whatsapp.accepted");
    }
    const bool mustAskAgain = opened.failure && !opened.failure->is(Errc::conflict);
    if (mustAskAgain) {
        Result<void> asked = co_await askAgain(std::move(node), std::move(envelope), *opened.failure);
        co_return asked;
    }
    Result<void> committed = co_await account_.records.commit("message");
    if (!committed) co_return committed;
    if (!account_.connection) co_return Error(Errc::closed, "the connection to WhatsApp ended");
    account_.connection->send(wa::deliveryReceipt(envelope, account_.isAvailable));
    if (isHistory) account_.connection->send(wa::historyReceipt(envelope.id, account_.credentials.me));
    crashPoint("whatsapp.receipted");
    co_return Result<void>();
}

asio::awaitable<Result<Incoming>> Receiver::describe(wa::Envelope envelope, wa::Content content) {
    Incoming incoming;
    const wa::Vault& vault = account_.records.vault();
    if (content.isDeviceSent && !content.destination.empty())
        envelope.chat = content.destination.withoutDevice();
    std::vector<wa::Jid> people{envelope.sender, envelope.chat};
    if (content.quote) people.push_back(content.quote->author);
    Result<void> loaded = co_await directory_.loadAddresses(std::move(people));
    if (!loaded) co_return loaded.error();
    if (envelope.sender.isLid()) incoming.senderPhone = wa::otherForm(vault, envelope.sender.withoutDevice());
    if (envelope.chat.isLid()) incoming.chatPhone = wa::otherForm(vault, envelope.chat);
    if (envelope.chat.isGroup()) {
        // Worth a question, not worth losing a message over: without the name it goes on without.
        Result<wa::GroupInfo> info = co_await directory_.group(envelope.chat);
        if (info) {
            incoming.subject = info->subject;
            if (info->expiration > 0 && content.expiration == 0) content.expiration = info->expiration;
        }
    }
    if (content.expiration > 0 || content.kind == wa::Content::Kind::expiration) {
        if (expirations_.size() > maxExpirations) expirations_.clear();
        expirations_[envelope.chat] = content.expiration;
    }
    incoming.envelope = std::move(envelope);
    incoming.content = std::move(content);
    co_return incoming;
}

asio::awaitable<Result<void>> Receiver::learnFrom(wa::Content content) {
    for (const wa::PhoneLid& mapping : content.mappings) {
        Result<void> learnt =
            co_await directory_.learn(mapping.phone.withoutDevice(), mapping.lid.withoutDevice());
        if (!learnt) co_return learnt;
    }
    for (const auto& [id, key] : content.appStateKeys)
        account_.records.vault().put(wa::RecordId{wa::RecordKind::appStateKey, hexEncode(id)},
                                     crypto::SecretBytes(key));
    if (!content.ownPushName.empty() && content.ownPushName != account_.credentials.pushName) {
        account_.credentials.pushName = content.ownPushName;
        account_.records.vault().put(wa::accountRecord(), account_.credentials.serialize());
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Receiver::readVote(const wa::Envelope& envelope, wa::Content& content) {
    const wa::RecordId id = wa::pollRecord(content.target.id);
    std::vector<wa::RecordId> ids{id};
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded;
    const crypto::SecretBytes* poll = account_.records.vault().find(id);
    content.kind = wa::Content::Kind::nothing;
    // Polls of others are not ours to count.
    if (!poll) co_return Result<void>();
    std::vector<wa::Jid> voters{envelope.sender.withoutDevice()};
    if (envelope.senderOther) voters.push_back(envelope.senderOther->withoutDevice());
    const wa::Jid creators[] = {account_.credentials.me.withoutDevice(),
                                account_.credentials.lid.withoutDevice()};
    // Which kind of address the voter's client used is not said anywhere; only the right one opens the vote.
    for (const wa::Jid& creator : creators) {
        for (const wa::Jid& voter : voters) {
            const wa::VoteParties parties{content.target.id, creator, voter};
            const Result<std::vector<std::string>> chosen = wa::openVote(*poll, content.vote, parties);
            if (!chosen) continue;
            content.kind = wa::Content::Kind::vote;
            content.text = join(*chosen, ", ");
            co_return Result<void>();
        }
    }
    log::info("whatsapp", "account={} a vote could not be read", account_.id);
    co_return Result<void>();
}

asio::awaitable<Result<void>> Receiver::askAgain(wa::Node node, wa::Envelope envelope, Error reason) {
    const wa::RecordId record = wa::retryRecord(envelope.id, envelope.sender);
    std::vector<wa::RecordId> ids{record};
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded;
    wa::Vault& vault = account_.records.vault();
    const crypto::SecretBytes* known = vault.find(record);
    const int count = static_cast<int>(known ? parseInteger(*known).value_or(0) : 0) + 1;
    if (count > maxRetryReceipts) {
        log::warn("whatsapp", "account={} giving up on message {}: {}", account_.id, envelope.id,
                  reason.message);
        Result<void> kept = co_await account_.records.commit("give-up");
        if (!kept) co_return kept;
        account_.connection->send(wa::messageRefusal(node, parseError));
        co_return Result<void>();
    }
    log::info("whatsapp", "account={} message {} could not be read ({}), asking again", account_.id,
              envelope.id, reason.message);
    vault.put(record, crypto::SecretBytes(std::to_string(count)));
    const bool needsKeys = count > 1 || reason.is(Errc::notFound);
    std::vector<wa::Node> keys;
    if (needsKeys) keys = wa::retryKeys(vault, account_.credentials);
    Result<void> committed = co_await account_.records.commit("retry");
    if (!committed) co_return committed;
    if (!account_.connection) co_return Error(Errc::closed, "the connection to WhatsApp ended");
    account_.connection->send(
        wa::retryReceipt(node, count, account_.credentials.registrationId, std::move(keys)));
    account_.connection->send(wa::messageRefusal(node, 0));
    crashPoint("whatsapp.asked-again");
    co_return Result<void>();
}

asio::awaitable<void> Receiver::markRead(wa::Envelope envelope, std::vector<InboundMessage> messages) {
    // A stranger learns nothing, not even that somebody looked.
    bool isAccepted = false;
    for (const InboundMessage& message : messages) {
        Result<std::optional<store::InboundRecord>> row = co_await account_.store.inbox().findByMessage(
            message.channel, message.accountId, message.messageId);
        isAccepted = isAccepted || (row && *row && (*row)->state != store::InboundState::refused);
    }
    if (!isAccepted || envelope.isOwn || !account_.isOnline()) co_return;
    std::vector<std::string> ids{envelope.id};
    account_.connection->send(wa::readReceipt(envelope.from.withoutDevice(), envelope.participant, ids,
                                              account_.clock.nowMs() / 1000));
    crashPoint("whatsapp.read");
}

asio::awaitable<Result<void>> Receiver::takeReceipt(wa::Node node) {
    if (node.text("type") == "retry") {
        Result<void> sent = co_await sender_.resend(node);
        if (!sent) log::info("whatsapp", "account={} not sent again: {}", account_.id, sent.error().message);
        crashPoint("whatsapp.resent");
    }
    if (account_.connection) account_.connection->send(wa::ackFor(node));
    co_return Result<void>();
}

asio::awaitable<Result<void>> Receiver::takeToken(wa::Node node) {
    const auto from = node.jid("from");
    const wa::Node* tokens = node.child("tokens");
    if (!from || !tokens || !from->isPerson()) co_return Result<void>();
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    std::vector<wa::Jid> people{*from};
    Result<void> loaded = co_await directory_.loadAddresses(std::move(people));
    if (!loaded) co_return loaded;
    const wa::RecordId id = wa::contactTokenRecord(wa::sessionAddress(account_.records.vault(), *from));
    std::vector<wa::RecordId> ids{id};
    loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded;
    for (const wa::Node& token : tokens->children) {
        if (token.text("type") != "trusted_contact" || token.content().empty()) continue;
        const crypto::SecretBytes* known = account_.records.vault().find(id);
        const std::int64_t at = token.integer("t").value_or(0);
        const std::int64_t knownAt =
            known ? parseInteger(std::string_view(*known).substr(0, known->find('\n'))).value_or(0) : -1;
        if (at < knownAt) continue;
        crypto::SecretBytes record(std::to_string(at));
        record.append("\n").append(token.content());
        account_.records.vault().put(id, std::move(record));
    }
    Result<void> committed = co_await account_.records.commit("token");
    co_return committed;
}

asio::awaitable<Result<void>> Receiver::takeNotification(wa::Node node) {
    const std::string type = node.text("type");
    const auto from = node.jid("from");
    if (type == "w:gp2" && from) directory_.forgetGroup(*from);
    if (type == "devices" && from) directory_.forgetDevices(*from);
    if (type == "mediaretry" && mediaRetry_) mediaRetry_(node);
    if (type == "encrypt") {
        account_.wantsPreKeys = true;
        account_.changed.notify();
    }
    if (type == "privacy_token") {
        Result<void> stored = co_await takeToken(node);
        if (!stored) co_return stored;
    }
    if (account_.connection) account_.connection->send(wa::ackFor(node));
    co_return Result<void>();
}

}
