#include "openclaw/process/ChildProcess.hpp"

#include <gtest/gtest.h>

namespace openclaw::process {
namespace {

TEST(LineSplitter, JoinsPiecesIntoLines) {
    LineSplitter splitter(100);

    splitter.push("on");
    EXPECT_FALSE(splitter.next());
    splitter.push("e\ntwo\nth");

    EXPECT_EQ(splitter.next(), "one");
    EXPECT_EQ(splitter.next(), "two");
    EXPECT_FALSE(splitter.next());
    EXPECT_EQ(splitter.takeRest(), "th");
    EXPECT_EQ(splitter.takeRest(), "");
}

TEST(LineSplitter, StripsOneTrailingCarriageReturn) {
    LineSplitter splitter(100);

    splitter.push("a\r\r\n\r\n\n");

    EXPECT_EQ(splitter.next(), "a\r");
    EXPECT_EQ(splitter.next(), "");
    EXPECT_EQ(splitter.next(), "");
}

TEST(LineSplitter, KeepsUnicodeLineSeparatorsInsideLines) {
    LineSplitter splitter(100);

    splitter.push("a\u2028b\n");

    EXPECT_EQ(splitter.next(), "a\u2028b");
}

TEST(LineSplitter, DropsLinesOverTheLimitAndGoesOn) {
    LineSplitter splitter(4);

    splitter.push("12345\nok\n12");
    EXPECT_EQ(splitter.next(), "ok");
    EXPECT_FALSE(splitter.next());
    splitter.push("345");
    EXPECT_FALSE(splitter.next());
    splitter.push("6789");
    EXPECT_FALSE(splitter.next());
    splitter.push("0\n1234\n");

    EXPECT_EQ(splitter.next(), "1234");
    EXPECT_EQ(splitter.droppedLines(), 2U);
    EXPECT_EQ(splitter.takeRest(), "");
}

TEST(LineSplitter, CarriesVeryLongLines) {
    LineSplitter splitter(64 * 1024 * 1024);
    const std::string piece(64 * 1024, 'x');

    for (int i = 0; i < 320; ++i) {
        splitter.push(piece);
        ASSERT_FALSE(splitter.next());
    }
    splitter.push("\nnext\n");

    EXPECT_EQ(splitter.next()->size(), 320U * 64 * 1024);
    EXPECT_EQ(splitter.next(), "next");
}

}
}
