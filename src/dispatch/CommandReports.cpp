// Commands that tell something: help, status, identity, models, context; and /skill, which asks the same
// sources.
#include "dispatch/CommandCall.hpp"

#include "dispatch/contextReport.hpp"
#include "dispatch/options.hpp"
#include "dispatch/turns.hpp"
#include "openclaw/commands/table.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

std::string ageText(std::int64_t ms) {
    const std::int64_t seconds = std::max<std::int64_t>(0, ms / 1000);
    if (seconds < 60) return "just now";
    if (seconds < 3600) return fmt::format("{}m ago", seconds / 60);
    return seconds < 86'400 ? fmt::format("{}h ago", seconds / 3600)
                            : fmt::format("{}d ago", seconds / 86'400);
}

/// Skills are called with or without their dashes.
std::string skillWord(std::string_view name) {
    std::string word = toLowerAscii(name);
    std::replace(word.begin(), word.end(), '_', '-');
    std::replace(word.begin(), word.end(), ' ', '-');
    return word;
}

}

std::string CommandDesk::help() const {
    std::string text = "ℹ️ Help\n\nSession: /new | /reset | /compact | /stop\nOptions: /think <level> | "
                       "/verbose on|off | /reasoning on|off | "
                       "/model <name> | /queue <mode> | /usage\nStatus: /status | /whoami | /context";
    return text + "\n\nMore: /commands";
}

std::string CommandDesk::listCommands(const Json& config) const {
    std::string text = "ℹ️ Slash commands";
    for (const commands::Command& command : commands::allCommands()) {
        if (!isAvailable(command.key) || !commands::isEnabled(command, config)) continue;
        text += fmt::format("\n{} - {}", command.aliases.front(), command.description);
    }
    return text;
}

asio::awaitable<Result<CommandResult>> CommandDesk::status(Call call) {
    std::string subAgents;
    if (services_.subAgentLine) subAgents = co_await services_.subAgentLine(call.request.sessionKey);
    co_return answer(statusCard(call, subAgents));
}

std::string CommandDesk::statusCard(const Call& call, const std::string& subAgents) const {
    const Json& entry = call.entry();
    const Settings& settings = *call.settings;
    const std::string thinking =
        stringOr(entry, "thinkingLevel", settings.thinkingDefault.empty() ? "off" : settings.thinkingDefault);
    std::string card = "🦞 OpenClaw " + services_.version;
    const std::string wanted = currentModel(entry, settings);
    const std::string last = stringOr(entry, "modelProvider") + "/" + stringOr(entry, "model");
    card += "\n🧠 Model: " + wanted;
    if (last.size() > 1 && last != wanted) card += " · last answer by " + last;
    const std::int64_t in = numberOf(entry, "inputTokens");
    const std::int64_t out = numberOf(entry, "outputTokens");
    if (in > 0 || out > 0)
        card += fmt::format("\n🧮 Tokens: {} in / {} out", thousands(in), thousands(out));
    card += fmt::format("\n📚 Context: {}", thousands(numberOf(entry, "totalTokens")));
    if (const std::int64_t window = numberOf(entry, "contextTokens"); window > 0)
        card += fmt::format("/{} ({}%)", thousands(window), numberOf(entry, "totalTokens") * 100 / window);
    card += fmt::format(" · 🧹 Compactions: {}", numberOf(entry, "compactionCount"));
    card += "\n🧵 Session: " + call.request.sessionKey;
    if (call.session) card += " • updated " + ageText(clock_.nowMs() - call.session->updatedAtMs);
    if (!subAgents.empty()) card += "\n" + subAgents;
    card += "\n⚙️ Runtime: direct · Think: " + thinking;
    if (const std::string verbose = stringOr(entry, "verboseLevel", "off"); verbose != "off")
        card += verbose == "full" ? " · verbose:full" : " · verbose";
    if (const std::string reasoning = stringOr(entry, "reasoningLevel", "off"); reasoning != "off")
        card += " · Reasoning: " + reasoning;
    const std::string activation = stringOr(entry, "groupActivation", "mention");
    card += "\n" + (call.request.isGroup ? "👥 Activation: " + activation + " · " : std::string());
    card += fmt::format("🪢 Queue: {} (depth {})", sessions::toString(call.request.queue.mode),
                        runs_.waitingCount(call.request.sessionKey));
    return card;
}

std::string CommandDesk::whoAmI(const Call& call) const {
    std::string text = "🧭 Identity";
    if (!call.request.route) return text + "\nChannel: gateway client";
    const ReplyRoute& route = *call.request.route;
    text += "\nChannel: " + route.channel;
    const Json* origin = findMember(call.request.sessionPatch, "origin");
    if (origin) {
        text += "\nUser id: " + stringOr(*origin, "from");
        if (const std::string label = stringOr(*origin, "label"); !label.empty()) text += "\nName: " + label;
    }
    text += "\nChat: " + route.target;
    if (!route.threadId.empty()) text += "\nThread: " + route.threadId;
    return text;
}

/// The answering model first, then who steps in for it, then what may be chosen.
std::string CommandDesk::listModels(const Call& call) const {
    std::string list = "Models:\n- " + currentModel(Json::object(), *call.settings) + " (default)";
    const std::string chosen = currentModel(call.entry(), *call.settings);
    if (chosen != currentModel(Json::object(), *call.settings)) list += "\n- " + chosen + " (this session)";
    const Json* fallbacks = findPath(call.settings->root, "agents.defaults.model.fallbacks");
    if (fallbacks && fallbacks->is_array()) {
        for (const Json& name : *fallbacks) {
            if (name.is_string()) list += "\n- " + name.get<std::string>() + " (fallback)";
        }
    }
    const Json* models = findPath(call.settings->root, "agents.defaults.models");
    if (!models || !models->is_object()) return list;
    for (const auto& [name, model] : models->items()) {
        const std::string alias = stringOr(model, "alias");
        list += "\n- " + name + (alias.empty() ? "" : " (/model " + alias + ")");
    }
    return list;
}

asio::awaitable<Result<CommandResult>> CommandDesk::useSkill(Call call) {
    const std::string wanted(std::string_view(call.arguments).substr(0, findSpace(call.arguments, 0)));
    const std::string input(trimUnicode(std::string_view(call.arguments).substr(wanted.size())));
    agent::TurnRequest turn = turnOf(call.request, call.entry(), *call.settings);
    const Result<agent::Preparation> prepared = co_await services_.prepare(std::move(turn));
    if (!prepared) co_return prepared.error();
    const std::vector<std::string>& skills = prepared->userSkills;
    const auto skill = std::find_if(skills.begin(), skills.end(), [&](const std::string& name) {
        return skillWord(name) == skillWord(wanted);
    });
    if (skill == skills.end())
        co_return answer((wanted.empty() ? std::string("Usage: /skill <name> [input]")
                                         : "⚠️ There is no skill \"" + wanted + "\".") +
                         "\nSkills: " + (skills.empty() ? "none" : join(skills, ", ")));
    RunRequest next = std::move(call.request);
    next.text = "Use the \"" + *skill + "\" skill for this request.";
    if (!input.empty()) next.text += "\n\nUser input:\n" + input;
    next.message = next.head + next.text + next.tail;
    CommandResult result = answer({}, "accepted");
    result.turn = std::move(next);
    co_return result;
}

asio::awaitable<Result<CommandResult>> CommandDesk::context(Call call) {
    ContextFacts facts;
    facts.sessionKey = call.request.sessionKey;
    facts.totalTokens = numberOf(call.entry(), "totalTokens");
    facts.contextTokens = numberOf(call.entry(), "contextTokens");
    Result<std::vector<store::SystemEvent>> events = co_await store_.systemEvents().list(call.request.sessionKey);
    if (!events) co_return events.error();
    for (store::SystemEvent& event : *events)
        facts.events.push_back(std::move(event.text));
    facts.waiting = runs_.waitingCount(call.request.sessionKey);
    const std::string word = toLowerAscii(trimUnicode(call.arguments));
    if (!services_.prepare) co_return answer(formatContext(facts, nullptr, false));
    agent::TurnRequest turn = turnOf(call.request, call.entry(), *call.settings);
    const Result<agent::Preparation> prepared = co_await services_.prepare(std::move(turn));
    if (!prepared) co_return prepared.error();
    if (word == "json") co_return answer(dumpJsonPretty(contextToJson(facts, *prepared)));
    co_return answer(formatContext(facts, &*prepared, word == "detail"));
}

}
