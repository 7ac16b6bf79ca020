#pragma once

#include "channels/telegram/BotApi.hpp"
#include "openclaw/channels/messages.hpp"

#include <optional>
#include <string>
#include <vector>

/// How one rendered part becomes Bot API calls (spec channels/telegram.md §6). Pure.
namespace openclaw::channels::telegram {

/// Where a message goes; the chat is an id or "@name".
struct Address {
    std::string chatId;
    std::optional<std::int64_t> threadId;

    bool isGroup() const { return !chatId.empty() && chatId[0] == '-'; }
    /// The chat as the Bot API takes it: a number unless it is a name.
    Json chat() const;
    /// The General topic is not named when sending, Telegram refuses that.
    std::optional<std::int64_t> sendThread() const;
};
/// Reads the target of a delivery, prefixes and ":topic:n" included. Errc::invalidInput when there is no chat
/// in it.
Result<Address> readAddress(const std::string& target, const std::string& threadId);

/// A Bot API call; with `file`, it is a form whose field `fileField` is that file.
struct ApiCall {
    std::string method;
    Json parameters = Json::object();
    std::string fileField;
    MediaFile file;
};

/// One part on its way out, and what is left to try when Telegram does not like it.
class SendAttempt {
public:
    SendAttempt(Address address, const Json& payload, bool linkPreview);

    ApiCall call() const;
    /// Changes the call so that it avoids what `reply` complains about: broken HTML, a vanished quote or
    /// thread, a group that moved, a picture that is too large for one, forbidden voice notes. Each is given
    /// up once; false when nothing is left to change.
    bool adaptTo(const ApiReply& reply);

private:
    enum class Form { text, photo, video, animation, audio, voice, document };
    static Form formOf(const MediaFile& file);

    Address address_;
    Form form_ = Form::text;
    MediaFile file_;
    std::string text_;
    std::string html_;
    std::optional<std::int64_t> replyTo_;
    Json keyboard_;
    bool isSilent_;
    bool linkPreview_;
    bool hasMoved_ = false;
};

}
