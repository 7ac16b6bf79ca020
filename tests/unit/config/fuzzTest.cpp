// Damaged files: every truncation and every flipped bit gives a snapshot or an issue, never a crash.
#include "openclaw/config/Config.hpp"
#include "openclaw/config/redact.hpp"
#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

const std::string sample = R"({
  // comment
  gateway: { port: 18789, auth: { token: "${TOKEN}" }, bind: 'lan', },
  agents: { defaults: { model: { primary: "a/b" } }, list: [ { id: "main", identity: { emoji: "\ud83e\udd9e" } } ] },
  channels: { telegram: { botToken: '1:a', allowFrom: [1, "2", "*"], dmPolicy: "open", groups: { "*": { requireMention: true } } } },
  bindings: [ { agentId: "main", match: { channel: "telegram", peer: { kind: "dm", id: "7" } } } ],
  session: { reset: { mode: "daily", atHour: +4 } }, cron: { enabled: true, maxConcurrentRuns: 0x2 },
  /* end */ web: { reconnect: { jitter: .25 } },
})";

void exercise(const std::string& text) {
    const auto snapshot = load(text, {{"TOKEN", "t"}});
    EXPECT_EQ(snapshot.valid, snapshot.issues.empty());
    const Config config(snapshot.config, Environment());
    EXPECT_FALSE(config.agents().empty());
    EXPECT_TRUE(redactedSnapshot(snapshot).is_object());
}

}

TEST(ConfigFuzz, TheSampleItselfIsValid) {
    const auto snapshot = load(sample, {{"TOKEN", "t"}});

    EXPECT_TRUE(snapshot.valid) << (snapshot.issues.empty() ? "" : describeIssue(snapshot.issues.front()));
    EXPECT_TRUE(snapshot.warnings.empty());
}

TEST(ConfigFuzz, SurvivesTruncation) {
    for (std::size_t length = 0; length < sample.size(); ++length)
        exercise(sample.substr(0, length));
}

TEST(ConfigFuzz, SurvivesFlippedBits) {
    for (std::size_t position = 0; position < sample.size(); ++position) {
        std::string damaged = sample;
        damaged[position] = static_cast<char>(damaged[position] ^ (1 << (position % 8)));
        exercise(damaged);
    }
}

TEST(ConfigFuzz, SurvivesValuesOfTheWrongKindEverywhere) {
    const Json valid = load(sample, {{"TOKEN", "t"}}).config;
    for (const auto& section : valid.items()) {
        for (const std::string wrong : {"1", "'x'", "[]", "null", "[{}]", "{a:{b:[1]}}", "true"}) {
            exercise("{" + quoteJson(section.key()) + ": " + wrong + "}");
            if (!section.value().is_object())
                continue;
            for (const auto& key : section.value().items())
                exercise("{" + quoteJson(section.key()) + ": {" + quoteJson(key.key()) + ": " + wrong + "}}");
        }
    }
}

}
