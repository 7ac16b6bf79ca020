#include "pi/tools/edit.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

Result<EditResult> edit(const std::string& content, const std::string& from, const std::string& to) {
    return applyEdits(content, {Replacement{from, to}}, "f");
}

TEST(Edit, ReplacesOneOccurrence) {
    const auto out = edit("one\ntwo\n", "two", "TWO");

    ASSERT_TRUE(out);
    EXPECT_EQ(out->content, "one\nTWO\n");
    EXPECT_EQ(out->diff, " 1 one\n-2 two\n+2 TWO");
    EXPECT_EQ(out->firstChangedLine, 2U);
}

TEST(Edit, RefusesMissingAndRepeatedTexts) {
    EXPECT_EQ(edit("a", "b", "c").error().message.find("Could not find"), 0U);
    EXPECT_NE(edit("aa", "a", "c").error().message.find("unique"), std::string::npos);
    EXPECT_FALSE(edit("a", "", "c"));
    EXPECT_FALSE(edit("a", "a", "a"));
}

TEST(Edit, RefusesOverlaps) {
    EXPECT_NE(applyEdits("abcdef", {Replacement{"abc", "1"}, Replacement{"cde", "2"}}, "f").error().message.find("overlap"),
        std::string::npos);
}

TEST(Edit, AppliesSeveralToTheOriginal) {
    const auto out = applyEdits("a b c", {Replacement{"c", "a"}, Replacement{"a", "c"}}, "f");

    EXPECT_EQ(out->content, "c b a");
}

TEST(Edit, KeepsMarkAndLineEnds) {
    EXPECT_EQ(edit("\xef\xbb\xbf" "a\r\nb\r\n", "a\nb", "x\ny")->content, "\xef\xbb\xbf" "x\r\ny\r\n");
}

TEST(Edit, ToleratesTypographyAndTrailingBlanks) {
    EXPECT_EQ(edit("say \u201chi\u201d \u2014 ok  \nnext", "say \"hi\" - ok\nnext", "done")->content, "done");
    EXPECT_EQ(edit("pre\na \nb\npost", "a\nb", "x")->content, "pre\nx\npost");
}

}
}
