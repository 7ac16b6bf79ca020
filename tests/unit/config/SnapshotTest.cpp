// The load pipeline: defaults, references, hash, what is reported when a step fails.
#include "unit/config/load.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

TEST(Snapshot, AMissingFileIsAValidEmptyConfig) {
    Environment environment;
    const auto snapshot = readSnapshot("/nonexistent/openclaw.json", environment);

    EXPECT_TRUE(snapshot.valid);
    EXPECT_FALSE(snapshot.exists);
    EXPECT_FALSE(snapshot.raw);
    EXPECT_EQ(snapshot.hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(snapshot.config["agents"]["defaults"]["compaction"]["mode"], "safeguard");
}

TEST(Snapshot, ReadsAFile) {
    const openclaw::testing::TempDir folder;
    ASSERT_TRUE(writeFileAtomically(folder / "openclaw.json", "{gateway: {port: 1234}}"));
    Environment environment;

    const auto snapshot = readSnapshot(folder / "openclaw.json", environment);

    EXPECT_TRUE(snapshot.exists);
    EXPECT_EQ(snapshot.config["gateway"]["port"], 1234);
}

TEST(Snapshot, FillsInDefaults) {
    const Json config = load("{channels: {telegram: {}, whatsapp: {}}, logging: {}, session: {mainKey: 'x'}}").config;

    EXPECT_EQ(config["channels"]["telegram"]["dmPolicy"], "pairing");
    EXPECT_EQ(config["channels"]["telegram"]["groupPolicy"], "allowlist");
    EXPECT_EQ(config["channels"]["telegram"]["streamMode"], "partial");
    EXPECT_EQ(config["channels"]["whatsapp"]["mediaMaxMb"], 50);
    EXPECT_EQ(config["channels"]["whatsapp"]["debounceMs"], 0);
    EXPECT_EQ(config["logging"]["redactSensitive"], "tools");
    EXPECT_EQ(config["session"]["mainKey"], "main");
    EXPECT_EQ(config["commands"]["native"], "auto");
    EXPECT_EQ(config["messages"]["ackReactionScope"], "group-mentions");
    EXPECT_EQ(config["agents"]["defaults"]["maxConcurrent"], 4);
    EXPECT_EQ(config["agents"]["defaults"]["subagents"]["maxConcurrent"], 8);
    EXPECT_FALSE(config["agents"]["defaults"].contains("compaction"));
}

TEST(Snapshot, AccountsInheritInsteadOfGettingDefaults) {
    const Json config = load("{channels: {telegram: {dmPolicy: 'disabled', accounts: {work: {}}}}}").config;

    EXPECT_FALSE(config["channels"]["telegram"]["accounts"]["work"].contains("dmPolicy"));
}

TEST(Snapshot, CompletesModels) {
    const Json config = load("{models: {providers: {x: {baseUrl: 'http://x', models: [{id: 'a', name: 'A', contextWindow: 4096}]}}},"
                             " agents: {defaults: {models: {'anthropic/claude-opus-4-5': {}, 'x/a': {}}}}}")
                            .config;

    const Json& model = config["models"]["providers"]["x"]["models"][0];
    EXPECT_EQ(model["reasoning"], false);
    EXPECT_EQ(model["input"], Json::array({"text"}));
    EXPECT_EQ(model["cost"]["output"], 0);
    EXPECT_EQ(model["maxTokens"], 4096);
    EXPECT_EQ(config["agents"]["defaults"]["models"]["anthropic/claude-opus-4-5"]["alias"], "opus");
    EXPECT_FALSE(config["agents"]["defaults"]["models"]["x/a"].contains("alias"));
}

TEST(Snapshot, SubstitutesVariables) {
    const auto snapshot = load("{gateway: {auth: {token: 'a-${TOKEN}-${TOKEN}'}}, messages: {responsePrefix: '$${TOKEN} ${lower} $X'}}",
                               {{"TOKEN", "t"}});

    EXPECT_EQ(snapshot.config["gateway"]["auth"]["token"], "a-t-t");
    EXPECT_EQ(snapshot.config["messages"]["responsePrefix"], "${TOKEN} ${lower} $X");
    EXPECT_EQ(snapshot.document.value["gateway"]["auth"]["token"], "a-${TOKEN}-${TOKEN}");
}

TEST(Snapshot, NamesAMissingVariable) {
    EXPECT_EQ(firstError("{agents: {list: [{id: '${NOPE}'}]}}"),
              ": Missing env var \"NOPE\" referenced at config path: agents.list[0].id");
}

TEST(Snapshot, LimitsWhatVariablesExpandTo) {
    std::string text = "{messages: {responsePrefix: '";
    for (int i = 0; i < 200; ++i)
        text += "${BIG}";
    const auto snapshot = load(text + "'}}", {{"BIG", std::string(100000, 'x')}});

    EXPECT_FALSE(snapshot.valid);
}

TEST(Snapshot, ExportsTheEnvSection) {
    Environment environment(std::map<std::string, std::string, std::less<>>{{"TAKEN", "process"}});
    const auto snapshot = snapshotOfText(
        "{env: {vars: {NEW: 'v', TAKEN: 'config', LD_PRELOAD: '/evil.so'}, OTHER: 'o'}, gateway: {auth: {token: '${NEW}${TAKEN}'}}}",
        "/x/openclaw.json", environment);

    EXPECT_EQ(snapshot.config["gateway"]["auth"]["token"], "vprocess");
    EXPECT_EQ(environment.get("OTHER"), "o");
    EXPECT_FALSE(environment.find("LD_PRELOAD"));
    EXPECT_FALSE(snapshot.warnings.empty());
}

TEST(Snapshot, ReportsSyntaxErrorsAtTheRoot) {
    EXPECT_EQ(firstError("{gateway: }"), ": JSON5 parse failed: line 1, column 11: unexpected \"}\"");
}

TEST(Snapshot, ExplainsAnInvalidFile) {
    Environment environment(std::map<std::string, std::string, std::less<>>{{"HOME", "/nonexistent"}});

    EXPECT_EQ(describeInvalid(load("{\ngateway: {port: 'x'}}"), environment),
              "Config invalid\nFile: ~/openclaw.json\nProblem:\n"
              "  - gateway.port: Invalid input: expected number, received string (line 2)\n"
              "\nMend the file, then check it with: openclaw config validate\n");
}

}
