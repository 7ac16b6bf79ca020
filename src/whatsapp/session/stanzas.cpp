// Stanzas to write.
#include "openclaw/whatsapp/stanzas.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "whatsapp/session/numbers.hpp"

#include <algorithm>

namespace openclaw::whatsapp {

namespace {

Node iq(std::string_view id, std::string_view type, std::string_view space) {
    Node node("iq");
    return node.set("id", id).set("to", serverJid()).set("type", type).set("xmlns", space);
}

void copyAttribute(const Node& from, Node& to, std::string_view name, std::string_view as = {}) {
    for (const Node::Attribute& attribute : from.attributes) {
        if (attribute.name == name)
            to.attributes.push_back(Node::Attribute{std::string(as.empty() ? name : as), attribute.value});
    }
}

}

Node ackFor(const Node& stanza) {
    Node ack("ack");
    ack.set("class", stanza.tag).set("id", stanza.text("id"));
    copyAttribute(stanza, ack, "from", "to");
    copyAttribute(stanza, ack, "participant");
    copyAttribute(stanza, ack, "recipient");
    if (stanza.tag != "message") copyAttribute(stanza, ack, "type");
    return ack;
}

Node messageRefusal(const Node& message, int code) {
    Node ack = ackFor(message);
    if (code != 0) ack.set("error", std::to_string(code));
    return ack;
}

Node iqResult(const Node& request) {
    Node result("iq");
    result.set("type", "result").set("id", request.text("id"));
    if (request.has("from"))
        copyAttribute(request, result, "from", "to");
    else
        result.set("to", serverJid());
    return result;
}

Node pingIq(std::string_view id) {
    Node node = iq(id, "get", "w:p");
    return node.add(Node("ping"));
}

Node activeIq(std::string_view id) {
    Node node = iq(id, "set", "passive");
    return node.add(Node("active"));
}

Node preKeyCountIq(std::string_view id) {
    Node node = iq(id, "get", "encrypt");
    return node.add(Node("count"));
}

Node mediaConnectionIq(std::string_view id) {
    Node node = iq(id, "set", "w:m");
    return node.add(Node("media_conn"));
}

Node groupInfoIq(std::string_view id, const Jid& group) {
    Node query("query");
    query.set("request", "interactive");
    Node node("iq");
    node.set("id", id).set("to", group).set("type", "get").set("xmlns", "w:g2");
    return node.add(std::move(query));
}

Node keysIq(std::string_view id, const std::vector<Jid>& devices) {
    Node keys("key");
    for (const Jid& device : devices) {
        Node user("user");
        user.set("jid", device);
        keys.add(std::move(user));
    }
    Node node = iq(id, "get", "encrypt");
    return node.add(std::move(keys));
}

Node devicesIq(std::string_view id, std::string_view session, const std::vector<Jid>& users) {
    Node list("list");
    for (const Jid& each : users) {
        Node user("user");
        user.set("jid", each.withoutDevice());
        list.add(std::move(user));
    }
    Node devices("devices");
    devices.set("version", "2");
    Node query("query");
    query.add(std::move(devices)).add(Node("lid"));
    Node usync("usync");
    usync.set("context", "message")
        .set("mode", "query")
        .set("sid", session)
        .set("last", "true")
        .set("index", "0");
    usync.add(std::move(query)).add(std::move(list));
    Node node = iq(id, "get", "usync");
    return node.add(std::move(usync));
}

Node logoutIq(std::string_view id, const Jid& me) {
    Node remove("remove-companion-device");
    remove.set("jid", me).set("reason", "user_initiated");
    Node node = iq(id, "set", "md");
    return node.add(std::move(remove));
}

Node cleanDirtyIq(std::string_view id, const Node& dirty) {
    Node clean("clean");
    copyAttribute(dirty, clean, "type");
    copyAttribute(dirty, clean, "timestamp");
    Node node = iq(id, "set", "urn:xmpp:whatsapp:dirty");
    return node.add(std::move(clean));
}

Node offlineBatch() {
    Node batch("offline_batch");
    batch.set("count", "100");
    Node node("ib");
    return node.add(std::move(batch));
}

Node presence(std::string_view pushName, bool isAvailable) {
    Node node("presence");
    std::string name(pushName);
    std::erase(name, '@');
    return node.set("name", name).set("type", isAvailable ? "available" : "unavailable");
}

Node chatState(const Jid& me, const Jid& to, bool isTyping, bool isRecording) {
    Node state(isTyping ? "composing" : "paused");
    if (isTyping && isRecording) state.set("media", "audio");
    Node node("chatstate");
    return node.set("from", me).set("to", to).add(std::move(state));
}

Node deliveryReceipt(const Envelope& envelope, bool isAvailable) {
    Node receipt("receipt");
    receipt.set("id", envelope.id).set("to", envelope.from);
    if (envelope.participant) receipt.set("participant", *envelope.participant);
    if (envelope.isPeer) {
        receipt.set("type", "peer_msg");
    } else if (envelope.isOwn) {
        receipt.set("type", "sender");
        if (envelope.recipient) receipt.set("recipient", *envelope.recipient);
    } else if (!isAvailable) {
        receipt.set("type", "inactive");
    }
    return receipt;
}

Node historyReceipt(std::string_view id, const Jid& me) {
    Node receipt("receipt");
    return receipt.set("id", id).set("to", me.withoutDevice()).set("type", "hist_sync");
}

Node readReceipt(const Jid& chat,
                 const std::optional<Jid>& author,
                 const std::vector<std::string>& ids,
                 std::int64_t nowSeconds) {
    Node receipt("receipt");
    receipt.set("id", ids.empty() ? std::string() : ids.front()).set("to", chat).set("type", "read");
    receipt.set("t", std::to_string(nowSeconds));
    if (author) receipt.set("participant", *author);
    if (ids.size() < 2) return receipt;
    Node list("list");
    for (std::size_t i = 1; i < ids.size(); ++i) {
        Node item("item");
        item.set("id", ids[i]);
        list.add(std::move(item));
    }
    return receipt.add(std::move(list));
}

Node retryReceipt(const Node& message, int count, std::uint32_t registrationId, std::vector<Node> keys) {
    Node receipt("receipt");
    receipt.set("id", message.text("id"));
    copyAttribute(message, receipt, "from", "to");
    receipt.set("type", "retry");
    copyAttribute(message, receipt, "participant");
    copyAttribute(message, receipt, "recipient");
    Node retry("retry");
    retry.set("count", std::to_string(count)).set("id", message.text("id"));
    copyAttribute(message, retry, "t");
    retry.set("v", "1").set("error", "0");
    receipt.add(std::move(retry));
    if (keys.empty()) {
        Node registration("registration");
        registration.setBytes(bigEndian(registrationId, 4));
        receipt.add(std::move(registration));
    }
    for (Node& key : keys)
        receipt.add(std::move(key));
    return receipt;
}

Node mediaRetryReceipt(const MediaRetryRequest& request, const Jid& me) {
    Node payload("enc_p");
    payload.setBytes(request.sealed);
    Node iv("enc_iv");
    iv.setBytes(request.iv);
    Node encrypt("encrypt");
    encrypt.add(std::move(payload)).add(std::move(iv));
    Node place("rmr");
    place.set("jid", request.chat).set("from_me", request.fromMe ? "true" : "false");
    if (!request.participant.empty()) place.set("participant", request.participant);
    Node receipt("receipt");
    receipt.set("id", request.messageId).set("to", me.withoutDevice()).set("type", "server-error");
    return receipt.add(std::move(encrypt)).add(std::move(place));
}

std::string participantHash(std::vector<Jid> devices) {
    std::vector<std::string> texts;
    for (const Jid& device : devices)
        texts.push_back(device.text());
    std::sort(texts.begin(), texts.end());
    return "2:" + base64Encode(crypto::sha256(join(texts, ""))).substr(0, 6);
}

std::string messageIdFrom(std::string_view seed) {
    std::string id = "3EB0" + hexEncode(std::string_view(crypto::sha256(seed)).substr(0, 9));
    for (char& c : id) {
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    }
    return id;
}

}
