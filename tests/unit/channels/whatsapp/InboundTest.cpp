// Decrypted messages as the house sees them.
#include "channels/whatsapp/inbound.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::whatsapp {

namespace {

const wa::Jid alice("15550000002", wa::server::user);
const wa::Jid group("120363", wa::server::group);

wa::Credentials self() {
    wa::Credentials credentials;
    credentials.me = wa::Jid("15550000001", wa::server::user, 3);
    credentials.lid = wa::Jid("99", wa::server::lid, 3);
    return credentials;
}

Incoming text(const std::string& words, const wa::Jid& sender = alice, const wa::Jid& chat = alice) {
    Incoming incoming;
    incoming.envelope.id = "3A1";
    incoming.envelope.sender = sender;
    incoming.envelope.chat = chat;
    incoming.envelope.timestampSeconds = 5;
    incoming.envelope.isOwn = self().isOwnUser(sender);
    incoming.content.kind = wa::Content::Kind::text;
    incoming.content.text = words;
    return incoming;
}

}

TEST(WhatsAppInbound, NamesPeopleByNumber) {
    const auto message = toInbound(text("hello", alice.withDevice(4)), self(), "default");

    ASSERT_TRUE(message);
    EXPECT_EQ(message->senderId, "+15550000002");
    EXPECT_EQ(message->chatId, "+15550000002");
    EXPECT_EQ(message->messageId, "15550000002:15550000002:3A1");
    EXPECT_EQ(message->timestampMs, 5000);
}

TEST(WhatsAppInbound, ResolvesHiddenIds) {
    Incoming incoming = text("hello", wa::Jid("77", wa::server::lid), wa::Jid("77", wa::server::lid));
    EXPECT_EQ(toInbound(incoming, self(), "default")->senderId, "77@lid");
    incoming.senderPhone = alice;
    incoming.chatPhone = alice;

    EXPECT_EQ(toInbound(incoming, self(), "default")->senderId, "+15550000002");
    EXPECT_EQ(toInbound(incoming, self(), "default")->chatId, "+15550000002");
}

TEST(WhatsAppInbound, LeavesTheOwnersOtherChatsAlone) {
    EXPECT_FALSE(toInbound(text("to Alice", self().me.withoutDevice(), alice), self(), "default"));
    EXPECT_FALSE(toInbound(text("to all", self().me.withoutDevice(), group), self(), "default"));
}

TEST(WhatsAppInbound, TakesTheChatWithOneself) {
    const auto message =
        toInbound(text("note", self().me.withoutDevice(), wa::Jid("99", wa::server::lid)), self(), "default");

    ASSERT_TRUE(message);
    EXPECT_EQ(message->chatId, "+15550000001");
    EXPECT_EQ(message->senderId, "+15550000001");
}

TEST(WhatsAppInbound, SeesMentionsAndRepliesByEitherAddress) {
    Incoming incoming = text("you there?", alice, group);
    EXPECT_FALSE(toInbound(incoming, self(), "default")->mentionsBot);
    incoming.content.mentions = {wa::Jid("99", wa::server::lid)};
    incoming.content.quote = wa::Quote{"3B", self().me, {}, "earlier"};

    const auto message = toInbound(incoming, self(), "default");

    EXPECT_TRUE(message->mentionsBot);
    EXPECT_TRUE(message->isReplyToBot);
    EXPECT_EQ(message->kind, ChatKind::group);
    EXPECT_NE(message->trailingContext.find("earlier"), std::string::npos);
}

TEST(WhatsAppInbound, IgnoresWhatIsNotForPeople) {
    Incoming incoming = text("");
    EXPECT_FALSE(toInbound(incoming, self(), "default"));
    incoming.content.kind = wa::Content::Kind::keyShare;
    EXPECT_FALSE(toInbound(incoming, self(), "default"));
}

TEST(WhatsAppInbound, ReadsTargetsInEveryForm) {
    EXPECT_EQ(chatFromTarget("+1 555 000-0002"), alice);
    EXPECT_EQ(chatFromTarget("whatsapp:+15550000002"), alice);
    EXPECT_EQ(chatFromTarget("120363@g.us"), group);
    EXPECT_EQ(chatFromTarget("77@lid"), wa::Jid("77", wa::server::lid));
    EXPECT_FALSE(chatFromTarget("nobody"));
    EXPECT_FALSE(chatFromTarget("x@newsletter"));
}

TEST(WhatsAppInbound, KeysNameTheAuthorInGroups) {
    const wa::MessageRef ref = refFromMessageId("120363:15550000002:3A1", group, false, {});
    EXPECT_EQ(ref.id, "3A1");
    EXPECT_EQ(ref.participant, alice);
    EXPECT_TRUE(refFromMessageId("3A1", alice, true, {}).participant.empty());
}

TEST(WhatsAppInbound, AttachmentsSurviveAsJson) {
    wa::MediaRef media;
    media.kind = wa::MediaKind::audio;
    media.directPath = "/v/x";
    media.mediaKey = std::string(32, '\xff');
    media.bytes = 7;

    const auto back = mediaFromJson(mediaToJson(media));

    ASSERT_TRUE(back);
    EXPECT_EQ(back->mediaKey, media.mediaKey);
    EXPECT_EQ(back->kind, media.kind);
    EXPECT_FALSE(mediaFromJson(Json::object()));
}

}
