// Directives as changes of a session.
#include "dispatch/options.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/llm/model_names.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

namespace {

using namespace commands;

const Json* configuredModels(const Json& config) {
    const Json* models = findPath(config, "agents.defaults.models");
    return models && models->is_object() && !models->empty() ? models : nullptr;
}

class Answer {
public:
    void add(std::string text) { text_ += (text_.empty() ? "" : " ") + std::move(text); }
    std::string text() const { return text_.empty() ? "OK." : text_; }

private:
    std::string text_;
};

/// "Unrecognized thinking level "x"." with the words that would do.
std::string
unrecognized(std::string_view what, const std::optional<std::string>& raw, std::string_view options) {
    return fmt::format("Unrecognized {} \"{}\".\nOptions: {}.", what, raw.value_or(std::string()), options);
}

std::string current(std::string_view what, std::string_view value, std::string_view options) {
    return fmt::format("Current {}: {}.\nOptions: {}.", what, value, options);
}

void applyThink(OptionChange& change,
                Answer& answer,
                const LevelDirective<ThinkLevel>& directive,
                const Json& entry,
                const Settings& settings) {
    const std::string model = currentModel(entry, settings);
    const bool hasXhigh = supportsXhigh(model);
    const std::string options = std::string("off, minimal, low, medium, high") + (hasXhigh ? ", xhigh" : "");
    if (!directive.found) return;
    if (!directive.raw)
        return answer.add(
            current("thinking level",
                    stringOr(entry, "thinkingLevel",
                             settings.thinkingDefault.empty() ? "off" : settings.thinkingDefault),
                    options));
    if (!directive.level) return answer.add(unrecognized("thinking level", directive.raw, options));
    if (*directive.level == ThinkLevel::xhigh && !hasXhigh)
        return answer.add(
            "Thinking level \"xhigh\" is only supported for gpt-5.2, gpt-5.2-codex and gpt-5.1-codex.");
    change.changesAgent = true;
    if (*directive.level == ThinkLevel::off) {
        change.patch["thinkingLevel"] = nullptr;
        return answer.add("Thinking disabled.");
    }
    change.patch["thinkingLevel"] = toString(*directive.level);
    answer.add(fmt::format("Thinking level set to {}.", toString(*directive.level)));
}

void applyVerbose(OptionChange& change,
                  Answer& answer,
                  const LevelDirective<VerboseLevel>& directive,
                  const Json& entry) {
    if (!directive.found) return;
    if (!directive.raw)
        return answer.add(current("verbose level", stringOr(entry, "verboseLevel", "off"), "on, full, off"));
    if (!directive.level) return answer.add(unrecognized("verbose level", directive.raw, "off, on, full"));
    change.patch["verboseLevel"] = toString(*directive.level);
    switch (*directive.level) {
    case VerboseLevel::off: return answer.add("⚙️ Verbose logging disabled.");
    case VerboseLevel::on: return answer.add("⚙️ Verbose logging enabled.");
    case VerboseLevel::full: return answer.add("⚙️ Verbose logging set to full.");
    }
}

void applyReasoning(OptionChange& change,
                    Answer& answer,
                    const LevelDirective<ReasoningLevel>& directive,
                    const Json& entry) {
    if (!directive.found) return;
    if (!directive.raw)
        return answer.add(
            current("reasoning level", stringOr(entry, "reasoningLevel", "off"), "on, off, stream"));
    if (!directive.level)
        return answer.add(unrecognized("reasoning level", directive.raw, "on, off, stream"));
    switch (*directive.level) {
    case ReasoningLevel::off:
        change.patch["reasoningLevel"] = nullptr;
        return answer.add("⚙️ Reasoning visibility disabled.");
    case ReasoningLevel::on:
        change.patch["reasoningLevel"] = "on";
        return answer.add("⚙️ Reasoning visibility enabled.");
    case ReasoningLevel::stream:
        change.patch["reasoningLevel"] = "stream";
        return answer.add("⚙️ Reasoning stream enabled (drafts only).");
    }
}

void applyModel(OptionChange& change,
                Answer& answer,
                const ModelDirective& directive,
                const Json& entry,
                const Settings& settings) {
    if (!directive.found) return;
    if (!directive.model)
        return answer.add("Current model: " + currentModel(entry, settings) +
                          ".\nSet one with /model <provider/model>; /models lists them.");
    const auto chosen = resolveModelChoice(settings.root, *directive.model, settings.defaultModel);
    if (!chosen)
        return answer.add(fmt::format(
            "Model \"{}\" is not allowed or not known. /models lists what there is.", *directive.model));
    change.changesAgent = true;
    if (chosen->empty()) {
        change.patch["providerOverride"] = nullptr;
        change.patch["modelOverride"] = nullptr;
        return answer.add(fmt::format("Model reset to default ({}).", settings.defaultModel.empty()
                                                                          ? "offline/offline"
                                                                          : settings.defaultModel));
    }
    const std::size_t slash = chosen->find('/');
    change.patch["providerOverride"] = chosen->substr(0, slash);
    change.patch["modelOverride"] = chosen->substr(slash + 1);
    answer.add("Model set to " + *chosen + ".");
}

void applyQueue(OptionChange& change,
                Answer& answer,
                const QueueDirective& queue,
                const Json& entry,
                const Settings& settings) {
    if (!queue.found) return;
    if (queue.reset) {
        for (const char* key : {"queueMode", "queueDebounceMs", "queueCap", "queueDrop"})
            change.patch[key] = nullptr;
        return answer.add("⚙️ Queue mode reset to default.");
    }
    if (!queue.mode && !queue.hasOptions()) {
        sessions::QueueOverrides session;
        session.mode = sessions::parseQueueMode(stringOr(entry, "queueMode"));
        session.debounceMs = findNumber(entry, "queueDebounceMs");
        session.cap = findNumber(entry, "queueCap");
        session.dropPolicy = sessions::parseDropPolicy(stringOr(entry, "queueDrop"));
        const auto now =
            sessions::resolveQueueSettings(settings.root, stringOr(entry, "channel"), {}, session);
        return answer.add(fmt::format(
            "Current queue settings: mode={}, debounce={}ms, cap={}, drop={}.\nOptions: modes steer, "
            "followup, "
            "collect, steer-backlog, interrupt; debounce:<ms|s|m>, cap:<n>, drop:old|new|summarize.",
            sessions::toString(now.mode), now.debounceMs, now.cap, sessions::toString(now.dropPolicy)));
    }
    if (queue.rawDebounce && !queue.debounceMs)
        return answer.add(fmt::format("Invalid debounce \"{}\". Use ms/s/m (for example debounce:1500ms).",
                                      *queue.rawDebounce));
    if (queue.rawCap && !queue.cap)
        return answer.add(fmt::format("Invalid cap \"{}\". Use a positive whole number (for example cap:10).",
                                      *queue.rawCap));
    if (queue.rawDrop && !queue.drop)
        return answer.add(fmt::format(
            "Invalid drop policy \"{}\". Use drop:old, drop:new, or drop:summarize.", *queue.rawDrop));
    if (queue.mode) {
        change.patch["queueMode"] = sessions::toString(*queue.mode);
        answer.add(fmt::format("⚙️ Queue mode set to {}.", sessions::toString(*queue.mode)));
    }
    if (queue.debounceMs) {
        change.patch["queueDebounceMs"] = *queue.debounceMs;
        answer.add(fmt::format("⚙️ Queue debounce set to {}ms.", *queue.debounceMs));
    }
    if (queue.cap) {
        change.patch["queueCap"] = *queue.cap;
        answer.add(fmt::format("⚙️ Queue cap set to {}.", *queue.cap));
    }
    if (queue.drop) {
        change.patch["queueDrop"] = sessions::toString(*queue.drop);
        answer.add(fmt::format("⚙️ Queue drop set to {}.", sessions::toString(*queue.drop)));
    }
}

}

OptionChange applyDirectives(const InlineDirectives& directives,
                             const Json& entry,
                             const Settings& settings,
                             const std::string& agentId) {
    (void)agentId;
    OptionChange change;
    Answer answer;
    applyThink(change, answer, directives.think, entry, settings);
    applyVerbose(change, answer, directives.verbose, entry);
    applyReasoning(change, answer, directives.reasoning, entry);
    applyModel(change, answer, directives.model, entry, settings);
    applyQueue(change, answer, directives.queue, entry, settings);
    change.reply = answer.text();
    return change;
}

std::vector<std::string> modelAliases(const Json& config) {
    std::vector<std::string> aliases;
    if (const Json* models = configuredModels(config)) {
        for (const auto& [name, model] : models->items()) {
            if (const std::string alias = stringOr(model, "alias"); !alias.empty()) aliases.push_back(alias);
        }
    }
    return aliases;
}

std::optional<std::string>
resolveModelChoice(const Json& config, const std::string& wanted, const std::string& defaultModel) {
    if (equalsIgnoreCase(wanted, "default")) return std::string();
    const Json* models = configuredModels(config);
    if (models) {
        for (const auto& [name, model] : models->items()) {
            if (equalsIgnoreCase(stringOr(model, "alias"), wanted)) return name;
        }
    }
    const auto provider = defaultModel.substr(0, defaultModel.find('/'));
    const auto parsed = llm::parseModelName(wanted, provider);
    if (!parsed || (wanted.find('/') == std::string::npos && defaultModel.empty())) return std::nullopt;
    const std::string full = parsed->provider + "/" + parsed->model;
    if (full == defaultModel) return std::string();
    if (models && !models->contains(full)) return std::nullopt;
    return full;
}

std::string currentModel(const Json& entry, const Settings& settings) {
    const std::string provider = stringOr(entry, "providerOverride");
    const std::string model = stringOr(entry, "modelOverride");
    if (!provider.empty() && !model.empty()) return provider + "/" + model;
    return settings.defaultModel.empty() ? "offline/offline" : settings.defaultModel;
}

}
