// Types and ranges: the wording people know, and warnings instead of errors for unknown keys.
#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

TEST(Validate, AcceptsAnEmptyConfig) { EXPECT_EQ(firstError("{}"), ""); }

TEST(Validate, ReportsWrongTypes) {
    EXPECT_EQ(firstError("{gateway: {port: 'x'}}"), "gateway.port: Invalid input: expected number, received string");
    EXPECT_EQ(firstError("{logging: []}"), "logging: Invalid input: expected object, received array");
    EXPECT_EQ(firstError("{gateway: {trustedProxies: {}}}"),
              "gateway.trustedProxies: Invalid input: expected array, received object");
    EXPECT_EQ(firstError("{gateway: {trustedProxies: [1]}}"),
              "gateway.trustedProxies.0: Invalid input: expected string, received number");
    EXPECT_EQ(firstError("{cron: {enabled: null}}"), "cron.enabled: Invalid input: expected boolean, received null");
    EXPECT_EQ(firstError("{env: {vars: []}}"), "env.vars: Invalid input: expected record, received array");
    EXPECT_EQ(firstError("[]"), ": Invalid input: expected object, received array");
}

TEST(Validate, ReportsWrongWords) {
    EXPECT_EQ(firstError("{session: {scope: 'x'}}"), "session.scope: Invalid input");
    EXPECT_EQ(firstError("{channels: {telegram: {dmPolicy: 'x'}}}"),
              "channels.telegram.dmPolicy: Invalid option: expected one of \"pairing\"|\"allowlist\"|\"open\"|\"disabled\"");
}

TEST(Validate, ReportsRanges) {
    EXPECT_EQ(firstError("{gateway: {port: 0}}"), "gateway.port: Too small: expected number to be >0");
    EXPECT_EQ(firstError("{gateway: {port: 1.5}}"), "gateway.port: Invalid input: expected int, received number");
    EXPECT_EQ(firstError("{session: {reset: {atHour: 24}}}"), "session.reset.atHour: Too big: expected number to be <=23");
    EXPECT_EQ(firstError("{gateway: {reload: {debounceMs: -1}}}"),
              "gateway.reload.debounceMs: Too small: expected number to be >=0");
    EXPECT_EQ(firstError("{gateway: {port: NaN}}"), "gateway.port: Invalid input: expected number, received NaN");
}

TEST(Validate, ReportsTextLimitsAndPatterns) {
    EXPECT_EQ(firstError("{ui: {assistant: {name: '" + std::string(51, 'x') + "'}}}"),
              "ui.assistant.name: Too big: expected string to have <=50 characters");
    EXPECT_EQ(firstError("{ui: {seamColor: 'red'}}"),
              "ui.seamColor: Invalid string: must match pattern /^#?[0-9a-fA-F]{6}$/");
    EXPECT_EQ(firstError("{ui: {seamColor: '#ff4500'}}"), "");
    EXPECT_NE(firstError("{ui: {seamColor: '" + std::string(100000, 'a') + "'}}"), "");
}

TEST(Validate, ReportsMissingKeys) {
    EXPECT_EQ(firstError("{agents: {list: [{}]}}"), "agents.list.0.id: Invalid input: expected string, received undefined");
}

TEST(Validate, TriesEveryAlternative) {
    EXPECT_EQ(firstError("{agents: {list: [{id: 'a', model: 'x/y'}]}}"), "");
    EXPECT_EQ(firstError("{agents: {list: [{id: 'a', model: {primary: 'x/y'}}]}}"), "");
    EXPECT_EQ(firstError("{agents: {list: [{id: 'a', model: 3}]}}"), "agents.list.0.model: Invalid input");
    EXPECT_EQ(firstError("{channels: {telegram: {allowFrom: [1, '2']}}}"), "");
    EXPECT_EQ(firstError("{channels: {telegram: {allowFrom: [true]}}}"), "channels.telegram.allowFrom.0: Invalid input");
}

TEST(Validate, CollectsAllErrors) {
    EXPECT_EQ(load("{gateway: {port: 'x', bind: 'y'}, cron: {enabled: 1}}").issues.size(), 3u);
}

TEST(Validate, AnUnknownKeyIsOnlyAWarningWithASuggestion) {
    const auto snapshot = load("{\n  gateway: {\n    prot: 1\n  }\n}");

    EXPECT_TRUE(snapshot.valid);
    ASSERT_EQ(snapshot.warnings.size(), 1u);
    EXPECT_EQ(describeIssue(snapshot.warnings[0]), "gateway.prot: Unrecognized key: \"prot\" (did you mean \"port\"?) (line 3)");
}

TEST(Validate, DoesNotGuessWildly) {
    EXPECT_EQ(firstWarning("{somethingElseEntirely: 1}"), "somethingElseEntirely: Unrecognized key: \"somethingElseEntirely\"");
}

TEST(Validate, WarnsInsideTheAlternativeThatFits) {
    EXPECT_EQ(firstWarning("{agents: {list: [{id: 'a', model: {primary: 'x/y', extra: 1}}]}}"),
              "agents.list.0.model.extra: Unrecognized key: \"extra\"");
}

TEST(Validate, AcceptsKeysTheReferenceForgot) {
    EXPECT_EQ(firstWarning("{gateway: {bind: 'custom', customBindHost: '10.0.0.1'}}"), "");
    EXPECT_EQ(firstError("{env: {MY_KEY: 'x'}, broadcast: {'123@g.us': ['main']}}"), "");
    EXPECT_EQ(firstError("{env: {MY_KEY: 1}}"), "env.MY_KEY: Invalid input: expected string, received number");
}

TEST(Validate, RefusesKeysOfOlderVersions) {
    const auto snapshot = load("{gateway: {token: 'x', port: 'wrong'}, agent: {model: 'a/b'}}");

    EXPECT_FALSE(snapshot.valid);
    ASSERT_EQ(snapshot.legacyIssues.size(), 3u);
    EXPECT_EQ(snapshot.issues.size(), 3u);
    EXPECT_EQ(snapshot.legacyIssues[2].path, "gateway.token");
    EXPECT_NE(snapshot.legacyIssues[2].message.find("gateway.auth.token"), std::string::npos);
}

}
