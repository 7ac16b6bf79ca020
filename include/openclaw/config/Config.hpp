#pragma once

#include "openclaw/config/Snapshot.hpp"
#include "openclaw/core/secret.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::config {

struct GatewaySettings {
    std::uint16_t port = 0;
    /// "local", "remote" or "" when unset.
    std::string mode;
    std::string bind;
    std::string customBindHost;
    bool controlUiEnabled = true;
    /// "" for the root, else "/path" without a trailing slash.
    std::string controlUiBasePath;
    bool allowInsecureAuth = false;
    bool disableDeviceAuth = false;
    std::vector<std::string> allowedOrigins;
    /// "token" or "password".
    std::string authMode;
    Secret token;
    Secret password;
    std::optional<bool> allowTailscale;
    std::string tailscaleMode;
    std::vector<std::string> trustedProxies;
    std::string reloadMode;
    std::int64_t reloadDebounceMs = 0;
    bool tlsEnabled = false;
    bool tlsAutoGenerate = true;
    std::string tlsCertPath;
    std::string tlsKeyPath;
    std::string tlsCaPath;
    bool chatCompletionsEnabled = false;
    bool responsesEnabled = false;
    std::string remoteUrl;
    Secret remoteToken;
    Secret remotePassword;
};

struct ModelChoice {
    std::string primary;
    std::vector<std::string> fallbacks;
};

struct IdentitySettings {
    std::string name;
    std::string theme;
    std::string emoji;
    std::string avatar;
};

/// One agent with everything it inherits from agents.defaults.
struct AgentSettings {
    /// Normalised: lower case, [a-z0-9][a-z0-9_-]{0,63}.
    std::string id;
    std::string name;
    bool isDefault = false;
    std::filesystem::path workspace;
    std::filesystem::path agentDirectory;
    ModelChoice model;
    ModelChoice imageModel;
    std::chrono::seconds timeout{};
    /// "" means: decided by the model.
    std::string thinking;
    std::string verbose;
    std::string elevated;
    bool blockStreaming = false;
    std::string blockStreamingBreak;
    std::vector<std::string> mentionPatterns;
    IdentitySettings identity;
    /// The entry of agents.list as written (tools, sandbox, heartbeat ...), an empty object for the implied agent.
    Json entry = Json::object();
};

/// Which conversations an agent serves; empty members match everything.
struct BindingRule {
    std::string agentId;
    std::string channel;
    std::string accountId;
    std::string peerKind;
    std::string peerId;
    std::string guildId;
    std::string teamId;
};

struct SessionSettings {
    std::string scope;
    std::string dmScope;
    std::vector<std::string> resetTriggers;
    /// The whole section: reset rules, identityLinks, sendPolicy.
    Json section = Json::object();
};

struct MessageSettings {
    std::string responsePrefix;
    std::vector<std::string> mentionPatterns;
    std::int64_t groupHistoryLimit = 50;
    std::optional<std::string> ackReaction;
    std::string ackReactionScope;
    bool removeAckAfterReply = false;
    std::string queueMode;
    std::int64_t queueDebounceMs = 0;
    std::int64_t queueCap = 0;
    std::string queueDrop;
    std::int64_t inboundDebounceMs = 0;
    Json section = Json::object();
};

struct CommandSettings {
    bool text = true;
    bool bash = false;
    bool config = false;
    bool debug = false;
    bool restart = false;
    bool useAccessGroups = true;
    Json section = Json::object();
};

struct LoggingSettings {
    std::string level;
    std::string consoleLevel;
    std::string consoleStyle;
    std::string file;
    std::string redactSensitive;
};

/// One Telegram account: what it says itself over what its channel says.
struct TelegramAccount {
    std::string id;
    std::string name;
    bool enabled = true;
    /// botToken, or TELEGRAM_BOT_TOKEN for the default account; tokenFile wins over both and is read by the channel.
    Secret botToken;
    std::filesystem::path tokenFile;
    std::string dmPolicy;
    std::string groupPolicy;
    std::vector<std::string> allowFrom;
    std::vector<std::string> groupAllowFrom;
    std::string replyToMode;
    std::string streamMode;
    std::string chunkMode;
    std::int64_t textChunkLimit = 4000;
    std::optional<bool> blockStreaming;
    std::optional<std::int64_t> historyLimit;
    std::optional<std::int64_t> dmHistoryLimit;
    double mediaMaxMb = 5;
    std::string reactionLevel;
    std::string reactionNotifications;
    bool linkPreview = true;
    bool configWrites = true;
    std::string proxy;
    /// Where the Bot API lives; another root is a self-hosted Bot API server.
    std::string apiRoot;
    std::string webhookUrl;
    Secret webhookSecret;
    std::string webhookPath;
    /// Where the webhook listens; a reverse proxy with TLS stands in front of it.
    std::string webhookHost = "127.0.0.1";
    std::uint16_t webhookPort = 8787;
    std::int64_t retryAttempts = 3;
    std::int64_t retryMinDelayMs = 400;
    std::int64_t retryMaxDelayMs = 30000;
    double retryJitter = 0.1;
    std::string markdownTables;
    /// Group rules by chat id, "*" for the rest; present means it is also the list of allowed groups.
    std::optional<Json> groups;
    /// The merged section.
    Json section = Json::object();
};

/// An immutable view of one loaded configuration. Sections the gateway reads all the time are typed; everything
/// else is reached by path, with the key table supplying what is absent.
class Config {
public:
    /// `root` is Snapshot::config of a valid snapshot.
    Config(Json root, const Environment& environment);
    static std::shared_ptr<const Config> fromSnapshot(const Snapshot& snapshot, const Environment& environment);

    const Json& root() const { return root_; }
    const GatewaySettings& gateway() const { return gateway_; }
    const SessionSettings& session() const { return session_; }
    const MessageSettings& messages() const { return messages_; }
    const CommandSettings& commands() const { return commands_; }
    const LoggingSettings& logging() const { return logging_; }
    const std::vector<BindingRule>& bindings() const { return bindings_; }
    /// Never empty: without agents.list there is one agent, "main".
    const std::vector<AgentSettings>& agents() const { return agents_; }
    const AgentSettings& defaultAgent() const;
    /// The agent of that id (normalised first), or nullptr.
    const AgentSettings* findAgent(std::string_view id) const;
    const std::vector<TelegramAccount>& telegramAccounts() const { return telegram_; }
    /// agents.defaults.maxConcurrent and .subagents.maxConcurrent.
    std::int64_t maxConcurrentRuns() const;
    std::int64_t maxConcurrentSubagents() const;

    /// The value at a dotted path, or the table's fallback; "", 0, false and {} when there is neither.
    std::string text(std::string_view path) const;
    std::int64_t integer(std::string_view path) const;
    double number(std::string_view path) const;
    bool flag(std::string_view path) const;
    std::vector<std::string> texts(std::string_view path) const;
    /// The value at a dotted path, or nullptr; no fallback.
    const Json* find(std::string_view path) const;

private:
    Json valueOrFallback(std::string_view path) const;
    void readGateway(const Environment& environment);
    void readAgents(const Environment& environment);
    void readConversations();
    AgentSettings readAgent(const Json& entry, bool isDefault, const Environment& environment) const;

    Json root_;
    GatewaySettings gateway_;
    SessionSettings session_;
    MessageSettings messages_;
    CommandSettings commands_;
    LoggingSettings logging_;
    std::vector<BindingRule> bindings_;
    std::vector<AgentSettings> agents_;
    std::vector<TelegramAccount> telegram_;
};

/// Lower case, other characters become "-", at most 64 characters; "main" when nothing is left.
std::string normalizeAgentId(std::string_view id);

}
