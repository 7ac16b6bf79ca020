// Tags about the sound of an answer, and Markdown read aloud.
#include "openclaw/text/reply_tags.hpp"
#include "openclaw/text/speech_tags.hpp"

#include "openclaw/core/strings.hpp"

#include <gtest/gtest.h>

namespace openclaw::text {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

TEST(SpeechTags, TextWithoutTagsStaysAsItIs) {
    const SpeechSplit split = splitSpeechTags("  a [[reply_to_current]] [[ttsx]] b\n");
    EXPECT_EQ(split.text, "  a [[reply_to_current]] [[ttsx]] b\n");
    EXPECT_FALSE(split.tags.isWanted);
}

TEST(SpeechTags, APlainTagIsAWish) {
    const SpeechSplit split = splitSpeechTags("[[TTS]]\nGood morning.");
    EXPECT_EQ(split.text, "Good morning.");
    EXPECT_TRUE(split.tags.isWanted);
}

TEST(SpeechTags, ReadsSettingsAndSpokenWords) {
    const SpeechSplit split = splitSpeechTags("Here you go.\n\n[[tts:Voice=nova speed=1.1 junk =x y=]]\n"
                                              "[[tts:text]] (laughs) Once\nmore. [[/tts:text]]\nBye.");
    EXPECT_EQ(split.text, "Here you go.\n\nBye.");
    EXPECT_EQ(split.tags.settings, (Settings{{"voice", "nova"}, {"speed", "1.1"}}));
    EXPECT_EQ(split.tags.spoken, "(laughs) Once\nmore.");
}

TEST(SpeechTags, TheFirstTextBlockCounts) {
    const SpeechSplit split = splitSpeechTags("[[tts:text]]one[[/tts:text]][[tts:text]]two[[/tts:text]]x");
    EXPECT_EQ(split.tags.spoken, "one");
    EXPECT_EQ(split.text, "x");
}

TEST(SpeechTags, ABlockThatNeverEndsHidesNothing) {
    const SpeechSplit split = splitSpeechTags("[[/tts:text]][[tts:text]]all of this stays");
    EXPECT_EQ(split.text, "all of this stays");
    EXPECT_EQ(split.tags.spoken, "");
}

TEST(SpeechTags, HostileTextCostsNoMoreThanItsLength) {
    std::string text;
    for (int i = 0; i < 10'000; ++i)
        text += "[[tts:text]]";
    EXPECT_EQ(splitSpeechTags(text).text, "");
    EXPECT_FALSE(splitSpeechTags(replaceAll(text, "]]", "")).tags.isWanted);
}

TEST(SpeechTags, AreTakenOutOfReplies) {
    const ReplyDirectives reply = parseReplyDirectives("[[reply_to:7]] Hi [[tts:voice=nova]]", "");
    EXPECT_EQ(reply.text, "Hi");
    EXPECT_EQ(reply.replyToId, "7");
    EXPECT_EQ(reply.speech.settings, (Settings{{"voice", "nova"}}));
}

TEST(SpeechTags, AStreamHoldsABlockBackUntilItEnds) {
    StreamingDirectives stream;
    EXPECT_EQ(stream.consume("Seen. [[tts:text]]not", false)->text, "Seen.");
    EXPECT_FALSE(stream.consume(" seen[[/tts:te", false));
    EXPECT_EQ(stream.consume("xt]]seen again", false)->text, "seen again");
}

TEST(SpokenText, HasNoMarks) {
    EXPECT_EQ(spokenText("# Title\n\nSome **bold** and `code`.\n\n- one\n- two"),
              "Title\nSome bold and code.\n• one\n• two");
}

TEST(SpokenText, LeavesCodeOutAndSaysHosts) {
    EXPECT_EQ(spokenText("Run this:\n\n```sh\nrm -rf build\n```\n\nSee https://example.com/a?b=c or [the "
                         "page](https://x.org/y)."),
              "Run this:\nSee example.com or the page.");
}

TEST(SpokenPrefix, EndsWithASentenceElseAWord) {
    EXPECT_EQ(spokenPrefix("short", 10), "short");
    EXPECT_EQ(spokenPrefix("One two. Three four five.", 15), "One two.");
    EXPECT_EQ(spokenPrefix("One. Two three four five six", 20), "One. Two three four");
    EXPECT_EQ(spokenPrefix("abcdefghij", 4), "abcd");
}

}
}
