// Replies as WhatsApp messages, and the endpoint for tests.
#include "channels/whatsapp/outbound.hpp"
#include "channels/whatsapp/Client.hpp"
#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/Noise.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::whatsapp {

namespace {

std::string endpointJson(const std::string& ws, const std::string& root) {
    return dumpJson(Json{{"ws", ws}, {"noiseRootHex", root}, {"mediaHttp", "http://127.0.0.1:1"}});
}

}

TEST(WhatsAppOutbound, CutsTextAndQuotesOnce) {
    AccountSettings settings;
    settings.textChunkLimit = 20;
    Reply reply;
    reply.text = "one two three four five six seven eight";
    reply.replyToId = "120363:15550000002:3A1";
    reply.channelData = Json{{"id", "3A1"}, {"author", "15550000002@s.whatsapp.net"}, {"text", "asked"}};

    const std::vector<Json> payloads = renderReply(reply, settings);

    ASSERT_GE(payloads.size(), 2u);
    const auto quote = quoteOf(payloads[0]);
    ASSERT_TRUE(quote);
    EXPECT_EQ(quote->id, "3A1");
    EXPECT_EQ(quote->author.user, "15550000002");
    EXPECT_EQ(quote->text, "asked");
    EXPECT_FALSE(quoteOf(payloads[1]));
}

TEST(WhatsAppOutbound, PutsTheFirstChunkUnderTheFirstPicture) {
    Reply reply;
    reply.text = "look";
    MediaFile picture;
    picture.path = "/tmp/a.jpg";
    picture.mimeType = "image/jpeg";
    reply.media = {picture, picture};

    const std::vector<Json> payloads = renderReply(reply, AccountSettings());

    ASSERT_EQ(payloads.size(), 2u);
    EXPECT_EQ(payloads[0]["caption"], "look");
    EXPECT_FALSE(payloads[1].contains("caption"));
}

TEST(WhatsAppOutbound, MentionsAreNumbersAfterAnAt) {
    const auto mentions = mentionsIn("hello @15550000002 and @+15550000003, not a@b.de or @12");
    ASSERT_EQ(mentions.size(), 2u);
    EXPECT_EQ(mentions[1].user, "15550000003");
}

TEST(WhatsAppOutbound, AGeoAddressAloneIsAPlace) {
    const auto place = geoOf(" geo:48.137,-11.575?q=Town+hall%21\n");
    ASSERT_TRUE(place);
    EXPECT_DOUBLE_EQ(place->latitude, 48.137);
    EXPECT_DOUBLE_EQ(place->longitude, -11.575);
    EXPECT_EQ(place->name, "Town hall!");

    EXPECT_FALSE(geoOf("see geo:48.137,11.575"));
    EXPECT_FALSE(geoOf("geo:48.137,11.575 is here"));
    EXPECT_FALSE(geoOf("geo:91,0"));
    EXPECT_FALSE(geoOf("geo:nan,0"));
    EXPECT_FALSE(geoOf("geo:1"));
    Reply reply;
    reply.text = "geo:1.5,2.5";
    EXPECT_EQ(renderReply(reply, AccountSettings()).at(0)["kind"], "location");
}

TEST(WhatsAppOutbound, AVcardHasAName) {
    EXPECT_EQ(vcardName("BEGIN:VCARD\r\nVERSION:3.0\r\nFN;CHARSET=UTF-8:Ada L\r\nEND:VCARD"), "Ada L");
    EXPECT_EQ(vcardName("begin:vcard\nTEL:1\nend:vcard"), "contact");
    EXPECT_EQ(vcardName("FN:Ada"), "");
}

TEST(WhatsAppEndpoint, TestServersMustBeLoopbackWithTheirOwnRoot) {
    openclaw::testing::TempDir folder;
    const auto file = folder.path() / "endpoint.json";
    const std::string root(64, 'a');
    const auto read = [&](const std::string& content) {
        EXPECT_TRUE(writeFileAtomically(file, content));
        return readWhatsAppTestEndpoint(file).has_value();
    };

    EXPECT_TRUE(read(endpointJson("ws://127.0.0.1:5/ws/chat", root)));
    EXPECT_TRUE(read(endpointJson("ws://[::1]:5/ws/chat", root)));
    EXPECT_FALSE(read(endpointJson("ws://localhost:5/ws/chat", root)));
    EXPECT_FALSE(read(endpointJson("wss://web.whatsapp.com/ws/chat", root)));
    EXPECT_FALSE(read(endpointJson("ws://127.0.0.1:5/", hexEncode(openclaw::whatsapp::productionRootKey))));
    EXPECT_FALSE(read(endpointJson("ws://127.0.0.1:5/", "aa")));
    EXPECT_FALSE(read("not json"));
}

TEST(WhatsAppClient, BacksOffToAMinute) {
    EXPECT_EQ(reconnectDelay(1, 1.0), std::chrono::seconds(1));
    EXPECT_EQ(reconnectDelay(1, 0.0), std::chrono::milliseconds(500));
    EXPECT_EQ(reconnectDelay(3, 1.0), std::chrono::seconds(4));
    EXPECT_EQ(reconnectDelay(50, 1.0), std::chrono::seconds(60));
}

}
