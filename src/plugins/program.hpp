#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/plugins/Manifest.hpp"
#include "openclaw/process/JsonRpc.hpp"

#include <filesystem>
#include <functional>
#include <memory>

/// What the programs of all kinds of plugins have in common (docs/plugins.md).
namespace openclaw::plugins {

using Program = std::shared_ptr<process::RpcClient>;

inline constexpr std::chrono::seconds stopGrace{2};

/// Starts the program. Its environment holds PATH, HOME and LANG only. Errc::unavailable.
Result<Program> launchProgram(asio::any_io_executor executor,
                              process::Launcher& launcher,
                              const Environment& environment,
                              const Manifest& manifest);

/// Calls `start` with the settings (secrets included), the plugin's own folder and `more`.
/// Errc::unauthorized: it cannot work before its settings change. Cancellation: terminal.
asio::awaitable<Result<Json>> introduceHost(
    Program program, Manifest manifest, std::filesystem::path stateDirectory, Json settings, Json more);

/// Asks once a minute how it does. Returns Errc::unavailable when two answers in a row fail to come, and
/// Errc::cancelled. Cancellation: terminal.
asio::awaitable<Error>
watchProgram(Clock& clock, Program program, std::string id, std::function<void(const Json& status)> onStatus);

/// Keeps the settings that the manifest calls sensitive out of the log.
void hideSecrets(const Manifest& manifest, const Json& settings);

}
