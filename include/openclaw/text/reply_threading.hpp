#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Which outgoing messages quote the message that they answer (spec outbound.md §3).
namespace openclaw::text {

enum class ReplyToMode { off, first, all };
std::optional<ReplyToMode> parseReplyToMode(std::string_view word);

/// For channels where the model decides: drops reply ids that the mode does not allow.
class ReplyModeFilter {
public:
    /// `keepTagsWhenOff`: an explicit tag counts even in mode off.
    ReplyModeFilter(ReplyToMode mode, bool keepTagsWhenOff)
        : mode_(mode), keepTagsWhenOff_(keepTagsWhenOff) {}
    /// The id to quote, "" for none.
    std::string apply(const std::string& replyToId, bool isTagged);

private:
    ReplyToMode mode_;
    bool keepTagsWhenOff_;
    bool hasQuoted_ = false;
};

/// For channels that quote by themselves: the id for each next message.
struct ReplyPlan {
    ReplyToMode mode = ReplyToMode::off;
    /// The thread that the conversation is in already; always quoted.
    std::string existingId;
    std::string startId;
    bool allowReference = true;
    bool hasReplied = false;

    /// The id for the next message, "" for none.
    std::string next();
};

}
