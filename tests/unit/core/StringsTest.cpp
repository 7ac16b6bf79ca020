#include "openclaw/core/strings.hpp"

#include <gtest/gtest.h>

namespace openclaw {

TEST(Utf8, DecodesAndReplaces) {
    EXPECT_TRUE(isValidUtf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
    for (const std::string bad : {"\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80"}) {
        EXPECT_FALSE(isValidUtf8(bad));
        EXPECT_TRUE(isValidUtf8(sanitizeUtf8(bad)));
    }
    EXPECT_TRUE(isValidUtf8("\xef\xbf\xbd"));
}

TEST(Utf16Length, CountsAstralCharactersTwice) {
    EXPECT_EQ(utf16Length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), 5U);
    EXPECT_EQ(utf8Prefix("\xe2\x82\xac\xe2\x82\xac", 5), "\xe2\x82\xac");
}

TEST(Base64, RoundTripsAndRefusesGarbage) {
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string bytes(size, static_cast<char>(200 + size));
        EXPECT_EQ(base64Decode(base64Encode(bytes)), bytes);
        EXPECT_EQ(base64Decode(base64UrlEncode(bytes)), bytes);
    }
    EXPECT_EQ(base64Encode("ab"), "YWI=");
    EXPECT_EQ(base64Decode("Y"), std::nullopt);
    EXPECT_EQ(base64Decode("Y W I"), std::nullopt);
}

TEST(Percent, RoundTrips) {
    EXPECT_EQ(percentEncode("a b/\xc3\xa9"), "a%20b%2F%C3%A9");
    EXPECT_EQ(percentDecode("a%20b%2F%C3%A9"), "a b/\xc3\xa9");
    EXPECT_EQ(percentDecode("%4"), std::nullopt);
    EXPECT_EQ(percentDecode("%zz"), std::nullopt);
}

TEST(Strings, SplitJoinTrim) {
    EXPECT_EQ(split("a,,b", ',').size(), 3U);
    EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(trimAscii(" \t a b\n"), "a b");
    EXPECT_EQ(parseInteger("12"), 12);
    EXPECT_EQ(parseInteger("12x"), std::nullopt);
    EXPECT_EQ(parseInteger(""), std::nullopt);
    EXPECT_EQ(replaceAll("aXbX", "X", "YX"), "aYXbYX");
}

}
