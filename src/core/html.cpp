// Escaping for HTML. Stretches without a special character are copied whole.
#include "openclaw/core/html.hpp"

namespace openclaw {

namespace {

std::string_view referenceFor(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return "&quot;";
    }
}

std::string escape(std::string_view text, std::string_view special) {
    std::string out;
    out.reserve(text.size());
    std::size_t start = 0;
    for (std::size_t at = text.find_first_of(special); at != std::string_view::npos;
         at = text.find_first_of(special, start)) {
        out += text.substr(start, at - start);
        out += referenceFor(text[at]);
        start = at + 1;
    }
    out += text.substr(start);
    return out;
}

}

std::string escapeHtml(std::string_view text) { return escape(text, "&<>"); }
std::string escapeHtmlAttribute(std::string_view text) { return escape(text, "&<>\""); }

}
