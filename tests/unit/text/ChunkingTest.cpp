#include "openclaw/text/chunking.hpp"

#include "openclaw/core/unicode.hpp"
#include "unit/text/hostile_inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw::text {
namespace {

std::string withoutSpaces(const std::string& text) {
    std::string out;
    for (std::size_t offset = 0; offset < text.size();) {
        const char32_t c = decodeUtf8(text, offset);
        if (!isUnicodeSpace(c))
            appendUtf8(out, c);
    }
    return out;
}

std::string joined(const std::vector<std::string>& chunks) {
    std::string out;
    for (const std::string& chunk : chunks)
        out += chunk;
    return out;
}

std::size_t longest(const std::vector<std::string>& chunks) {
    std::size_t length = 0;
    for (const std::string& chunk : chunks)
        length = std::max(length, utf16Length(chunk));
    return length;
}

TEST(ChunkText, KeepsEverythingButWhiteSpace) {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        const std::string text = mixedText(seed, 60);
        EXPECT_EQ(withoutSpaces(joined(chunkText(text, 2 + seed % 40))), withoutSpaces(text)) << seed;
    }
}

TEST(ChunkText, StaysWithinTheLimit) {
    for (std::uint32_t seed = 1; seed <= 200; ++seed)
        EXPECT_LE(longest(chunkText(mixedText(seed, 60), 2 + seed % 40)), 2 + seed % 40) << seed;
}

TEST(ChunkText, NeverCutsASurrogatePair) {
    const std::string text = repeat("\xf0\x9f\x98\x80", 400);

    for (const std::string& chunk : chunkText(text, 7))
        EXPECT_EQ(chunk.find("\xef\xbf\xbd"), std::string::npos);
}

TEST(ChunkText, MeansNoLimitByZero) { EXPECT_EQ(chunkText("a b", 0), std::vector<std::string>{"a b"}); }

TEST(ChunkMarkdown, StaysWithinTheLimit) {
    for (std::uint32_t seed = 1; seed <= 300; ++seed)
        EXPECT_LE(longest(chunkMarkdown(mixedText(seed, 60), 12 + seed % 60)), 12 + seed % 60) << seed;
}

TEST(ChunkMarkdown, KeepsEveryLetterOutsideMarkers) {
    const std::string text = "intro\n```js\n" + repeat("x;\n", 300) + "```\noutro";

    const std::string all = joined(chunkMarkdown(text, 50));

    EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), std::count(text.begin(), text.end(), 'x'));
}

TEST(ChunkMarkdown, BalancesFencesInEveryChunk) {
    const std::string text = "```js\n" + repeat("line of code\n", 2000) + "```";

    for (const std::string& chunk : chunkMarkdown(text, 100)) {
        const std::size_t fences = (chunk.size() - replaceAll(chunk, "```", "").size()) / 3;
        EXPECT_EQ(fences % 2, 0U) << chunk;
    }
}

TEST(ChunkMarkdown, TerminatesWhenTheOpeningLineExceedsTheLimit) {
    const std::string text = "```" + repeat("x", 200) + "\ncode\n```";

    const auto chunks = chunkMarkdown(text, 40);

    EXPECT_LE(longest(chunks), 40U);
    EXPECT_NE(joined(chunks).find("code"), std::string::npos);
}

TEST(ChunkDiscord, StaysWithinCharactersAndLines) {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        DiscordChunkOptions options;
        options.maxChars = 60 + seed % 60;
        options.maxLines = 4 + seed % 5;
        for (const std::string& chunk : chunkDiscord(mixedText(seed, 80), options)) {
            EXPECT_LE(utf16Length(chunk), options.maxChars) << seed;
            EXPECT_LE(std::count(chunk.begin(), chunk.end(), '\n') + 1, static_cast<long>(options.maxLines)) << seed;
        }
    }
}

TEST(ChunkDiscord, KeepsReasoningItalicsWithinTheLimit) {
    DiscordChunkOptions options;
    options.maxChars = 20;

    const auto chunks = chunkDiscord("Reasoning:\n_" + repeat("abcdefghij", 200) + "_", options);

    EXPECT_GT(chunks.size(), 2U);
    EXPECT_LE(longest(chunks), 20U);
}

TEST(ChunkByParagraph, DropsBlankParagraphs) {
    EXPECT_EQ(chunkByParagraph("a\n\n \n\nb", 10), (std::vector<std::string>{"a", "b"}));
}

TEST(Chunkers, SurviveHostileInput) {
    for (const std::string& input : hostileInputs(1 << 16)) {
        EXPECT_LE(longest(chunkText(input, 4000)), 4000U);
        EXPECT_LE(longest(chunkMarkdown(input, 4000)), 4000U);
        EXPECT_LE(longest(chunkDiscord(input)), 2000U);
        EXPECT_LE(longest(chunkByParagraph(input, 4000)), 4000U);
    }
}

TEST(Chunkers, TakeAMegabyteOfWords) {
    EXPECT_LE(longest(chunkMarkdown(repeat("some words (in brackets) ", 1 << 20), 4000)), 4000U);
}

TEST(Chunkers, ReplaceInvalidUtf8) {
    EXPECT_EQ(chunkMarkdown("a\xff", 10), std::vector<std::string>{"a\xef\xbf\xbd"});
}

}
}
