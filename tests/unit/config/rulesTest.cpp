// Rules across keys.
#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

TEST(Rules, AnOpenChannelMustSayStar) {
    EXPECT_EQ(firstError("{channels: {telegram: {dmPolicy: 'open', allowFrom: [1]}}}"),
              "channels.telegram.allowFrom: channels.telegram.dmPolicy=\"open\" requires channels.telegram.allowFrom to include \"*\"");
    EXPECT_EQ(firstError("{channels: {telegram: {dmPolicy: 'open', allowFrom: ['*']}}}"), "");
    EXPECT_NE(firstError("{channels: {telegram: {accounts: {work: {dmPolicy: 'open'}}}}}"), "");
    EXPECT_NE(firstError("{channels: {discord: {dm: {policy: 'open'}}}}"), "");
}

TEST(Rules, AWebhookNeedsASecret) {
    EXPECT_EQ(firstError("{channels: {telegram: {webhookUrl: 'https://x'}}}"),
              "channels.telegram.webhookSecret: channels.telegram.webhookUrl requires channels.telegram.webhookSecret");
    EXPECT_EQ(firstError("{channels: {telegram: {webhookSecret: 's', accounts: {a: {webhookUrl: 'https://x'}}}}}"), "");
}

TEST(Rules, ANameInAnAllowlistIsAWarning) {
    const auto warning = firstWarning("{channels: {telegram: {allowFrom: ['@bob', 'tg:42', '*', 7]}}}");

    EXPECT_TRUE(warning.starts_with("channels.telegram.allowFrom.0: \"@bob\" is a name")) << warning;
    EXPECT_EQ(load("{channels: {telegram: {allowFrom: ['@bob', 'tg:42', '*', 7]}}}").warnings.size(), 1u);
}

TEST(Rules, AllowAndAlsoAllowExcludeEachOther) {
    EXPECT_NE(firstError("{tools: {allow: ['read'], alsoAllow: ['exec']}}"), "");
    EXPECT_NE(firstError("{agents: {list: [{id: 'a', tools: {byProvider: {x: {allow: ['a'], alsoAllow: ['b']}}}}]}}"), "");
    EXPECT_EQ(firstError("{tools: {allow: [], alsoAllow: ['exec']}}"), "");
}

TEST(Rules, HeartbeatTimes) {
    EXPECT_EQ(firstError("{agents: {defaults: {heartbeat: {every: 'soon'}}}}"),
              "agents.defaults.heartbeat.every: invalid duration (use ms, s, m, h)");
    EXPECT_NE(firstError("{agents: {defaults: {heartbeat: {activeHours: {start: '24:00'}}}}}"), "");
    EXPECT_EQ(firstError("{agents: {defaults: {heartbeat: {every: '30m', activeHours: {start: '08:00', end: '24:00'}}}}}"), "");
    EXPECT_EQ(firstError("{agents: {defaults: {heartbeat: {target: 'pigeon'}}}}"),
              "agents.defaults.heartbeat.target: unknown heartbeat target: pigeon");
}

TEST(Rules, Durations) {
    EXPECT_EQ(parseDurationMs("500ms"), 500);
    EXPECT_EQ(parseDurationMs("1.5h"), 5'400'000);
    EXPECT_EQ(parseDurationMs("30"), 1'800'000);
    EXPECT_EQ(parseDurationMs("0m"), 0);
    EXPECT_FALSE(parseDurationMs(""));
    EXPECT_FALSE(parseDurationMs("h"));
    EXPECT_FALSE(parseDurationMs("1.2.3s"));
    EXPECT_FALSE(parseDurationMs("99999999999999999999h"));
}

TEST(Rules, ProgramsAreNamesNotShellText) {
    EXPECT_NE(firstError("{channels: {imessage: {cliPath: 'imsg; rm -rf /'}}}"), "");
    EXPECT_EQ(firstError("{channels: {imessage: {cliPath: '/usr/local/bin/imsg'}}}"), "");
}

TEST(Rules, BrowserProfilesNeedAnAddress) {
    EXPECT_NE(firstError("{browser: {profiles: {work: {color: '#112233'}}}}").find("must set cdpPort or cdpUrl"), std::string::npos);
    EXPECT_NE(firstError("{browser: {profiles: {'My Profile': {color: '#112233', cdpPort: 1}}}}"), "");
}

TEST(Rules, BroadcastNamesKnownAgents) {
    EXPECT_NE(firstError("{agents: {list: [{id: 'a'}]}, broadcast: {peer: ['a', 'b']}}"), "");
    EXPECT_EQ(firstError("{broadcast: {peer: ['a', 'b']}}"), "");
}

TEST(Rules, AgentsDoNotShareAFolder) {
    const auto error = firstError("{agents: {list: [{id: 'a', agentDir: '/x'}, {id: 'b', agentDir: '/x/'}, {id: 'c'}]}}");

    EXPECT_TRUE(error.starts_with("agents.list: ")) << error;
    EXPECT_EQ(firstError("{agents: {list: [{id: 'a'}, {id: 'b'}]}}"), "");
    EXPECT_NE(firstError("{agents: {list: [{id: 'a'}, {id: 'A'}]}}"), "");
}

TEST(Rules, AvatarsStayInTheWorkspace) {
    for (const std::string bad : {"~/me.png", "/etc/passwd", "../me.png", "file:///me.png"})
        EXPECT_NE(firstError("{agents: {list: [{id: 'a', identity: {avatar: '" + bad + "'}}]}}"), "") << bad;
    for (const std::string good : {"me.png", "img/me.png", "https://x/me.png", "data:image/png;base64,AA"})
        EXPECT_EQ(firstError("{agents: {list: [{id: 'a', identity: {avatar: '" + good + "'}}]}}"), "") << good;
}

TEST(Rules, UnknownChannelsAndPluginsAreWarnings) {
    EXPECT_EQ(firstWarning("{channels: {pigeon: {}}}"), "channels.pigeon: unknown channel id: pigeon");
    EXPECT_EQ(firstWarning("{plugins: {entries: {pigeon: {}}}}"), "plugins.entries.pigeon: plugin not found: pigeon");
    EXPECT_EQ(firstWarning("{channels: {slack: {botToken: 'x'}}, plugins: {entries: {telegram: {enabled: true}}}}"), "");
}

}
