// Defaults that are written into the loaded configuration, so that every reader (and config.get) sees them.
#include "config/schema.hpp"
#include "openclaw/config/validation.hpp"

#include <algorithm>
#include <array>

namespace openclaw::config {

namespace {

Json parseFallback(std::string_view text) {
    auto value = parseJson(text);
    return value ? std::move(*value) : Json();
}

/// Fills in the ":=" values of the table. Accounts are left out: what they do not say comes from their channel.
void fillFromTable(Json& object, const Shape& shape) {
    for (const auto& key : shape.keys) {
        const std::string name(key.name);
        const auto found = object.find(name);
        if (found == object.end()) {
            if (key.isMaterialised)
                object[name] = parseFallback(key.fallback);
            continue;
        }
        if (name == "accounts")
            continue;
        const Type& type = key.types.back();
        if (type.shape && found->is_object())
            fillFromTable(*found, *type.shape);
        if (type.element.empty() || !type.element.back().shape || !found->is_structured())
            continue;
        for (auto& entry : *found) {
            if (entry.is_object())
                fillFromTable(entry, *type.element.back().shape);
        }
    }
}

/// The member as an object, made when absent; another type is left for validation to complain about.
Json* objectAt(Json& parent, const char* name) {
    Json& member = parent[name];
    if (member.is_null())
        member = Json::object();
    return member.is_object() ? &member : nullptr;
}

void setIfAbsent(Json& object, const char* name, Json value) {
    if (!object.contains(name))
        object[name] = std::move(value);
}

void fillModels(Json& config) {
    Json* providers = config.contains("models") && config["models"].is_object() ? &config["models"]["providers"] : nullptr;
    if (!providers || !providers->is_object()) {
        if (providers && providers->is_null())
            config["models"].erase("providers");
        return;
    }
    for (auto& provider : *providers) {
        if (!provider.is_object() || !provider.contains("models") || !provider["models"].is_array())
            continue;
        for (auto& model : provider["models"]) {
            if (!model.is_object())
                continue;
            setIfAbsent(model, "reasoning", false);
            setIfAbsent(model, "input", Json::array({"text"}));
            if (Json* cost = objectAt(model, "cost")) {
                for (const auto part : {"input", "output", "cacheRead", "cacheWrite"})
                    setIfAbsent(*cost, part, 0);
            }
            setIfAbsent(model, "contextWindow", 200000);
            const double window = model["contextWindow"].is_number() ? model["contextWindow"].get<double>() : 8192;
            setIfAbsent(model, "maxTokens", static_cast<std::int64_t>(std::min(8192.0, window)));
        }
    }
}

struct Alias {
    const char* name;
    const char* target;
};
constexpr std::array builtInAliases{Alias{"opus", "anthropic/claude-opus-4-5"},
                                    Alias{"sonnet", "anthropic/claude-sonnet-4-5"},
                                    Alias{"gpt", "openai/gpt-5.2"},
                                    Alias{"gpt-mini", "openai/gpt-5-mini"},
                                    Alias{"gemini", "google/gemini-3-pro-preview"},
                                    Alias{"gemini-flash", "google/gemini-3-flash-preview"}};

void fillAliases(Json& defaults) {
    const auto models = defaults.find("models");
    if (models == defaults.end() || !models->is_object())
        return;
    for (const auto& alias : builtInAliases) {
        const auto target = models->find(alias.target);
        if (target != models->end() && target->is_object())
            setIfAbsent(*target, "alias", alias.name);
    }
}

}

Json withDefaults(Json config, bool fileExists) {
    if (!config.is_object())
        return config;
    const bool hadDefaults = findPath(config, "agents.defaults") != nullptr;
    objectAt(config, "commands");
    fillFromTable(config, rootShape());
    if (Json* messages = objectAt(config, "messages"))
        setIfAbsent(*messages, "ackReactionScope", "group-mentions");
    Json* agents = objectAt(config, "agents");
    if (Json* defaults = agents ? objectAt(*agents, "defaults") : nullptr) {
        setIfAbsent(*defaults, "maxConcurrent", 4);
        if (Json* subagents = objectAt(*defaults, "subagents"))
            setIfAbsent(*subagents, "maxConcurrent", 8);
        if (hadDefaults || !fileExists) {
            if (Json* compaction = objectAt(*defaults, "compaction"))
                setIfAbsent(*compaction, "mode", "safeguard");
        }
        fillAliases(*defaults);
    }
    if (config.contains("logging") && config["logging"].is_object())
        setIfAbsent(config["logging"], "redactSensitive", "tools");
    if (config.contains("session") && config["session"].is_object() && config["session"].contains("mainKey"))
        config["session"]["mainKey"] = "main";
    fillModels(config);
    return config;
}

}
