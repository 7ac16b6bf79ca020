// What stands in a stored message, as people would read it.
#include "gateway/transcriptText.hpp"

namespace openclaw::gateway {

namespace {

constexpr std::size_t longestEnvelope = 200;

}

std::string plainText(const Json& message) {
    const Json* content = findMember(message, "content");
    if (!content) return {};
    if (content->is_string()) return content->get<std::string>();
    std::string text;
    if (!content->is_array()) return text;
    for (const auto& block : *content) {
        if (stringOr(block, "type") != "text") continue;
        if (!text.empty()) text += '\n';
        text += stringOr(block, "text");
    }
    return text;
}

std::string withoutEnvelope(std::string text) {
    const std::size_t end = text.find("] ");
    const bool hasDate = text.starts_with('[') && end < longestEnvelope && text.find("20") < end;
    if (hasDate) text.erase(0, end + 2);
    return text;
}

}
