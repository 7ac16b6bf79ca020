// Log sinks: one human line on stderr or stdout, one JSON object per line in the file (the layout that
// OpenClaw's own log readers understand, spec state.md section 10). The only file that includes spdlog.
#include "openclaw/core/log.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace openclaw::log {

namespace {

struct Sinks {
    std::mutex mutex;   // worker and store threads log too
    Options options{.consoleLevel = Level::warn, .fileLevel = Level::off, .filePath = {}};
    std::shared_ptr<spdlog::logger> file;
    std::vector<std::string> secrets;
};

Sinks& sinks() {
    static Sinks instance;
    return instance;
}

std::string_view levelName(Level level) {
    switch (level) {
    case Level::trace: return "TRACE";
    case Level::debug: return "DEBUG";
    case Level::info: return "INFO";
    case Level::warn: return "WARN";
    case Level::error: return "ERROR";
    case Level::off: return "SILLY";
    }
    return "INFO";
}

std::string escapeControls(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f)
            out += c;
        else
            out += fmt::format("\\x{:02x}", byte);
    }
    return out;
}

std::string maskSecrets(std::string text, const std::vector<std::string>& secrets) {
    for (const auto& secret : secrets) {
        for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3))
            text.replace(at, secret.size(), "***");
    }
    return text;
}

std::string fileLine(Level level, std::string_view subsystem, std::string_view message, const std::string& time) {
    Json line;
    line["0"] = dumpJson(Json{{"subsystem", std::string(subsystem)}});
    line["1"] = std::string(message);
    line["_meta"] = {{"runtime", "native"},
                     {"name", line["0"]},
                     {"parentNames", Json::array({"openclaw"})},
                     {"date", time},
                     {"logLevelId", static_cast<int>(level) + 1},
                     {"logLevelName", std::string(levelName(level))}};
    line["time"] = time;
    return dumpJson(line);
}

}

Level parseLevel(std::string_view name, Level fallback) {
    if (name == "trace") return Level::trace;
    if (name == "debug") return Level::debug;
    if (name == "info") return Level::info;
    if (name == "warn") return Level::warn;
    if (name == "error" || name == "fatal") return Level::error;
    if (name == "silent") return Level::off;
    return fallback;
}

void configure(const Options& options) {
    auto& s = sinks();
    const std::lock_guard lock(s.mutex);
    s.options = options;
    s.file.reset();
    if (options.filePath.empty() || options.fileLevel == Level::off)
        return;
    std::error_code ignored;
    const auto folder = std::filesystem::path(options.filePath).parent_path();
    const mode_t before = umask(0077);
    std::filesystem::create_directories(folder, ignored);
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(options.filePath);
        sink->set_pattern("%v");
        s.file = std::make_shared<spdlog::logger>("openclaw", std::move(sink));
        s.file->set_level(spdlog::level::trace);
        s.file->flush_on(spdlog::level::info);
    } catch (const spdlog::spdlog_ex&) {
        fmt::print(stderr, "cannot open the log file {}; logging to the console only\n", options.filePath);
        s.options.filePath.clear();
    }
    umask(before);
}

std::string filePath() {
    auto& s = sinks();
    const std::lock_guard lock(s.mutex);
    return s.file ? s.options.filePath : std::string();
}

void flush() {
    auto& s = sinks();
    const std::lock_guard lock(s.mutex);
    if (s.file)
        s.file->flush();
}

bool isEnabled(Level level) {
    const auto& options = sinks().options;
    return level >= options.consoleLevel || level >= options.fileLevel;
}

void addSecret(std::string_view value) {
    if (value.size() < 6)
        return;
    auto& s = sinks();
    const std::lock_guard lock(s.mutex);
    if (std::find(s.secrets.begin(), s.secrets.end(), value) == s.secrets.end())
        s.secrets.emplace_back(value);
}

std::string redact(std::string_view text) {
    auto& s = sinks();
    const std::lock_guard lock(s.mutex);
    return maskSecrets(std::string(text), s.secrets);
}

void write(Level level, std::string_view subsystem, std::string_view message) {
    auto& s = sinks();
    const std::string time =
        formatIsoTime(std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count());
    const std::lock_guard lock(s.mutex);
    const std::string text = maskSecrets(escapeControls(message), s.secrets);
    if (level >= s.options.consoleLevel && s.options.consoleLevel != Level::off) {
        std::FILE* out = level >= Level::warn ? stderr : stdout;
        const std::string line = fmt::format("{} [{}] {}\n", time, subsystem, text);
        std::fwrite(line.data(), 1, line.size(), out);
        std::fflush(out);
    }
    if (s.file && level >= s.options.fileLevel)
        s.file->log(spdlog::level::info, fileLine(level, subsystem, text, time));
}

void vwrite(Level level, std::string_view subsystem, fmt::string_view format, fmt::format_args args) {
    write(level, subsystem, fmt::vformat(format, args));
}

}
