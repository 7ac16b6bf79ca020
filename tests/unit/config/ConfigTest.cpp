// The typed view.
#include "openclaw/config/Config.hpp"

#include "unit/config/load.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {

namespace {

Config view(const std::string& text, std::map<std::string, std::string, std::less<>> variables = {}) {
    variables.emplace("HOME", "/home/tester");
    const Environment environment(variables);
    const auto snapshot = load(text, variables);
    EXPECT_TRUE(snapshot.valid) << (snapshot.issues.empty() ? "" : describeIssue(snapshot.issues.front()));
    return Config(snapshot.config, environment);
}

}

TEST(Config, SuppliesFallbacksFromTheTable) {
    const auto config = view("{}");

    EXPECT_EQ(config.gateway().port, 18789);
    EXPECT_EQ(config.gateway().bind, "loopback");
    EXPECT_EQ(config.gateway().reloadMode, "hybrid");
    EXPECT_EQ(config.gateway().controlUiBasePath, "");
    EXPECT_EQ(config.session().dmScope, "main");
    EXPECT_EQ(config.session().resetTriggers, (std::vector<std::string>{"/new", "/reset"}));
    EXPECT_EQ(config.messages().queueMode, "collect");
    EXPECT_EQ(config.messages().queueCap, 20);
    EXPECT_TRUE(config.commands().text);
    EXPECT_EQ(config.maxConcurrentRuns(), 4);
    EXPECT_EQ(config.logging().level, "info");
}

TEST(Config, ReadsTheGateway) {
    const auto config = view("{gateway: {port: 4000, bind: 'lan', auth: {token: 'tok'}, controlUi: {basePath: 'ui/', allowedOrigins:"
                             " ['https://a']}, trustedProxies: ['10.0.0.1']}}");

    EXPECT_EQ(config.gateway().port, 4000);
    EXPECT_TRUE(config.gateway().token.matches("tok"));
    EXPECT_EQ(config.gateway().authMode, "token");
    EXPECT_EQ(config.gateway().controlUiBasePath, "/ui");
    EXPECT_EQ(config.gateway().allowedOrigins, std::vector<std::string>{"https://a"});
}

TEST(Config, TakesGatewaySecretsFromTheEnvironmentLast) {
    EXPECT_TRUE(view("{}", {{"OPENCLAW_GATEWAY_TOKEN", "env"}}).gateway().token.matches("env"));
    EXPECT_TRUE(view("{gateway: {auth: {token: 'file'}}}", {{"OPENCLAW_GATEWAY_TOKEN", "env"}}).gateway().token.matches("file"));
    EXPECT_EQ(view("{gateway: {auth: {password: 'p'}}}").gateway().authMode, "password");
}

TEST(Config, ThereIsAlwaysAnAgent) {
    const auto config = view("{}");

    ASSERT_EQ(config.agents().size(), 1u);
    EXPECT_EQ(config.defaultAgent().id, "main");
    EXPECT_EQ(config.defaultAgent().workspace, "/home/tester/.openclaw/workspace");
    EXPECT_EQ(config.defaultAgent().agentDirectory, "/home/tester/.openclaw/agents/main/agent");
    EXPECT_EQ(config.defaultAgent().model.primary, "anthropic/claude-opus-4-5");
    EXPECT_EQ(config.defaultAgent().timeout, std::chrono::seconds(600));
}

TEST(Config, AgentsInheritDefaults) {
    const auto config = view("{agents: {defaults: {model: {primary: 'a/b', fallbacks: ['c/d']}, workspace: '~/ws', timeoutSeconds: 5,"
                             " blockStreamingDefault: 'on'}, list: [{id: 'Work Bot', model: 'x/y'}, {id: 'home', default: true}]}}");

    EXPECT_EQ(config.agents()[0].id, "work-bot");
    EXPECT_EQ(config.agents()[0].model.primary, "x/y");
    EXPECT_EQ(config.agents()[0].model.fallbacks, std::vector<std::string>{"c/d"});
    EXPECT_EQ(config.agents()[0].workspace, "/home/tester/.openclaw/workspace-work-bot");
    EXPECT_EQ(config.defaultAgent().id, "home");
    EXPECT_EQ(config.defaultAgent().workspace, "/home/tester/ws");
    EXPECT_TRUE(config.defaultAgent().blockStreaming);
    EXPECT_EQ(config.findAgent("HOME")->id, "home");
    EXPECT_EQ(config.findAgent("other"), nullptr);
}

TEST(Config, TheFirstAgentIsTheDefaultUnlessOneSaysSo) {
    EXPECT_EQ(view("{agents: {list: [{id: 'a'}, {id: 'b'}]}}").defaultAgent().id, "a");
}

TEST(Config, NormalisesAgentIds) {
    EXPECT_EQ(normalizeAgentId("  My Bot! "), "my-bot");
    EXPECT_EQ(normalizeAgentId("___"), "main");
    EXPECT_EQ(normalizeAgentId(std::string(100, 'x')).size(), 64u);
}

TEST(Config, ReadsBindings) {
    const auto config = view("{bindings: [{agentId: 'Work', match: {channel: 'Telegram', accountId: '*', peer: {kind: 'dm', id: '42'}}}]}");

    ASSERT_EQ(config.bindings().size(), 1u);
    EXPECT_EQ(config.bindings()[0].agentId, "work");
    EXPECT_EQ(config.bindings()[0].channel, "telegram");
    EXPECT_EQ(config.bindings()[0].peerId, "42");
}

TEST(Config, ATokenInTheEnvironmentMakesATelegramAccount) {
    EXPECT_TRUE(view("{}").telegramAccounts().empty());

    const auto config = view("{}", {{"TELEGRAM_BOT_TOKEN", "1:a"}});

    ASSERT_EQ(config.telegramAccounts().size(), 1u);
    EXPECT_EQ(config.telegramAccounts()[0].id, "default");
    EXPECT_TRUE(config.telegramAccounts()[0].botToken.matches("1:a"));
    EXPECT_EQ(config.telegramAccounts()[0].dmPolicy, "pairing");
}

TEST(Config, TelegramAccountsMergeOverTheirChannel) {
    const auto config = view("{channels: {telegram: {botToken: '1:a', dmPolicy: 'disabled', allowFrom: [42, 'tg:7'], groups: {'*': {}},"
                             " accounts: {work: {botToken: '2:b', dmPolicy: 'allowlist', retry: {attempts: 9}}, off: {enabled: false}}}}}",
                             {{"TELEGRAM_BOT_TOKEN", "env"}});

    ASSERT_EQ(config.telegramAccounts().size(), 3u);
    const auto& main = config.telegramAccounts()[0];
    const auto& off = config.telegramAccounts()[1];
    const auto& work = config.telegramAccounts()[2];
    EXPECT_TRUE(main.botToken.matches("1:a"));
    EXPECT_EQ(main.dmPolicy, "disabled");
    EXPECT_EQ(main.allowFrom, (std::vector<std::string>{"42", "tg:7"}));
    EXPECT_FALSE(off.enabled);
    EXPECT_TRUE(off.botToken.empty());
    EXPECT_TRUE(work.botToken.matches("2:b"));
    EXPECT_EQ(work.dmPolicy, "allowlist");
    EXPECT_EQ(work.retryAttempts, 9);
    EXPECT_EQ(work.groupPolicy, "allowlist");
    ASSERT_TRUE(work.groups);
    EXPECT_TRUE(work.groups->contains("*"));
}

TEST(Config, ReachesEverythingElseByPath) {
    const auto config = view("{tools: {profile: 'coding'}, skills: {install: {nodeManager: 'bun'}}}");

    EXPECT_EQ(config.text("tools.profile"), "coding");
    EXPECT_EQ(config.text("skills.install.nodeManager"), "bun");
    EXPECT_EQ(config.integer("hooks.maxBodyBytes"), 262144);
    EXPECT_TRUE(config.flag("cron.enabled"));
    EXPECT_EQ(config.text("no.such.key"), "");
    EXPECT_DOUBLE_EQ(config.number("web.reconnect.jitter"), 0.25);
}

}
