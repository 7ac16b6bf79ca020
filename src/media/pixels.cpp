// Turning and shrinking. Area averaging is exact for shrinking, has no parameters to get wrong, and reads
// each source pixel about once.
#include "openclaw/media/pixels.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::media {

namespace {

/// The source pixels under one target pixel along one axis, and how much of each.
struct Span {
    std::uint32_t first = 0;
    std::vector<float> weights;
};

std::vector<Span> spansOf(std::uint32_t from, std::uint32_t to) {
    std::vector<Span> spans(to);
    const double step = static_cast<double>(from) / to;
    for (std::uint32_t i = 0; i < to; ++i) {
        const double begin = i * step;
        const double end = std::min<double>(from, (i + 1) * step);
        Span& span = spans[i];
        span.first = std::min(static_cast<std::uint32_t>(begin), from - 1);
        for (std::uint32_t at = span.first; at < from && at < end; ++at) {
            const double covered = std::min(end, at + 1.0) - std::max(begin, static_cast<double>(at));
            if (covered > 0) span.weights.push_back(static_cast<float>(covered / step));
        }
        if (span.weights.empty()) span.weights.push_back(1.0F);
    }
    return spans;
}

std::uint8_t toByte(float value) { return static_cast<std::uint8_t>(std::clamp(value + 0.5F, 0.0F, 255.0F)); }

/// Adds a source row to the sums; colours count by their opacity, or transparent pixels would bleed into the
/// edges.
void addRow(const std::uint8_t* row,
            std::uint32_t channels,
            const std::vector<Span>& columns,
            float weight,
            std::vector<float>& sums) {
    std::size_t out = 0;
    for (const Span& span : columns) {
        const std::uint8_t* pixel = row + std::size_t{span.first} * channels;
        for (const float share : span.weights) {
            const float part = share * weight;
            const float opacity = channels == 4 ? part * static_cast<float>(pixel[3]) : part;
            for (std::uint32_t c = 0; c < 3; ++c)
                sums[out + c] += opacity * static_cast<float>(pixel[c]);
            sums[out + 3] += opacity;
            pixel += channels;
        }
        out += 4;
    }
}

void writeRow(const std::vector<float>& sums, std::uint32_t channels, std::uint8_t* row) {
    for (std::size_t in = 0; in < sums.size(); in += 4) {
        const float opacity = sums[in + 3];
        for (std::size_t c = 0; c < 3; ++c)
            row[c] = opacity > 0 ? toByte(sums[in + c] / opacity) : 0;
        if (channels == 4) row[3] = toByte(opacity);
        row += channels;
    }
}

}

Pixels upright(Pixels picture, int orientation) {
    if (orientation < 2 || orientation > 8) return picture;
    const bool isTurned = orientation >= 5;
    Pixels out{isTurned ? picture.height : picture.width, isTurned ? picture.width : picture.height,
               picture.channels, std::vector<std::uint8_t>(picture.bytes.size())};
    const std::uint32_t lastX = picture.width - 1;
    const std::uint32_t lastY = picture.height - 1;
    for (std::uint32_t y = 0; y < out.height; ++y) {
        for (std::uint32_t x = 0; x < out.width; ++x) {
            std::uint32_t fromX = isTurned ? y : x;
            std::uint32_t fromY = isTurned ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                fromX = lastX - fromX;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                fromY = lastY - fromY;
            std::copy_n(picture.at(fromX, fromY), picture.channels, out.at(x, y));
        }
    }
    return out;
}

Extent fitWithin(Extent size, std::uint32_t maxSide) {
    const std::uint32_t longer = std::max(size.width, size.height);
    if (longer <= maxSide || longer == 0) return size;
    const auto scaled = [&](std::uint32_t side) {
        const std::uint64_t fitted = (std::uint64_t{side} * maxSide + longer / 2) / longer;
        return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, fitted));
    };
    return Extent{scaled(size.width), scaled(size.height)};
}

Pixels shrunk(const Pixels& picture, Extent size) {
    if (size == Extent{picture.width, picture.height}) return picture;
    const std::vector<Span> columns = spansOf(picture.width, size.width);
    const std::vector<Span> rows = spansOf(picture.height, size.height);
    Pixels out{size.width, size.height, picture.channels,
               std::vector<std::uint8_t>(std::size_t{size.width} * size.height * picture.channels)};
    std::vector<float> sums(std::size_t{size.width} * 4);
    for (std::uint32_t y = 0; y < size.height; ++y) {
        std::fill(sums.begin(), sums.end(), 0.0F);
        std::uint32_t from = rows[y].first;
        for (const float weight : rows[y].weights)
            addRow(picture.at(0, from++), picture.channels, columns, weight, sums);
        writeRow(sums, picture.channels, out.at(0, y));
    }
    return out;
}

}
