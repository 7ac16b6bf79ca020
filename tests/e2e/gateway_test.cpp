// A running gateway and the commands that talk to it.
#include "e2e/Installation.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/store/Store.hpp"
#include "openclaw/store/blocking.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/stat.h>

namespace openclaw::testing {
namespace {

TEST(GatewayProgram, StopsCleanlyOnSigterm) {
    const Installation installation;
    const std::unique_ptr<Process> gateway = installation.startGateway();

    ASSERT_EQ(installation.run({"health"}).exitCode, 0); // it is fully up
    gateway->signal(SIGTERM);

    const ProcessResult result = gateway->finish();
    EXPECT_EQ(result.exitCode, 0) << result.out << result.err;
    EXPECT_TRUE(contains(result.out + result.err, "[gateway] stopped"));
}

TEST(GatewayProgram, AnswersThisMachineWhateverElseItIsBoundTo) {
    const Installation installation;
    ASSERT_EQ(installation.run({"config", "set", "gateway.customBindHost", "127.0.0.2"}).exitCode, 0);

    const std::unique_ptr<Process> gateway = installation.startGateway({"--bind", "custom"});

    gateway->waitForOutput("listening on ws://127.0.0.2:" + std::to_string(installation.port()));
    EXPECT_EQ(installation.run({"health"}).exitCode, 0);
}

TEST(GatewayProgram, RestartsItselfForAKeyThatNeedsIt) {
    const Installation installation;
    const std::unique_ptr<Process> gateway = installation.startGateway();
    ASSERT_TRUE(
        contains(installation.run({"agent", "--agent", "main", "--message", "before"}).out, "before"));
    const std::string port = std::to_string(freePort());

    ASSERT_EQ(installation.run({"config", "set", "gateway.port", port}).exitCode, 0);
    gateway->waitForOutput("listening on ws://127.0.0.1:" + port + " (PID " + std::to_string(gateway->pid()) +
                           ")");

    const ProcessResult after = installation.run({"agent", "--agent", "main", "--message", "after"});
    EXPECT_TRUE(contains(after.out, "after")) << after.err;
    gateway->signal(SIGTERM);
    EXPECT_EQ(gateway->finish().exitCode, 0);
}

TEST(GatewayProgram, RestartsOnSigusr1OnlyWhereThatIsAllowed) {
    const Installation installation;
    const std::unique_ptr<Process> gateway = installation.startGateway();

    gateway->signal(SIGUSR1);

    gateway->waitForOutput("SIGUSR1 restart ignored (commands.restart is not set)");
    EXPECT_EQ(installation.run({"health"}).exitCode, 0);
    ASSERT_EQ(installation.run({"config", "set", "commands.restart", "true"}).exitCode, 0);
    gateway->waitForOutput("config change requires gateway restart");
    gateway->waitForOutput("log file:", 2);   // it is fully up again
    gateway->signal(SIGUSR1);

    gateway->waitForOutput("log file:", 3);
    EXPECT_EQ(installation.run({"health"}).exitCode, 0);
}

TEST(GatewayProgram, RestartsWhenItsOwnerAsksInAChatAndThatIsAllowed) {
    const Installation installation;
    ASSERT_EQ(installation.run({"config", "set", "commands.restart", "true"}).exitCode, 0);
    const std::unique_ptr<Process> gateway = installation.startGateway();

    const ProcessResult asked = installation.run(
        {"gateway", "call", "chat.send", "--params", R"({"sessionKey":"main","message":"/restart","idempotencyKey":"r"})"});

    EXPECT_EQ(asked.exitCode, 0) << asked.err;
    gateway->waitForOutput("log file:", 2);   // it is fully up again
    EXPECT_EQ(installation.run({"health"}).exitCode, 0);
    gateway->signal(SIGTERM);
    EXPECT_EQ(gateway->finish().exitCode, 0);
}

TEST(GatewayProgram, KeepsItsNewTokenPrivate) {
    const Installation installation;
    const std::unique_ptr<Process> gateway = installation.startGateway();

    struct stat info {};
    ASSERT_EQ(::stat(installation.configFile().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_GE(installation.run({"config", "get", "gateway.auth.token"}).out.size(), 40U);
}

TEST(GatewayProgram, RefusesToRunTwice) {
    const Installation installation;
    const std::unique_ptr<Process> gateway = installation.startGateway();

    const ProcessResult second = installation.run({"gateway"});

    EXPECT_EQ(second.exitCode, 1);
    EXPECT_TRUE(contains(second.err, "Gateway failed to start: gateway already running (pid " +
                                         std::to_string(gateway->pid()) + ")"))
        << second.err;
}

TEST(GatewayProgram, ForceTakesOver) {
    const Installation installation;
    const std::unique_ptr<Process> first = installation.startGateway();

    ASSERT_EQ(installation.run({"health"}).exitCode, 0); // it is fully up
    const std::unique_ptr<Process> second = installation.startGateway({"--force"});

    EXPECT_EQ(first->finish().exitCode, 0);
}

TEST(GatewayProgram, NeedsAConfiguration) {
    const Installation installation;
    std::filesystem::remove(installation.configFile());

    const ProcessResult result = installation.run({"gateway"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(
        result.err,
        "Missing config. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).\n");
}

TEST(GatewayProgram, RefusesBadFlags) {
    const Installation installation;

    EXPECT_EQ(installation.run({"gateway", "--port", "70000"}).err, "Invalid port\n");
    EXPECT_EQ(installation.run({"gateway", "--auth", "none"}).err,
              "Invalid --auth (use \"token\" or \"password\")\n");
    EXPECT_EQ(installation.run({"gateway", "--reset"}).err, "Use --reset with --dev.\n");
}

class RunningGateway : public ::testing::Test {
protected:
    RunningGateway() : gateway_(installation_.startGateway()) {}

    Json runJson(const std::vector<std::string>& arguments) const {
        const ProcessResult result = installation_.run(arguments);
        EXPECT_EQ(result.exitCode, 0) << result.err;
        const Result<Json> parsed = parseJson(result.out);
        EXPECT_TRUE(parsed) << result.out;
        return parsed ? *parsed : Json();
    }

    Installation installation_;
    std::unique_ptr<Process> gateway_;
};

TEST_F(RunningGateway, AnswersHealth) {
    EXPECT_EQ(runJson({"health", "--json"})["ok"], true);
    EXPECT_TRUE(contains(installation_.run({"health"}).out, "Agents: main (default)"));
    EXPECT_TRUE(contains(installation_.run({"gateway", "health"}).out, "Gateway Health\nOK ("));
}

TEST_F(RunningGateway, RefusesAWrongToken) {
    // A first connection leaves a device token, which must not stand in for the wrong one.
    ASSERT_EQ(installation_.run({"health"}).exitCode, 0);

    const ProcessResult result = installation_.run({"health", "--token", "wrong"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_TRUE(contains(result.err, "gateway closed (1008): unauthorized")) << result.err;
}

TEST_F(RunningGateway, KnowsTheDeviceAgain) {
    ASSERT_EQ(installation_.run({"health"}).exitCode, 0);

    const auto folder = installation_.stateDirectory() / "identity";
    const Result<Json> identity = parseJson(*readFile(folder / "device.json"));
    const Result<Json> tokens = parseJson(*readFile(folder / "device-auth.json"));

    ASSERT_TRUE(identity);
    ASSERT_TRUE(tokens);
    EXPECT_EQ((*tokens)["deviceId"], (*identity)["deviceId"]);
    EXPECT_FALSE((*tokens)["tokens"]["operator"]["token"].get<std::string>().empty());
}

TEST_F(RunningGateway, TellsTheDoctorHowItIs) {
    const std::filesystem::path state = installation_.stateDirectory();
    std::filesystem::permissions(state, std::filesystem::perms::others_read, std::filesystem::perm_options::add);

    const std::string found = installation_.run({"doctor"}).out;
    const std::string fixed = installation_.run({"doctor", "--fix"}).out;

    EXPECT_TRUE(contains(found, "can be used by others; openclaw doctor --fix changes that")) << found;
    EXPECT_TRUE(contains(found, "no model is chosen")) << found;
    EXPECT_TRUE(contains(found, "✓ answers at ws://127.0.0.1:")) << found;
    EXPECT_TRUE(contains(found, "Doctor complete.")) << found;
    EXPECT_TRUE(contains(fixed, "is private now")) << fixed;
    EXPECT_EQ(std::filesystem::status(state).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(RunningGateway, GivesDevicesNewTokensAndTakesThemBack) {
    const Json known = runJson({"devices", "list", "--json"});
    ASSERT_EQ(known["paired"].size(), 1u);
    const std::string id = known["paired"][0]["deviceId"].get<std::string>();
    EXPECT_FALSE(known["paired"][0]["tokens"][0].contains("token"));
    EXPECT_TRUE(contains(installation_.run({"devices", "list"}).out, "Paired (1)"));

    const Json fresh = runJson({"devices", "rotate", "--device", id, "--role", "operator", "--json"});
    EXPECT_EQ(fresh["token"].get<std::string>().size(), 32u);
    EXPECT_EQ(installation_.run({"health"}).exitCode, 0); // the shared token lets it in again
    EXPECT_EQ(runJson({"devices", "revoke", "--device", id, "--role", "operator"})["role"], "operator");
    EXPECT_EQ(installation_.run({"health"}).exitCode, 0);

    const ProcessResult stranger = installation_.run({"devices", "revoke", "--device", "x", "--role", "node"});
    EXPECT_EQ(stranger.exitCode, 1);
    EXPECT_TRUE(contains(stranger.err, "unknown deviceId/role")) << stranger.err;
}

TEST_F(RunningGateway, ShowsUpInStatus) {
    const Json status = runJson({"status", "--json", "--deep"});
    EXPECT_EQ(status["gateway"]["reachable"], true);
    EXPECT_EQ(status["gateway"]["self"]["version"], "2026.2.1");
    EXPECT_EQ(status["health"]["ok"], true);
    const Json gateway = runJson({"gateway", "status", "--json"});
    EXPECT_EQ(gateway["rpc"]["ok"], true);
    EXPECT_EQ(gateway["port"]["listeners"][0]["pid"], gateway_->pid());
}

TEST_F(RunningGateway, RunsAgentTurnsAndListsTheirSession) {
    const Json answer = runJson({"agent", "--agent", "main", "--message", "good evening", "--json"});
    EXPECT_EQ(answer["status"], "ok");
    EXPECT_TRUE(contains(answer["result"]["payloads"][0]["text"].get<std::string>(), "good evening"));

    const Json sessions = runJson({"sessions", "--json"});
    ASSERT_EQ(sessions["count"], 1);
    EXPECT_EQ(sessions["sessions"][0]["key"], "agent:main:main");
    EXPECT_EQ(sessions["sessions"][0]["sessionId"], answer["result"]["meta"]["agentMeta"]["sessionId"]);
}

TEST_F(RunningGateway, CallsMethods) {
    EXPECT_TRUE(runJson({"gateway", "call", "agents.list", "--json"})["agents"].is_array());
    EXPECT_TRUE(runJson({"gateway", "call", "skills.status", "--json"})["skills"].is_array());

    const ProcessResult unknown = installation_.run({"gateway", "call", "no.such.method"});
    EXPECT_EQ(unknown.exitCode, 1);
    EXPECT_TRUE(contains(unknown.err, "Gateway call failed: Error: ")) << unknown.err;
}

TEST_F(RunningGateway, ShowsItsLog) {
    const ProcessResult text = installation_.run({"logs"});
    const ProcessResult lines = installation_.run({"logs", "--json", "--limit", "5"});

    EXPECT_TRUE(contains(text.out, "info gateway listening on ws://127.0.0.1")) << text.out << text.err;
    EXPECT_TRUE(lines.out.starts_with("{\"cursor\":")) << lines.out;
}

TEST_F(RunningGateway, FollowsItsLog) {
    const std::unique_ptr<Process> logs =
        installation_.start({"logs", "--follow", "--interval", "10", "--limit", "1"});
    logs->waitForOutput("Log file:");

    ASSERT_EQ(installation_.run({"health", "--token", "wrong"}).exitCode, 1);

    logs->waitForOutput("refused client=cli");
}

TEST_F(RunningGateway, ReportsChannels) {
    EXPECT_TRUE(contains(installation_.run({"channels", "status"}).out, "Gateway reachable."));
    EXPECT_TRUE(runJson({"channels", "status", "--json"})["channelOrder"].is_array());
}

TEST_F(RunningGateway, RefusesToSendOverMissingChannels) {
    const ProcessResult result =
        installation_.run({"message", "send", "--channel", "telegram", "--target", "5", "--message", "hi"});

    EXPECT_EQ(result.exitCode, 1);
    EXPECT_EQ(result.err, "Error: unsupported channel: telegram\n");
}

TEST_F(RunningGateway, LetsPairingReadItsStore) {
    const Json list = runJson({"pairing", "list", "telegram", "--json"});

    EXPECT_EQ(list["channel"], "telegram");
    EXPECT_TRUE(list["requests"].empty());
}

TEST_F(RunningGateway, LetsPairingApproveInItsStore) {
    store::PairingRequest request;
    request.channel = "telegram";
    request.accountId = "default";
    request.senderId = "4711";
    request.code = "ABCD2345";
    request.createdAtMs = SystemClock().nowMs();
    request.lastSeenAtMs = request.createdAtMs;
    {
        auto store = store::SqliteStore::open(store::SqliteStore::fileIn(installation_.stateDirectory()));
        ASSERT_TRUE(store);
        ASSERT_TRUE(store::waitFor((*store)->pairing().upsertRequest(request)));
    }

    EXPECT_TRUE(contains(installation_.run({"pairing", "list", "telegram"}).out, "│ ABCD2345 │ 4711"));
    const ProcessResult approved = installation_.run({"pairing", "approve", "telegram", "abcd2345"});

    EXPECT_EQ(approved.out, "Approved telegram sender 4711.\n") << approved.err;
    EXPECT_TRUE(runJson({"pairing", "list", "telegram", "--json"})["requests"].empty());
}

}
}
