// What messages say, both ways.
#include "openclaw/whatsapp/content.hpp"

#include "openclaw/core/strings.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

using Kind = Content::Kind;
using M = field::Message;

const Jid self("15550000001", server::user);
const Jid alice("15550000002", server::user);
const Jid group("120363", server::group);

Content read(const std::string& message) { return readContent(message, self); }

std::string wrapped(std::uint32_t wrapper, const std::string& message) {
    ProtoWriter inner;
    inner.bytes(field::FutureProofMessage::message, message);
    return ProtoWriter().message(wrapper, inner).take();
}

}

TEST(Content, PlainTextIsAConversation) {
    const std::string message = textMessage("hello", {});

    EXPECT_EQ(Proto(message).bytes(M::conversation), "hello");
    EXPECT_EQ(read(message).kind, Kind::text);
    EXPECT_EQ(read(message).text, "hello");
}

TEST(Content, QuotesMentionsAndTimersTravel) {
    Context context;
    context.quote = Quote{"3EB0AA", alice.withDevice(4), {}, "what?"};
    context.mentions = {alice};
    context.expiration = 86400;

    const Content content = read(textMessage("this", context));

    ASSERT_TRUE(content.quote);
    EXPECT_EQ(content.quote->id, "3EB0AA");
    EXPECT_EQ(content.quote->author, alice);
    EXPECT_EQ(content.quote->text, "what?");
    EXPECT_EQ(content.mentions, std::vector<Jid>{alice});
    EXPECT_EQ(content.expiration, 86400u);
}

TEST(Content, UnwrapsWhatPeopleSendInEnvelopes) {
    const std::string text = textMessage("inside", {});

    EXPECT_EQ(read(wrapped(M::ephemeralMessage, text)).text, "inside");
    EXPECT_TRUE(read(wrapped(M::viewOnceMessageV2, wrapped(M::ephemeralMessage, text))).isViewOnce);
    const Content sent = read(deviceSentMessage(alice, text));
    EXPECT_TRUE(sent.isDeviceSent);
    EXPECT_EQ(sent.destination, alice);
    EXPECT_EQ(sent.text, "inside");
}

TEST(Content, StopsUnwrappingAtSomePoint) {
    std::string message = textMessage("deep", {});
    for (int i = 0; i < 50; ++i)
        message = wrapped(M::ephemeralMessage, message);

    EXPECT_EQ(read(message).kind, Kind::nothing);
}

TEST(Content, EveryMediaKindKeepsItsKeys) {
    for (const MediaKind kind :
         {MediaKind::image, MediaKind::video, MediaKind::audio, MediaKind::document, MediaKind::sticker}) {
        MediaRef media;
        media.kind = kind;
        media.isVoice = kind == MediaKind::audio;
        media.mimeType = "x/y";
        media.directPath = "/v/t1?x=1";
        media.mediaKey = std::string(32, 'k');
        media.fileSha256 = std::string(32, 's');
        media.fileEncSha256 = std::string(32, 'e');
        media.bytes = 12345;
        media.seconds = 7;
        const std::string message = mediaMessage(media, "caption", {});

        const Content content = read(message);

        ASSERT_EQ(content.kind, Kind::media);
        EXPECT_EQ(content.media->kind, kind);
        EXPECT_EQ(content.media->mediaKey, media.mediaKey);
        EXPECT_EQ(content.media->fileEncSha256, media.fileEncSha256);
        EXPECT_EQ(content.media->directPath, media.directPath);
        EXPECT_EQ(content.media->bytes, 12345u);
        EXPECT_EQ(stanzaKind(message).type, "media");
    }
}

TEST(Content, ReactionsEditsAndRemovalsNameTheirTarget) {
    const MessageRef target{group, false, "ABC", alice};

    const Content reaction = read(reactionMessage(target, "👍", 1000));
    EXPECT_EQ(reaction.kind, Kind::reaction);
    EXPECT_EQ(reaction.text, "👍");
    EXPECT_EQ(reaction.target.participant, alice);
    const Content edit = read(editMessage(MessageRef{alice, true, "DEF", {}}, "better", 1000));
    EXPECT_EQ(edit.kind, Kind::edit);
    EXPECT_EQ(edit.text, "better");
    EXPECT_EQ(edit.target.id, "DEF");
    EXPECT_EQ(read(removalMessage(target)).kind, Kind::removal);
}

TEST(Content, StanzasSayWhatTheyCarry) {
    const MessageRef target{alice, true, "ABC", {}};

    EXPECT_EQ(stanzaKind(textMessage("x", {})).type, "text");
    EXPECT_EQ(stanzaKind(reactionMessage(target, "👍", 1)).type, "reaction");
    EXPECT_EQ(stanzaKind(reactionMessage(target, "", 1)).edit, "7");
    EXPECT_EQ(stanzaKind(editMessage(target, "x", 1)).edit, "1");
    EXPECT_TRUE(stanzaKind(editMessage(target, "x", 1)).hidesFailure);
    EXPECT_EQ(stanzaKind(removalMessage(target)).edit, "7");
    EXPECT_EQ(stanzaKind(pollMessage("q", {"a", "b"}, 1, "secret")).type, "poll");
}

TEST(Content, PutsSharedThingsIntoWords) {
    EXPECT_EQ(read(locationMessage(48.137, 11.575, "Munich", "")).text,
              "📍 Munich (48.137000, 11.575000)");
    EXPECT_NE(read(contactMessage("Bob", "BEGIN:VCARD")).text.find("Bob"), std::string::npos);
    EXPECT_EQ(read(pollMessage("Lunch?", {"yes", "no"}, 1, "s")).text, "📊 Lunch?\n• yes\n• no");
}

TEST(Content, ReadsNothingOutOfBrokenBytes) {
    const std::string message = textMessage("hello", {});
    for (std::size_t size = 1; size < message.size(); ++size)
        EXPECT_EQ(read(message.substr(0, size)).kind, Kind::nothing);
}

}
