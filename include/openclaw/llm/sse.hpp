#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::llm {

struct SseEvent {
    std::string name;
    std::string data;
};

/// Server-sent events: lines end with LF or CRLF, a blank line ends an event, several data lines are joined with LF,
/// comments and unknown fields are ignored. Sans-I/O; every byte is looked at once.
class SseParser {
public:
    explicit SseParser(std::size_t maxEventBytes) : maxEventBytes_(maxEventBytes) {}
    /// Adds bytes; call next() until it is empty before adding more.
    void push(std::string_view bytes) { buffer_.append(bytes); }
    std::optional<SseEvent> next();
    /// An event over the limit was met; nothing more will come.
    bool overflowed() const { return overflowed_; }

private:
    bool takeLine(std::string_view line);

    std::size_t maxEventBytes_;
    std::string buffer_;
    std::size_t start_ = 0;
    std::size_t scanned_ = 0;
    SseEvent event_;
    bool hasData_ = false;
    bool overflowed_ = false;
};

}
