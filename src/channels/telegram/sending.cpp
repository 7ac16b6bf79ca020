// From Markdown to sendMessage parameters, and the second tries that Telegram's refusals ask for.
#include "channels/telegram/sending.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/telegram_html.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t maxTextLimit = 4096;

bool says(const ApiReply& reply, std::string_view words) {
    return reply.description.find(words) != std::string::npos;
}

}

std::vector<Json> renderReply(const Reply& reply, const config::TelegramAccount& account) {
    const auto limit = static_cast<std::size_t>(
        std::clamp<std::int64_t>(account.textChunkLimit, 1, static_cast<std::int64_t>(maxTextLimit)));
    const auto tables = text::parseTableMode(account.markdownTables).value_or(text::TableMode::code);
    std::vector<std::string> sections;
    if (account.chunkMode == "newline")
        sections = text::chunkMarkdownWithMode(reply.text, limit, text::ChunkMode::newline);
    else
        sections.push_back(reply.text);
    std::vector<Json> payloads;
    for (const std::string& section : sections) {
        for (const text::TelegramChunk& chunk : text::renderTelegramChunks(section, limit, tables)) {
            Json payload{{"text", chunk.plainText}, {"html", chunk.html}};
            const bool quotes =
                account.replyToMode == "all" || (account.replyToMode != "off" && payloads.empty());
            if (quotes && !reply.replyToId.empty()) payload["replyTo"] = reply.replyToId;
            payloads.push_back(std::move(payload));
        }
    }
    return payloads;
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
      replyTo_(parseInteger(stringOr(payload, "replyTo"))), linkPreview_(linkPreview) {}

Json SendAttempt::parameters() const {
    Json parameters{{"chat_id", address_.chat()}, {"text", html_.empty() ? text_ : html_}};
    if (!html_.empty()) parameters["parse_mode"] = "HTML";
    if (const auto thread = address_.sendThread()) parameters["message_thread_id"] = *thread;
    if (replyTo_) {
        parameters["reply_to_message_id"] = *replyTo_;
        parameters["allow_sending_without_reply"] = true;
    }
    if (!linkPreview_) parameters["link_preview_options"] = Json{{"is_disabled", true}};
    return parameters;
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
    const bool isAboutReply = says(reply, "replied") || says(reply, "reply message");
    if (isMissing && isAboutReply && replyTo_) {
        replyTo_.reset();
        return true;
    }
    return false;
}

}
