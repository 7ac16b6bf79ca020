#include "openclaw/skills/report.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::skills {
namespace {

using testing::TempDir;

constexpr std::string_view weather = R"(---
name: weather
description: "Tells the weather."
metadata:
  {
    "openclaw": {
      "emoji": "☔",
      "requires": { "bins": ["curl-of-tests"], "env": ["WEATHER_KEY"], "config": ["web.enabled"] },
      "primaryEnv": "WEATHER_KEY",
    },
  }
user-invocable: false
---
Ask the sky.
)";

void writeSkill(const std::filesystem::path& folder, const std::string& name, const std::string& description) {
    ASSERT_TRUE(writeFileAtomically(folder / name / "SKILL.md",
                                    "---\nname: " + name + "\ndescription: " + description + "\n---\nbody\n"));
}

void writeProgram(const std::filesystem::path& file) {
    ASSERT_TRUE(writeFileAtomically(file, "#!/bin/sh\n"));
    ASSERT_EQ(::chmod(file.c_str(), 0755), 0);
}

TEST(SkillFile, ReadsMembersAndMetadata) {
    const auto skill = parseSkill(weather, "folder");

    ASSERT_TRUE(skill);
    EXPECT_EQ(skill->name, "weather");
    EXPECT_EQ(skill->description, "Tells the weather.");
    EXPECT_EQ(skill->emoji, "☔");
    EXPECT_EQ(skill->primaryEnv, "WEATHER_KEY");
    EXPECT_EQ(skill->needs.bins, std::vector<std::string>{"curl-of-tests"});
    EXPECT_EQ(skill->needs.config, std::vector<std::string>{"web.enabled"});
    EXPECT_FALSE(skill->userInvocable);
    EXPECT_TRUE(skill->modelInvocable);
}

TEST(SkillFile, JoinsFoldedDescriptionsAndFallsBackToTheFolder) {
    const auto skill = parseSkill("---\r\ndescription: >\r\n  one\r\n  two\r\n---\r\n", "notes");

    ASSERT_TRUE(skill);
    EXPECT_EQ(skill->name, "notes");
    EXPECT_EQ(skill->description, "one two");
}

TEST(SkillFile, NeedsClosedFrontMatterWithADescription) {
    EXPECT_FALSE(parseSkill("", "x"));
    EXPECT_FALSE(parseSkill("name: x\ndescription: y\n", "x"));
    EXPECT_FALSE(parseSkill("---\nname: x\ndescription: y\n", "x"));
    EXPECT_FALSE(parseSkill("---\nname: x\n---\n", "x"));
}

TEST(SkillFile, ToleratesMetadataThatIsNoJson) {
    const auto skill = parseSkill("---\nname: x\ndescription: y\nmetadata: {broken\n---\n", "x");

    ASSERT_TRUE(skill);
    EXPECT_TRUE(skill->needs.empty());
}

TEST(SkillFolders, LetTheMoreSpecificOneWin) {
    const TempDir home;
    writeSkill(home / "managed", "mail", "managed");
    writeSkill(home / "managed", "notes", "managed");
    writeSkill(home / "workspace", "mail", "workspace");
    SkillFolders folders;
    folders.managed = home / "managed";
    folders.workspace = home / "workspace";

    const auto skills = discoverSkills(folders);

    ASSERT_EQ(skills.size(), 2U);
    EXPECT_EQ(skills[0].description, "workspace");
    EXPECT_EQ(skills[0].source, "openclaw-workspace");
    EXPECT_EQ(skills[1].source, "openclaw-managed");
}

TEST(SkillFolders, DoNotFollowLinksThatLeadOut) {
    const TempDir home;
    writeSkill(home / "elsewhere", "secret", "not ours");
    std::filesystem::create_directories(home / "workspace");
    std::filesystem::create_directory_symlink(home / "elsewhere" / "secret", home / "workspace" / "secret");
    SkillFolders folders;
    folders.workspace = home / "workspace";

    EXPECT_TRUE(discoverSkills(folders).empty());
}

TEST(SkillState, NamesWhatIsMissing) {
    const auto skill = parseSkill(weather, "weather");

    const SkillState state = judgeSkill(*skill, Json::object(), Environment());

    EXPECT_FALSE(state.eligible);
    EXPECT_EQ(state.missing.bins, std::vector<std::string>{"curl-of-tests"});
    EXPECT_EQ(state.missing.env, std::vector<std::string>{"WEATHER_KEY"});
    EXPECT_EQ(state.missing.config, std::vector<std::string>{"web.enabled"});
}

TEST(SkillState, IsEligibleOnceEverythingIsThere) {
    const TempDir home;
    writeProgram(home / "curl-of-tests");
    const auto skill = parseSkill(weather, "weather");
    const Json config = {{"web", {{"enabled", true}}}, {"skills", {{"entries", {{"weather", {{"apiKey", "k"}}}}}}}};
    const Environment environment({{"PATH", "/nowhere:" + home.path().string()}});

    EXPECT_TRUE(judgeSkill(*skill, config, environment).eligible);
}

TEST(SkillState, FollowsTheOwnersSwitches) {
    auto skill = parseSkill("---\nname: mail\ndescription: d\n---\n", "mail");
    skill->source = "openclaw-bundled";
    const Json off = {{"skills", {{"entries", {{"mail", {{"enabled", false}}}}}}}};
    const Json others = {{"skills", {{"allowBundled", {"notes"}}}}};

    EXPECT_TRUE(judgeSkill(*skill, Json::object(), Environment()).eligible);
    EXPECT_TRUE(judgeSkill(*skill, off, Environment()).disabled);
    EXPECT_TRUE(judgeSkill(*skill, others, Environment()).blockedByAllowlist);
}

TEST(SkillState, KnowsForeignSystems) {
    const auto skill =
        parseSkill("---\nname: m\ndescription: d\nmetadata: {\"openclaw\":{\"os\":[\"win32\"],\"always\":true}}\n---\n", "m");

    EXPECT_FALSE(judgeSkill(*skill, Json::object(), Environment()).eligible);
}

TEST(SkillVariables, NeverReplaceAnythingOrChangeHowProgramsAreFound) {
    auto skill = parseSkill(weather, "weather");
    const Json config = {
        {"skills",
         {{"entries",
           {{"weather", {{"apiKey", "k"}, {"env", {{"TOWN", "Ulm"}, {"PATH", "/evil"}, {"LD_PRELOAD", "x"}, {"SET", "no"}}}}}}}}}};
    Environment environment;
    environment.set("SET", "yes");
    const std::vector<Skill> skills{*skill};

    const auto variables = skillVariables(skills, config, environment);

    EXPECT_EQ(variables, (std::map<std::string, std::string>{{"TOWN", "Ulm"}, {"WEATHER_KEY", "k"}}));
}

TEST(SkillsBlock, EscapesAndLeavesOutWhatIsForPeopleOnly) {
    auto shown = parseSkill("---\nname: a\ndescription: <b> & c\n---\n", "a");
    auto hidden = parseSkill("---\nname: h\ndescription: d\ndisable-model-invocation: true\n---\n", "h");
    shown->file = "/s/a/SKILL.md";
    const std::vector<Skill> both{*shown, *hidden};
    const std::vector<Skill> onlyHidden{*hidden};

    EXPECT_EQ(skillsBlock(both), "<available_skills>\n  <skill>\n    <name>a</name>\n    <description>&lt;b&gt; &amp; "
                                 "c</description>\n    <location>/s/a/SKILL.md</location>\n  </skill>\n</available_skills>");
    EXPECT_EQ(skillsBlock(onlyHidden), "");
}

TEST(SkillsReport, TellsWhatIsMissingAndHowToGetIt) {
    const TempDir folder;
    ASSERT_TRUE(writeFileAtomically(
        folder / "work/skills/notes/SKILL.md",
        "---\nname: notes\ndescription: Notes.\nmetadata: {\"openclaw\":{\"emoji\":\"N\",\"requires\":{\"bins\":[\"no-such-"
        "program\"],\"config\":[\"channels.x\"]},\"install\":[{\"kind\":\"brew\",\"formula\":\"notes\",\"bins\":[\"n\"]},"
        "{\"kind\":\"node\",\"package\":\"n\",\"os\":[\"win32\"]}]}}\n---\n"));
    const Json config = {{"channels", {{"x", {{"token", "secret-value"}}}}}};

    const Json report = skillsReport(config, Environment(), folder / "state", folder / "work");

    ASSERT_EQ(report["skills"].size(), 1u);
    const Json& skill = report["skills"][0];
    EXPECT_EQ(skill["eligible"], false);
    EXPECT_EQ(skill["source"], "openclaw-workspace");
    EXPECT_EQ(skill["missing"]["bins"], Json::array({"no-such-program"}));
    EXPECT_EQ(skill["configChecks"], Json::array({Json{{"path", "channels.x"}, {"value", true}, {"satisfied", true}}}));
    EXPECT_EQ(skill["install"],
              Json::array({Json{{"id", "brew-0"}, {"kind", "brew"}, {"label", "Install notes (brew)"}, {"bins", {"n"}}}}));
    EXPECT_EQ(dumpJson(report).find("secret-value"), std::string::npos);
    EXPECT_EQ(report["managedSkillsDir"], (folder / "state/skills").string());
}

}
}
