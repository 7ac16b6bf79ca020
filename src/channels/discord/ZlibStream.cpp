// Inflates Discord's stream with zlib, a window at a time, so that a small frame cannot claim much memory.
#include "channels/discord/ZlibStream.hpp"

#include <zlib.h>

#include <array>
#include <stdexcept>

namespace openclaw::channels::discord {

namespace {

constexpr std::string_view messageEnd("\x00\x00\xff\xff", 4);
constexpr std::size_t windowBytes = 32 * 1024;

}

struct ZlibStream::State {
    State() {
        if (inflateInit(&stream) != Z_OK) throw std::runtime_error("zlib cannot be initialised");
    }
    ~State() { inflateEnd(&stream); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    z_stream stream{};
};

ZlibStream::ZlibStream(std::size_t maxMessageBytes)
    : state_(std::make_unique<State>()), maxMessageBytes_(maxMessageBytes) {}

ZlibStream::~ZlibStream() = default;

Result<std::optional<std::string>> ZlibStream::push(std::string_view frame) {
    if (compressed_.size() + frame.size() > maxMessageBytes_)
        return Error(Errc::invalidInput, "a compressed Discord message is too large");
    compressed_ += frame;
    if (!compressed_.ends_with(messageEnd)) return std::optional<std::string>();

    std::string message;
    std::array<unsigned char, windowBytes> window{};
    z_stream& stream = state_->stream;
    // zlib wants a mutable pointer but does not write through it.
    stream.next_in = reinterpret_cast<Bytef*>(compressed_.data());
    stream.avail_in = static_cast<uInt>(compressed_.size());
    do {
        stream.next_out = window.data();
        stream.avail_out = static_cast<uInt>(window.size());
        const int code = inflate(&stream, Z_SYNC_FLUSH);
        if (code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END)
            return Error(Errc::corrupt, "the compressed Discord stream is broken");
        const std::size_t produced = window.size() - stream.avail_out;
        if (message.size() + produced > maxMessageBytes_)
            return Error(Errc::invalidInput, "a Discord message is too large");
        message.append(reinterpret_cast<const char*>(window.data()), produced);
        if (code == Z_STREAM_END || produced == 0) break;
    } while (stream.avail_in > 0 || stream.avail_out == 0);
    compressed_.clear();
    return std::optional<std::string>(std::move(message));
}

}
