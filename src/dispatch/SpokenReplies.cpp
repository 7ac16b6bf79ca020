// Which answers are spoken, and with which words.
#include "openclaw/dispatch/SpokenReplies.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

/// Shorter answers ("Done.") are faster read than heard.
constexpr std::size_t leastLength = 10;

bool isSound(const channels::Attachment& attachment) {
    return attachment.kind == "voice" || attachment.kind == "audio";
}

}

std::string SpeechPlan::hint() const {
    std::string text = "Your answers here can be spoken.";
    if (automatic == media::SpeechAuto::inbound) text += " Answers to voice notes are; others are not.";
    if (automatic == media::SpeechAuto::tagged) text += " An answer is spoken only when it contains [[tts]].";
    if (!setup.settings.allows.tags) return text;
    text += fmt::format("\nKeep what is to be spoken below {} characters.", setup.prefs.maxLength);
    if (setup.settings.allows.text)
        text += "\n[[tts:text]]words[[/tts:text]] is said in place of the written answer and is not shown.";
    return text + "\n[[tts:voice=nova speed=1.1]] chooses how it sounds.";
}

bool SpeechPlan::isDue(const text::SpeechTags& tags) const {
    switch (automatic) {
    case media::SpeechAuto::off: return false;
    case media::SpeechAuto::always: return true;
    case media::SpeechAuto::inbound: return isToVoice;
    case media::SpeechAuto::tagged: return tags.isWanted && setup.settings.allows.tags;
    }
    return false;
}

asio::awaitable<std::optional<SpeechPlan>>
SpokenReplies::plan(media::SpeechSettings settings, std::string sessionMode, const RunRequest& request) {
    SpeechPlan plan;
    plan.setup = co_await speaker_.setup(std::move(settings));
    plan.automatic = plan.setup.automatic(sessionMode);
    std::optional<SpeechPlan> made;
    if (plan.automatic == media::SpeechAuto::off || !request.route) co_return made;
    plan.agentId = request.agentId;
    plan.isToVoice = std::ranges::any_of(request.attachments, isSound);
    plan.asVoiceNote = media::takesVoiceNotes(request.route->channel);
    made = std::move(plan);
    co_return made;
}

asio::awaitable<Result<std::optional<media::Speech>>>
SpokenReplies::speak(SpeechPlan plan, std::string markdown, text::SpeechTags tags) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::optional<media::Speech> nothing;
    if (!plan.isDue(tags)) co_return nothing;
    const media::SpeechAllowance& allows = plan.setup.settings.allows;
    const bool hasOwnWords = allows.tags && allows.text && !tags.spoken.empty();
    std::string words = text::spokenText(hasOwnWords ? tags.spoken : markdown);
    if (utf16Length(words) < leastLength) co_return nothing;
    words = co_await shortened(plan, std::move(words));
    media::SpeechSetup setup = media::withTags(std::move(plan.setup), tags);
    Result<media::Speech> speech =
        co_await speaker_.speak(std::move(setup), std::move(words), plan.asVoiceNote);
    if (!speech) co_return speech.error();
    co_return std::optional<media::Speech>(std::move(*speech));
}

/// A long answer as a summary, else its beginning: the whole of it can be read.
asio::awaitable<std::string> SpokenReplies::shortened(SpeechPlan plan, std::string words) {
    const media::SpeechSettings& settings = plan.setup.settings;
    const std::size_t limit = std::min(plan.setup.prefs.maxLength, settings.maxTextLength);
    if (utf16Length(words) <= limit) co_return words;
    if (plan.setup.prefs.summarizes && summarize_) {
        Result<std::string> summary = co_await withTimeout(
            settings.timeout, summarize_(plan.agentId, settings.summaryModel, words, limit));
        if (summary)
            words = text::spokenText(*summary);
        else
            log::warn("media", "no summary to speak: {}", log::redact(summary.error().message));
    }
    co_return text::spokenPrefix(words, limit);
}

}
