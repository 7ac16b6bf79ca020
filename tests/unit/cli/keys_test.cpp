// What a terminal sends, key by key.
#include "cli/terminal/keys.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace openclaw::cli {
namespace {

std::vector<KeyKind> kindsOf(std::string bytes) {
    std::vector<KeyKind> kinds;
    while (const std::optional<Key> key = takeKey(bytes, true))
        kinds.push_back(key->kind);
    return kinds;
}

TEST(Keys, KnowsArrowsOfBothModes) {
    EXPECT_EQ(kindsOf("\x1b[A\x1b[B\x1bOC\x1bOD"),
              (std::vector{KeyKind::up, KeyKind::down, KeyKind::right, KeyKind::left}));
}

TEST(Keys, KnowsControlCharacters) {
    EXPECT_EQ(kindsOf("\r\x03\x7f\x15\x10\x0e"), (std::vector{KeyKind::enter, KeyKind::cancel, KeyKind::backspace,
                                                              KeyKind::clear, KeyKind::up, KeyKind::down}));
}

TEST(Keys, WaitsForTheRestOfASequence) {
    std::string bytes = "\x1b";
    EXPECT_FALSE(takeKey(bytes, false));
    bytes += "[";
    EXPECT_FALSE(takeKey(bytes, false));
    bytes += "A";
    EXPECT_EQ(takeKey(bytes, false)->kind, KeyKind::up);
}

TEST(Keys, TakesALoneEscapeAsCancel) {
    std::string bytes = "\x1b";

    EXPECT_EQ(takeKey(bytes, true)->kind, KeyKind::cancel);
}

TEST(Keys, SkipsWhatItDoesNotKnow) {
    std::string bytes = "\x1b[1;5C\x1b[3~\x01x";

    const std::optional<Key> key = takeKey(bytes, true);

    ASSERT_TRUE(key);
    EXPECT_EQ(key->text, "x");
    EXPECT_TRUE(bytes.empty());
}

TEST(Keys, KeepsCharactersWhole) {
    std::string bytes = "ä\xe2\x82";

    EXPECT_EQ(takeKey(bytes, false)->text, "ä");
    EXPECT_FALSE(takeKey(bytes, false));
    bytes += "\xac";
    EXPECT_EQ(takeKey(bytes, false)->text, "€");
}

TEST(Keys, SurvivesEveryByte) {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            while (takeKey(bytes, true)) {
            }
            EXPECT_TRUE(bytes.empty()) << first << ' ' << second;
        }
    }
}

TEST(Fitted, CutsBetweenCharacters) {
    EXPECT_EQ(fitted("äöü", 2), "äö");
    EXPECT_EQ(fitted("äöü", 3), "äöü");
    EXPECT_EQ(fitted("abc", 0), "");
}

}
}
