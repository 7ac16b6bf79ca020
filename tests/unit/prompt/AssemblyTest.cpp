#include "openclaw/prompt/assembly.hpp"

#include <gtest/gtest.h>

namespace openclaw::prompt {
namespace {

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

PromptParts chatParts() {
    PromptParts parts;
    parts.tools = {{"read", "Read a file"}, {"bash", "Run a command"}};
    parts.workspace = "/home/a/ws";
    parts.program = "/usr/bin/openclaw";
    parts.skills = "<available_skills>x</available_skills>";
    parts.ownerIds = {"5"};
    parts.timeZone = "Europe/Berlin";
    parts.channel = "telegram";
    parts.hasHeartbeats = true;
    parts.heartbeatPrompt = "Anything new?";
    parts.files = {{"AGENTS.md", "Be kind.\n\nAlways."}, {"SOUL.md", "A fox."}};
    parts.runtime.agentId = "main";
    return parts;
}

TEST(SystemPrompt, HasItsSectionsInOrder) {
    const std::string text = buildSystemPrompt(chatParts());

    std::size_t at = 0;
    for (const char* title : {"## Tooling", "## Tool Call Style", "## Safety", "## OpenClaw Command Line", "## Skills",
                              "## Workspace", "## User Identity", "## Current Date & Time", "## Reply Tags",
                              "## Messaging", "## Silent Replies", "# Project Context", "## AGENTS.md", "## SOUL.md",
                              "## Heartbeats", "## Runtime\nRuntime: agent=main"}) {
        const std::size_t found = text.find(title, at);
        ASSERT_NE(found, std::string::npos) << title;
        at = found;
    }
}

TEST(SystemPrompt, PromisesNothingWithoutTools) {
    PromptParts parts = chatParts();
    parts.tools.clear();

    const std::string text = buildSystemPrompt(parts);

    EXPECT_TRUE(contains(text, "You have no tools in this conversation"));
    EXPECT_FALSE(contains(text, "## Skills"));
    EXPECT_FALSE(contains(text, "## Workspace"));
    EXPECT_FALSE(contains(text, "MEDIA:"));
}

TEST(SystemPrompt, KeepsSkillsForThoseWhoCanReadThem) {
    PromptParts parts = chatParts();
    parts.tools = {{"bash", "Run a command"}};

    EXPECT_FALSE(contains(buildSystemPrompt(parts), "<available_skills>"));
}

TEST(SystemPrompt, SpeaksOfChatsOnlyToThoseWhoAnswerThere) {
    PromptParts parts = chatParts();
    parts.channel.clear();

    const std::string text = buildSystemPrompt(parts);

    EXPECT_FALSE(contains(text, "## Messaging"));
    EXPECT_TRUE(contains(text, "## Silent Replies"));
}

TEST(SystemPrompt, IsShortForSubagents) {
    PromptParts parts = chatParts();
    parts.mode = PromptMode::minimal;
    parts.extra = "Find the file.";

    const std::string text = buildSystemPrompt(parts);

    EXPECT_TRUE(contains(text, "## Subagent Context\nFind the file."));
    for (const char* title : {"## Skills", "## User Identity", "## Reply Tags", "## Silent Replies", "## Heartbeats"})
        EXPECT_FALSE(contains(text, title)) << title;
    EXPECT_TRUE(contains(text, "# Project Context"));
}

TEST(SystemPrompt, IsOneLineInModeNone) {
    PromptParts parts = chatParts();
    parts.mode = PromptMode::none;

    EXPECT_EQ(buildSystemPrompt(parts).find('\n'), std::string::npos);
}

TEST(SystemPrompt, TellsGroupsWhenToBeSilent) {
    EXPECT_TRUE(contains(groupIntroduction("telegram", true), "NO_REPLY"));
    EXPECT_FALSE(contains(groupIntroduction("telegram", false), "NO_REPLY"));
}

TEST(ProjectContext, KeepsTheFilesAsTheyAre) {
    EXPECT_EQ(projectContext({}), "");
    EXPECT_TRUE(contains(projectContext({{"AGENTS.md", "a\n\nb"}}), "## AGENTS.md\na\n\nb"));
}

}
}
