#pragma once

#include "openclaw/text/speech_tags.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Directives that a model writes into its answer: reply tags, MEDIA: lines, the silent token (spec
/// outbound.md §2).
namespace openclaw::text {

inline constexpr std::string_view silentToken = "NO_REPLY";
/// As the whole text: what another agent did is not announced.
inline constexpr std::string_view announceSkipToken = "ANNOUNCE_SKIP";

/// True when the text says that nothing is to be sent: the token in front or at the end, as a word of its
/// own.
bool isSilentReply(std::string_view text, std::string_view token = silentToken);

struct InlineTags {
    /// Without the tags that were taken out, white space tidied.
    std::string text;
    bool audioAsVoice = false;
    bool hasAudioTag = false;
    bool hasReplyTag = false;
    bool replyToCurrent = false;
    std::string replyToExplicitId;

    /// The explicit id, else the current message if that was asked for; "" for none.
    std::string replyToId(std::string_view currentMessageId) const;
};
enum class TagSet { all, replyTags, audioTag };
/// Takes the chosen tags out; the others stay as text.
InlineTags parseInlineTags(std::string_view text, TagSet strip = TagSet::all);

struct MediaSplit {
    std::string text;
    std::vector<std::string> mediaUrls;
    bool audioAsVoice = false;
};
/// Takes MEDIA: lines outside of fences out of the text. Only web addresses and "./" paths without ".." are
/// accepted; whoever sends such a path must still resolve it inside the session's own folders.
MediaSplit splitMedia(std::string_view raw);

/// What a model's text means as a reply.
struct ReplyDirectives {
    std::string text;
    std::vector<std::string> mediaUrls;
    std::string replyToId;
    std::string replyToExplicitId;
    bool replyToCurrent = false;
    bool replyToTag = false;
    bool audioAsVoice = false;
    bool isSilent = false;
    SpeechTags speech;
};
ReplyDirectives parseReplyDirectives(std::string_view raw, std::string_view currentMessageId);

/// The same for text that arrives in pieces: a tag that is still open is held back, and a piece that holds
/// only tags passes them on to the next one.
class StreamingDirectives {
public:
    /// nullopt when the piece shows nothing. `isFinal` also lets go of what was held back.
    std::optional<ReplyDirectives> consume(std::string_view piece, bool isFinal);

private:
    std::string held_;
    std::string explicitId_;
    bool sawCurrent_ = false;
    bool hasTag_ = false;
};

/// The reasoning as a message of its own: "Reasoning:" and its lines in italics; "" when there is none.
std::string formatReasoning(std::string_view reasoning);

}
