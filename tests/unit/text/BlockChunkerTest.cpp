#include "openclaw/text/block_chunker.hpp"

#include "openclaw/core/strings.hpp"
#include "unit/text/hostile_inputs.hpp"

#include <gtest/gtest.h>

namespace openclaw::text {
namespace {

std::string drainAll(BlockChunking chunking, const std::string& text) {
    BlockChunker chunker(chunking);
    std::string all;
    chunker.append(text);
    chunker.drain(false, [&](std::string block) { all += block + "\n"; });
    chunker.drain(true, [&](std::string block) { all += block + "\n"; });
    EXPECT_EQ(chunker.buffered(), "");
    return all;
}

TEST(BlockChunker, TerminatesWhenAFenceLineIsAsLongAsTheLimit) {
    BlockChunking chunking;
    chunking.minChars = 5;
    chunking.maxChars = 10;

    const std::string all = drainAll(chunking, "```javascript\nabcdefghijklmnopqrstuvwxyz\n```");

    EXPECT_NE(all.find("z"), std::string::npos);
}

TEST(BlockChunker, EmitsEveryWordOnce) {
    BlockChunking chunking;
    chunking.minChars = 10;
    chunking.maxChars = 40;
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "w" + std::to_string(i) + (i % 7 == 0 ? ". " : i % 31 == 0 ? "\n\n" : " ");

    const std::string all = " " + replaceAll(drainAll(chunking, text), "\n", " ");

    for (int i = 0; i < 500; ++i) {
        const std::string word = " w" + std::to_string(i);
        EXPECT_TRUE(all.find(word + " ") != std::string::npos || all.find(word + ". ") != std::string::npos) << i;
    }
}

TEST(BlockChunker, SurvivesHostileInput) {
    BlockChunking paragraphs;
    paragraphs.flushOnParagraph = true;
    for (const std::string& input : hostileInputs(1 << 15)) {
        drainAll(BlockChunking(), input);
        drainAll(paragraphs, input);
    }
}

TEST(BlockCoalescer, KeepsDifferentReplyTargetsApart) {
    BlockCoalescing config;
    config.minChars = 1;
    BlockCoalescer coalescer(config);
    BlockPayload first;
    first.text = "a";
    BlockPayload second;
    second.text = "b";
    second.replyToId = "7";

    coalescer.enqueue(first);
    const auto flushed = coalescer.enqueue(second);

    ASSERT_EQ(flushed.size(), 1U);
    EXPECT_EQ(flushed[0].text, "a");
}

}
}
