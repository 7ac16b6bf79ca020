#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a message says about a file beyond its bytes. Pure readers of files that others may have made.
namespace openclaw::whatsapp {

/// The length of an Ogg voice note from its last bytes; 0 when it is none.
std::uint32_t oggSeconds(std::string_view lastBytes);

/// 64 bars of 0 to 100 for the picture of a voice note, out of an Ogg Opus file; "" when it is none or every
/// packet has the same size. Nothing is decoded: louder speech needs larger packets at the variable rate
/// voice notes use, and that is near enough for a picture.
std::string oggWaveform(std::string_view file);

struct MovieFacts {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t seconds = 0;
};
/// Size as shown and length out of the `moov` box of an MP4 file (its content, without the box's head).
MovieFacts readMovieBox(std::string_view moov);
/// Finds that box among the top-level boxes through `read(offset, bytes)`, which gives "" beyond the end;
/// nullopt when there is none in the first hundred boxes.
template <class Read>
std::optional<MovieFacts> readMovie(const Read& read);

/// A box's head: where its content starts and ends, relative to the box.
struct BoxHead {
    std::string type;
    std::uint64_t headBytes = 0;
    std::uint64_t bytes = 0;
};
/// nullopt when the bytes are no box. `bytes` 0: to the end of the file.
std::optional<BoxHead> readBoxHead(std::string_view head);

constexpr std::size_t maxMovieBoxBytes = 4 << 20;

template <class Read>
std::optional<MovieFacts> readMovie(const Read& read) {
    std::uint64_t at = 0;
    for (int i = 0; i < 100; ++i) {
        const auto head = readBoxHead(read(at, std::size_t{16}));
        if (!head) return std::nullopt;
        if (head->type == "moov") {
            const std::uint64_t content = head->bytes < head->headBytes ? 0 : head->bytes - head->headBytes;
            if (content > maxMovieBoxBytes) return std::nullopt;
            return readMovieBox(read(at + head->headBytes, static_cast<std::size_t>(content)));
        }
        if (head->bytes < head->headBytes || at + head->bytes < at) return std::nullopt;
        at += head->bytes;
    }
    return std::nullopt;
}

}
