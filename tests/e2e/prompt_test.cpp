// What reaches the model: the workspace's files, the permitted tools, and the next model when one cannot
// answer. The offline model quotes its own system prompt when it is told "@@prompt <part of a line>".
#include "e2e/Installation.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"

#include <gtest/gtest.h>

namespace openclaw::testing {
namespace {

class PromptProgram : public ::testing::Test {
protected:
    void configure(const std::string& more) const {
        ASSERT_TRUE(writeFileAtomically(
            installation.configFile(),
            "{gateway: {mode: \"local\", port: " + std::to_string(installation.port()) + "}, " + more + "}"));
    }
    void write(const std::string& name, const std::string& content) const {
        ASSERT_TRUE(writeFileAtomically(installation.stateDirectory() / "workspace" / name, content));
    }
    std::string ask(const std::string& message) const {
        const ProcessResult result = installation.run({"agent", "--agent", "main", "--message", message});
        EXPECT_EQ(result.exitCode, 0) << result.err;
        return result.out;
    }
    Json call(const std::string& method, const Json& params) const {
        const ProcessResult result =
            installation.run({"gateway", "call", method, "--json", "--params", dumpJson(params)});
        const Result<Json> answer = parseJson(result.out);
        EXPECT_TRUE(answer) << result.out << result.err;
        return answer ? *answer : Json();
    }

    Installation installation;
};

TEST_F(PromptProgram, PutsTheWorkspaceIntoTheModelsRequest) {
    write("AGENTS.md", "Answer in rhymes, please.\n");
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask("@@prompt rhymes"), "Answer in rhymes, please."));
    EXPECT_TRUE(contains(*readFile(installation.stateDirectory() / "workspace" / "SOUL.md"), "Who you are"));
    // What the agent's owner changes counts from the next turn on.
    write("AGENTS.md", "Answer in prose.\n");
    EXPECT_TRUE(contains(ask("@@prompt rhymes"), "(no such line)"));
}

TEST_F(PromptProgram, OffersSkillsOfTheWorkspace) {
    write("skills/tea/SKILL.md", "---\nname: tea\ndescription: Makes tea.\n---\nBoil water.\n");
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask("@@prompt <description>"), "Makes tea."));
}

TEST_F(PromptProgram, LeavesRefusedToolsOut) {
    configure("tools: {deny: [\"exec\"]}");
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask("@@prompt - bash"), "(no such line)"));
    EXPECT_TRUE(contains(ask("@@tool bash {\"command\":\"echo no\"}"), "Tool bash not found"));
}

TEST_F(PromptProgram, AsksTheNextModelWhenTheFirstCannotAnswer) {
    configure("agents: {defaults: {model: {primary: \"anthropic/claude-opus-4-5\", fallbacks: "
              "[\"offline/offline\"]}}}");
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask("good evening"), "echo: "));
}

TEST_F(PromptProgram, ShowsWhatThePromptIsMadeOf) {
    write("TOOLS.md", std::string(30'000, 'x'));
    const auto gateway = installation.startGateway();
    ask("hello"); // so that there is a conversation

    (void)call("chat.send",
               {{"sessionKey", "main"}, {"message", "/context list"}, {"idempotencyKey", "ctx-1"}});
    (void)call("agent.wait", {{"runId", "ctx-1"}, {"timeoutMs", 20000}});
    const std::string history = dumpJson(call("chat.history", {{"sessionKey", "main"}}));

    EXPECT_TRUE(contains(history, "TOOLS.md: TRUNCATED | raw 30,000 chars")) << history;
    EXPECT_TRUE(contains(history, "Tools: read, write, edit, bash"));
}

}
}
