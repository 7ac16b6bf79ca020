// From rendered parts to Bot API parameters, and the second tries that Telegram's refusals ask for.
#include "channels/telegram/sending.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/routing/targets.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

bool says(const ApiReply& reply, std::string_view words) {
    return reply.description.find(words) != std::string::npos;
}

}

Json Address::chat() const {
    if (const auto id = parseInteger(chatId)) return *id;
    return chatId;
}

std::optional<std::int64_t> Address::sendThread() const {
    return isGroup() && threadId == 1 ? std::nullopt : threadId;
}

Result<Address> readAddress(const std::string& target, const std::string& threadId) {
    const routing::TelegramTarget parsed = routing::parseTelegramTarget(target);
    Address address;
    address.chatId = parsed.chatId;
    address.threadId = parsed.messageThreadId;
    if (const auto thread = parseInteger(threadId)) address.threadId = thread;
    if (address.chatId.empty()) return Error(Errc::invalidInput, "the delivery names no Telegram chat");
    if (!parseInteger(address.chatId) && address.chatId[0] != '@') address.chatId = "@" + address.chatId;
    return address;
}

SendAttempt::SendAttempt(Address address, const Json& payload, bool linkPreview)
    : address_(std::move(address)), text_(stringOr(payload, "text")), html_(stringOr(payload, "html")),
      replyTo_(parseInteger(stringOr(payload, "replyTo"))),
      keyboard_(payload.is_object() ? payload.value("keyboard", Json()) : Json()),
      isSilent_(findBool(payload, "silent").value_or(false)), linkPreview_(linkPreview) {
    const Json* media = findMember(payload, "media");
    if (!media) return;
    file_.path = stringOr(*media, "path");
    file_.mimeType = stringOr(*media, "mimeType");
    file_.fileName = stringOr(*media, "fileName");
    file_.asVoice = findBool(*media, "asVoice").value_or(false);
    file_.asDocument = findBool(*media, "asDocument").value_or(false);
    form_ = formOf(file_);
}

SendAttempt::Form SendAttempt::formOf(const MediaFile& file) {
    if (file.asDocument) return Form::document;
    if (file.mimeType == "image/gif") return Form::animation;
    if (file.mimeType.starts_with("image/") && file.mimeType != "image/svg+xml") return Form::photo;
    if (file.mimeType.starts_with("video/")) return Form::video;
    if (!file.mimeType.starts_with("audio/")) return Form::document;
    const std::string name = toLowerAscii(file.fileName);
    const bool isOpus = file.mimeType.find("ogg") != std::string::npos ||
                        file.mimeType.find("opus") != std::string::npos || name.ends_with(".ogg") ||
                        name.ends_with(".oga") || name.ends_with(".opus");
    return file.asVoice && isOpus ? Form::voice : Form::audio;
}

ApiCall SendAttempt::call() const {
    struct FormWords {
        const char* method;
        const char* field;
    };
    const auto words = [this]() -> FormWords {
        switch (form_) {
        case Form::text: return {"sendMessage", ""};
        case Form::photo: return {"sendPhoto", "photo"};
        case Form::video: return {"sendVideo", "video"};
        case Form::animation: return {"sendAnimation", "animation"};
        case Form::audio: return {"sendAudio", "audio"};
        case Form::voice: return {"sendVoice", "voice"};
        case Form::document: return {"sendDocument", "document"};
        }
        return {"sendMessage", ""};
    }();
    ApiCall call;
    call.method = words.method;
    call.fileField = words.field;
    call.file = file_;
    Json& parameters = call.parameters;
    parameters["chat_id"] = address_.chat();
    const bool isText = form_ == Form::text;
    const std::string& shown = html_.empty() ? text_ : html_;
    if (isText || !shown.empty()) parameters[isText ? "text" : "caption"] = shown;
    if (!html_.empty()) parameters["parse_mode"] = "HTML";
    if (const auto thread = address_.sendThread()) parameters["message_thread_id"] = *thread;
    if (replyTo_) {
        parameters["reply_to_message_id"] = *replyTo_;
        parameters["allow_sending_without_reply"] = true;
    }
    if (!keyboard_.empty()) parameters["reply_markup"] = Json{{"inline_keyboard", keyboard_}};
    if (isSilent_) parameters["disable_notification"] = true;
    if (isText && !linkPreview_) parameters["link_preview_options"] = Json{{"is_disabled", true}};
    return call;
}

bool SendAttempt::adaptTo(const ApiReply& reply) {
    if (reply.status != 400) return false;
    if (reply.migratedTo && !hasMoved_) {
        hasMoved_ = true;
        address_.chatId = std::to_string(*reply.migratedTo);
        return true;
    }
    const bool isBrokenHtml = says(reply, "can't parse entities") || says(reply, "find end of the entity");
    if (isBrokenHtml && !html_.empty() && !text_.empty()) {
        html_.clear();
        return true;
    }
    const bool isMissing = says(reply, "not found");
    if (isMissing && says(reply, "thread") && address_.sendThread()) {
        address_.threadId.reset();
        return true;
    }
    const bool isBadPicture = says(reply, "photo_invalid_dimensions") ||
                              says(reply, "photo_save_file_invalid") || says(reply, "image_process_failed") ||
                              says(reply, "too big for a photo");
    if (isBadPicture && form_ == Form::photo) {
        form_ = Form::document;
        return true;
    }
    if (says(reply, "voice_messages_forbidden") && form_ == Form::voice) {
        form_ = text_.empty() ? Form::audio : Form::text;
        return true;
    }
    const bool isAboutReply = says(reply, "replied") || says(reply, "reply message");
    if (isMissing && isAboutReply && replyTo_) {
        replyTo_.reset();
        return true;
    }
    return false;
}

}
