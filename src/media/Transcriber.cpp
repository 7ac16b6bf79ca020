// Voice notes as text, by a program the user chose.
#include "openclaw/media/Transcriber.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::media {

namespace {

constexpr std::size_t maxTranscriptBytes = 256 * 1024;

std::vector<std::string> textsOf(const Json* list) {
    std::vector<std::string> texts;
    if (list && list->is_array()) {
        for (const Json& entry : *list) {
            if (entry.is_string()) texts.push_back(entry.get<std::string>());
        }
    }
    return texts;
}

bool takesAudio(const Json& entry) {
    const Json* capabilities = findMember(entry, "capabilities");
    if (!capabilities || !capabilities->is_array()) return true;
    return std::ranges::find(*capabilities, Json("audio")) != capabilities->end();
}

/// A CLI entry of a `models` list; nullopt for providers and entries without a command.
std::optional<TranscriptionCommand> readEntry(const Json& entry, const Json& section) {
    const std::string program = stringOr(entry, "command");
    if (program.empty() || stringOr(entry, "type", "cli") != "cli" || !takesAudio(entry)) return std::nullopt;
    TranscriptionCommand made;
    made.command = {program};
    for (std::string& argument : textsOf(findMember(entry, "args")))
        made.command.push_back(std::move(argument));
    const auto number = [&](const char* member) {
        const auto own = findInteger(entry, member);
        return own ? own : findInteger(section, member);
    };
    if (const auto bytes = number("maxBytes"); bytes && *bytes > 0) made.maxBytes = *bytes;
    if (const auto seconds = number("timeoutSeconds"); seconds && *seconds > 0)
        made.timeout = std::chrono::seconds(std::min<std::int64_t>(*seconds, 3600));
    made.language = stringOr(entry, "language", stringOr(section, "language"));
    return made;
}

std::string
filledIn(std::string argument, const TranscriptionCommand& command, const std::filesystem::path& file) {
    argument = replaceAll(std::move(argument), "{{MediaPath}}", file.string());
    argument = replaceAll(std::move(argument), "{{MediaDir}}", file.parent_path().string());
    return replaceAll(std::move(argument), "{{Language}}", command.language);
}

}

std::vector<TranscriptionCommand> transcriptionCommands(const Json& config) {
    std::vector<TranscriptionCommand> commands;
    const Json none = Json::object();
    const Json* audio = findPath(config, "tools.media.audio");
    const Json& section = audio ? *audio : none;
    if (findBool(section, "enabled") == false) return commands;
    for (const Json* list : {findMember(section, "models"), findPath(config, "tools.media.models")}) {
        if (!list || !list->is_array()) continue;
        for (const Json& entry : *list) {
            if (auto command = readEntry(entry, section)) commands.push_back(std::move(*command));
        }
    }
    TranscriptionCommand legacy;
    legacy.command = textsOf(findPath(config, "audio.transcription.command"));
    if (!legacy.command.empty()) commands.push_back(std::move(legacy));
    return commands;
}

asio::awaitable<Result<std::string>> Transcriber::transcribe(std::vector<TranscriptionCommand> commands,
                                                             std::filesystem::path file,
                                                             std::int64_t bytes) {
    Result<std::string> last = Error(Errc::notFound, "no transcription command is configured");
    for (TranscriptionCommand& command : commands) {
        if (bytes > command.maxBytes) {
            last = Error(Errc::unavailable,
                         "the recording is larger than " + std::to_string(command.maxBytes) + " bytes");
            continue;
        }
        const std::string name = command.command.front();
        const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(command.timeout);
        last = co_await withTimeout(limit, run(std::move(command), file));
        if (last || last.error().is(Errc::cancelled)) co_return last;
        log::warn("media", "transcription with {} failed: {}", name, last.error().message);
    }
    co_return last;
}

asio::awaitable<Result<std::string>> Transcriber::run(TranscriptionCommand command,
                                                      std::filesystem::path file) {
    co_await asio::this_coro::throw_if_cancelled(false);
    process::LaunchSpec spec;
    for (const std::string& argument : command.command)
        spec.command.push_back(filledIn(argument, command, file));
    spec.workingDirectory = file.parent_path().string();
    // The program needs to be found and to find its models; keys of the gateway are none of its business.
    for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"}) {
        if (const auto value = environment_.find(name)) spec.environment[name] = *value;
    }
    spec.wantsInput = false;
    Result<std::unique_ptr<process::ChildProcess>> child = launcher_.launch(std::move(spec));
    if (!child) co_return child.error();
    std::string output;
    for (;;) {
        Result<std::string> piece = co_await (*child)->readOutput();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        output += *piece;
        if (output.size() > maxTranscriptBytes)
            co_return Error(Errc::unavailable, "it printed more than " + std::to_string(maxTranscriptBytes) + " bytes");
    }
    Result<process::ExitStatus> status = co_await (*child)->wait();
    if (!status) co_return status.error();
    if (status->code != 0 || status->signal != 0)
        co_return Error(Errc::unavailable,
                        status->describe() + ": " + std::string(trimAscii((*child)->stderrTail())));
    const std::string clean = sanitizeUtf8(output);
    const std::string text(trimUnicode(clean));
    if (text.empty()) co_return Error(Errc::unavailable, "it printed nothing");
    co_return text;
}

}
