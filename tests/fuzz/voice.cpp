// Speech tags of models, words read aloud, and what transcription servers answer.
#include "media/transcription_requests.hpp"
#include "openclaw/media/speech.hpp"
#include "openclaw/text/speech_tags.hpp"

#include "openclaw/core/strings.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const text::SpeechSplit split = text::splitSpeechTags(text);
    if (split.text.size() + split.tags.spoken.size() > size) std::abort();
    text::openSpeechBlock(text);
    if (utf16Length(text::spokenPrefix(text::spokenText(text), 100)) > 100) std::abort();
    media::withTags(media::SpeechSetup(), split.tags);
    for (const std::string& provider : media::transcriptionProviders())
        media::transcriptIn(provider, text);
    if (const auto json = parseJson(text)) {
        media::speechPrefsFromJson(*json);
        media::speechSettings(*json, Environment(), "/");
        media::transcriptionModels(*json);
    }
    return 0;
}
