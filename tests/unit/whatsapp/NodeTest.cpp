// Stanzas against the bytes of a third-party client, and against damage.
#include "openclaw/whatsapp/Node.hpp"
#include "openclaw/core/strings.hpp"
#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

Node fromJson(const Json& json) {
    Node node(json.at("tag").get<std::string>());
    for (const auto& [name, value] : json.at("attrs").items()) {
        const std::string text = value.get<std::string>();
        const auto jid = parseJid(text);
        if (jid)
            node.attributes.push_back(Node::Attribute{name, *jid});
        else
            node.attributes.push_back(Node::Attribute{name, text});
    }
    if (json.contains("content") && json["content"].is_array()) {
        for (const Json& child : json["content"])
            node.add(fromJson(child));
    } else if (json.contains("content")) {
        node.setBytes(unhex(json["content"], "hex"));
    }
    return node;
}

}

TEST(Node, EncodesLikeTheReference) {
    for (const Json& vector : vectors().at("nodes")) {
        const Node sorted = fromJson(vector.at("node"));
        const Node decoded = decodeNode(unhex(vector, "frameBody")).value();

        EXPECT_EQ(hexEncode(encodeNode(decoded)), vector.at("frameBody").get<std::string>());
        EXPECT_EQ(encodeNode(sorted).size(), unhex(vector, "frameBody").size());
        for (const auto& [name, value] : vector.at("node").at("attrs").items())
            EXPECT_EQ(decoded.text(name), value.get<std::string>());
    }
}

TEST(Node, ReadsCompressedFrames) {
    const Json& vector = vectors().at("compressedNode");

    const Node node = decodeNode(unhex(vector, "frameBody")).value();

    EXPECT_EQ(node.tag, "iq");
    EXPECT_EQ(node.jid("to")->text(), "@s.whatsapp.net");
    EXPECT_NE(node.child("ping"), nullptr);
}

TEST(Node, SurvivesEveryTruncationAndBitFlip) {
    for (const Json& vector : vectors().at("nodes")) {
        const std::string body = unhex(vector, "frameBody").substr(0, 200);
        for (std::size_t size = 0; size < body.size(); ++size)
            (void)decodeNode(body.substr(0, size));
        for (std::size_t bit = 0; bit < body.size() * 8; ++bit) {
            std::string damaged = body;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
            (void)decodeNode(damaged);
        }
    }
}

TEST(Node, RefusesNestingWithoutEnd) {
    Node node("a");
    for (int i = 0; i < 100; ++i) {
        Node outer("a");
        outer.add(std::move(node));
        node = std::move(outer);
    }

    EXPECT_FALSE(decodeNode(encodeNode(node)));
}

TEST(Node, RefusesEmptyTagsAndUnknownTokens) {
    EXPECT_FALSE(decodeNode(std::string_view("\0\xf8\x01\x00", 4)));
    EXPECT_FALSE(decodeNode(std::string_view("\0\x00", 2)));
    EXPECT_FALSE(decodeNode(std::string_view("\0\xf8\x01\xf4", 4)));
    EXPECT_FALSE(decodeNode(""));
}

TEST(Node, PackedLengthsRoundTrip) {
    for (std::size_t size = 1; size < 300; ++size) {
        Node node("x-test");
        node.set("digits", std::string(size, '7'))
            .set("hex", std::string(size, 'F'))
            .set("text", std::string(size, 'z'));

        const Node back = decodeNode(encodeNode(node)).value();

        EXPECT_EQ(back.text("digits"), std::string(size, '7'));
        EXPECT_EQ(back.text("hex"), std::string(size, 'F'));
        EXPECT_EQ(back.text("text"), std::string(size, 'z'));
    }
}

TEST(Jid, ParsesItsTextForm) {
    EXPECT_EQ(parseJid("1555:4@s.whatsapp.net"), Jid("1555", server::user, 4));
    EXPECT_EQ(parseJid("1555@c.us")->server, server::user);
    EXPECT_EQ(parseJid("1555_1:4@lid"), Jid("1555", server::lid, 4));
    EXPECT_EQ(parseJid("@s.whatsapp.net"), serverJid());
    EXPECT_FALSE(parseJid("plain"));
    EXPECT_FALSE(parseJid("a:70000@lid"));
    EXPECT_FALSE(parseJid("a@"));
}

}
