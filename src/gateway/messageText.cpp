// Stored messages as text.
#include "gateway/messageText.hpp"

namespace openclaw::gateway {

std::string readableText(const Json& message) {
    const Json* content = findMember(message, "content");
    if (!content) return {};
    if (content->is_string()) return content->get<std::string>();
    std::string text;
    if (!content->is_array()) return text;
    for (const Json& block : *content) {
        const std::string type = stringOr(block, "type");
        std::string piece = type == "text" ? stringOr(block, "text") : std::string();
        if (type == "toolCall") piece = "[called " + stringOr(block, "name") + "]";
        if (!piece.empty()) text += (text.empty() ? "" : "\n") + piece;
    }
    return text;
}

}
