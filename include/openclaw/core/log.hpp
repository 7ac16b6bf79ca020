#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace openclaw::log {

enum class Level { trace, debug, info, warn, error, off };

/// "info" -> Level::info; accepts the config names (silent, fatal, error, warn, info, debug, trace).
Level parseLevel(std::string_view name, Level fallback);

struct Options {
    Level consoleLevel = Level::info;
    Level fileLevel = Level::info;
    /// Empty: no log file. Created 0600, its folder 0700.
    std::string filePath;
};

/// Opens the sinks. Without this call warnings and errors go to stderr and the rest nowhere.
void configure(const Options& options);
/// The file in use, "" when there is none.
std::string filePath();
void flush();

bool isEnabled(Level level);
/// Writes one line. Control characters are escaped and known secrets masked on the way out.
void write(Level level, std::string_view subsystem, std::string_view message);
/// Registers a value that must never appear in any log line (tokens, keys); shorter than 6 characters is ignored.
void addSecret(std::string_view value);
/// `text` with registered secrets masked; for error texts that leave the process.
std::string redact(std::string_view text);

void vwrite(Level level, std::string_view subsystem, fmt::string_view format, fmt::format_args args);

template <class... Args>
void logAt(Level level, std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    if (isEnabled(level))
        vwrite(level, subsystem, format, fmt::make_format_args(args...));
}
template <class... Args>
void trace(std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    logAt(Level::trace, subsystem, format, std::forward<Args>(args)...);
}
template <class... Args>
void debug(std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    logAt(Level::debug, subsystem, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    logAt(Level::info, subsystem, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    logAt(Level::warn, subsystem, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(std::string_view subsystem, fmt::format_string<Args...> format, Args&&... args) {
    logAt(Level::error, subsystem, format, std::forward<Args>(args)...);
}

}
