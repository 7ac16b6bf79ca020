#include "openclaw/agent/preparation.hpp"

#include "openclaw/agent/workspace.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

using testing::TempDir;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

class PreparedTurn : public ::testing::Test {
protected:
    PreparedTurn() {
        config = {{"agents", {{"defaults", {{"workspace", (home / "ws").string()}}}}}};
        turn.agentId = "main";
        turn.sessionKey = "agent:main:main";
        turn.thinkingLevel = "off";
        context.stateDirectory = home / "state";
        context.program = "/opt/openclaw";
    }
    Preparation prepare() const {
        Result<Preparation> prepared = prepareTurn(config, turn, context);
        EXPECT_TRUE(prepared);
        return prepared ? std::move(*prepared) : Preparation();
    }
    void write(const std::string& name, const std::string& content) const {
        ASSERT_TRUE(writeFileAtomically(home / "ws" / name, content));
    }
    void inGroup() {
        turn.sessionKey = "agent:main:telegram:group:-100";
        turn.chat.channel = "telegram";
        turn.chat.isGroup = true;
        turn.chat.groupId = "-100";
    }

    TempDir home;
    Json config;
    TurnRequest turn;
    PreparationContext context;
};

TEST_F(PreparedTurn, SeedsANewWorkspaceOnce) {
    const Preparation first = prepare();
    const Preparation second = prepare();

    EXPECT_TRUE(first.isNewWorkspace);
    EXPECT_FALSE(second.isNewWorkspace);
    EXPECT_TRUE(contains(first.systemPrompt, "## BOOTSTRAP.md"));
    EXPECT_TRUE(contains(*readFile(home / "ws" / "SOUL.md"), "Who you are"));
}

TEST_F(PreparedTurn, NeverChangesWhatIsThere) {
    write("SOUL.md", "mine");

    const Preparation prepared = prepare();

    EXPECT_FALSE(prepared.isNewWorkspace);
    EXPECT_EQ(*readFile(home / "ws" / "SOUL.md"), "mine");
    EXPECT_FALSE(std::filesystem::exists(home / "ws" / "BOOTSTRAP.md"));
}

TEST_F(PreparedTurn, NamesMissingFilesWhenItMayNotSeed) {
    config["agents"]["defaults"]["skipBootstrap"] = true;
    write("AGENTS.md", "Be brief.");

    const std::string prompt = prepare().systemPrompt;

    EXPECT_TRUE(contains(prompt, "## AGENTS.md\nBe brief."));
    EXPECT_TRUE(contains(prompt, "[MISSING] Expected at: " + (home / "ws" / "SOUL.md").string()));
    EXPECT_FALSE(contains(prompt, "BOOTSTRAP.md"));
    EXPECT_FALSE(std::filesystem::exists(home / "ws" / "SOUL.md"));
}

TEST_F(PreparedTurn, CutsLongFilesAndReportsIt) {
    config["agents"]["defaults"]["bootstrapMaxChars"] = 100;
    write("AGENTS.md", std::string(500, 'x'));

    const Preparation prepared = prepare();

    EXPECT_TRUE(contains(prepared.systemPrompt, "[...truncated, read AGENTS.md for full content...]"));
    EXPECT_EQ(prepared.report.files[0].name, "AGENTS.md");
    EXPECT_EQ(prepared.report.files[0].rawChars, 500U);
    EXPECT_LT(prepared.report.files[0].injectedChars, 300U);
    EXPECT_EQ(prepared.report.totalChars, utf16Length(prepared.systemPrompt));
}

TEST_F(PreparedTurn, KeepsTheLongTermMemoryOutOfGroups) {
    write("MEMORY.md", "the code is 1234");

    EXPECT_TRUE(contains(prepare().systemPrompt, "the code is 1234"));
    inGroup();
    EXPECT_FALSE(contains(prepare().systemPrompt, "the code is 1234"));
}

TEST_F(PreparedTurn, TellsGroupsWhereTheyAre) {
    config["channels"]["telegram"]["groups"]["-100"] = {{"systemPrompt", "Speak German."}};
    inGroup();

    const std::string prompt = prepare().systemPrompt;

    EXPECT_TRUE(contains(prompt, "## Group Chat Context\nYou are in a group chat on telegram."));
    EXPECT_TRUE(contains(prompt, "Speak German."));
}

TEST_F(PreparedTurn, ListsEligibleSkillsWithTheirVariables) {
    write("skills/notes/SKILL.md", "---\nname: notes\ndescription: Takes notes.\n---\n");
    write("skills/gone/SKILL.md", "---\nname: gone\ndescription: d\nmetadata: "
                                  "{\"openclaw\":{\"requires\":{\"bins\":[\"no-such-program\"]}}}\n---\n");
    config["skills"]["entries"]["notes"]["env"]["NOTES_KEY"] = "k";

    const Preparation prepared = prepare();

    EXPECT_TRUE(contains(prepared.systemPrompt, "<name>notes</name>"));
    EXPECT_FALSE(contains(prepared.systemPrompt, "<name>gone</name>"));
    EXPECT_EQ(prepared.variables, (std::map<std::string, std::string>{{"NOTES_KEY", "k"}}));
    EXPECT_EQ(prepared.report.skills.size(), 1U);
}

TEST_F(PreparedTurn, OffersOnlyPermittedTools) {
    config["tools"] = {{"deny", {"exec", "reed"}}};

    const Preparation prepared = prepare();

    EXPECT_EQ(prepared.tools, (std::vector<std::string>{"read", "write", "edit"}));
    EXPECT_EQ(prepared.refusedTools[0], (std::pair<std::string, std::string>{"bash", "tools"}));
    EXPECT_EQ(prepared.warnings, std::vector<std::string>{"there is no tool \"reed\" (tools)"});
    EXPECT_FALSE(contains(prepared.systemPrompt, "- bash"));
    EXPECT_FALSE(contains(prepared.systemPrompt, "/opt/openclaw"));
}

TEST_F(PreparedTurn, AppliesTheRulesOfEverySender) {
    inGroup();
    turn.chat.toolRules = {{"a", Json{{"deny", {"write"}}}}, {"b", Json{{"deny", {"exec"}}}}};

    EXPECT_EQ(prepare().tools, (std::vector<std::string>{"read", "edit"}));
}

TEST_F(PreparedTurn, HasNoToolsWhereASandboxIsWanted) {
    config["agents"]["defaults"]["sandbox"]["mode"] = "non-main";

    EXPECT_EQ(prepare().tools.size(), 4U);
    inGroup();
    const Preparation prepared = prepare();
    EXPECT_TRUE(prepared.tools.empty());
    EXPECT_TRUE(contains(prepared.systemPrompt, "meant to run in a sandbox"));
}

TEST_F(PreparedTurn, StaysTheSameFromTurnToTurn) {
    (void)prepare(); // seeds
    EXPECT_EQ(prepare().systemPrompt, prepare().systemPrompt);
}

TEST(Workspace, SaysWhyAFileWasNotRead) {
    const TempDir home;
    std::filesystem::create_directory(home / "AGENTS.md");

    const auto files = readBootstrapFiles(home.path());

    EXPECT_TRUE(contains(files[0].content, "is not a regular file"));
}

}
}
