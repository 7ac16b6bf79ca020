// Reply-to modes: off, first and all.
#include "openclaw/text/reply_threading.hpp"

#include "openclaw/core/unicode.hpp"

namespace openclaw::text {

std::optional<ReplyToMode> parseReplyToMode(std::string_view word) {
    if (word == "off") return ReplyToMode::off;
    if (word == "first") return ReplyToMode::first;
    if (word == "all") return ReplyToMode::all;
    return std::nullopt;
}

std::string ReplyModeFilter::apply(const std::string& replyToId, bool isTagged) {
    if (replyToId.empty()) return {};
    switch (mode_) {
    case ReplyToMode::off: return keepTagsWhenOff_ && isTagged ? replyToId : std::string();
    case ReplyToMode::all: return replyToId;
    case ReplyToMode::first:
        if (hasQuoted_) return {};
        hasQuoted_ = true;
        return replyToId;
    }
    return {};
}

std::string ReplyPlan::next() {
    if (!allowReference) return {};
    const std::string existing(trimUnicode(existingId));
    const std::string start(trimUnicode(startId));
    if (existing.empty() &&
        (start.empty() || mode == ReplyToMode::off || (mode == ReplyToMode::first && hasReplied)))
        return {};
    hasReplied = true;
    return existing.empty() ? start : existing;
}

}
