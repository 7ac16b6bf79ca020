// Secrets never leave, references stay readable, placeholders find their way back.
#include "openclaw/config/redact.hpp"

#include "openclaw/config/write.hpp"
#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

const std::string secretConfig = R"({
  // my tokens
  gateway: { auth: { token: 'hunter2-token', password: "${PW}" } },
  channels: { telegram: { botToken: "123:abc", tokenFile: "/run/token", accounts: { w: { webhookSecret: 's3cret' } } } },
  models: { providers: { x: { baseUrl: 'http://x', apiKey: 'sk-live', headers: { 'X-Auth': 'header-value' }, models: [] } } },
  env: { vars: { A: 'env-value' } },
  agents: { defaults: { contextTokens: 1000 } },
})";

const std::vector<std::string> secrets{"hunter2-token", "123:abc", "s3cret", "sk-live", "header-value", "env-value", "pw-value"};

}

TEST(Redact, HidesSecretsInEveryCopy) {
    const auto snapshot = load(secretConfig, {{"PW", "pw-value"}});
    ASSERT_TRUE(snapshot.valid) << describeIssue(snapshot.issues.at(0));

    const std::string wire = dumpJson(redactedSnapshot(snapshot));

    for (const auto& secret : secrets)
        EXPECT_EQ(wire.find(secret), std::string::npos) << secret;
    EXPECT_NE(wire.find("/run/token"), std::string::npos);
    EXPECT_NE(wire.find("my tokens"), std::string::npos);
}

TEST(Redact, ShowsReferencesInTheTextButNotTheirValue) {
    const Json wire = redactedSnapshot(load(secretConfig, {{"PW", "pw-value"}}));

    EXPECT_EQ(wire["parsed"]["gateway"]["auth"]["password"], "${PW}");
    EXPECT_NE(wire["raw"].get<std::string>().find("\"${PW}\""), std::string::npos);
    EXPECT_EQ(wire["config"]["gateway"]["auth"]["password"], std::string(redactedValue));
}

TEST(Redact, TheRedactedTextStillParses) {
    const Json wire = redactedSnapshot(load(secretConfig, {{"PW", "pw-value"}}));

    EXPECT_EQ(toJson(parseJson5(wire["raw"].get<std::string>()).value().value), wire["parsed"]);
}

TEST(Redact, ShowsNothingOfATextThatDoesNotParse) {
    const Json wire = redactedSnapshot(load("{gateway: {auth: {token: 'hunter2-token'}"));

    EXPECT_TRUE(wire["raw"].is_null());
    EXPECT_EQ(dumpJson(wire).find("hunter2"), std::string::npos);
}

TEST(Redact, AMissingFileHasTheSpecifiedShape) {
    Environment environment;
    const Json wire = redactedSnapshot(readSnapshot("/nonexistent/openclaw.json", environment));

    EXPECT_EQ(wire["exists"], false);
    EXPECT_TRUE(wire["raw"].is_null());
    EXPECT_EQ(wire["parsed"], Json::object());
    EXPECT_EQ(wire["valid"], true);
    EXPECT_EQ(wire["issues"], Json::array());
}

TEST(Redact, RestoresWhatAClientSendsBack) {
    const auto snapshot = load(secretConfig, {{"PW", "pw-value"}});
    const Json wire = redactedSnapshot(snapshot);
    OrderedJson edited = ordered(wire["raw"].get<std::string>());
    edited["gateway"]["port"] = 5;

    const auto restored = prepareEdit(edited, snapshot, Environment()).value();

    EXPECT_EQ(restored["gateway"]["auth"]["token"], "hunter2-token");
    EXPECT_EQ(restored["gateway"]["auth"]["password"], "${PW}");
    EXPECT_EQ(restored["gateway"]["port"], 5);
}

TEST(Redact, RefusesAPlaceholderThatStandsForNothing) {
    OrderedJson edited = ordered("{channels: {telegram: {botToken: '__OPENCLAW_REDACTED__'}}}");

    const auto restored = restoreRedacted(edited, ordered("{}"));

    ASSERT_FALSE(restored);
    EXPECT_TRUE(restored.error().message.starts_with("channels.telegram.botToken: "));
}

TEST(Redact, NeverWritesAReferenceBackResolved) {
    const Environment environment(std::map<std::string, std::string, std::less<>>{{"PW", "pw-value"}});
    OrderedJson edited = ordered("{a: 'pw-value', b: 'pw-value', c: ['x-pw-value']}");

    restoreReferences(edited, ordered("{a: '${PW}', b: 'plain', c: ['x-${PW}']}"), environment);

    EXPECT_EQ(edited.dump(), R"({"a":"${PW}","b":"pw-value","c":["x-${PW}"]})");
}

TEST(Redact, KnowsWhichNamesAreSecret) {
    for (const auto* name : {"token", "botToken", "apiKey", "api_key", "webhookSecret", "PASSWORD", "authToken"})
        EXPECT_TRUE(isSensitiveKey(name)) << name;
    for (const auto* name : {"maxTokens", "contextTokens", "tokenFile", "port", "maxTokensField", "name"})
        EXPECT_FALSE(isSensitiveKey(name)) << name;
}

}
