#pragma once

#include "openclaw/dispatch/runs.hpp"
#include "openclaw/media/Speaker.hpp"

#include <functional>
#include <optional>
#include <string>

namespace openclaw::dispatch {

/// Whether and how the answer of one run is spoken, decided when it begins.
struct SpeechPlan {
    media::SpeechSetup setup;
    media::SpeechAuto automatic = media::SpeechAuto::off;
    std::string agentId;
    /// The message came as sound.
    bool isToVoice = false;
    /// The network shows voice notes.
    bool asVoiceNote = false;

    /// What the model is told about it.
    std::string hint() const;
    /// Whether an answer with these tags is to be spoken.
    bool isDue(const text::SpeechTags& tags) const;
};

/// Decides about speech and makes it. A reply never waits for more than the time limits of its providers and
/// is never lost for want of a voice.
class SpokenReplies {
public:
    /// A text in about `length` characters, by the model that `model` names ("" = the agent's).
    using Summarizer = std::function<asio::awaitable<Result<std::string>>(
        std::string agentId, std::string model, std::string text, std::size_t length)>;

    SpokenReplies(media::Speaker& speaker, Summarizer summarize)
        : speaker_(speaker), summarize_(std::move(summarize)) {}

    media::SpeechSettings settings(const Json& config) const { return speaker_.settings(config); }
    /// nullopt when speech is off in this conversation; `sessionMode` is its own word. Cancellation: none.
    asio::awaitable<std::optional<SpeechPlan>>
    plan(media::SpeechSettings settings, std::string sessionMode, const RunRequest& request);
    /// `markdown` as sound, or the words that its tags put in its place. nullopt when there is nothing worth
    /// saying. Cancellation: terminal.
    asio::awaitable<Result<std::optional<media::Speech>>>
    speak(SpeechPlan plan, std::string markdown, text::SpeechTags tags);

private:
    asio::awaitable<std::string> shortened(SpeechPlan plan, std::string words);

    media::Speaker& speaker_;
    Summarizer summarize_;
};

}
