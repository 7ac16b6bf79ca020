#include "dispatch/contextReport.hpp"

#include <gtest/gtest.h>

namespace openclaw::dispatch {
namespace {

agent::Preparation preparation() {
    agent::Preparation prepared;
    prepared.workspace = "/ws";
    prepared.tools = {"read"};
    prepared.refusedTools = {{"bash", "tools"}};
    prepared.report.maxCharsPerFile = 20'000;
    prepared.report.totalChars = 12'345;
    prepared.report.projectChars = 4000;
    prepared.report.files = {
        {"AGENTS.md", 1742, 1742, false}, {"TOOLS.md", 54'210, 18'100, false}, {"SOUL.md", 0, 40, true}};
    prepared.report.skills = {{"small", 90}, {"large", 412}};
    return prepared;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(ContextReport, ShowsSizesAndWhatIsOff) {
    const agent::Preparation prepared = preparation();

    const std::string text = formatContext({"agent:main:main", 14'250, 32'000, {}, 0}, &prepared, false);

    EXPECT_TRUE(contains(
        text, "System prompt: 12,345 chars (~3,087 tok) (Project Context 4,000 chars (~1,000 tok))"));
    EXPECT_TRUE(contains(text, "- AGENTS.md: OK | raw 1,742 chars (~436 tok)"));
    EXPECT_TRUE(contains(text, "- TOOLS.md: TRUNCATED"));
    EXPECT_TRUE(contains(text, "- SOUL.md: MISSING"));
    EXPECT_TRUE(contains(text, "- bash: off [tools]"));
    EXPECT_TRUE(contains(text, "Session tokens: 14,250 / ctx=32,000"));
    EXPECT_FALSE(contains(text, "- large"));
}

TEST(ContextReport, SortsSkillsBySizeInDetail) {
    const agent::Preparation prepared = preparation();

    const std::string text = formatContext({}, &prepared, true);

    EXPECT_LT(text.find("- large: 412"), text.find("- small: 90"));
}

TEST(ContextReport, TellsTheSessionsSideAlone) {
    const std::string text = formatContext({"k", 0, 0, {"System: x"}, 2}, nullptr, false);

    EXPECT_TRUE(contains(text, "System events for the next turn: 1\n- System: x"));
    EXPECT_TRUE(contains(text, "Messages waiting: 2"));
}

TEST(ContextReport, HasAFormForPrograms) {
    const Json json = contextToJson({"k", 5, 0, {}, 0}, preparation());

    EXPECT_EQ(json["injectedWorkspaceFiles"][2]["status"], "MISSING");
    EXPECT_EQ(json["tools"]["names"][0], "read");
}

}
}
