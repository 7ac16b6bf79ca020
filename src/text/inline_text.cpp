// Turns the collected inline items of a block into text and spans.
#include "text/inline_text.hpp"

#include "openclaw/core/unicode.hpp"
#include "text/linkify.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

InlineItem makeItem(InlineKind kind, std::string value = {}, Style style = Style::bold) {
    InlineItem item;
    item.kind = kind;
    item.value = std::move(value);
    item.style = style;
    return item;
}

/// Neighbouring text becomes one item, so that a URL is seen whole.
std::vector<InlineItem> mergeText(std::vector<InlineItem> items) {
    std::vector<InlineItem> merged;
    for (InlineItem& item : items) {
        if (item.kind == InlineKind::text && !merged.empty() && merged.back().kind == InlineKind::text)
            merged.back().value += item.value;
        else
            merged.push_back(std::move(item));
    }
    return merged;
}

/// Turns ||…|| pairs into spoiler spans; an odd last marker stays text.
std::vector<InlineItem> markSpoilers(std::vector<InlineItem> items) {
    constexpr std::string_view marker = "||";
    std::size_t markers = 0;
    for (const InlineItem& item : items) {
        if (item.kind != InlineKind::text)
            continue;
        for (std::size_t at = item.value.find(marker); at != std::string::npos; at = item.value.find(marker, at + 2))
            ++markers;
    }
    std::size_t usable = markers - markers % 2;
    bool open = false;
    std::vector<InlineItem> out;
    for (InlineItem& item : items) {
        if (item.kind != InlineKind::text || usable == 0) {
            out.push_back(std::move(item));
            continue;
        }
        std::size_t start = 0;
        while (usable > 0) {
            const std::size_t at = item.value.find(marker, start);
            if (at == std::string::npos)
                break;
            out.push_back(makeItem(InlineKind::text, item.value.substr(start, at - start)));
            out.push_back(makeItem(open ? InlineKind::close : InlineKind::open, {}, Style::spoiler));
            open = !open;
            --usable;
            start = at + marker.size();
        }
        out.push_back(makeItem(InlineKind::text, item.value.substr(start)));
    }
    return out;
}

std::vector<InlineItem> linkifyText(std::vector<InlineItem> items) {
    std::vector<InlineItem> out;
    std::size_t linkDepth = 0;
    for (InlineItem& item : items) {
        if (item.kind == InlineKind::linkOpen)
            ++linkDepth;
        if (item.kind == InlineKind::linkClose && linkDepth > 0)
            --linkDepth;
        if (item.kind != InlineKind::text || linkDepth > 0) {
            out.push_back(std::move(item));
            continue;
        }
        std::size_t start = 0;
        for (const FoundLink& link : findLinks(item.value)) {
            out.push_back(makeItem(InlineKind::text, item.value.substr(start, link.start - start)));
            out.push_back(makeItem(InlineKind::linkOpen, link.href));
            out.push_back(makeItem(InlineKind::text, item.value.substr(link.start, link.end - link.start)));
            out.push_back(makeItem(InlineKind::linkClose));
            start = link.end;
        }
        out.push_back(makeItem(InlineKind::text, item.value.substr(start)));
    }
    return out;
}

}

void Fragment::append(std::string_view utf8) { text += toUtf16(utf8); }

void Fragment::append(const Fragment& other) {
    const std::size_t offset = text.size();
    text += other.text;
    for (StyleSpan span : other.styles) {
        span.start += offset;
        span.end += offset;
        styles.push_back(span);
    }
    for (LinkSpan link : other.links) {
        link.start += offset;
        link.end += offset;
        links.push_back(std::move(link));
    }
}

void Fragment::addStyle(Style style, std::size_t start) {
    if (text.size() <= start)
        return;
    StyleSpan span;
    span.start = start;
    span.end = text.size();
    span.style = style;
    styles.push_back(span);
}

void appendInline(Fragment& target, std::vector<InlineItem> items, const MarkdownOptions& options) {
    items = mergeText(std::move(items));
    if (options.spoilers)
        items = markSpoilers(std::move(items));
    if (options.linkify)
        items = linkifyText(std::move(items));

    std::vector<std::pair<Style, std::size_t>> openStyles;
    std::vector<LinkSpan> openLinks;
    for (InlineItem& item : items) {
        switch (item.kind) {
        case InlineKind::text:
        case InlineKind::verbatim: target.append(item.value); break;
        case InlineKind::open: openStyles.emplace_back(item.style, target.text.size()); break;
        case InlineKind::close: {
            const auto open = std::find_if(openStyles.rbegin(), openStyles.rend(),
                                           [&](const auto& entry) { return entry.first == item.style; });
            if (open == openStyles.rend())
                break;
            target.addStyle(item.style, open->second);
            openStyles.erase(std::next(open).base());
            break;
        }
        case InlineKind::linkOpen: {
            LinkSpan link;
            link.start = target.text.size();
            link.href = std::move(item.value);
            openLinks.push_back(std::move(link));
            break;
        }
        case InlineKind::linkClose:
            if (openLinks.empty())
                break;
            openLinks.back().end = target.text.size();
            if (openLinks.back().end > openLinks.back().start && !openLinks.back().href.empty())
                target.links.push_back(std::move(openLinks.back()));
            openLinks.pop_back();
            break;
        }
    }
}

}
