// The list of models and keys: a small built-in table, re-pointed and extended by models.json (pi-rpc.md section 8).
#include "pi/ModelCatalog.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>
#include <array>

namespace openclaw::pi {

namespace {

using llm::Api;
using llm::Model;

struct BuiltIn {
    std::string_view provider;
    std::string_view id;
    Api api;
    std::string_view baseUrl;
    bool reasoning;
    bool images;
    std::int64_t contextWindow;
    std::int64_t maxTokens;
    llm::ModelCost cost;
};

constexpr std::array<BuiltIn, 14> builtIns{{
    {"anthropic", "claude-opus-4-5", Api::anthropicMessages, "https://api.anthropic.com", true, true, 200'000, 64'000,
        {5, 25, 0.5, 6.25}},
    {"anthropic", "claude-sonnet-4-5", Api::anthropicMessages, "https://api.anthropic.com", true, true, 200'000, 64'000,
        {3, 15, 0.3, 3.75}},
    {"anthropic", "claude-haiku-4-5", Api::anthropicMessages, "https://api.anthropic.com", true, true, 200'000, 64'000,
        {1, 5, 0.1, 1.25}},
    {"openai", "gpt-5.2", Api::openaiResponses, "https://api.openai.com/v1", true, true, 400'000, 128'000,
        {1.75, 14, 0.175, 0}},
    {"openai", "gpt-5-mini", Api::openaiResponses, "https://api.openai.com/v1", true, true, 400'000, 128'000,
        {0.25, 2, 0.025, 0}},
    {"openrouter", "openrouter/auto", Api::openaiCompletions, "https://openrouter.ai/api/v1", true, true, 128'000, 16'384,
        {}},
    {"groq", "openai/gpt-oss-120b", Api::openaiCompletions, "https://api.groq.com/openai/v1", true, false, 131'072, 32'768,
        {}},
    {"cerebras", "gpt-oss-120b", Api::openaiCompletions, "https://api.cerebras.ai/v1", true, false, 131'072, 32'768, {}},
    {"xai", "grok-4", Api::openaiCompletions, "https://api.x.ai/v1", true, true, 256'000, 32'768, {}},
    {"mistral", "devstral-medium-latest", Api::openaiCompletions, "https://api.mistral.ai/v1", false, false, 131'072,
        16'384, {}},
    {"deepseek", "deepseek-chat", Api::openaiCompletions, "https://api.deepseek.com/v1", false, false, 128'000, 8'192, {}},
    {"zai", "glm-4.7", Api::openaiCompletions, "https://api.z.ai/api/coding/paas/v4", true, false, 204'800, 32'768, {}},
    {"vercel-ai-gateway", "anthropic/claude-sonnet-4.5", Api::openaiCompletions, "https://ai-gateway.vercel.sh/v1", true,
        true, 200'000, 64'000, {}},
    {"ollama", "llama3.1", Api::openaiCompletions, "http://127.0.0.1:11434/v1", false, false, 128'000, 8'192, {}},
}};

struct KeyVariable {
    std::string_view provider;
    std::string_view name;
};

constexpr std::array<KeyVariable, 15> keyVariables{{{"anthropic", "ANTHROPIC_OAUTH_TOKEN"},
    {"anthropic", "ANTHROPIC_API_KEY"}, {"openai", "OPENAI_API_KEY"}, {"openrouter", "OPENROUTER_API_KEY"},
    {"groq", "GROQ_API_KEY"}, {"cerebras", "CEREBRAS_API_KEY"}, {"xai", "XAI_API_KEY"}, {"mistral", "MISTRAL_API_KEY"},
    {"deepseek", "DEEPSEEK_API_KEY"}, {"zai", "ZAI_API_KEY"}, {"zai", "Z_AI_API_KEY"},
    {"vercel-ai-gateway", "AI_GATEWAY_API_KEY"}, {"ollama", "OLLAMA_API_KEY"}, {"minimax", "MINIMAX_API_KEY"},
    {"huggingface", "HF_TOKEN"}}};

/// `!command`, `$NAME`, the name of a set variable, or the value itself.
KeySource resolveValue(const std::string& text, const Environment& environment) {
    KeySource source;
    if (text.starts_with('!')) {
        source.value = text.substr(1);
        source.isCommand = true;
    } else if (text.starts_with('$')) {
        const bool braced = text.size() > 3 && text[1] == '{' && text.back() == '}';
        source.value = environment.get(braced ? text.substr(2, text.size() - 3) : text.substr(1));
    } else {
        source.value = environment.get(text, text);
    }
    return source;
}

std::int64_t tokensOr(const Json& object, std::string_view key, std::int64_t fallback) {
    const std::optional<double> number = findNumber(object, key);
    return number && *number >= 1 && *number <= 1e9 ? static_cast<std::int64_t>(*number) : fallback;
}

void readHeaders(const Json& holder, const Environment& environment, Model& model) {
    const Json* headers = findMember(holder, "headers");
    if (!headers || !headers->is_object())
        return;
    for (const auto& [name, value] : headers->items()) {
        if (!value.is_string())
            continue;
        const KeySource source = resolveValue(value.get<std::string>(), environment);
        if (source.isCommand)
            log::warn("pi", "models.json: header {} is a command, which is supported for apiKey only", name);
        else
            model.headers.emplace_back(name, source.value);
    }
}

Model readModel(const Json& entry, Model base, const Environment& environment) {
    Model model = std::move(base);
    model.id = stringOr(entry, "id");
    model.name = stringOr(entry, "name", model.id);
    if (const auto api = llm::parseApi(stringOr(entry, "api")))
        model.api = *api;
    model.baseUrl = stringOr(entry, "baseUrl", model.baseUrl);
    model.reasoning = findBool(entry, "reasoning").value_or(false);
    model.acceptsImages = false;
    if (const Json* input = findMember(entry, "input"); input && input->is_array())
        model.acceptsImages = std::find(input->begin(), input->end(), Json("image")) != input->end();
    model.contextWindow = tokensOr(entry, "contextWindow", 128'000);
    model.maxTokens = tokensOr(entry, "maxTokens", 16'384);
    model.cost = {};
    if (const Json* cost = findMember(entry, "cost")) {
        model.cost.input = findNumber(*cost, "input").value_or(0);
        model.cost.output = findNumber(*cost, "output").value_or(0);
        model.cost.cacheRead = findNumber(*cost, "cacheRead").value_or(0);
        model.cost.cacheWrite = findNumber(*cost, "cacheWrite").value_or(0);
    }
    if (const Json* compat = findMember(entry, "compat"); compat && compat->is_object())
        model.compat.update(*compat);
    readHeaders(entry, environment, model);
    return model;
}

Json readDocument(const std::filesystem::path& file) {
    const Result<std::string> text = readFile(file);
    if (!text) {
        if (!text.error().is(Errc::notFound))
            log::warn("pi", "cannot read {}: {}", file.string(), text.error().message);
        return Json::object();
    }
    Result<Json> parsed = parseJson(*text);
    if (!parsed) {
        log::warn("pi", "ignoring {}: {}", file.string(), parsed.error().message);
        return Json::object();
    }
    return std::move(*parsed);
}

}

ModelCatalog ModelCatalog::load(const std::filesystem::path& agentDir, const Environment& environment) {
    ModelCatalog catalog;
    catalog.addBuiltIns();
    catalog.readModels(readDocument(agentDir / "models.json"), environment);
    for (const KeyVariable& variable : keyVariables) {
        const auto value = environment.find(variable.name);
        const std::string provider(variable.provider);
        // The first variable of a provider wins, and each wins over models.json.
        const bool alreadySet = std::any_of(keyVariables.begin(), &variable, [&](const KeyVariable& earlier) {
            return earlier.provider == variable.provider && environment.find(earlier.name);
        });
        if (value && !alreadySet)
            catalog.overrideKey(provider, *value);
    }
    const Json auth = readDocument(agentDir / "auth.json");
    if (auth.is_object()) {
        for (const auto& [provider, entry] : auth.items()) {
            const std::string key = stringOr(entry, "type") == "oauth" ? stringOr(entry, "access") : stringOr(entry, "key");
            if (!key.empty())
                catalog.overrideKey(provider, key);
        }
    }
    return catalog;
}

void ModelCatalog::addBuiltIns() {
    for (const BuiltIn& entry : builtIns) {
        Model model;
        model.id = entry.id;
        model.name = entry.id;
        model.api = entry.api;
        model.provider = entry.provider;
        model.baseUrl = entry.baseUrl;
        model.reasoning = entry.reasoning;
        model.acceptsImages = entry.images;
        model.contextWindow = entry.contextWindow;
        model.maxTokens = entry.maxTokens;
        model.cost = entry.cost;
        models_.push_back(std::move(model));
    }
}

void ModelCatalog::readModels(const Json& document, const Environment& environment) {
    const Json* providers = findMember(document, "providers");
    if (!providers || !providers->is_object())
        return;
    for (const auto& [name, provider] : providers->items()) {
        if (provider.is_object())
            readProvider(name, provider, environment);
    }
}

void ModelCatalog::readProvider(const std::string& name, const Json& provider, const Environment& environment) {
    const std::string key = stringOr(provider, "apiKey");
    if (!key.empty()) {
        KeySource source = resolveValue(key, environment);
        if (!source.isCommand)
            log::addSecret(source.value);
        if (!source.value.empty())
            keys_[name] = std::move(source);
    }
    const std::string baseUrl = stringOr(provider, "baseUrl");
    for (Model& model : models_) {
        if (model.provider != name)
            continue;
        if (!baseUrl.empty())
            model.baseUrl = baseUrl;
        readHeaders(provider, environment, model);
    }

    const Json* entries = findMember(provider, "models");
    if (!entries || !entries->is_array() || entries->empty())
        return;
    Model base;
    base.provider = name;
    base.baseUrl = baseUrl;
    base.api = llm::parseApi(stringOr(provider, "api")).value_or(Api::openaiCompletions);
    if (const Json* compat = findMember(provider, "compat"); compat && compat->is_object())
        base.compat = *compat;
    readHeaders(provider, environment, base);
    std::vector<Model> listed;
    for (const Json& entry : *entries) {
        if (!stringOr(entry, "id").empty())
            listed.push_back(readModel(entry, base, environment));
    }
    // A listed model replaces a built-in one of the same name; the others of that provider stay.
    std::erase_if(models_, [&](const Model& model) {
        return model.provider == name &&
               std::any_of(listed.begin(), listed.end(), [&](const Model& other) { return other.id == model.id; });
    });
    // Configured models come before built-in ones.
    models_.insert(std::find_if(models_.begin(), models_.end(),
                       [](const Model& model) { return model.provider == builtIns.front().provider; }),
        listed.begin(), listed.end());
}

void ModelCatalog::overrideKey(const std::string& provider, std::string key) {
    log::addSecret(key);
    KeySource source;
    source.value = std::move(key);
    keys_[provider] = std::move(source);
}

bool ModelCatalog::hasProvider(std::string_view provider) const {
    return provider == "offline" || std::any_of(models_.begin(), models_.end(), [&](const Model& model) {
        return model.provider == provider;
    });
}

std::optional<KeySource> ModelCatalog::findKey(std::string_view provider) const {
    if (provider == "offline")
        return KeySource();
    const auto found = keys_.find(provider);
    if (found == keys_.end())
        return std::nullopt;
    return found->second;
}

std::optional<Model> ModelCatalog::find(std::string_view provider, std::string_view id) const {
    if (provider == "offline" && id == "offline")
        return offlineModel();
    for (const Model& model : models_) {
        if (model.provider == provider && model.id == id)
            return model;
    }
    return std::nullopt;
}

std::optional<Model> ModelCatalog::findOrDerive(const std::string& provider, const std::string& id) const {
    if (auto exact = find(provider, id))
        return exact;
    for (const Model& model : models_) {
        if (model.provider != provider)
            continue;
        Model derived = model;
        derived.id = derived.name = id;
        return derived;
    }
    return std::nullopt;
}

std::vector<Model> ModelCatalog::available() const {
    std::vector<Model> out;
    for (const Model& model : models_) {
        if (findKey(model.provider))
            out.push_back(model);
    }
    if (out.empty())
        out.push_back(offlineModel());
    return out;
}

Model ModelCatalog::offlineModel() {
    Model model;
    model.id = "offline";
    model.name = "Offline model";
    model.api = Api::offline;
    model.provider = "offline";
    model.acceptsImages = true;
    return model;
}

}
