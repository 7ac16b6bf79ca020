#pragma once

#include "openclaw/core/json.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Attachments as the model is told about them (spec agent-run.md §2, outbound.md §8).
namespace openclaw::prompt {

struct Attachment {
    std::string path;
    std::string type;
    std::string url;
};
/// "[media attached: <path> (<type>) | <url>]", with a count line when there are several. Attachments whose
/// index is in `described` are left out: their description stands in the text. nullopt when nothing is left.
std::optional<std::string> formatMediaNote(const std::vector<Attachment>& attachments,
                                           const std::set<std::size_t>& described);

enum class UnderstandingKind { audioTranscription, imageDescription, videoDescription };
std::optional<UnderstandingKind> parseUnderstandingKind(std::string_view word);

struct MediaUnderstanding {
    UnderstandingKind kind = UnderstandingKind::audioTranscription;
    std::string text;
};
/// The body with transcripts and descriptions in place of its "<media:…>" placeholder; unchanged without
/// outputs.
std::string formatUnderstoodBody(std::string_view body, const std::vector<MediaUnderstanding>& outputs);

/// Whether media of this conversation may be examined, by a `scope` object (rules, default). Without one:
/// yes.
bool isMediaInScope(const Json* scope,
                    std::string_view channel,
                    std::string_view chatType,
                    std::string_view sessionKey);

}
