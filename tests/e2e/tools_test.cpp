// The gateway's tools and the word on commands, with the built-in agent and the offline model: "@@tool <name>
// <arguments>" is what that model calls, and its last answer quotes the result.
#include "e2e/Installation.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/stat.h>

namespace openclaw::testing {
namespace {

constexpr const char* touchMarker = "@@tool bash {\"command\":\"touch marker\"}";
constexpr const char* asked = "asked session=agent:main:main";

class ToolsProgram : public ::testing::Test {
protected:
    void configure(const std::string& more) const {
        ASSERT_TRUE(writeFileAtomically(
            installation.configFile(),
            "{gateway: {mode: \"local\", port: " + std::to_string(installation.port()) + "}, " + more + "}"));
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
    /// The id of the newest question, from the log.
    std::string askedId() const {
        const std::string lines = dumpJson(call("logs.tail", Json::object()));
        const std::string end = std::string(" ") + asked;
        const std::size_t at = lines.rfind(end);
        if (at == std::string::npos) return {};
        const std::size_t begin = lines.rfind(' ', at - 1) + 1;
        return lines.substr(begin, at - begin);
    }
    std::filesystem::path marker() const { return installation.stateDirectory() / "workspace" / "marker"; }

    Installation installation;
};

TEST_F(ToolsProgram, AreUsedByTheBuiltInAgent) {
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask("@@prompt - session_status"), "session_status"));
    EXPECT_TRUE(contains(ask("@@tool session_status {}"), "OpenClaw"));
    EXPECT_TRUE(contains(ask("@@tool sessions_list {}"), "agent:main:main"));
    EXPECT_TRUE(contains(ask("@@tool cron {\"action\":\"status\"}"), "\"enabled\": true"));
    EXPECT_TRUE(contains(ask("@@tool message {\"message\":\"hi\"}"), "say where"));
    EXPECT_TRUE(contains(ask("@@tool bash {\"command\":\"echo seen\"}"), "seen"));
}

TEST_F(ToolsProgram, PluginsLendTheirsAndHear) {
    const auto home = installation.stateDirectory() / "plugins";
    ASSERT_TRUE(writeFileAtomically(home / "loud" / "openclaw.plugin.json",
                                    R"({"id":"loud","kind":"tool","command":["python3","-u","loud.py"],
                                        "tools":[{"name":"shout","description":"Says it loudly"}]})"));
    ASSERT_TRUE(writeFileAtomically(home / "loud" / "loud.py", R"py(
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    text = message["params"].get("arguments", {}).get("text", "")
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": {"text": text.upper()}}), flush=True)
)py"));
    configure("plugins: {entries: {loud: {enabled: true}}}, hooks: {internal: {enabled: true}}");
    const auto gateway = installation.startGateway();
    gateway->waitForOutput("loud started");

    EXPECT_TRUE(contains(ask("@@tool shout {\"text\":\"hear me\"}"), "HEAR ME"));
    EXPECT_TRUE(contains(installation.run({"plugins", "list"}).out, "loaded"));
    EXPECT_TRUE(contains(installation.run({"hooks", "list"}).out, "command-logger"));
    const auto list = installation.stateDirectory() / "logs" / "commands.log";
    for (int i = 0; i < 200 && !std::filesystem::exists(list); ++i)
        call("chat.send", {{"sessionKey", "main"}, {"message", "/status"}, {"idempotencyKey", "s" + std::to_string(i)}});
    const Result<std::string> commands = readFile(list);
    EXPECT_TRUE(commands && contains(*commands, "\"action\":\"status\""));
}

TEST_F(ToolsProgram, KeepTheirTokenFromTheShell) {
    const auto gateway = installation.startGateway();

    const std::string shown =
        ask("@@tool bash {\"command\":\"env | grep -c OPENCLAW_TOOLS; ls $PI_CODING_AGENT_DIR\"}");

    EXPECT_TRUE(contains(shown, "tool said: 0\n")) << shown;
    EXPECT_TRUE(contains(shown, "models.json")) << shown;
    EXPECT_FALSE(contains(shown, "tools.json")) << shown;
    struct stat info {};
    ASSERT_EQ(::stat((installation.stateDirectory() / "run").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700U);
}

TEST_F(ToolsProgram, AskBeforeACommandAndRunItOnceAllowed) {
    configure("tools: {exec: {security: \"allowlist\"}}");
    const auto gateway = installation.startGateway();
    // `agent` stays connected as somebody who may decide.
    const auto waiting = installation.start({"agent", "--agent", "main", "--message", touchMarker});
    gateway->waitForOutput(asked);
    EXPECT_FALSE(std::filesystem::exists(marker()));

    EXPECT_EQ(call("exec.approval.resolve", {{"id", askedId()}, {"decision", "allow-once"}}),
              (Json{{"ok", true}}));

    const ProcessResult result = waiting->finish();
    EXPECT_TRUE(contains(result.out, "tool said:")) << result.out << result.err;
    EXPECT_TRUE(std::filesystem::exists(marker()));
}

TEST_F(ToolsProgram, DoNotRunACommandThatIsDenied) {
    configure("tools: {exec: {security: \"allowlist\"}}");
    const auto gateway = installation.startGateway();
    const auto waiting = installation.start({"agent", "--agent", "main", "--message", touchMarker});
    gateway->waitForOutput(asked);

    (void)call("exec.approval.resolve", {{"id", askedId()}, {"decision", "deny"}});

    EXPECT_TRUE(contains(waiting->finish().out, "the command was denied"));
    EXPECT_FALSE(std::filesystem::exists(marker()));
}

TEST_F(ToolsProgram, StopEndsTheWaitForAWord) {
    configure("tools: {exec: {security: \"allowlist\"}}");
    const auto gateway = installation.startGateway();
    const auto waiting = installation.start({"agent", "--agent", "main", "--message", touchMarker});
    gateway->waitForOutput(asked);

    (void)call("chat.abort", {{"sessionKey", "agent:main:main"}});

    gateway->waitForOutput("ended: deny");
    (void)waiting->finish();
    EXPECT_FALSE(std::filesystem::exists(marker()));
}

TEST_F(ToolsProgram, ARestartDeniesWhatWaited) {
    configure("tools: {exec: {security: \"allowlist\"}}");
    auto gateway = installation.startGateway();
    const auto waiting = installation.start({"agent", "--agent", "main", "--message", touchMarker});
    gateway->waitForOutput(asked);

    gateway->signal(SIGKILL);
    (void)gateway->finish();
    (void)waiting->finish();
    gateway = installation.startGateway();

    gateway->waitForOutput("was pending at the restart and counts as denied");
    EXPECT_FALSE(std::filesystem::exists(marker()));
}

TEST_F(ToolsProgram, KeepThePolicyInAFileOfTheShellsCommands) {
    const ProcessResult added =
        installation.run({"approvals", "allowlist", "add", "/usr/bin/touch", "--agent", "main"});
    EXPECT_EQ(added.exitCode, 0) << added.err;
    EXPECT_TRUE(contains(added.out, "/usr/bin/touch")) << added.out;
    EXPECT_EQ(installation.run({"approvals", "allowlist", "add", "touch"}).exitCode, 1);
    struct stat info {};
    ASSERT_EQ(::stat((installation.stateDirectory() / "exec-approvals.json").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    configure("tools: {exec: {security: \"allowlist\", ask: \"off\"}}");
    const auto gateway = installation.startGateway();

    EXPECT_TRUE(contains(ask(touchMarker), "tool said:"));
    EXPECT_TRUE(std::filesystem::exists(marker()));
    EXPECT_TRUE(contains(ask("@@tool bash {\"command\":\"touch a > b\"}"), "it has a redirection"));
    const Json policy = Json::parse(installation.run({"approvals", "get", "--gateway", "--json"}).out);
    EXPECT_EQ(policy["file"]["agents"]["main"]["allowlist"][0]["pattern"], "/usr/bin/touch");
    EXPECT_EQ(installation
                  .run({"approvals", "allowlist", "remove", "/usr/bin/touch", "--agent", "main", "--gateway"})
                  .exitCode,
              0);
    EXPECT_TRUE(contains(ask(touchMarker), "not on the allowlist"));
}

class SubAgentsProgram : public ToolsProgram {
protected:
    /// The id in what the model was told about its sub-agent.
    static std::string runIdIn(const std::string& text) {
        const std::string mark = "\"runId\": \"";
        const std::size_t at = text.find(mark);
        return at == std::string::npos ? std::string() : text.substr(at + mark.size(), 36);
    }
    std::string waitForRun(const std::string& runId) const {
        std::string status = "timeout";
        for (int tries = 0; tries < 6 && status == "timeout"; ++tries)
            status = call("agent.wait", {{"runId", runId}, {"timeoutMs", 5000}}).value("status", "");
        return status;
    }
    /// How often the agent says this in the main session.
    int said(const std::string& part) const {
        int count = 0;
        const Json history = call("chat.history", {{"sessionKey", "main"}});
        for (const Json& message : history["messages"])
            count += message["role"] == "assistant" && contains(dumpJson(message), part) ? 1 : 0;
        return count;
    }
    std::filesystem::path goSign() const { return installation.stateDirectory() / "workspace" / "go"; }
};

constexpr const char* findIt =
    "@@tool sessions_spawn {\"label\":\"search\",\"task\":\"@@tool bash "
    "{\\\"command\\\":\\\"while [ ! -e go ]; do sleep 0.05; done; echo found-it\\\"}\"}";

TEST_F(SubAgentsProgram, WorkInTheBackgroundAndReport) {
    const auto gateway = installation.startGateway();

    const std::string started = ask(findIt);
    EXPECT_TRUE(contains(started, "accepted")) << started;
    const Json sessions = call("sessions.list", {{"spawnedBy", "agent:main:main"}});
    ASSERT_EQ(sessions["count"], 1) << sessions;
    EXPECT_EQ(sessions["sessions"][0]["label"], "search");
    ASSERT_TRUE(writeFileAtomically(goSign(), ""));

    EXPECT_EQ(waitForRun("announce:" + runIdIn(started)), "ok");
    EXPECT_EQ(said("The sub-agent \\\"search\\\" has finished."), 1);
    EXPECT_EQ(said("Findings:\\n[offline model]"), 1);
}

TEST_F(SubAgentsProgram, OutliveAKillAndReportOnce) {
    auto gateway = installation.startGateway();
    const std::string started = ask(findIt);
    gateway->waitForOutput("sub-agent started");

    gateway->signal(SIGKILL);
    (void)gateway->finish();
    gateway = installation.startGateway();
    ASSERT_TRUE(writeFileAtomically(goSign(), ""));

    EXPECT_EQ(waitForRun("announce:" + runIdIn(started)), "ok");
    EXPECT_EQ(said("The sub-agent \\\"search\\\" has finished."), 1);
    EXPECT_EQ(said("found-it"), 2); // in the order, and in what is reported
}

TEST_F(SubAgentsProgram, AreEndedByTheirSessionsEnd) {
    const auto gateway = installation.startGateway();
    const std::string started = ask(findIt);
    const std::string runId = runIdIn(started);

    EXPECT_EQ(call("sessions.delete", {{"key", "agent:main:subagent:" + runId}})["deleted"], true);

    EXPECT_EQ(waitForRun(runId), "ok");
    EXPECT_EQ(call("sessions.list", {{"spawnedBy", "agent:main:main"}})["count"], 0);
    EXPECT_TRUE(contains(ask("hello"), "The sub-agent \"search\" was stopped."));
}

TEST_F(SubAgentsProgram, AgentsWriteToEachOtherWhereTheyMay) {
    configure("agents: {list: [{id: \"main\", default: true}, {id: \"work\"}]}, tools: {agentToAgent: "
              "{enabled: true}}");
    const auto gateway = installation.startGateway();

    const std::string answer =
        ask("@@tool sessions_send {\"sessionKey\":\"agent:work:main\",\"message\":\"how are you\"}");

    EXPECT_TRUE(contains(answer, "echo: how are you")) << answer;
    EXPECT_TRUE(contains(answer, "\"status\": \"ok\"")) << answer;
}

}
}
