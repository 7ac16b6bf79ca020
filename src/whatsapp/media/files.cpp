// Readers of Ogg pages and MP4 boxes. Both walk lengths that a file states about itself, so each step checks
// them.
#include "openclaw/whatsapp/files.hpp"

#include <algorithm>
#include <vector>

namespace openclaw::whatsapp {

namespace {

constexpr std::uint64_t opusRate = 48'000;
constexpr std::size_t pageHeadBytes = 27;
constexpr std::size_t bars = 64;
/// An hour of packets of 20 ms.
constexpr std::size_t maxPackets = 180'000;
/// The first two packets of a stream are headers.
constexpr std::size_t headerPackets = 2;
constexpr int maxDepth = 4;

std::uint64_t bigEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

std::uint64_t littleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (auto at = bytes.rbegin(); at != bytes.rend(); ++at)
        value = value << 8 | static_cast<unsigned char>(*at);
    return value;
}

std::vector<std::uint32_t> packetSizes(std::string_view file) {
    std::vector<std::uint32_t> sizes;
    std::uint32_t open = 0;
    while (file.size() >= pageHeadBytes && file.starts_with("OggS") && sizes.size() < maxPackets) {
        const auto segments = static_cast<std::size_t>(static_cast<unsigned char>(file[26]));
        if (file.size() < pageHeadBytes + segments) break;
        std::size_t body = 0;
        for (const char lacing : file.substr(pageHeadBytes, segments)) {
            const auto bytes = static_cast<unsigned char>(lacing);
            body += bytes;
            open += bytes;
            if (bytes == 255) continue;
            sizes.push_back(open);
            open = 0;
        }
        if (file.size() < pageHeadBytes + segments + body) break;
        file.remove_prefix(pageHeadBytes + segments + body);
    }
    return sizes;
}

void readTrackHead(std::string_view box, MovieFacts& facts) {
    // Version 1 has 64-bit times. Width and height are 16.16 numbers at the end; sound tracks have none.
    const std::size_t sizes = !box.empty() && box[0] == 1 ? 88 : 76;
    if (box.size() < sizes + 8) return;
    const auto width = static_cast<std::uint32_t>(bigEndian(box.substr(sizes, 4)) >> 16);
    const auto height = static_cast<std::uint32_t>(bigEndian(box.substr(sizes + 4, 4)) >> 16);
    if (width == 0 || height == 0 || facts.width > 0) return;
    facts.width = width;
    facts.height = height;
    // A matrix that swaps the axes turns the picture by a quarter.
    const std::string_view matrix = box.substr(sizes - 36, 36);
    if (bigEndian(matrix.substr(0, 4)) == 0 && bigEndian(matrix.substr(4, 4)) != 0)
        std::swap(facts.width, facts.height);
}

void readMovieHead(std::string_view box, MovieFacts& facts) {
    const bool isLong = !box.empty() && box[0] == 1;
    const std::size_t scaleAt = isLong ? 20 : 12;
    const std::size_t lengthBytes = isLong ? 8 : 4;
    if (box.size() < scaleAt + 4 + lengthBytes) return;
    const std::uint64_t scale = bigEndian(box.substr(scaleAt, 4));
    const std::uint64_t length = bigEndian(box.substr(scaleAt + 4, lengthBytes));
    if (scale == 0) return;
    const std::uint64_t seconds = length / scale + (length % scale != 0 ? 1 : 0);
    facts.seconds = seconds > 24 * 3600 ? 0 : static_cast<std::uint32_t>(seconds);
}

void readBoxes(std::string_view boxes, MovieFacts& facts, int depth) {
    while (const auto head = readBoxHead(boxes)) {
        const std::uint64_t bytes = head->bytes == 0 ? boxes.size() : head->bytes;
        if (bytes < head->headBytes || bytes > boxes.size()) return;
        const std::string_view content = boxes.substr(head->headBytes, bytes - head->headBytes);
        if (head->type == "mvhd") readMovieHead(content, facts);
        if (head->type == "tkhd") readTrackHead(content, facts);
        if (head->type == "trak" && depth < maxDepth) readBoxes(content, facts, depth + 1);
        boxes.remove_prefix(bytes);
    }
}

}

std::uint32_t oggSeconds(std::string_view lastBytes) {
    const std::size_t page = lastBytes.rfind("OggS");
    if (page == std::string_view::npos || lastBytes.size() < page + 14) return 0;
    const std::uint64_t samples = littleEndian(lastBytes.substr(page + 6, 8));
    const std::uint64_t seconds = samples / opusRate + (samples % opusRate != 0 ? 1 : 0);
    return seconds > 24 * 3600 ? 0 : static_cast<std::uint32_t>(seconds);
}

std::string oggWaveform(std::string_view file) {
    std::vector<std::uint32_t> sizes = packetSizes(file);
    if (sizes.size() <= headerPackets) return {};
    sizes.erase(sizes.begin(), sizes.begin() + headerPackets);
    std::vector<double> levels(bars);
    for (std::size_t bar = 0; bar < bars; ++bar) {
        const std::size_t from = bar * sizes.size() / bars;
        const std::size_t to = std::max(from + 1, (bar + 1) * sizes.size() / bars);
        double sum = 0;
        for (std::size_t i = from; i < to; ++i)
            sum += sizes[i];
        levels[bar] = sum / static_cast<double>(to - from);
    }
    const auto [lowest, highest] = std::ranges::minmax(levels);
    if (highest - lowest < 1) return {};
    std::string waveform;
    for (const double level : levels)
        waveform.push_back(static_cast<char>((level - lowest) * 100 / (highest - lowest)));
    return waveform;
}

std::optional<BoxHead> readBoxHead(std::string_view head) {
    if (head.size() < 8) return std::nullopt;
    BoxHead box{std::string(head.substr(4, 4)), 8, bigEndian(head.substr(0, 4))};
    if (box.bytes != 1) return box;
    if (head.size() < 16) return std::nullopt;
    box.headBytes = 16;
    box.bytes = bigEndian(head.substr(8, 8));
    return box;
}

MovieFacts readMovieBox(std::string_view moov) {
    MovieFacts facts;
    readBoxes(moov, facts, 0);
    return facts;
}

}
