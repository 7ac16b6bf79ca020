#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/Jid.hpp"
#include "openclaw/whatsapp/media.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What messages say: from protobuf to values and back (spec section 9).
namespace openclaw::whatsapp {

/// Names one message from the point of view of whoever sent the message that contains it.
struct MessageRef {
    Jid chat;
    bool fromMe = false;
    std::string id;
    /// The author, in groups.
    Jid participant;
};

/// A file announced in a message.
struct MediaRef {
    MediaKind kind = MediaKind::document;
    bool isVoice = false;
    bool isAnimated = false; // a video shown as GIF, or a moving sticker
    std::string mimeType;
    std::string fileName;
    std::string directPath;
    std::string mediaKey;
    std::string fileSha256;
    std::string fileEncSha256;
    std::uint64_t bytes = 0;
    std::uint32_t seconds = 0;
    std::string waveform;
    std::string thumbnail;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

struct Quote {
    std::string id;
    Jid author;
    Jid chat;
    /// What the quoted message said, for people.
    std::string text;
};

struct PhoneLid {
    Jid phone;
    Jid lid;
};

/// Somebody's vote in a poll, as it travels (spec section 9.2); votes.hpp opens it.
struct SealedVote {
    std::string payload;
    std::string iv;
};

/// A decrypted message, unwrapped.
struct Content {
    enum class Kind {
        nothing, // only keys or unknown things
        text,
        media,
        location,
        contact,
        poll,
        reaction,
        vote,
        edit,
        removal,
        expiration, // the chat's disappearing timer was set
        history,
        keyShare,
        other, // protocol traffic of our own devices
    };
    Kind kind = Kind::nothing;
    /// What a person would read: the text, the caption, the shared thing in words; the emoji of a reaction.
    std::string text;
    std::optional<MediaRef> media;
    std::optional<Quote> quote;
    std::vector<Jid> mentions;
    bool isForwarded = false;
    bool isViewOnce = false;
    /// Seconds after which messages of this chat disappear; 0 = never.
    std::uint32_t expiration = 0;
    /// Of a reaction, a vote, an edit or a removal.
    MessageRef target;
    SealedVote vote;
    /// A message of our own account that another of our devices sent, and to whom.
    bool isDeviceSent = false;
    Jid destination;
    /// Names and addresses that a history message brings along.
    std::vector<PhoneLid> mappings;
    std::string ownPushName;
    /// App-state keys: id and the serialized key.
    std::vector<std::pair<std::string, std::string>> appStateKeys;
};

/// Never fails: what cannot be understood is Kind::nothing.
Content readContent(std::string_view message, const Jid& ownUser);

/// The frame around an outgoing message.
struct Context {
    std::optional<Quote> quote;
    std::vector<Jid> mentions;
    std::uint32_t expiration = 0;
};

std::string textMessage(std::string_view text, const Context& context);
std::string mediaMessage(const MediaRef& media, std::string_view caption, const Context& context);
std::string reactionMessage(const MessageRef& target, std::string_view emoji, std::int64_t nowMs);
std::string editMessage(const MessageRef& target, std::string_view newText, std::int64_t nowMs);
std::string removalMessage(const MessageRef& target);
std::string pollMessage(std::string_view question,
                        const std::vector<std::string>& options,
                        std::uint32_t selectable,
                        std::string_view secret);
std::string
locationMessage(double latitude, double longitude, std::string_view name, std::string_view address);
std::string contactMessage(std::string_view name, std::string_view vcard);
/// The copy for our own other devices: the message and where it went.
std::string deviceSentMessage(const Jid& destination, std::string_view message);
std::string keyDistributionMessage(const Jid& group, std::string_view distribution);
/// A distribution and the message itself in one, for a single device that asked again.
std::string withKeyDistribution(std::string_view message, const Jid& group, std::string_view distribution);
/// Asks the phone for a message that did not arrive in readable form.
std::string resendRequestMessage(const MessageRef& target);

/// The stanza's type ("text", "media", "reaction", "poll") and the part's mediatype ("image", …, "") for a
/// message.
struct StanzaKind {
    std::string type;
    std::string mediaType;
    /// "1" for an edit, "7" for a removal of our own; "".
    std::string edit;
    /// Clients that cannot read it show nothing.
    bool hidesFailure = false;
};
StanzaKind stanzaKind(std::string_view message);

}
