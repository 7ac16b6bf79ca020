// Answers as sound. It is made before the answer is committed: the ledger then holds one part with words and
// sound, and a turn that runs again finds the same file.
#include "dispatch/RunEngineImpl.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/text/reply_tags.hpp"

namespace openclaw::dispatch {

namespace {

void attach(const media::Speech& speech, const SpeechPlan& plan, text::ReplyPayload& payload) {
    payload.speechPath = speech.path.string();
    payload.audioAsVoice = speech.isVoiceNote && plan.asVoiceNote;
}

}

asio::awaitable<void> RunEngine::Impl::planSpeech(RunPtr run) {
    if (!spoken || !run->request.route) co_return;
    media::SpeechSettings current = spoken->settings(settings()->root);
    run->speech =
        co_await spoken->plan(std::move(current), stringOr(run->sessionEntry, "ttsAuto"), run->request);
}

asio::awaitable<void> RunEngine::Impl::speakBlock(const Run& run, text::ReplyPayload& payload) {
    // Tags are about the answer as a whole.
    const bool isSpoken = run.speech && run.speech->setup.settings.speaksBlocks &&
                          run.speech->automatic != media::SpeechAuto::tagged && payload.mediaUrls.empty();
    if (!isSpoken) co_return;
    SpeechPlan plan = *run.speech;
    std::string words = payload.text;
    text::SpeechTags none;
    Result<std::optional<media::Speech>> speech =
        co_await spoken->speak(std::move(plan), std::move(words), std::move(none));
    if (speech && *speech) attach(**speech, *run.speech, payload);
}

asio::awaitable<void>
RunEngine::Impl::speakAnswer(RunPtr run, const RunResult& result, std::vector<text::ReplyPayload>& payloads) {
    if (!run->speech || result.status != RunStatus::ok) co_return;
    const bool wasStreamed = result.streamedBlocks > 0;
    const bool spokeBlocks =
        run->speech->setup.settings.speaksBlocks && run->speech->automatic != media::SpeechAuto::tagged;
    if (wasStreamed ? spokeBlocks : payloads.empty()) co_return;
    const text::ReplyDirectives reply = text::parseReplyDirectives(result.text, std::string_view());
    if (reply.isSilent || !reply.mediaUrls.empty()) co_return;
    SpeechPlan plan = *run->speech;
    std::string words = reply.text;
    text::SpeechTags tags = reply.speech;
    Result<std::optional<media::Speech>> speech =
        co_await spoken->speak(std::move(plan), std::move(words), std::move(tags));
    if (!speech) {
        run->trace.add("speech", "failed", log::redact(speech.error().message), "messages.tts");
        co_return;
    }
    if (!*speech) co_return;
    if (wasStreamed) payloads.emplace_back();
    text::ReplyPayload& answer = payloads.back();
    // Words that are only meant to be heard stood in for an answer without any.
    if (reply.text.empty()) answer.text.clear();
    attach(**speech, *run->speech, answer);
    run->trace.add("speech", "spoken",
                   std::string(media::toString((*speech)->provider)) + " spoke the answer", "messages.tts");
}

}
