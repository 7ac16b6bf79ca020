#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Node.hpp"
#include "openclaw/whatsapp/message_keys.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The stanzas a client writes and what it reads out of the server's (spec sections 4, 6, 8 and 11).
namespace openclaw::whatsapp {

/// The answer every receipt, notification and call must get, and the refusal of a message.
Node ackFor(const Node& stanza);
Node messageRefusal(const Node& message, int code);
Node iqResult(const Node& iq);

Node pingIq(std::string_view id);
Node activeIq(std::string_view id);
Node preKeyCountIq(std::string_view id);
Node mediaConnectionIq(std::string_view id);
Node groupInfoIq(std::string_view id, const Jid& group);
Node keysIq(std::string_view id, const std::vector<Jid>& devices);
Node devicesIq(std::string_view id, std::string_view session, const std::vector<Jid>& users);
Node logoutIq(std::string_view id, const Jid& me);
Node cleanDirtyIq(std::string_view id, const Node& dirty);
Node offlineBatch();
Node presence(std::string_view pushName, bool isAvailable);
Node chatState(const Jid& me, const Jid& to, bool isTyping, bool isRecording);

/// The receipt for a stored message; `isAvailable` as the client shows itself.
Node deliveryReceipt(const Envelope& envelope, bool isAvailable);
Node historyReceipt(std::string_view id, const Jid& me);
/// Up to 256 ids of one chat (and author, in groups).
Node readReceipt(const Jid& chat,
                 const std::optional<Jid>& author,
                 const std::vector<std::string>& ids,
                 std::int64_t nowSeconds);
/// Asks the sender again; `keys` from retryKeys(), empty at a first attempt with a session.
Node retryReceipt(const Node& message, int count, std::uint32_t registrationId, std::vector<Node> keys);

/// What ended a connection, and the one thing to do about it (spec section 6.2).
enum class EndAction {
    reconnectNow,
    reconnect, // with back-off
    wait,      // for `waitSeconds`
    unlinked,  // erase the credentials, pair again
    replaced,  // the same credentials are in use elsewhere: stop, never fight
    stop,      // needs a person: see `reason`
};
struct StreamEnd {
    EndAction action = EndAction::reconnect;
    std::string reason;
    std::int64_t waitSeconds = 0;
};
/// For stream:error, failure and xmlstreamend; nullopt for any other stanza.
std::optional<StreamEnd> readStreamEnd(const Node& node);

struct DeviceList {
    Jid user;
    std::vector<Jid> devices; // of `user`'s kind of address, hosted ones left out
    std::optional<Jid> lid;
};
std::vector<DeviceList> readDeviceLists(const Node& result);

struct GroupMember {
    Jid id;
    std::optional<Jid> lid;
    std::optional<Jid> phone;
    bool isAdmin = false;
};
struct GroupInfo {
    Jid id;
    std::string subject;
    bool usesLids = false;
    bool isAnnouncement = false;
    std::uint32_t expiration = 0;
    std::vector<GroupMember> members;
};
/// Errc::notFound when the group is gone or we are not in it.
Result<GroupInfo> readGroupInfo(const Node& result);

struct MediaConnection {
    std::string auth;
    std::int64_t ttlSeconds = 0;
    std::vector<std::string> hosts;
};
Result<MediaConnection> readMediaConnection(const Node& result);

/// A request to the phone to upload a file again that the server has dropped (spec section 10).
struct MediaRetryRequest {
    std::string messageId;
    Jid chat;
    Jid participant;
    bool fromMe = false;
    std::string iv;
    std::string sealed;
};
Node mediaRetryReceipt(const MediaRetryRequest& request, const Jid& me);

/// The error of an iq answer, if it is one: Errc by its code, with the server's text.
std::optional<Error> iqError(const Node& result);

/// "2:" and the first six characters of the hash over the sorted device addresses.
std::string participantHash(std::vector<Jid> devices);

/// An id for a message: the same for the same seed, of the form that web clients use.
std::string messageIdFrom(std::string_view seed);

}
