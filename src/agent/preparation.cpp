// Collects the parts of a turn's system prompt from configuration, workspace and machine.
#include "openclaw/agent/preparation.hpp"

#include "openclaw/agent/PiBackend.hpp"
#include "openclaw/agent/workspace.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/prompt/assembly.hpp"
#include "openclaw/routing/bindings.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/schedule/heartbeat.hpp"
#include "openclaw/security/tool_layers.hpp"
#include "openclaw/skills/skills.hpp"

#include <algorithm>
#include <array>
#include <sys/utsname.h>

namespace openclaw::agent {

namespace {

/// The tools that every supported Pi has, with what the prompt says about them.
const std::vector<prompt::PromptTool>& knownTools() {
    static const std::vector<prompt::PromptTool> tools{
        {"read", "Read a text file or look at a picture"},
        {"write", "Create a file or replace all of it"},
        {"edit", "Replace exact passages of a file"},
        {"bash", "Run a shell command on this machine"},
    };
    return tools;
}

std::string architectureName(const std::string& machine) {
    if (machine == "x86_64") return "x64";
    return machine == "aarch64" ? "arm64" : machine;
}

std::vector<std::string> stringList(const Json* list) {
    std::vector<std::string> out;
    if (!list || !list->is_array()) return out;
    for (const Json& entry : *list) {
        if (entry.is_string()) out.push_back(entry.get<std::string>());
        if (entry.is_number_integer()) out.push_back(std::to_string(entry.get<std::int64_t>()));
    }
    return out;
}

/// A setting of the account, else of its channel.
const Json* channelSetting(const Json& config, const ChatFacts& chat, const char* key) {
    const Json* channels = findMember(config, "channels");
    const Json* section = channels ? findMember(*channels, chat.channel) : nullptr;
    const Json* accounts = section ? findMember(*section, "accounts") : nullptr;
    const Json* account = accounts ? findMember(*accounts, chat.accountId) : nullptr;
    const Json* own = account ? findMember(*account, key) : nullptr;
    return own || !section ? own : findMember(*section, key);
}

/// The direct-message allowlist without its wildcard: these people are the owner.
std::vector<std::string> ownerIds(const Json& config, const ChatFacts& chat) {
    if (chat.channel.empty()) return {};
    std::vector<std::string> ids = stringList(channelSetting(config, chat, "allowFrom"));
    std::erase(ids, std::string("*"));
    return ids;
}

/// The configuration of a group: of the chat and of its topic (Telegram), or of the server's channel (Discord).
struct GroupEntries {
    const Json* group = nullptr;
    const Json* topic = nullptr;
};

GroupEntries groupEntries(const Json& config, const ChatFacts& chat) {
    GroupEntries entries;
    if (!chat.isGroup) return entries;
    const auto named = [](const Json* object, const std::string& key) -> const Json* {
        const Json* own = object ? findMember(*object, key) : nullptr;
        return own || !object ? own : findMember(*object, "*");
    };
    if (!chat.guildId.empty()) {
        const Json* guild = named(channelSetting(config, chat, "guilds"), chat.guildId);
        entries.group = named(guild ? findMember(*guild, "channels") : nullptr, chat.groupId);
        return entries;
    }
    entries.group = named(channelSetting(config, chat, "groups"), chat.groupId);
    const Json* topics = entries.group ? findMember(*entries.group, "topics") : nullptr;
    if (topics && !chat.threadId.empty()) entries.topic = findMember(*topics, chat.threadId);
    return entries;
}

void addPrompt(std::string& text, const Json* entry) {
    const std::string more = entry ? std::string(trimAscii(stringOr(*entry, "systemPrompt"))) : std::string();
    if (!more.empty()) text += (text.empty() ? "" : "\n\n") + more;
}

std::string extraPrompt(const Json& config, const TurnRequest& turn) {
    std::string text;
    if (turn.chat.isGroup) {
        // Sub-agents have the rules of the group that they work for, but do not speak in it.
        if (!routing::isSubagentKey(turn.sessionKey))
            text = prompt::groupIntroduction(turn.chat.channel, turn.chat.isAlwaysOn);
        const GroupEntries entries = groupEntries(config, turn.chat);
        addPrompt(text, entries.group);
        addPrompt(text, entries.topic);
    }
    if (!turn.extraSystemPrompt.empty()) text += (text.empty() ? "" : "\n\n") + turn.extraSystemPrompt;
    return text;
}

/// Private notes stay out of conversations that others read.
bool belongsIntoPrompt(const prompt::BootstrapFile& file, const TurnRequest& turn) {
    const bool isMemory = equalsIgnoreCase(file.name, "MEMORY.md");
    return !(isMemory && turn.chat.isGroup) && prompt::usesBootstrapFile(turn.sessionKey, file.name);
}

std::size_t bootstrapLimit(const Json& config) {
    const Json* defaults = findPath(config, "agents.defaults");
    const auto limit = defaults ? findInteger(*defaults, "bootstrapMaxChars") : std::nullopt;
    return limit && *limit > 0 ? static_cast<std::size_t>(*limit) : prompt::defaultBootstrapChars;
}

void addFiles(const Json& config, const TurnRequest& turn, Preparation& preparation, prompt::PromptParts& parts) {
    std::vector<prompt::BootstrapFile> files = readBootstrapFiles(preparation.workspace);
    std::erase_if(files, [&](const prompt::BootstrapFile& file) { return !belongsIntoPrompt(file, turn); });
    const std::size_t limit = bootstrapLimit(config);
    parts.files = prompt::bootstrapSections(files, limit);
    PromptReport& report = preparation.report;
    report.maxCharsPerFile = limit;
    for (const prompt::BootstrapFile& file : files) {
        PromptFileReport entry;
        entry.name = file.name;
        entry.rawChars = utf16Length(file.content);
        entry.isMissing = file.isMissing;
        for (const prompt::BootstrapSection& section : parts.files) {
            if (section.name == file.name) entry.injectedChars = utf16Length(section.content);
        }
        report.files.push_back(std::move(entry));
    }
}

/// The eligible skills, for the prompt and for the variables they asked for. Groups may narrow them with `skills`.
void addSkills(const Json& config, const TurnRequest& turn, const PreparationContext& context, Preparation& preparation,
               prompt::PromptParts& parts) {
    std::vector<skills::Skill> found = skills::discoverSkills(
        skills::skillFolders(config, context.environment, context.stateDirectory, preparation.workspace));
    const GroupEntries entries = groupEntries(config, turn.chat);
    const Json* only = entries.topic ? findMember(*entries.topic, "skills") : nullptr;
    if (!only && entries.group) only = findMember(*entries.group, "skills");
    const std::vector<std::string> names = stringList(only);
    std::erase_if(found, [&](const skills::Skill& skill) {
        const bool isLeftOut = only && std::find(names.begin(), names.end(), skill.name) == names.end();
        return isLeftOut || !skills::judgeSkill(skill, config, context.environment).eligible;
    });
    parts.skills = skills::skillsBlock(found);
    preparation.variables = skills::skillVariables(found, config, context.environment);
    preparation.report.skillsChars = utf16Length(parts.skills);
    for (const skills::Skill& skill : found) {
        if (skill.userInvocable) preparation.userSkills.push_back(skill.name);
        if (skill.modelInvocable)
            preparation.report.skills.emplace_back(skill.name, utf16Length(skills::skillEntry(skill)));
    }
}

/// The tools that every layer lets through.
void chooseTools(const Json& config, const TurnRequest& turn, const PreparationContext& context,
                 Preparation& preparation, prompt::PromptParts& parts) {
    const routing::SessionKeyOptions keys = routing::sessionKeyOptionsFromJson(config);
    security::ToolScope scope;
    scope.agentId = turn.agentId;
    scope.provider = preparation.model.provider;
    scope.model = preparation.model.model;
    scope.isSubagent = routing::isSubagentKey(turn.sessionKey);
    const bool isMain = keys.globalScope ? turn.sessionKey == routing::globalSessionKey
                                         : turn.sessionKey == routing::buildMainSessionKey(turn.agentId, keys.mainKey);
    scope.isSandboxed = security::isSandboxWanted(config, turn.agentId, isMain);
    scope.isAuthorized = turn.isAuthorized;
    for (const ToolRule& rule : turn.chat.toolRules)
        scope.chat.push_back({rule.path, security::toolPolicyFromJson(rule.policy)});
    const std::vector<security::ToolLayer> layers = security::toolLayers(config, scope);
    std::vector<prompt::PromptTool> offered = knownTools();
    for (const auto& [name, summary] : context.gatewayTools)
        offered.push_back({name, summary});
    for (const prompt::PromptTool& tool : offered) {
        const std::optional<std::string> refusal = security::refusingLayer(tool.name, layers);
        if (refusal) {
            preparation.refusedTools.emplace_back(tool.name, *refusal);
            continue;
        }
        preparation.tools.push_back(tool.name);
        parts.tools.push_back(tool);
    }
    for (const std::string& line : security::unknownToolNames(layers)) {
        const std::string name = line.substr(line.rfind(' ') + 1);
        const bool isPlugins = std::any_of(context.gatewayTools.begin(), context.gatewayTools.end(),
                                           [&](const auto& tool) { return tool.first == name; });
        if (!isPlugins)
            preparation.warnings.push_back("there is no tool \"" + name + "\" (" + line.substr(0, line.rfind(':')) + ")");
    }
    if (scope.isSandboxed)
        parts.toolNote = "This conversation is meant to run in a sandbox, which this gateway does not have: tools that "
                         "touch the machine are off here.";
}

prompt::RuntimeFacts runtimeFacts(const Json& config, const TurnRequest& turn, const Preparation& preparation,
                                  const Environment& environment) {
    prompt::RuntimeFacts facts;
    facts.agentId = turn.agentId;
    utsname system{};
    if (::uname(&system) == 0) {
        facts.host = system.nodename;
        facts.os = std::string(system.sysname) + " " + system.release;
        facts.architecture = architectureName(system.machine);
    }
    if (const Json* defaults = findPath(config, "agents.defaults"); defaults) facts.repository = stringOr(*defaults, "repoRoot");
    facts.model = preparation.model.text();
    facts.defaultModel = chooseModel(config, turn.agentId, {}, {}, environment).text();
    facts.channel = turn.chat.channel;
    if (!turn.chat.channel.empty()) facts.capabilities = stringList(channelSetting(config, turn.chat, "capabilities"));
    facts.thinking = turn.thinkingLevel == "off" ? std::string() : turn.thinkingLevel;
    return facts;
}

}

Result<Preparation> prepareTurn(const Json& config, const TurnRequest& turn, const PreparationContext& context) {
    Preparation preparation;
    preparation.model = chooseModel(config, turn.agentId, turn.provider, turn.model, context.environment);
    preparation.workspace = workspaceOf(config, turn.agentId, context.environment);
    const Json* defaults = findPath(config, "agents.defaults");
    if (!defaults || !findBool(*defaults, "skipBootstrap").value_or(false)) {
        const Result<bool> seeded = seedWorkspace(preparation.workspace);
        if (!seeded) return seeded.error().withContext("preparing the workspace");
        preparation.isNewWorkspace = *seeded;
    }
    prompt::PromptParts parts;
    parts.mode = routing::isSubagentKey(turn.sessionKey) ? prompt::PromptMode::minimal : prompt::PromptMode::full;
    chooseTools(config, turn, context, preparation, parts);
    parts.workspace = preparation.workspace.string();
    const bool hasShell = std::find(preparation.tools.begin(), preparation.tools.end(), "bash") != preparation.tools.end();
    if (hasShell) parts.program = context.program;
    parts.ownerIds = ownerIds(config, turn.chat);
    if (defaults) parts.timeZone = stringOr(*defaults, "userTimezone", context.environment.get("TZ"));
    parts.channel = turn.chat.channel;
    const Json heartbeat = schedule::heartbeatSettings(config, turn.agentId);
    parts.hasHeartbeats = schedule::hasHeartbeat(config, turn.agentId) &&
                          schedule::heartbeatInterval(config, &heartbeat).has_value();
    parts.heartbeatPrompt = stringOr(heartbeat, "prompt");
    parts.extra = extraPrompt(config, turn);
    addFiles(config, turn, preparation, parts);
    addSkills(config, turn, context, preparation, parts);
    parts.runtime = runtimeFacts(config, turn, preparation, context.environment);
    preparation.systemPrompt = prompt::buildSystemPrompt(parts);
    PromptReport& report = preparation.report;
    report.totalChars = utf16Length(preparation.systemPrompt);
    report.projectChars = utf16Length(prompt::projectContext(parts.files));
    report.toolListChars = utf16Length(prompt::toolLines(parts.tools));
    return preparation;
}

}
