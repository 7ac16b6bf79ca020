#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Pictures in memory and the two things done with them. Pure.
namespace openclaw::media {

struct Pixels {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    /// 3 (RGB) or 4 (RGB and opacity, not multiplied).
    std::uint32_t channels = 3;
    /// Rows from the top, without gaps.
    std::vector<std::uint8_t> bytes;

    const std::uint8_t* at(std::uint32_t x, std::uint32_t y) const {
        return bytes.data() + (std::size_t{y} * width + x) * channels;
    }
    std::uint8_t* at(std::uint32_t x, std::uint32_t y) {
        return bytes.data() + (std::size_t{y} * width + x) * channels;
    }
};

/// Turned and mirrored so that it is upright; `orientation` as EXIF counts, 1 to 8.
Pixels upright(Pixels picture, int orientation);

struct Extent {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    bool operator==(const Extent&) const = default;
};
/// The largest size with the same proportions whose longer side is at most `maxSide`; never larger than it
/// was, never less than one pixel.
Extent fitWithin(Extent size, std::uint32_t maxSide);

/// Made smaller by averaging the area each new pixel covers. `size` must not exceed the picture's.
Pixels shrunk(const Pixels& picture, Extent size);

}
