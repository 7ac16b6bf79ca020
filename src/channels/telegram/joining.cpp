// Albums and split texts. Pieces are recognised by what they are, not by a buffer with timers: the caller
// reads the same unconfirmed updates again until the last one is complete, so that a crash in between loses
// nothing.
#include "channels/telegram/joining.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::chrono::milliseconds albumPause{500};
constexpr std::chrono::milliseconds fragmentPause{1500};
/// Clients split pastes at about 4096 units.
constexpr std::size_t fragmentUnits = 4000;
constexpr std::size_t maxFragments = 12;
constexpr std::size_t maxJoinedUnits = 50'000;

bool isSamePlace(const InboundMessage& a, const InboundMessage& b) {
    return a.chatId == b.chatId && a.threadId == b.threadId && a.senderId == b.senderId;
}

bool isPlainText(const InboundMessage& message) {
    return message.event == InboundKind::message && message.attachments.empty() && message.albumId.empty() &&
           !message.text.empty() && message.text[0] != '/';
}

bool mayBeContinued(const InboundMessage& message) {
    return isPlainText(message) && utf16Length(message.text) >= fragmentUnits;
}

bool continues(const InboundMessage& before, const InboundMessage& after) {
    const auto first = parseInteger(before.replyTargetId);
    const auto second = parseInteger(after.replyTargetId);
    return first && second && *second == *first + 1 && isSamePlace(before, after) && isPlainText(after) &&
           after.leadingContext.empty() && after.trailingContext.empty();
}

/// The files of a later message of the album, and its caption if there is none yet.
void addToAlbum(InboundMessage& album, InboundMessage piece) {
    for (Attachment& attachment : piece.attachments)
        album.attachments.push_back(std::move(attachment));
    const bool albumHasCaption = album.text.find('\n') != std::string::npos;
    const bool pieceHasCaption = piece.text.find('\n') != std::string::npos;
    if (!albumHasCaption && pieceHasCaption) {
        album.text = std::move(piece.text);
        album.messageId = std::move(piece.messageId);
        album.replyTargetId = std::move(piece.replyTargetId);
    }
    album.mentionsBot = album.mentionsBot || piece.mentionsBot;
    album.mentionsAnyone = album.mentionsAnyone || piece.mentionsAnyone;
    album.isReplyToBot = album.isReplyToBot || piece.isReplyToBot;
}

}

std::vector<InboundMessage> joinPieces(std::vector<InboundMessage> messages) {
    std::vector<InboundMessage> joined;
    std::size_t fragments = 0; // joined into the last message so far
    bool isOpen = false;       // the last message may go on
    for (InboundMessage& message : messages) {
        const auto album = std::ranges::find_if(joined, [&](const InboundMessage& known) {
            return !message.albumId.empty() && known.albumId == message.albumId &&
                   isSamePlace(known, message);
        });
        if (album != joined.end()) {
            addToAlbum(*album, std::move(message));
            continue;
        }
        const bool goesOn = isOpen && fragments < maxFragments && continues(joined.back(), message) &&
                            utf16Length(joined.back().text) + utf16Length(message.text) <= maxJoinedUnits;
        const bool isLong = mayBeContinued(message);
        if (goesOn) {
            InboundMessage& whole = joined.back();
            whole.text += message.text;
            whole.messageId = std::move(message.messageId);
            whole.replyTargetId = std::move(message.replyTargetId);
            whole.mentionsBot = whole.mentionsBot || message.mentionsBot;
            whole.mentionsAnyone = whole.mentionsAnyone || message.mentionsAnyone;
            ++fragments;
        } else {
            joined.push_back(std::move(message));
            fragments = 1;
        }
        isOpen = isLong;
    }
    return joined;
}

std::optional<std::chrono::milliseconds> waitForMorePieces(const std::vector<InboundMessage>& messages) {
    if (messages.empty()) return std::nullopt;
    if (!messages.back().albumId.empty()) return albumPause;
    if (mayBeContinued(messages.back())) return fragmentPause;
    return std::nullopt;
}

}
