// Stanzas written and read, and the one table of what ends a connection.
#include "openclaw/whatsapp/stanzas.hpp"

#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

const Jid writer("15550000002", server::user);

Node streamError(std::string_view code, std::string_view conflict = {}) {
    Node node("stream:error");
    node.set("code", code);
    if (!conflict.empty()) {
        Node child("conflict");
        child.set("type", conflict);
        node.add(std::move(child));
    }
    return node;
}

Node failure(std::string_view reason) {
    Node node("failure");
    return node.set("reason", reason);
}

EndAction actionFor(const Node& node) { return readStreamEnd(node)->action; }

}

TEST(StreamEnd, HasOneActionForEachSignal) {
    EXPECT_EQ(actionFor(streamError("515")), EndAction::reconnectNow);
    EXPECT_EQ(actionFor(streamError("401", "device_removed")), EndAction::unlinked);
    EXPECT_EQ(actionFor(streamError("", "replaced")), EndAction::replaced);
    EXPECT_EQ(actionFor(streamError("503")), EndAction::reconnect);
    EXPECT_EQ(actionFor(Node("xmlstreamend")), EndAction::reconnect);
    EXPECT_EQ(actionFor(failure("401")), EndAction::unlinked);
    EXPECT_EQ(actionFor(failure("403")), EndAction::unlinked);
    EXPECT_EQ(actionFor(failure("406")), EndAction::unlinked);
    EXPECT_EQ(actionFor(failure("402").set("expire", "77")), EndAction::wait);
    EXPECT_EQ(readStreamEnd(failure("402").set("expire", "77"))->waitSeconds, 77);
    EXPECT_EQ(actionFor(failure("405")), EndAction::stop);
    EXPECT_EQ(actionFor(failure("409")), EndAction::stop);
    EXPECT_EQ(actionFor(failure("503")), EndAction::reconnect);
    EXPECT_EQ(actionFor(failure("nonsense")), EndAction::reconnect);
    EXPECT_FALSE(readStreamEnd(Node("message")));
}

TEST(Stanzas, HashParticipantsLikeTheReference) {
    for (const Json& vector : vectors().at("phash")) {
        std::vector<Jid> devices;
        for (const Json& text : vector.at("list"))
            devices.push_back(*parseJid(text.get<std::string>()));

        EXPECT_EQ(participantHash(devices), vector.at("phash").get<std::string>());
    }
}

TEST(Stanzas, AcksKeepTheAddressesAndDropTheMessageType) {
    Node receipt("receipt");
    receipt.set("id", "1").set("from", writer.withDevice(4)).set("type", "read").set("participant", writer);
    const Node ack = ackFor(receipt);

    EXPECT_EQ(ack.text("class"), "receipt");
    EXPECT_EQ(ack.jid("to"), writer.withDevice(4));
    EXPECT_EQ(ack.text("type"), "read");
    Node message("message");
    message.set("id", "2").set("from", writer).set("type", "text");
    EXPECT_FALSE(messageRefusal(message, 487).has("type"));
    EXPECT_EQ(messageRefusal(message, 487).text("error"), "487");
}

TEST(Stanzas, MessageIdsFollowFromTheirSeed) {
    EXPECT_EQ(messageIdFrom("a"), messageIdFrom("a"));
    EXPECT_NE(messageIdFrom("a"), messageIdFrom("b"));
    EXPECT_EQ(messageIdFrom("a").size(), 22u);
    EXPECT_TRUE(messageIdFrom("a").starts_with("3EB0"));
}

TEST(Stanzas, ReceiptsSayWhoIsReading) {
    Envelope envelope;
    envelope.id = "1";
    envelope.from = writer;

    EXPECT_EQ(deliveryReceipt(envelope, false).text("type"), "inactive");
    EXPECT_EQ(deliveryReceipt(envelope, true).text("type"), "");
    envelope.isOwn = true;
    EXPECT_EQ(deliveryReceipt(envelope, false).text("type"), "sender");
    envelope.isPeer = true;
    EXPECT_EQ(deliveryReceipt(envelope, false).text("type"), "peer_msg");
    EXPECT_EQ(readReceipt(writer, std::nullopt, {"1", "2", "3"}, 5).child("list")->children.size(), 2u);
}

TEST(Stanzas, DeviceListsLeaveUnverifiedDevicesOut) {
    Node devices("device-list");
    const auto add = [&](std::string_view id, std::string_view key, std::string_view hosted) {
        Node device("device");
        devices.add(device.set("id", id).set("key-index", key).set("is_hosted", hosted));
    };
    add("0", "", "");
    add("4", "1", "");
    add("5", "", "");
    add("99", "2", "");
    add("6", "3", "true");
    Node user("user");
    Node lid("lid");
    lid.set("val", Jid("77", server::lid));
    Node outer("devices");
    outer.add(std::move(devices));
    user.set("jid", writer).add(std::move(outer)).add(std::move(lid));
    Node list("list");
    list.add(std::move(user));
    Node usync("usync");
    usync.add(std::move(list));
    Node result("iq");
    result.add(std::move(usync));

    const auto lists = readDeviceLists(result);

    ASSERT_EQ(lists.size(), 1u);
    EXPECT_EQ(lists[0].devices, (std::vector<Jid>{writer, writer.withDevice(4)}));
    EXPECT_EQ(lists[0].lid, Jid("77", server::lid));
}

}
