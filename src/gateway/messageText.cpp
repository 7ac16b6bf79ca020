// What people read in stored messages.
#include "gateway/messageText.hpp"

namespace openclaw::gateway {

namespace {

constexpr std::size_t longestEnvelope = 200;

std::string joinedBlocks(const Json& message, bool withCalls) {
    const Json* content = findMember(message, "content");
    if (!content) return {};
    if (content->is_string()) return content->get<std::string>();
    std::string text;
    if (!content->is_array()) return text;
    for (const Json& block : *content) {
        const std::string type = stringOr(block, "type");
        std::string piece = type == "text" ? stringOr(block, "text") : std::string();
        if (withCalls && type == "toolCall") piece = "[called " + stringOr(block, "name") + "]";
        if (!piece.empty()) text += (text.empty() ? "" : "\n") + piece;
    }
    return text;
}

}

std::string plainText(const Json& message) { return joinedBlocks(message, false); }
std::string readableText(const Json& message) { return joinedBlocks(message, true); }

std::string withoutEnvelope(std::string text) {
    const std::size_t end = text.find("] ");
    const bool hasDate = text.starts_with('[') && end < longestEnvelope && text.find("20") < end;
    if (hasDate) text.erase(0, end + 2);
    return text;
}

}
