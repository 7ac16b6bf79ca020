// Albums and long pastes become one message each.
#include "channels/telegram/joining.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

InboundMessage text(int id, const std::string& words, const std::string& sender = "1") {
    InboundMessage message;
    message.chatId = "10";
    message.senderId = sender;
    message.messageId = "10:" + std::to_string(id);
    message.replyTargetId = std::to_string(id);
    message.text = words;
    return message;
}

InboundMessage picture(int id, const std::string& album, const std::string& caption = "") {
    InboundMessage message = text(id, caption.empty() ? "<media:image>" : "<media:image>\n" + caption);
    message.albumId = album;
    Attachment attachment;
    attachment.kind = "image";
    attachment.source = Json{{"fileId", std::to_string(id)}};
    message.attachments.push_back(std::move(attachment));
    return message;
}

const std::string longText(4050, 'x');

TEST(TelegramJoining, AnAlbumIsTheCaptionedMessageWithAllFiles) {
    const auto joined = joinPieces({picture(1, "a"), picture(2, "a", "look"), picture(3, "a")});

    ASSERT_EQ(joined.size(), 1u);
    EXPECT_EQ(joined[0].text, "<media:image>\nlook");
    EXPECT_EQ(joined[0].replyTargetId, "2");
    EXPECT_EQ(joined[0].attachments.size(), 3u);
}

TEST(TelegramJoining, TwoAlbumsStayTwo) {
    EXPECT_EQ(joinPieces({picture(1, "a"), picture(2, "b"), picture(3, "a")}).size(), 2u);
}

TEST(TelegramJoining, ALongPasteIsJoinedWithoutSeparatorUnderTheLastId) {
    const auto joined = joinPieces({text(1, longText), text(2, longText), text(3, "end")});

    ASSERT_EQ(joined.size(), 1u);
    EXPECT_EQ(joined[0].text, longText + longText + "end");
    EXPECT_EQ(joined[0].messageId, "10:3");
}

TEST(TelegramJoining, AShortTextEndsThePaste) {
    const auto joined = joinPieces({text(1, longText), text(2, "end"), text(3, "next")});

    ASSERT_EQ(joined.size(), 2u);
    EXPECT_EQ(joined[1].text, "next");
}

TEST(TelegramJoining, GapsOtherSendersAndCommandsAreNotJoined) {
    EXPECT_EQ(joinPieces({text(1, longText), text(3, "end")}).size(), 2u);
    EXPECT_EQ(joinPieces({text(1, longText), text(2, "end", "2")}).size(), 2u);
    EXPECT_EQ(joinPieces({text(1, longText), text(2, "/stop")}).size(), 2u);
}

TEST(TelegramJoining, APasteHasALimit) {
    std::vector<InboundMessage> pieces;
    for (int i = 1; i <= 14; ++i)
        pieces.push_back(text(i, longText));

    const auto joined = joinPieces(pieces);

    ASSERT_EQ(joined.size(), 2u);
    EXPECT_EQ(joined[0].text.size(), 12 * longText.size());
}

TEST(TelegramJoining, WaitsOnlyForWhatMayGoOn) {
    EXPECT_FALSE(waitForMorePieces({}));
    EXPECT_FALSE(waitForMorePieces({text(1, "short")}));
    EXPECT_EQ(waitForMorePieces({text(1, longText)}), std::chrono::milliseconds(1500));
    EXPECT_EQ(waitForMorePieces({picture(1, "a")}), std::chrono::milliseconds(500));
    EXPECT_FALSE(waitForMorePieces({picture(1, "a"), text(2, "short")}));
}

}
}
