// Commands that need no gateway.
#include "e2e/Installation.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace openclaw::testing {
namespace {

TEST(Program, PrintsTheCompatibleVersion) {
    const Installation installation;

    const ProcessResult result = installation.run({"status", "--version"});

    EXPECT_EQ(result.exitCode, 0);
    EXPECT_EQ(result.out, "2026.2.1\n");
}

TEST(Program, ShowsHelpOnStdout) {
    const Installation installation;

    const ProcessResult result = installation.run({"--help"});

    EXPECT_EQ(result.exitCode, 0);
    EXPECT_TRUE(contains(result.out, "gateway")) << result.out;
}

TEST(Program, FailsWithoutACommand) {
    const Installation installation;

    const ProcessResult result = installation.run({});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_TRUE(contains(result.err, "Usage: openclaw")) << result.err;
}

TEST(Program, RefusesUnknownCommands) {
    const Installation installation;

    const ProcessResult result = installation.run({"helth"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.err, "error: unknown command 'helth'\n(Did you mean health?)\n");
}

TEST(Program, AuditsItsSecurityAndClosesWhatItCan) {
    const Installation installation;
    installation.run({"config", "set", "gateway.auth.token", "guessable"});
    installation.run({"config", "set", "channels.telegram.groupPolicy", "open"});
    std::filesystem::permissions(installation.configFile(), std::filesystem::perms::others_read, std::filesystem::perm_options::add);

    const ProcessResult found = installation.run({"security", "audit", "--json"});
    const ProcessResult mended = installation.run({"security", "audit", "--fix"});

    const Json report = Json::parse(found.out);
    EXPECT_EQ(report["summary"]["warn"], 1) << found.out;
    EXPECT_TRUE(contains(found.out, "fs.config.perms_world_readable")) << found.out;
    EXPECT_TRUE(contains(found.out, "channels.telegram.groups.allowFrom.missing")) << found.out;
    EXPECT_FALSE(contains(found.out, "guessable"));
    EXPECT_TRUE(contains(mended.out, "channels.telegram.groupPolicy: open -> allowlist")) << mended.out;
    EXPECT_TRUE(contains(mended.out, "Summary: 0 critical · 1 warn")) << mended.out;
    EXPECT_TRUE(contains(mended.out, "gateway.token_too_short The gateway's token is short")) << mended.out;
    EXPECT_EQ(std::filesystem::status(installation.configFile()).permissions() & std::filesystem::perms::others_all,
              std::filesystem::perms::none);
}

/// What bash offers for the last of the words.
std::string completed(const Installation& installation, const std::string& words, int last) {
    const ProcessResult script = installation.run({"completion", "--shell", "bash"});
    const std::filesystem::path file = installation.stateDirectory() / "completion.bash";
    std::ofstream(file) << script.out << "COMP_WORDS=(openclaw " << words << ")\nCOMP_CWORD=" << last
                        << "\n_openclaw\necho \"${COMPREPLY[@]}\"\n";
    return runProcess({"/bin/bash", file.string()}, {}).out;
}

TEST(Program, CompletesItsCommandsInBash) {
    const Installation installation;
    installation.run({"config", "set", "gateway.mode", "local"});

    EXPECT_EQ(completed(installation, "heal", 1), "health\n");
    EXPECT_EQ(completed(installation, "security au", 2), "audit\n");
    EXPECT_EQ(completed(installation, "--profile work security audit --f", 5), "--fix\n");
    EXPECT_EQ(completed(installation, "config get 'x y' --", 4), "--json --help\n");
    EXPECT_EQ(installation.run({"completion", "--shell", "tcsh"}).exitCode, 1);
}

TEST(Program, InstallsCompletionOnce) {
    const Installation installation;

    const std::string first = installation.run({"completion", "--shell", "bash", "--install"}).out;
    const std::string second = installation.run({"completion", "--shell", "bash", "--install"}).out;

    EXPECT_EQ(first, "Completion installed in ~/.bashrc. Open a new shell to use it.\n");
    EXPECT_EQ(second, "Completion is installed in ~/.bashrc\n");
    EXPECT_EQ(readFile(installation.stateDirectory().parent_path() / ".bashrc").value(),
              "\n# OpenClaw completion\nsource <(openclaw completion --shell bash)\n");
}

TEST(Program, RefusesBadProfilesWithCodeTwo) {
    const Installation installation;

    const ProcessResult result = installation.run({"--profile", "a/b", "status"});

    EXPECT_EQ(result.exitCode, 2);
    EXPECT_EQ(result.err, "[openclaw] Invalid --profile (use letters, numbers, \"_\", \"-\" only)\n");
}

TEST(Program, KeepsProfilesApart) {
    const Installation installation;

    const ProcessResult set = installation.run({"--profile", "work", "config", "set", "gateway.port", "4000"});

    EXPECT_EQ(set.exitCode, 0) << set.err;
    EXPECT_TRUE(std::filesystem::exists(installation.stateDirectory().string() + "-work/openclaw.json"));
    EXPECT_EQ(installation.run({"config", "get", "gateway.port"}).out, std::to_string(installation.port()) + "\n");
}

TEST(ConfigCommand, SetsGetsAndUnsets) {
    const Installation installation;

    const ProcessResult set = installation.run({"config", "set", "logging.level", "debug"});
    const ProcessResult get = installation.run({"config", "get", "logging.level"});
    const ProcessResult unset = installation.run({"config", "unset", "logging.level"});
    const ProcessResult again = installation.run({"config", "unset", "logging.level"});

    EXPECT_EQ(set.out, "Updated logging.level. Restart the gateway to apply.\n") << set.err;
    EXPECT_EQ(get.out, "debug\n");
    EXPECT_EQ(unset.out, "Removed logging.level. Restart the gateway to apply.\n") << unset.err;
    EXPECT_EQ(again.exitCode, 1);
    EXPECT_EQ(again.err, "Config path not found: logging.level\n");
}

TEST(ConfigCommand, LeavesTheFileAloneWhenTheValueIsWrong) {
    const Installation installation;
    const std::string before = *readFile(installation.configFile());

    const ProcessResult result = installation.run({"config", "set", "session.scope", "nobody"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(contains(result.err, "Error: Config validation failed: session.scope")) << result.err;
    EXPECT_EQ(*readFile(installation.configFile()), before);
}

TEST(ConfigCommand, PointsOutUnknownKeys) {
    const Installation installation;

    const ProcessResult set = installation.run({"config", "set", "gatewy.port", "1"});
    const ProcessResult validate = installation.run({"config", "validate"});

    EXPECT_EQ(set.exitCode, 0);
    EXPECT_EQ(validate.exitCode, 0);
    EXPECT_TRUE(contains(validate.err, "Unrecognized key: \"gatewy\"")) << validate.err;
}

TEST(ConfigCommand, ValidateNamesTheProblem) {
    const Installation installation;
    ASSERT_TRUE(writeFileAtomically(installation.configFile(), "{gateway: {port: \"x\"}}"));

    const ProcessResult result = installation.run({"config", "validate", "--json"});

    EXPECT_EQ(result.exitCode, 1);
    const Result<Json> report = parseJson(result.out);
    ASSERT_TRUE(report) << result.out;
    EXPECT_EQ((*report)["valid"], false);
    EXPECT_EQ((*report)["issues"][0]["path"], "gateway.port");
}

TEST(ConfigGuard, StopsCommandsButNotHealth) {
    const Installation installation;
    ASSERT_TRUE(writeFileAtomically(installation.configFile(), "{gateway: {port: \"x\"}}"));

    const ProcessResult sessions = installation.run({"sessions"});
    const ProcessResult health = installation.run({"health", "--timeout", "2000"});

    EXPECT_EQ(sessions.exitCode, 1);
    EXPECT_TRUE(contains(sessions.err, "Config invalid")) << sessions.err;
    EXPECT_FALSE(contains(health.err, "Config invalid")) << health.err;
}

TEST(HealthCommand, SaysWhichGatewayDoesNotAnswer) {
    const Installation installation;

    const ProcessResult result = installation.run({"health"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.err, "[openclaw] Failed to start CLI: Error: gateway closed (1006 abnormal closure (no close frame)): "
                          "no close reason\nGateway target: ws://127.0.0.1:" + std::to_string(installation.port()) +
                              "\nSource: local loopback\nConfig: " + installation.configFile().string() +
                              "\nBind: loopback\n");
}

TEST(AgentCommand, AnswersLocallyWithoutAGateway) {
    const Installation installation;

    const ProcessResult result = installation.run({"agent", "--agent", "main", "--message", "good morning"});

    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_TRUE(contains(result.err, "Gateway agent failed; falling back to embedded: Error: gateway closed")) << result.err;
    EXPECT_TRUE(contains(result.out, "good morning")) << result.out;
}

TEST(AgentCommand, NeedsASession) {
    const Installation installation;

    const ProcessResult result = installation.run({"agent", "--message", "hi"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(contains(result.err, "Pass --to <E.164>, --session-id, or --agent to choose a session")) << result.err;
}

TEST(PairingCommand, ListsNothingAtFirst) {
    const Installation installation;

    const ProcessResult list = installation.run({"pairing", "list", "telegram"});
    const ProcessResult approve = installation.run({"pairing", "approve", "telegram", "ABCD2345"});

    EXPECT_EQ(list.out, "No pending telegram pairing requests.\n") << list.err;
    EXPECT_EQ(approve.exitCode, 1);
    EXPECT_EQ(approve.err, "Error: No pending pairing request found for code: ABCD2345\n");
}

TEST(SessionsCommand, ReadsAnOldSessionsFile) {
    const Installation installation;
    const auto file = installation.stateDirectory() / "old.json";
    ASSERT_TRUE(writeFileAtomically(file, R"({"agent:main:main":{"sessionId":"s1","updatedAt":5,"totalTokens":1200}})"));

    const ProcessResult result = installation.run({"sessions", "--json", "--store", file.string()});

    const Result<Json> report = parseJson(result.out);
    ASSERT_TRUE(report) << result.out << result.err;
    EXPECT_EQ((*report)["count"], 1);
    EXPECT_EQ((*report)["sessions"][0]["sessionId"], "s1");
}

TEST(StatusCommand, SucceedsWhenNothingRuns) {
    const Installation installation;

    const ProcessResult result = installation.run({"status", "--json"});

    EXPECT_EQ(result.exitCode, 0);
    const Result<Json> report = parseJson(result.out);
    ASSERT_TRUE(report) << result.out << result.err;
    EXPECT_EQ((*report)["gateway"]["reachable"], false);
    EXPECT_EQ((*report)["sessions"]["count"], 0);
}

TEST(ModelsCommand, NamesTheOfflineModelAsDefault) {
    const Installation installation;

    EXPECT_EQ(installation.run({"models", "list", "--plain"}).out, "offline/offline\n");
}

TEST(SkillsCommand, ShowsWhatIsReadyAndWhatIsMissing) {
    const Installation installation;
    const auto folder = installation.stateDirectory() / "skills";
    ASSERT_TRUE(writeFileAtomically(folder / "tea/SKILL.md", "---\nname: tea\ndescription: Makes tea.\n---\n"));
    ASSERT_TRUE(writeFileAtomically(folder / "coffee/SKILL.md",
                                    "---\nname: coffee\ndescription: Makes coffee.\n"
                                    "metadata: {\"openclaw\":{\"requires\":{\"bins\":[\"no-such-machine\"]}}}\n---\n"));

    const ProcessResult list = installation.run({"skills"});
    EXPECT_TRUE(contains(list.out, "Skills (1/2 ready)")) << list.out << list.err;
    EXPECT_TRUE(contains(list.out, "✗ missing"));

    const ProcessResult check = installation.run({"skills", "check", "--json"});
    const Result<Json> summary = parseJson(check.out);
    ASSERT_TRUE(summary) << check.out << check.err;
    EXPECT_EQ((*summary)["eligible"], Json::array({"tea"}));
    EXPECT_EQ((*summary)["missingRequirements"][0]["missing"]["bins"][0], "no-such-machine");

    EXPECT_TRUE(contains(installation.run({"skills", "info", "coffee"}).out, "Binaries: ✗ no-such-machine"));
    const ProcessResult unknown = installation.run({"skills", "info", "nosuch"});
    EXPECT_EQ(unknown.exitCode, 1);
    EXPECT_TRUE(contains(unknown.err, "openclaw skills list")) << unknown.err;
}

TEST(ChannelsCommand, ListsConfiguredAccounts) {
    const Installation installation;
    ASSERT_EQ(installation.run({"config", "set", "channels.telegram.botToken", "123:abc"}).exitCode, 0);

    const ProcessResult result = installation.run({"channels", "list"});

    EXPECT_TRUE(contains(result.out, "- Telegram default: configured, token=config, enabled")) << result.out << result.err;
}

TEST(MessageCommand, NeedsATarget) {
    const Installation installation;

    const ProcessResult result = installation.run({"message", "send", "--message", "hi"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.err, "error: required option '-t, --target <dest>' not specified\n");
}

TEST(PiCommand, SpeaksRpc) {
    const Installation installation;
    const std::unique_ptr<Process> pi = installation.start({"pi", "--mode", "rpc"});

    pi->write("{\"id\":\"1\",\"type\":\"get_state\"}\n");
    pi->waitForOutput("\"command\":\"get_state\"");

    EXPECT_EQ(pi->finish().exitCode, 0);
}

}
}
