#include "openclaw/text/mentions.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/text/telegram_context.hpp"
#include "unit/text/hostile_inputs.hpp"

#include <gtest/gtest.h>

namespace openclaw::text {
namespace {

TEST(MentionPatterns, SkipInvalidPatternsOnly) {
    EXPECT_TRUE(MentionPatterns({"(bad", "bot"}).matches("hi BOT"));
}

TEST(MentionPatterns, IgnoreInvisibleCharacters) {
    EXPECT_TRUE(MentionPatterns({"\\bbot\\b"}).matches("b\xe2\x80\x8bot"));
}

TEST(MentionPatterns, TreatEndlessBacktrackingAsNoMatch) {
    EXPECT_FALSE(MentionPatterns({"(a+)+$"}).matches(std::string(200, 'a') + "!"));
}

TEST(MentionPatterns, RepeatWholeCharacters) {
    EXPECT_TRUE(MentionPatterns({"^(\xf0\x9f\xa6\x9e)+$"}).matches("\xf0\x9f\xa6\x9e\xf0\x9f\xa6\x9e"));
}

TEST(StripStructuralPrefixes, SurvivesHostileInput) {
    for (const std::string& input : hostileInputs(1 << 17))
        EXPECT_LE(stripStructuralPrefixes(input).size(), 3 * input.size());
}

TEST(TelegramMention, EntityMustBeTheWholeName) {
    const Json message = {{"text", "hi @my_botty"},
                          {"entities", {{{"type", "mention"}, {"offset", 3}, {"length", 9}}}}};

    EXPECT_TRUE(containsTelegramMention(message, "my_bot"));
    EXPECT_FALSE(hasTelegramMentionEntity(message, "my_bot"));
}

TEST(TelegramMention, CountsEntityOffsetsInUtf16) {
    const Json message = {{"text", "\xf0\x9f\x98\x80 @My_Bot"},
                          {"entities", {{{"type", "mention"}, {"offset", 3}, {"length", 7}}}}};

    EXPECT_TRUE(hasTelegramMentionEntity(message, "my_bot"));
}

TEST(ExpandTelegramLinks, IgnoresEntitiesOutOfRange) {
    const Json entities = {{{"type", "text_link"}, {"offset", 90}, {"length", 4}, {"url", "http://e"}},
                           {{"type", "text_link"}, {"offset", -1}, {"length", 4}, {"url", "http://e"}}};

    EXPECT_EQ(expandTelegramLinks("ab", entities), "ab");
}

}
}
