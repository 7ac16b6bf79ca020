#pragma once

#include <optional>
#include <string>

namespace openclaw::cli {

/// One line of a log file (state.md 10).
struct LogLine {
    std::string time;
    std::string level;
    std::string subsystem;
    std::string message;
};

/// nullopt when the text is no log line.
std::optional<LogLine> parseLogLine(const std::string& raw);

}
