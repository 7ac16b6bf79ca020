// Paths and edits.
#include "openclaw/config/edit.hpp"

#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

using Segments = std::vector<std::string>;

Segments segments(const std::string& path) { return parseConfigPath(path).value(); }

std::string set(const std::string& document, const std::string& path, const std::string& value) {
    OrderedJson root = ordered(document);
    const auto done = setAt(root, segments(path), ordered(value));
    return done ? root.dump() : done.error().message;
}

}

TEST(ConfigPath, SplitsDotsBracketsAndEscapes) {
    EXPECT_EQ(segments("a.b[0].c"), (Segments{"a", "b", "0", "c"}));
    EXPECT_EQ(segments("a.b\\.c"), (Segments{"a", "b.c"}));
    EXPECT_EQ(segments("a[x.y]..z"), (Segments{"a", "x.y", "z"}));
}

TEST(ConfigPath, RefusesWhatLeadsNowhere) {
    EXPECT_FALSE(parseConfigPath(""));
    EXPECT_FALSE(parseConfigPath(" . "));
    EXPECT_FALSE(parseConfigPath("a[0"));
    EXPECT_FALSE(parseConfigPath(std::string(10000, 'a') + std::string(1000, '.') + [] {
        std::string deep;
        for (int i = 0; i < 200; ++i)
            deep += "a.";
        return deep;
    }()));
}

TEST(ConfigEdit, ReadsByPath) {
    const Json root = Json::parse(R"({"a":{"b":[{"c":1}]}})");

    EXPECT_EQ(*findAt(root, {"a", "b", "0", "c"}), 1);
    EXPECT_EQ(findAt(root, {"a", "b", "1"}), nullptr);
    EXPECT_EQ(findAt(root, {"a", "b", "x"}), nullptr);
}

TEST(ConfigEdit, SetsAndMakesParents) {
    EXPECT_EQ(set("{z:1}", "a.b", "2"), R"({"z":1,"a":{"b":2}})");
    EXPECT_EQ(set("{}", "a[1].b", "2"), R"({"a":[null,{"b":2}]})");
    EXPECT_EQ(set("{a:[1,2]}", "a.0", "9"), R"({"a":[9,2]})");
}

TEST(ConfigEdit, RefusesImpossiblePlaces) {
    EXPECT_EQ(set("{a:[1]}", "a.x", "1"), "Expected numeric index for array segment \"x\"");
    EXPECT_EQ(set("{a:1}", "a.x", "1"), "Cannot traverse into \"x\" (not an object)");
    EXPECT_EQ(set("{a:[1]}", "a.99999999", "1"), "Expected numeric index for array segment \"99999999\"");
}

TEST(ConfigEdit, RemovesAndClosesGaps) {
    OrderedJson root = ordered("{a:[1,2,3], b:{c:1}}");

    EXPECT_TRUE(removeAt(root, {"a", "1"}));
    EXPECT_TRUE(removeAt(root, {"b", "c"}));
    EXPECT_FALSE(removeAt(root, {"b", "c"}));
    EXPECT_FALSE(removeAt(root, {"x", "y"}));
    EXPECT_EQ(root.dump(), R"({"a":[1,3],"b":{}})");
}

TEST(ConfigEdit, ReadsValuesLeniently) {
    EXPECT_EQ(*parseConfigValue("{a:1}", false), ordered("{a:1}"));
    EXPECT_EQ(*parseConfigValue("true", false), true);
    EXPECT_EQ(*parseConfigValue("hello world", false), "hello world");
    EXPECT_FALSE(parseConfigValue("hello world", true));
}

TEST(ConfigEdit, MergesPatches) {
    OrderedJson target = ordered("{a:{b:1,c:[1]},d:2}");

    mergePatch(target, ordered("{a:{b:null,c:[2]},e:{f:null,g:1}}"));

    EXPECT_EQ(target.dump(), R"({"a":{"c":[2]},"d":2,"e":{"g":1}})");
}

}
