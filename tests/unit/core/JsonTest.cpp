#include "openclaw/core/json.hpp"

#include <gtest/gtest.h>

namespace openclaw {

TEST(Json, RefusesDeepNesting) {
    EXPECT_TRUE(parseJson(std::string(128, '[') + std::string(128, ']')));
    EXPECT_FALSE(parseJson(std::string(129, '[') + std::string(129, ']')));
    EXPECT_FALSE(parseJson(std::string(1'000'000, '[')));
    EXPECT_TRUE(parseJson("\"" + std::string(1000, '[') + "\""));
}

TEST(Json, NamesTheByteOfASyntaxError) {
    const auto result = parseJson("{\"a\":}");
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("byte 6"), std::string::npos) << result.error().message;
}

TEST(Json, DumpsInvalidUtf8WithoutFailing) { EXPECT_EQ(dumpJson(Json("a\xff")), "\"a\xef\xbf\xbd\""); }

TEST(Json, LooksUpWithoutThrowing) {
    const Json object = {{"s", "x"}, {"n", 3.7}, {"b", true}, {"o", {{"p", 1}}}};
    EXPECT_EQ(stringOr(object, "s"), "x");
    EXPECT_EQ(stringOr(object, "n", "none"), "none");
    EXPECT_EQ(findInteger(object, "n"), 3);
    EXPECT_EQ(findPath(object, "o.p")->get<int>(), 1);
    EXPECT_EQ(findPath(object, "o.p.q"), nullptr);
    EXPECT_EQ(findMember(Json(1), "x"), nullptr);
    EXPECT_EQ(findInteger(Json{{"n", 1e300}}, "n"), std::nullopt);
}

}
