// Voice notes as text: the first model that has something to say.
#include "openclaw/media/Transcriber.hpp"

#include "media/programs.hpp"
#include "media/transcription_requests.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

namespace openclaw::media {

namespace {

constexpr std::size_t maxTranscriptBytes = 256 * 1024;
constexpr std::size_t maxAnswerBytes = 4 * 1024 * 1024;

std::string
filledIn(std::string argument, const TranscriptionModel& model, const std::filesystem::path& file) {
    argument = replaceAll(std::move(argument), "{{MediaPath}}", file.string());
    argument = replaceAll(std::move(argument), "{{MediaDir}}", file.parent_path().string());
    return replaceAll(std::move(argument), "{{Language}}", model.language);
}

}

asio::awaitable<Result<std::string>>
Transcriber::transcribe(std::vector<TranscriptionModel> models, StoredFile file, std::string agentId) {
    Result<std::string> last = Error(Errc::notFound, "no transcription model is configured");
    for (TranscriptionModel& model : models) {
        if (model.isAutomatic && !http_) continue;
        if (file.bytes > model.maxBytes) {
            last = Error(Errc::unavailable,
                         "the recording is larger than " + std::to_string(model.maxBytes) + " bytes");
            continue;
        }
        const std::string name = model.name();
        const bool isAutomatic = model.isAutomatic;
        const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(model.timeout);
        Result<std::string> words = co_await withTimeout(limit, ask(std::move(model), file, agentId));
        if (words || words.error().is(Errc::cancelled)) co_return words;
        if (isAutomatic && words.error().is(Errc::notFound)) continue;
        last = words.error().is(Errc::notFound) ? Error(Errc::unavailable, words.error().message)
                                                : words.error();
        log::warn("media", "transcription with {} failed: {}", name, log::redact(last.error().message));
    }
    co_return last;
}

asio::awaitable<Result<std::string>>
Transcriber::ask(TranscriptionModel model, StoredFile file, std::string agentId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::size_t maxChars = model.maxChars;
    Result<std::string> said = Error(Errc::unavailable, "providers cannot be asked here");
    if (!model.command.empty())
        said = co_await runCommand(std::move(model), std::move(file));
    else if (http_)
        said = co_await askProvider(std::move(model), std::move(file), std::move(agentId));
    if (!said) co_return said;
    const std::string clean = sanitizeUtf8(*said);
    std::string text(trimUnicode(clean));
    if (text.empty()) co_return Error(Errc::unavailable, "no words came back");
    if (maxChars > 0) text = utf16Prefix(text, maxChars);
    co_return text;
}

asio::awaitable<Result<std::string>> Transcriber::runCommand(TranscriptionModel model, StoredFile file) {
    process::LaunchSpec spec;
    for (const std::string& argument : model.command)
        spec.command.push_back(filledIn(argument, model, file.path));
    spec.workingDirectory = file.path.parent_path().string();
    spec.environment = programEnvironment(environment_);
    Result<std::string> output =
        co_await runProgram(launcher_, std::move(spec), std::string(), maxTranscriptBytes);
    co_return output;
}

asio::awaitable<Result<std::string>>
Transcriber::askProvider(TranscriptionModel model, StoredFile file, std::string agentId) {
    const std::string provider = model.provider;
    Result<Secret> key = co_await keys_(std::move(agentId), provider, model.profile);
    // A server of the user's own may need none.
    const bool isKeyless = !key && key.error().is(Errc::notFound) && !model.baseUrl.empty();
    if (!key && !isKeyless) co_return key.error();
    Result<net::HttpClientRequest> request = transcriptionRequest(model, file, key ? *key : Secret());
    if (!request) co_return request.error();
    Result<net::HttpResponse> answer = co_await http_->fetch(std::move(*request), maxAnswerBytes);
    if (!answer) co_return answer.error();
    // The body may repeat parts of the key.
    if (answer->status < 200 || answer->status > 299)
        co_return Error(Errc::unavailable, fmt::format("HTTP {}", answer->status));
    co_return transcriptIn(provider, answer->body);
}

}
