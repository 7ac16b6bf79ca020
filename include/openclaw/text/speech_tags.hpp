#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a model writes about the sound of its answer, and words the way they are read aloud (docs/voice.md).
namespace openclaw::text {

/// The wishes of [[tts]], [[tts:key=value …]] and [[tts:text]]…[[/tts:text]].
struct SpeechTags {
    /// There was a tag of any kind.
    bool isWanted = false;
    /// Of the first text block: said instead of the written words, "" for none.
    std::string spoken;
    /// The pairs in order; keys in lower case.
    std::vector<std::pair<std::string, std::string>> settings;
};

struct SpeechSplit {
    /// Without the tags; exactly as given when there was none.
    std::string text;
    SpeechTags tags;
};
SpeechSplit splitSpeechTags(std::string_view text);

/// Where a [[tts:text]] block begins that is still open; npos when none is.
std::size_t openSpeechBlock(std::string_view text);

/// Markdown as one reads it aloud: no marks, no code blocks, and of a bare address only its host.
std::string spokenText(std::string_view markdown);

/// At most `units` UTF-16 units from the front, up to the end of a sentence where there is one in its second
/// half, else of a word.
std::string spokenPrefix(std::string_view text, std::size_t units);

}
