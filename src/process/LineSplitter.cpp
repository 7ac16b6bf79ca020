// Line framing for child processes: every byte is looked at once, whatever the size of the pieces.
#include "openclaw/process/ChildProcess.hpp"

namespace openclaw::process {

namespace {

/// A consumed prefix or a spare capacity above this is given back.
constexpr std::size_t keepBytes = 256 * 1024;

}

void LineSplitter::push(std::string_view bytes) {
    if (skipping_) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos)
            return;
        bytes.remove_prefix(end + 1);
        skipping_ = false;
    }
    buffer_.append(bytes);
}

std::optional<std::string> LineSplitter::next() {
    for (;;) {
        const std::size_t end = buffer_.find('\n', scanned_);
        if (end == std::string::npos)
            break;
        std::size_t length = end - start_;
        const std::size_t from = start_;
        start_ = scanned_ = end + 1;
        if (length > maxLineBytes_) {
            ++droppedLines_;
            continue;
        }
        if (length > 0 && buffer_[end - 1] == '\r')
            --length;
        return buffer_.substr(from, length);
    }

    scanned_ = buffer_.size();
    if (buffer_.size() - start_ > maxLineBytes_) {
        ++droppedLines_;
        skipping_ = true;
        start_ = buffer_.size();
    }
    if (start_ == buffer_.size()) {
        if (buffer_.capacity() > keepBytes)
            buffer_ = std::string();
        else
            buffer_.clear();
        start_ = scanned_ = 0;
    } else if (start_ > keepBytes && start_ > buffer_.size() / 2) {
        buffer_.erase(0, start_);
        scanned_ -= start_;
        start_ = 0;
    }
    return std::nullopt;
}

std::string LineSplitter::takeRest() {
    std::string rest = buffer_.substr(start_);
    buffer_ = std::string();
    start_ = scanned_ = 0;
    return rest;
}

}
