// Conversation labels and the final form of an inbound context.
#include "openclaw/prompt/context.hpp"

#include "openclaw/core/strings.hpp"
#include "prompt/trimmed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace openclaw::prompt {

namespace {

/// CRLF, CR and the two characters backslash-n all end a line.
std::string withPlainNewlines(std::string text) {
    text = replaceAll(std::move(text), "\r\n", "\n");
    text = replaceAll(std::move(text), "\r", "\n");
    return replaceAll(std::move(text), "\\n", "\n");
}

std::vector<std::string_view> addressParts(std::string_view address) {
    std::vector<std::string_view> parts = split(address, ':');
    parts.erase(std::remove(parts.begin(), parts.end(), std::string_view()), parts.end());
    return parts;
}

std::string joinFrom(const std::vector<std::string_view>& parts, std::size_t first) {
    std::string out;
    for (std::size_t i = first; i < parts.size(); ++i)
        out += (i > first ? ":" : "") + std::string(parts[i]);
    return out;
}

bool isConversationId(std::string_view id) {
    const bool digits =
        !id.empty() && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits || id.find("@g.us") != std::string_view::npos;
}

/// Everything by which a text could already name its sender.
std::vector<std::string> senderCandidates(const SenderNames& sender) {
    std::vector<std::string> out;
    for (const std::string* part : {&sender.name, &sender.username, &sender.tag, &sender.e164, &sender.id})
        out.push_back(trimmed(*part));
    out.push_back(senderLabel(sender).value_or(std::string()));
    out.erase(std::remove(out.begin(), out.end(), std::string()), out.end());
    return out;
}

/// `name` followed by ": " at the start of the text, of a line, or right after a "]".
bool namesSpeaker(std::string_view lowerText, std::string_view lowerName) {
    for (std::size_t at = lowerText.find(lowerName); at != std::string_view::npos;
         at = lowerText.find(lowerName, at + 1)) {
        std::string_view rest = lowerText.substr(at + lowerName.size());
        if (rest.empty() || rest[0] != ':' || skipSpaces(rest, 1) == 1) continue;
        std::string_view before = lowerText.substr(0, at);
        if (before.empty() || before.back() == '\n') return true;
        before = trimUnicodeEnd(before);
        if (!before.empty() && before.back() == ']') return true;
    }
    return false;
}

std::string withSender(const std::string& body, const InboundContext& context) {
    if (trimUnicode(body).empty() || context.chatType.empty() || context.chatType == "direct") return body;
    const std::string lower = toLowerUnicode(body);
    if (lower.starts_with("[from:") || lower.find("\n[from:") != std::string::npos) return body;
    for (const std::string& name : senderCandidates(context.sender)) {
        if (namesSpeaker(lower, toLowerUnicode(name))) return body;
    }
    const auto label = senderLabel(context.sender);
    return label ? body + "\n[from: " + *label + "]" : body;
}

}

std::optional<std::string> extractGroupId(std::string_view address) {
    const std::string_view text = trimUnicode(address);
    if (text.empty()) return std::nullopt;
    const auto parts = addressParts(text);
    std::string id;
    if (parts.size() >= 3 && (parts[1] == "group" || parts[1] == "channel"))
        id = joinFrom(parts, 2);
    else if (parts.size() >= 2 && equalsIgnoreCase(parts[0], "whatsapp") &&
             toLowerAscii(text).find("@g.us") != std::string::npos)
        id = joinFrom(parts, 1);
    else if (parts.size() >= 2 && (parts[0] == "group" || parts[0] == "channel"))
        id = joinFrom(parts, 1);
    else
        id = std::string(text);
    return id.empty() ? std::nullopt : std::optional(id);
}

std::optional<std::string> conversationLabel(const InboundContext& context) {
    for (const std::string* given : {&context.conversationLabel, &context.threadLabel}) {
        if (const std::string label = trimmed(*given); !label.empty()) return label;
    }
    const std::string from = trimmed(context.from);
    if (normalizeChatType(context.chatType) == "direct") {
        const std::string name = trimmed(context.sender.name);
        const std::string& label = name.empty() ? from : name;
        return label.empty() ? std::nullopt : std::optional(label);
    }
    std::string base;
    for (const std::string* part :
         {&context.groupChannel, &context.groupSubject, &context.groupSpace, &from}) {
        if (base.empty()) base = trimmed(*part);
    }
    if (base.empty()) return std::nullopt;
    const auto parts = addressParts(from);
    const std::string id(parts.empty() ? std::string_view(from) : parts.back());
    const bool isNamed = base.starts_with("#") || base.starts_with("@") ||
                         base.find(id) != std::string::npos ||
                         toLowerAscii(base).find(" id:") != std::string::npos;
    return isConversationId(id) && !isNamed ? base + " id:" + id : base;
}

InboundContext finalizeContext(InboundContext context) {
    for (auto* text : {&context.body, &context.rawBody, &context.commandBody, &context.bodyForAgent,
                       &context.bodyForCommands}) {
        if (*text) *text = withPlainNewlines(std::move(**text));
    }
    if (!context.body) context.body = "";
    if (const std::string type = normalizeChatType(context.chatType); !type.empty()) context.chatType = type;
    if (!context.bodyForAgent) context.bodyForAgent = context.body;
    if (!context.bodyForCommands)
        context.bodyForCommands = context.commandBody ? context.commandBody
                                  : context.rawBody   ? context.rawBody
                                                      : context.body;
    context.conversationLabel = conversationLabel(context).value_or(std::string());
    InboundContext typed = context;
    typed.chatType = normalizeChatType(context.chatType);
    context.body = withSender(*context.body, typed);
    context.bodyForAgent = withSender(*context.bodyForAgent, typed);
    return context;
}

std::string formatLocation(const Location& location) {
    std::string coordinates = fmt::format("{:.6f}, {:.6f}", location.latitude, location.longitude);
    if (location.accuracy && std::isfinite(*location.accuracy))
        coordinates += fmt::format(" ±{}m", static_cast<std::int64_t>(std::floor(*location.accuracy + 0.5)));
    std::string text;
    if (location.isLive) {
        text = "🛰 Live location: " + coordinates;
    } else {
        std::string label = location.name;
        if (!location.name.empty() && !location.address.empty()) label += " — ";
        label += location.address;
        text = label.empty() ? "📍 " + coordinates : "📍 " + label + " (" + coordinates + ")";
    }
    const std::string caption = trimmed(location.caption);
    return caption.empty() ? text : text + "\n" + caption;
}

}
