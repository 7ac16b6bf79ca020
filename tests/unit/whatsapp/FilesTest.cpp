// Facts about sound and film, and nothing worse than no facts about nonsense.
#include "openclaw/whatsapp/files.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {
namespace {

using namespace std::string_literals;

std::string number(std::uint64_t value, std::size_t bytes) {
    std::string out;
    for (std::size_t i = bytes; i > 0; --i)
        out.push_back(static_cast<char>(value >> (8 * (i - 1)) & 0xff));
    return out;
}

/// A page with packets of these sizes, all under 255 bytes.
std::string page(const std::vector<int>& sizes, std::uint64_t samples = 0) {
    std::string head = "OggS"s + "\0\0"s;
    for (int i = 0; i < 8; ++i)
        head.push_back(static_cast<char>(samples >> (8 * i) & 0xff));
    head += std::string(12, '\0') + static_cast<char>(sizes.size());
    std::string body;
    for (const int size : sizes) {
        head.push_back(static_cast<char>(size));
        body += std::string(static_cast<std::size_t>(size), 'x');
    }
    return head + body;
}

std::string box(const std::string& type, const std::string& content) {
    return number(content.size() + 8, 4) + type + content;
}

std::string trackHead(std::uint32_t width, std::uint32_t height, bool isTurned = false) {
    const std::string straight = number(0x10000, 4) + number(0, 4);
    const std::string turned = number(0, 4) + number(0x10000, 4);
    return box("tkhd", std::string(40, '\0') + (isTurned ? turned : straight) + std::string(28, '\0') +
                           number(std::uint64_t{width} << 16, 4) + number(std::uint64_t{height} << 16, 4));
}

std::string movieHead(std::uint32_t scale, std::uint32_t length) {
    return box("mvhd", std::string(12, '\0') + number(scale, 4) + number(length, 4) + std::string(80, '\0'));
}

std::optional<MovieFacts> factsOf(const std::string& file) {
    return readMovie([&](std::uint64_t at, std::size_t bytes) {
        return at < file.size() ? file.substr(at, bytes) : std::string();
    });
}

TEST(Ogg, SecondsComeFromTheLastPage) {
    EXPECT_EQ(oggSeconds("junk" + page({10}, 47'000)), 1U);
    EXPECT_EQ(oggSeconds(page({10}, 48'000 * 61)), 61U);
    EXPECT_EQ(oggSeconds(page({10}, ~0ULL)), 0U);
    EXPECT_EQ(oggSeconds("no ogg"), 0U);
}

TEST(Ogg, LoudPartsHaveHighBars) {
    std::vector<int> sizes{19, 60}; // the two headers
    sizes.insert(sizes.end(), 100, 20);
    sizes.insert(sizes.end(), 100, 120);

    const std::string waveform = oggWaveform(page(sizes));

    ASSERT_EQ(waveform.size(), 64U);
    EXPECT_EQ(waveform.front(), 0);
    EXPECT_EQ(waveform.back(), 100);
}

TEST(Ogg, ShortNotesFillAllBars) { EXPECT_EQ(oggWaveform(page({19, 60, 10, 80, 40})).size(), 64U); }

TEST(Ogg, FlatOrBrokenSoundHasNoWaveform) {
    EXPECT_EQ(oggWaveform(page({19, 60, 40, 40, 40})), "");
    EXPECT_EQ(oggWaveform(page({19, 60})), "");
    EXPECT_EQ(oggWaveform("OggS"), "");
    const std::string file = page({19, 60, 10, 80, 40});
    for (std::size_t length = 0; length < file.size(); ++length)
        (void)oggWaveform(std::string_view(file).substr(0, length));
}

TEST(Movie, SizeAndLength) {
    const std::string file =
        box("ftyp", "isomiso2") + box("mdat", std::string(500, 'v')) +
        box("moov", movieHead(1000, 2500) + box("trak", trackHead(0, 0)) + box("trak", trackHead(640, 360)));

    const auto facts = factsOf(file);

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->width, 640U);
    EXPECT_EQ(facts->height, 360U);
    EXPECT_EQ(facts->seconds, 3U);
}

TEST(Movie, PhonesHeldUprightTurnTheTrack) {
    const auto facts = factsOf(box("moov", box("trak", trackHead(1920, 1080, true))));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->width, 1080U);
}

TEST(Movie, LongBoxesAndLies) {
    const std::string moov = box("moov", movieHead(1000, 1000));
    const std::string longBox = number(1, 4) + "mdat" + number(16 + 5, 8) + "video";

    EXPECT_TRUE(factsOf(longBox + moov));
    EXPECT_FALSE(factsOf(number(1, 4) + "mdat" + number(~0ULL, 8) + moov));
    EXPECT_FALSE(factsOf(number(4, 4) + "mdat" + moov));
    EXPECT_FALSE(factsOf(""));
    EXPECT_EQ(factsOf(box("moov", movieHead(0, 5)))->seconds, 0U);
    for (std::size_t length = 0; length < moov.size(); ++length)
        (void)factsOf(moov.substr(0, length));
}

}
}
