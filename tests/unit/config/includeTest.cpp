// $include: merging, and every way out of the folder or into a loop.
#include "openclaw/config/Snapshot.hpp"
#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

class IncludeTest : public ::testing::Test {
protected:
    void put(const std::string& name, const std::string& text) {
        ASSERT_TRUE(writeFileAtomically(folder_.path() / "config" / name, text));
    }
    Snapshot read(const std::string& text) {
        Environment environment;
        return snapshotOfText(text, folder_.path() / "config" / "openclaw.json", environment);
    }
    std::string errorOf(const std::string& text) {
        const auto snapshot = read(text);
        return snapshot.issues.empty() ? std::string() : snapshot.issues.front().message;
    }

    openclaw::testing::TempDir folder_;
};

}

TEST_F(IncludeTest, ReplacesAnObject) {
    put("gateway.json5", "{port: 1234, // note\n}");

    EXPECT_EQ(read("{gateway: {$include: './gateway.json5'}}").config["gateway"]["port"], 1234);
}

TEST_F(IncludeTest, MergesFilesAndSiblings) {
    put("a.json", "{gateway: {port: 1, bind: 'lan', trustedProxies: ['a']}}");
    put("b.json", "{gateway: {port: 2, trustedProxies: ['b']}}");

    const Json config = read("{$include: ['a.json', 'b.json'], gateway: {port: 3}}").config;

    EXPECT_EQ(config["gateway"]["port"], 3);
    EXPECT_EQ(config["gateway"]["bind"], "lan");
    EXPECT_EQ(config["gateway"]["trustedProxies"], Json::array({"a", "b"}));
}

TEST_F(IncludeTest, ResolvesBesideTheIncludingFile) {
    put("parts/one.json", "{$include: 'two.json'}");
    put("parts/two.json", "{port: 7}");

    EXPECT_EQ(read("{gateway: {$include: 'parts/one.json'}}").config["gateway"]["port"], 7);
}

TEST_F(IncludeTest, KeepsTheDirectiveInTheDocument) {
    put("g.json", "{port: 7}");

    EXPECT_EQ(read("{gateway: {$include: 'g.json'}}").document.value["gateway"]["$include"], "g.json");
}

TEST_F(IncludeTest, NamesTheFileOfAWrongValue) {
    put("g.json", "{\n\nport: 'x'}");

    EXPECT_EQ(describeIssue(read("{gateway: {$include: 'g.json'}}").issues.at(0)),
              "gateway.port: Invalid input: expected number, received string (g.json line 3)");
}

TEST_F(IncludeTest, RefusesWrongDirectives) {
    EXPECT_EQ(errorOf("{$include: 1}"), "Invalid $include value: expected string or array of strings, got number");
    EXPECT_EQ(errorOf("{$include: ['a', 1]}").substr(0, 27), "Failed to read include file");
    put("a", "{}");
    EXPECT_EQ(errorOf("{$include: ['a', 1]}"), "Invalid $include array item: expected string, got number");
    put("list.json", "[1]");
    EXPECT_EQ(errorOf("{gateway: {$include: 'list.json', port: 1}}"), "Sibling keys require included content to be an object");
}

TEST_F(IncludeTest, RefusesCircles) {
    put("a.json", "{$include: 'b.json'}");
    put("b.json", "{$include: 'a.json'}");

    EXPECT_TRUE(errorOf("{$include: 'a.json'}").starts_with("Circular include detected: "));
}

TEST_F(IncludeTest, RefusesTooManyLevels) {
    for (int i = 0; i < 12; ++i)
        put(std::to_string(i) + ".json", "{$include: '" + std::to_string(i + 1) + ".json'}");
    put("12.json", "{}");

    EXPECT_TRUE(errorOf("{$include: '0.json'}").starts_with("Maximum include depth (10) exceeded at: "));
}

TEST_F(IncludeTest, RefusesTooManyFiles) {
    put("leaf.json", "{}");
    std::string list;
    for (int i = 0; i < 101; ++i)
        list += "'leaf.json',";

    EXPECT_EQ(errorOf("{$include: [" + list + "]}"), "more than 100 included files");
}

TEST_F(IncludeTest, StaysInsideTheFolder) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "secret.json", "{}"));
    put("inside.json", "{}");
    std::filesystem::create_symlink(folder_ / "secret.json", folder_.path() / "config" / "link.json");

    EXPECT_NE(errorOf("{$include: '../secret.json'}").find("outside"), std::string::npos);
    EXPECT_NE(errorOf("{$include: '/etc/hostname'}").find("outside"), std::string::npos);
    EXPECT_NE(errorOf("{$include: 'link.json'}").find("outside"), std::string::npos);
    EXPECT_EQ(errorOf("{$include: 'inside.json'}"), "");
}

TEST_F(IncludeTest, NamesAFileThatCannotBeReadOrParsed) {
    put("bad.json", "{a:\n}");

    EXPECT_TRUE(errorOf("{$include: 'missing.json'}").starts_with("Failed to read include file: missing.json (resolved: "));
    const auto error = errorOf("{$include: 'bad.json'}");
    EXPECT_TRUE(error.starts_with("Failed to parse include file: bad.json")) << error;
    EXPECT_NE(error.find("line 2, column 1"), std::string::npos) << error;
}

}
