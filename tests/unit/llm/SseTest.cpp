#include "openclaw/llm/sse.hpp"

#include <gtest/gtest.h>

namespace openclaw::llm {
namespace {

TEST(SseParser, JoinsDataLinesAndIgnoresTheRest) {
    SseParser parser(1000);

    parser.push(": comment\r\nevent: x\r\nid: 4\r\ndata: a\r\ndata:b\r\n\r\n\n\ndata\n\n");

    const auto first = parser.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "x");
    EXPECT_EQ(first->data, "a\nb");
    const auto second = parser.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "");
    EXPECT_EQ(second->data, "");
    EXPECT_FALSE(parser.next());
}

TEST(SseParser, WaitsForTheBlankLine) {
    SseParser parser(1000);

    parser.push("data: a\n");
    EXPECT_FALSE(parser.next());
    parser.push("\n");

    EXPECT_EQ(parser.next()->data, "a");
}

TEST(SseParser, RefusesEventsOverTheLimit) {
    SseParser parser(10);

    parser.push("data: 0123456789abc");

    EXPECT_FALSE(parser.next());
    EXPECT_TRUE(parser.overflowed());
}

}
}
