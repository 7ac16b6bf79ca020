// The JSON5 reader: syntax, positions, limits.
#include "openclaw/config/json5.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace openclaw::config {

namespace {

std::string compact(const std::string& text) {
    const auto document = parseJson5(text);
    return document ? dumpJson(toJson(document->value)) : document.error().message;
}

}

TEST(Json5, ReadsEverythingJsonCannot) {
    EXPECT_EQ(compact("{// note\n a: 'x', /* b */ \"c\": [1,], $d_1: +1, e: .5, f: 5., g: 0xFF, h: -0x10,}"),
              R"({"$d_1":1,"a":"x","c":[1],"e":0.5,"f":5.0,"g":255,"h":-16})");
}

TEST(Json5, ReadsEscapesAndContinuedLines) {
    EXPECT_EQ(compact("'a\\\nb\\x41\\u00e9\\ud83d\\ude00\\'\\q'"), "\"abA\xC3\xA9\xF0\x9F\x98\x80'q\"");
}

TEST(Json5, ReadsInfinityAndNaN) {
    EXPECT_TRUE(std::isinf(parseJson5("-Infinity")->value.get<double>()));
    EXPECT_TRUE(std::isnan(parseJson5("NaN")->value.get<double>()));
}

TEST(Json5, ReadsLargeAndTinyNumbers) {
    EXPECT_EQ(compact("9007199254740993"), "9007199254740993");
    EXPECT_TRUE(std::isinf(parseJson5("1e999")->value.get<double>()));
    EXPECT_EQ(parseJson5("1e-999")->value.get<double>(), 0.0);
}

TEST(Json5, KeepsTheOrderOfKeys) {
    EXPECT_EQ(parseJson5("{z:1,a:2,m:3}")->value.dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(Json5, ARepeatedKeyKeepsItsPlaceAndTakesTheLastValue) {
    EXPECT_EQ(parseJson5("{a:1,b:2,a:3}")->value.dump(), R"({"a":3,"b":2})");
}

TEST(Json5, KnowsWhereValuesStand) {
    const auto document = parseJson5("{\n  gateway: {\n    port: 1,\n    list: [\n 7, 8]\n  }\n}").value();

    EXPECT_EQ(document.location.closest({"gateway", "port"}).line, 3);
    EXPECT_EQ(document.location.closest({"gateway", "port"}).column, 11);
    EXPECT_EQ(document.location.closest({"gateway", "list", "1"}).line, 5);
    EXPECT_EQ(document.location.closest({"gateway", "missing"}).line, 2);
}

TEST(Json5, SaysWhereTheMistakeIs) {
    EXPECT_EQ(compact("{\n  a: 1\n  b: 2\n}"), "line 3, column 3: expected ',' or '}'");
    EXPECT_EQ(compact("{\n  a 1}"), "line 2, column 5: expected ':' after the key \"a\"");
    EXPECT_EQ(compact("{a: 'x"), "line 1, column 5: this string is never closed");
    EXPECT_EQ(compact("{a: yes}"), "line 1, column 5: text values need quotes");
    EXPECT_EQ(compact("{a: 1"), "line 1, column 6: unexpected end of the text, '}' is missing");
    EXPECT_EQ(compact("{} x"), "line 1, column 4: unexpected text after the end of the value");
    EXPECT_EQ(compact(""), "line 1, column 1: the text is empty");
    EXPECT_EQ(compact("/* x"), "line 1, column 1: this comment is never closed");
    EXPECT_EQ(compact("{a: 012}"), "line 1, column 5: a number cannot start with 0");
}

TEST(Json5, RefusesBottomlessNesting) {
    EXPECT_NE(compact(std::string(1000000, '[')).find("nested deeper"), std::string::npos);
}

TEST(Json5, RefusesHugeObjectsAndTexts) {
    std::string many = "{";
    for (int i = 0; i < 6000; ++i)
        many += "k" + std::to_string(i) + ":1,";
    EXPECT_NE(compact(many + "}").find("more than 5000 keys"), std::string::npos);
    EXPECT_NE(compact(std::string(maxConfigBytes + 1, ' ')).find("too long"), std::string::npos);
}

TEST(Json5, ReplacesInvalidUtf8) {
    EXPECT_EQ(compact("'a\xFF'"), "\"a\xEF\xBF\xBD\"");
}

TEST(Json5, SkipsAByteOrderMark) {
    EXPECT_EQ(compact("\xEF\xBB\xBF{a:1}"), R"({"a":1})");
}

}
