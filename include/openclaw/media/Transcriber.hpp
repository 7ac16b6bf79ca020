#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::media {

/// One way to turn sound into text: a command whose output is the transcript.
struct TranscriptionCommand {
    std::vector<std::string> command; // "{{MediaPath}}" and the like are filled in
    std::int64_t maxBytes = 20 * 1024 * 1024;
    std::chrono::seconds timeout{60};
    std::string language;
};

/// The commands of `tools.media.audio`, `tools.media.models` and the older `audio.transcription`, in the
/// order in which they are tried. Empty when switched off or none is configured.
std::vector<TranscriptionCommand> transcriptionCommands(const Json& config);

/// Runs transcription commands in children of their own, never through a shell.
class Transcriber {
public:
    Transcriber(process::Launcher& launcher, Environment environment)
        : launcher_(launcher), environment_(std::move(environment)) {}

    /// The first transcript that is not blank. Errc::unavailable says why the last command failed;
    /// Errc::notFound when there is no command. Cancellation: terminal; a child is killed.
    asio::awaitable<Result<std::string>>
    transcribe(std::vector<TranscriptionCommand> commands, std::filesystem::path file, std::int64_t bytes);

private:
    asio::awaitable<Result<std::string>> run(TranscriptionCommand command, std::filesystem::path file);

    process::Launcher& launcher_;
    Environment environment_;
};

}
