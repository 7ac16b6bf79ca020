// Builds the typed view once per load; readers then touch plain members.
#include "openclaw/config/Config.hpp"

#include "config/reading.hpp"
#include "config/schema.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::config {

namespace {

ModelChoice modelFrom(const Json* value) {
    ModelChoice choice;
    if (!value)
        return choice;
    if (value->is_string()) {
        choice.primary = value->get<std::string>();
        return choice;
    }
    choice.primary = stringOr(*value, "primary");
    choice.fallbacks = textsOf(findMember(*value, "fallbacks"));
    return choice;
}

std::string normalizeBasePath(std::string_view given) {
    std::string path(trimAscii(given));
    while (path.ends_with('/'))
        path.pop_back();
    if (!path.empty() && !path.starts_with('/'))
        path.insert(0, "/");
    return path;
}

const Json& emptyObject() {
    static const Json object = Json::object();
    return object;
}

}

std::vector<std::string> textsOf(const Json* list) {
    std::vector<std::string> texts;
    if (!list || !list->is_array())
        return texts;
    for (const auto& entry : *list) {
        if (entry.is_string())
            texts.emplace_back(trimAscii(entry.get_ref<const std::string&>()));
        else if (entry.is_number())
            texts.push_back(dumpJson(entry));
    }
    return texts;
}

std::string normalizeAgentId(std::string_view id) {
    std::string result;
    for (const char c : toLowerAscii(trimAscii(id))) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (isPlain)
            result += c;
        else if (!result.ends_with('-'))
            result += '-';
    }
    result.erase(0, std::min(result.find_first_not_of("-_"), result.size()));
    if (result.size() > 64)
        result.resize(64);
    while (result.ends_with('-'))
        result.pop_back();
    return result.empty() ? "main" : result;
}

Config::Config(Json root, const Environment& environment) : root_(std::move(root)) {
    if (!root_.is_object())
        root_ = Json::object();
    readGateway(environment);
    readAgents(environment);
    readConversations();
    telegram_ = readTelegramAccounts(*this, environment);
}

std::shared_ptr<const Config> Config::fromSnapshot(const Snapshot& snapshot, const Environment& environment) {
    return std::make_shared<const Config>(snapshot.config, environment);
}

const Json* Config::find(std::string_view path) const { return findPath(root_, path); }

Json Config::valueOrFallback(std::string_view path) const {
    if (const Json* value = find(path))
        return *value;
    const Key* key = findKey(path);
    if (!key || key->fallback.empty())
        return Json();
    auto fallback = parseJson(key->fallback);
    return fallback ? std::move(*fallback) : Json();
}

std::string Config::text(std::string_view path) const {
    const Json value = valueOrFallback(path);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t Config::integer(std::string_view path) const {
    return findInteger(Json{{"value", valueOrFallback(path)}}, "value").value_or(0);
}

double Config::number(std::string_view path) const {
    const Json value = valueOrFallback(path);
    return value.is_number() ? value.get<double>() : 0;
}

bool Config::flag(std::string_view path) const {
    const Json value = valueOrFallback(path);
    return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> Config::texts(std::string_view path) const {
    const Json value = valueOrFallback(path);
    return textsOf(&value);
}

std::int64_t Config::maxConcurrentRuns() const { return std::max<std::int64_t>(1, integer("agents.defaults.maxConcurrent")); }

std::int64_t Config::maxConcurrentSubagents() const {
    return std::max<std::int64_t>(1, integer("agents.defaults.subagents.maxConcurrent"));
}

const AgentSettings& Config::defaultAgent() const {
    const auto chosen =
        std::find_if(agents_.begin(), agents_.end(), [](const AgentSettings& agent) { return agent.isDefault; });
    return chosen == agents_.end() ? agents_.front() : *chosen;
}

const AgentSettings* Config::findAgent(std::string_view id) const {
    const std::string wanted = normalizeAgentId(id);
    const auto found =
        std::find_if(agents_.begin(), agents_.end(), [&wanted](const AgentSettings& agent) { return agent.id == wanted; });
    return found == agents_.end() ? nullptr : &*found;
}

void Config::readGateway(const Environment& environment) {
    const Json* port = find("gateway.port");
    gateway_.port = gatewayPort(environment, port && port->is_number() ? std::optional(integer("gateway.port")) : std::nullopt);
    gateway_.mode = text("gateway.mode");
    gateway_.bind = text("gateway.bind");
    gateway_.customBindHost = text("gateway.customBindHost");
    gateway_.controlUiEnabled = flag("gateway.controlUi.enabled");
    gateway_.controlUiBasePath = normalizeBasePath(text("gateway.controlUi.basePath"));
    gateway_.allowInsecureAuth = flag("gateway.controlUi.allowInsecureAuth");
    gateway_.disableDeviceAuth = flag("gateway.controlUi.dangerouslyDisableDeviceAuth");
    gateway_.allowedOrigins = texts("gateway.controlUi.allowedOrigins");
    const auto secretOr = [&](std::string_view path, std::string_view variable, std::string_view oldVariable) {
        std::string value = text(path);
        if (value.empty())
            value = environment.get(variable, environment.get(oldVariable));
        return Secret(std::move(value));
    };
    gateway_.token = secretOr("gateway.auth.token", "OPENCLAW_GATEWAY_TOKEN", "CLAWDBOT_GATEWAY_TOKEN");
    gateway_.password = secretOr("gateway.auth.password", "OPENCLAW_GATEWAY_PASSWORD", "CLAWDBOT_GATEWAY_PASSWORD");
    gateway_.authMode = text("gateway.auth.mode");
    if (gateway_.authMode.empty())
        gateway_.authMode = gateway_.password.empty() ? "token" : "password";
    if (const Json* tailscale = find("gateway.auth.allowTailscale"); tailscale && tailscale->is_boolean())
        gateway_.allowTailscale = tailscale->get<bool>();
    gateway_.tailscaleMode = text("gateway.tailscale.mode");
    gateway_.trustedProxies = texts("gateway.trustedProxies");
    gateway_.reloadMode = text("gateway.reload.mode");
    gateway_.reloadDebounceMs = integer("gateway.reload.debounceMs");
    gateway_.tlsEnabled = flag("gateway.tls.enabled");
    gateway_.tlsAutoGenerate = flag("gateway.tls.autoGenerate");
    gateway_.tlsCertPath = text("gateway.tls.certPath");
    gateway_.tlsKeyPath = text("gateway.tls.keyPath");
    gateway_.tlsCaPath = text("gateway.tls.caPath");
    gateway_.chatCompletionsEnabled = flag("gateway.http.endpoints.chatCompletions.enabled");
    gateway_.responsesEnabled = flag("gateway.http.endpoints.responses.enabled");
    gateway_.remoteUrl = text("gateway.remote.url");
    gateway_.remoteToken = Secret(text("gateway.remote.token"));
    gateway_.remotePassword = Secret(text("gateway.remote.password"));
    logging_.level = text("logging.level");
    logging_.consoleLevel = text("logging.consoleLevel");
    logging_.consoleStyle = text("logging.consoleStyle");
    logging_.file = text("logging.file");
    logging_.redactSensitive = text("logging.redactSensitive");
}

void Config::readAgents(const Environment& environment) {
    const Json* listed = find("agents.list");
    std::vector<Json> entries;
    if (listed && listed->is_array())
        std::copy_if(listed->begin(), listed->end(), std::back_inserter(entries), [](const Json& e) { return e.is_object(); });
    if (entries.empty())
        entries.push_back(Json{{"id", "main"}, {"default", true}});
    const bool anyDefault = std::any_of(
        entries.begin(), entries.end(), [](const Json& entry) { return findBool(entry, "default").value_or(false); });
    bool defaultTaken = false;
    for (const Json& entry : entries) {
        const bool wantsDefault = anyDefault ? findBool(entry, "default").value_or(false) : true;
        agents_.push_back(readAgent(entry, wantsDefault && !defaultTaken, environment));
        defaultTaken = defaultTaken || wantsDefault;
    }
}

AgentSettings Config::readAgent(const Json& entry, bool isDefault, const Environment& environment) const {
    AgentSettings agent;
    agent.id = normalizeAgentId(stringOr(entry, "id"));
    agent.name = stringOr(entry, "name");
    agent.isDefault = isDefault;
    if (const auto workspace = findString(entry, "workspace"))
        agent.workspace = environment.expandPath(*workspace);
    else if (!isDefault)
        agent.workspace = environment.homeDirectory() / ".openclaw" / ("workspace-" + agent.id);
    else if (const Json* shared = find("agents.defaults.workspace"); shared && shared->is_string())
        agent.workspace = environment.expandPath(shared->get<std::string>());
    else
        agent.workspace = defaultWorkspace(environment);
    if (const auto folder = findString(entry, "agentDir"))
        agent.agentDirectory = environment.expandPath(*folder);
    else
        agent.agentDirectory = stateDirectory(environment) / "agents" / agent.id / "agent";
    agent.model = modelFrom(findMember(entry, "model"));
    if (agent.model.primary.empty())
        agent.model.primary = text("agents.defaults.model.primary");
    if (agent.model.fallbacks.empty())
        agent.model.fallbacks = texts("agents.defaults.model.fallbacks");
    agent.imageModel = modelFrom(find("agents.defaults.imageModel"));
    agent.timeout = std::chrono::seconds(integer("agents.defaults.timeoutSeconds"));
    agent.thinking = text("agents.defaults.thinkingDefault");
    agent.verbose = text("agents.defaults.verboseDefault");
    agent.elevated = text("agents.defaults.elevatedDefault");
    agent.blockStreaming = text("agents.defaults.blockStreamingDefault") == "on";
    agent.blockStreamingBreak = text("agents.defaults.blockStreamingBreak");
    if (const Json* patterns = findPath(entry, "groupChat.mentionPatterns"))
        agent.mentionPatterns = textsOf(patterns);
    else
        agent.mentionPatterns = texts("messages.groupChat.mentionPatterns");
    if (const Json* identity = findMember(entry, "identity")) {
        agent.identity.name = stringOr(*identity, "name");
        agent.identity.theme = stringOr(*identity, "theme");
        agent.identity.emoji = stringOr(*identity, "emoji");
        agent.identity.avatar = stringOr(*identity, "avatar");
    }
    agent.entry = entry;
    return agent;
}

void Config::readConversations() {
    const auto sectionOf = [this](std::string_view name) {
        const Json* section = find(name);
        return section && section->is_object() ? *section : emptyObject();
    };
    session_.scope = text("session.scope");
    session_.dmScope = text("session.dmScope");
    session_.resetTriggers = texts("session.resetTriggers");
    session_.section = sectionOf("session");

    messages_.responsePrefix = text("messages.responsePrefix");
    messages_.mentionPatterns = texts("messages.groupChat.mentionPatterns");
    if (find("messages.groupChat.historyLimit"))
        messages_.groupHistoryLimit = integer("messages.groupChat.historyLimit");
    if (const Json* reaction = find("messages.ackReaction"); reaction && reaction->is_string())
        messages_.ackReaction = reaction->get<std::string>();
    messages_.ackReactionScope = text("messages.ackReactionScope");
    messages_.removeAckAfterReply = flag("messages.removeAckAfterReply");
    messages_.queueMode = text("messages.queue.mode");
    messages_.queueDebounceMs = integer("messages.queue.debounceMs");
    messages_.queueCap = integer("messages.queue.cap");
    messages_.queueDrop = text("messages.queue.drop");
    messages_.inboundDebounceMs = integer("messages.inbound.debounceMs");
    messages_.section = sectionOf("messages");

    commands_.text = flag("commands.text");
    commands_.bash = flag("commands.bash");
    commands_.config = flag("commands.config");
    commands_.debug = flag("commands.debug");
    commands_.restart = flag("commands.restart");
    commands_.useAccessGroups = flag("commands.useAccessGroups");
    commands_.section = sectionOf("commands");

    const Json* rules = find("bindings");
    for (std::size_t i = 0; rules && rules->is_array() && i < rules->size(); ++i) {
        const Json* match = findMember((*rules)[i], "match");
        if (!match || !match->is_object())
            continue;
        BindingRule rule;
        rule.agentId = normalizeAgentId(stringOr((*rules)[i], "agentId"));
        rule.channel = toLowerAscii(trimAscii(stringOr(*match, "channel")));
        rule.accountId = std::string(trimAscii(stringOr(*match, "accountId")));
        rule.guildId = stringOr(*match, "guildId");
        rule.teamId = stringOr(*match, "teamId");
        if (const Json* peer = findMember(*match, "peer")) {
            rule.peerKind = stringOr(*peer, "kind");
            rule.peerId = stringOr(*peer, "id");
        }
        bindings_.push_back(std::move(rule));
    }
}

}
