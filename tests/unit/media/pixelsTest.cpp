// Turning and shrinking.
#include "openclaw/media/pixels.hpp"

#include <gtest/gtest.h>

namespace openclaw::media {
namespace {

/// One row or more of single-valued grey pixels.
Pixels grey(std::uint32_t width, std::uint32_t height, std::vector<int> values) {
    Pixels picture{width, height, 3, {}};
    for (const int value : values)
        picture.bytes.insert(picture.bytes.end(), 3, static_cast<std::uint8_t>(value));
    return picture;
}

std::vector<int> greys(const Pixels& picture) {
    std::vector<int> values;
    for (std::size_t i = 0; i < picture.bytes.size(); i += picture.channels)
        values.push_back(picture.bytes[i]);
    return values;
}

TEST(Pixels, EveryOrientationBecomesUpright) {
    // 1 2
    // 3 4
    // 5 6
    const Pixels picture = grey(2, 3, {1, 2, 3, 4, 5, 6});

    EXPECT_EQ(greys(upright(picture, 1)), (std::vector<int>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(greys(upright(picture, 2)), (std::vector<int>{2, 1, 4, 3, 6, 5}));
    EXPECT_EQ(greys(upright(picture, 3)), (std::vector<int>{6, 5, 4, 3, 2, 1}));
    EXPECT_EQ(greys(upright(picture, 4)), (std::vector<int>{5, 6, 3, 4, 1, 2}));
    EXPECT_EQ(greys(upright(picture, 5)), (std::vector<int>{1, 3, 5, 2, 4, 6}));
    EXPECT_EQ(greys(upright(picture, 6)), (std::vector<int>{5, 3, 1, 6, 4, 2}));
    EXPECT_EQ(greys(upright(picture, 7)), (std::vector<int>{6, 4, 2, 5, 3, 1}));
    EXPECT_EQ(greys(upright(picture, 8)), (std::vector<int>{2, 4, 6, 1, 3, 5}));
    EXPECT_EQ(upright(picture, 6).width, 3U);
}

TEST(Pixels, UnknownOrientationsAreLeftAlone) {
    const Pixels picture = grey(2, 1, {1, 2});

    EXPECT_EQ(greys(upright(picture, 0)), (std::vector<int>{1, 2}));
    EXPECT_EQ(greys(upright(picture, 9)), (std::vector<int>{1, 2}));
}

TEST(Pixels, FitsWithinASide) {
    EXPECT_EQ(fitWithin({4000, 3000}, 2000), (Extent{2000, 1500}));
    EXPECT_EQ(fitWithin({3000, 4000}, 2000), (Extent{1500, 2000}));
    EXPECT_EQ(fitWithin({100, 50}, 2000), (Extent{100, 50}));
    EXPECT_EQ(fitWithin({60'000, 2}, 1000), (Extent{1000, 1}));
}

TEST(Pixels, ShrinkingAveragesTheAreaUnderAPixel) {
    EXPECT_EQ(greys(shrunk(grey(4, 1, {0, 100, 200, 100}), {2, 1})), (std::vector<int>{50, 150}));
    EXPECT_EQ(greys(shrunk(grey(3, 1, {0, 90, 180}), {2, 1})), (std::vector<int>{30, 150}));
    EXPECT_EQ(greys(shrunk(grey(2, 2, {0, 40, 80, 120}), {1, 1})), (std::vector<int>{60}));
}

TEST(Pixels, TransparentPixelsDoNotColourTheirNeighbours) {
    const Pixels picture{2, 1, 4, {200, 0, 0, 255, 0, 200, 0, 0}};

    const Pixels small = shrunk(picture, {1, 1});

    EXPECT_EQ(small.bytes, (std::vector<std::uint8_t>{200, 0, 0, 128}));
}

}
}
