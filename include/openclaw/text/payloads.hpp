#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Outgoing payloads: what is skipped, what is tidied, what is put in front (spec outbound.md §1).
namespace openclaw::text {

/// Values for a response prefix; unknown ones leave their placeholder standing.
struct PrefixContext {
    std::optional<std::string> model;
    std::optional<std::string> modelFull;
    std::optional<std::string> provider;
    std::optional<std::string> thinkingLevel;
    std::optional<std::string> identityName;
};
/// "[{model}]" with its placeholders filled in, names in any case.
std::string fillPrefix(std::string_view prefix, const PrefixContext& context);
/// "openai/gpt-5.2" -> "gpt-5.2"; a date or "-latest" at the end goes too.
std::string shortModelName(std::string_view model);

struct ReplyPayload {
    std::string text;
    std::vector<std::string> mediaUrls;
    std::string replyToId;
    bool replyToTag = false;
    bool audioAsVoice = false;
    bool isError = false;
    /// Its words as sound, a file of the house; "" for none.
    std::string speechPath;
};
enum class SkipReason { empty, silent, heartbeat };
std::string_view toString(SkipReason reason);

struct NormalizedText {
    /// Unset: the payload is not sent, for this reason.
    std::optional<std::string> text;
    SkipReason skipped = SkipReason::empty;
};
/// The text as it is sent. With media an empty text does not hold the payload back.
NormalizedText
normalizePayloadText(std::string_view text, bool hasMedia, const std::optional<std::string>& prefix);

/// Model output without final tags, with provider errors in words that a person understands and without
/// repeated paragraphs.
std::string sanitizeForPeople(std::string_view text);

/// Puts a usage line under the last payload that has text, or sends it alone.
void appendUsageLine(std::vector<ReplyPayload>& payloads, const std::string& line);
/// True when the text says what the message tool already sent (10 characters or more, tidied).
bool isDuplicateOfSent(std::string_view text, const std::vector<std::string>& sent);

}
