// A session told in other forms: as a nested tree for programs, as one page for people.
#include "pi/session_views.hpp"

#include "openclaw/core/html.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::pi {

namespace {

constexpr std::string_view pageHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
article { border-left: 3px solid #bbb; margin: 1rem 0; padding: .2rem 0 .2rem .8rem; }
article.user { border-color: #2b6cb0; } article.assistant { border-color: #2f855a; } article.failed { border-color: #c53030; }
header { font-size: .8rem; color: #666; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0; }
pre.text { font: inherit; } details { color: #555; } img { max-width: 100%; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } header, details { color: #999; } }
</style>
)";

std::string folded(std::string_view summary, std::string_view text) {
    return "<details><summary>" + escapeHtml(summary) + "</summary><pre>" + escapeHtml(text) + "</pre></details>\n";
}

std::string image(const Json& block) {
    const std::string mimeType = stringOr(block, "mimeType");
    if (!mimeType.starts_with("image/")) return {};
    return "<img alt=\"\" src=\"data:" + escapeHtmlAttribute(mimeType) + ";base64," + escapeHtmlAttribute(stringOr(block, "data")) +
           "\">\n";
}

std::string block(const Json& content) {
    const std::string type = stringOr(content, "type");
    if (type == "text") return "<pre class=\"text\">" + escapeHtml(stringOr(content, "text")) + "</pre>\n";
    if (type == "thinking") return folded("Thinking", stringOr(content, "thinking"));
    if (type == "image") return image(content);
    if (type == "toolCall") {
        const Json* arguments = findMember(content, "arguments");
        return folded("Tool: " + stringOr(content, "name"),
                      arguments ? arguments->dump(2, ' ', false, Json::error_handler_t::replace) : "");
    }
    return {};
}

std::string body(const Json& message) {
    if (stringOr(message, "role") == "bashExecution")
        return "<pre>$ " + escapeHtml(stringOr(message, "command")) + "\n" + escapeHtml(stringOr(message, "output")) +
               "</pre>\n";
    const Json* content = findMember(message, "content");
    if (!content) return {};
    if (content->is_string())
        return "<pre class=\"text\">" + escapeHtml(content->get<std::string>()) + "</pre>\n";
    std::string blocks;
    if (content->is_array()) {
        for (const Json& each : *content)
            blocks += block(each);
    }
    const std::string failure = stringOr(message, "errorMessage");
    return failure.empty() ? blocks : blocks + "<pre>" + escapeHtml(failure) + "</pre>\n";
}

std::string article(const Json& entry) {
    const std::string time = stringOr(entry, "timestamp");
    const std::string type = stringOr(entry, "type");
    if (type == "compaction" || type == "branch_summary")
        return "<article><header>Earlier conversation, summarized · " + escapeHtml(time) + "</header>\n" +
               folded("Summary", stringOr(entry, "summary")) + "</article>\n";
    const Json* message = findMember(entry, "message");
    if (type != "message" || !message) return {};
    const std::string role = stringOr(*message, "role");
    const bool isFailed =
        findBool(*message, "isError").value_or(false) || !stringOr(*message, "errorMessage").empty();
    const std::string title = role == "toolResult" ? "Result of " + stringOr(*message, "toolName") : role;
    return "<article class=\"" + escapeHtmlAttribute(role) + (isFailed ? " failed" : "") + "\"><header>" + escapeHtml(title) +
           " · " + escapeHtml(time) + "</header>\n" + body(*message) + "</article>\n";
}

}

Result<Json> sessionTree(const SessionLog& log) {
    const std::vector<Json>& entries = log.entries();
    std::unordered_map<std::string, std::size_t> position;
    for (std::size_t i = 0; i < entries.size(); ++i)
        position.emplace(stringOr(entries[i], "id"), i);
    std::vector<std::optional<std::size_t>> parent(entries.size());
    std::vector<std::size_t> depth(entries.size(), 1);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto found = position.find(stringOr(entries[i], "parentId"));
        // A parent is always written before its children; anything else would be a circle.
        if (found == position.end() || found->second >= i) continue;
        parent[i] = found->second;
        depth[i] = depth[found->second] + 1;
        if (depth[i] > maxTreeDepth)
            return Error(Errc::invalidInput, "The session is too long for get_tree; use get_entries");
    }
    // From the last entry to the first, so that every node is complete when its parent takes it.
    std::vector<Json> children(entries.size(), Json::array());
    Json roots = Json::array();
    for (std::size_t i = entries.size(); i-- > 0;) {
        std::reverse(children[i].begin(), children[i].end());
        Json node{{"entry", entries[i]}, {"children", std::move(children[i])}};
        (parent[i] ? children[*parent[i]] : roots).push_back(std::move(node));
    }
    std::reverse(roots.begin(), roots.end());
    return roots;
}

std::string sessionPage(const SessionLog& log) {
    const std::string title = log.name().empty() ? "Session " + log.id() : log.name();
    std::string page(pageHead);
    page += "<title>" + escapeHtml(title) + "</title></head>\n<body><h1>" + escapeHtml(title) + "</h1>\n";
    for (const Json* entry : log.path())
        page += article(*entry);
    return page + "</body></html>\n";
}

}
