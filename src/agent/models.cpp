// Model choice and provider endpoints.
#include "openclaw/agent/models.hpp"

#include "openclaw/core/strings.hpp"

#include <array>
#include <utility>

namespace openclaw::agent {

namespace {

/// What is known of a provider without any configuration.
struct KnownProvider {
    const char* id;
    const char* baseUrl;
    const char* api;
    std::array<const char*, 2> keyVariables;
    /// Picked when nothing is configured but a key is in the environment; null: never picked by itself.
    const char* defaultModel;
};

constexpr KnownProvider knownProviders[] = {
    {"anthropic", "https://api.anthropic.com", "anthropic-messages", {"ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"}, "claude-opus-4-5"},
    {"openai", "https://api.openai.com/v1", "openai-responses", {"OPENAI_API_KEY", nullptr}, "gpt-5.2"},
    {"openrouter", "https://openrouter.ai/api/v1", "openai-completions", {"OPENROUTER_API_KEY", nullptr}, "openrouter/auto"},
    {"groq", "https://api.groq.com/openai/v1", "openai-completions", {"GROQ_API_KEY", nullptr}, nullptr},
    {"cerebras", "https://api.cerebras.ai/v1", "openai-completions", {"CEREBRAS_API_KEY", nullptr}, nullptr},
    {"xai", "https://api.x.ai/v1", "openai-completions", {"XAI_API_KEY", nullptr}, nullptr},
    {"mistral", "https://api.mistral.ai/v1", "openai-completions", {"MISTRAL_API_KEY", nullptr}, nullptr},
    {"zai", "https://api.z.ai/api/coding/paas/v4", "openai-completions", {"ZAI_API_KEY", "Z_AI_API_KEY"}, nullptr},
    {"moonshot", "https://api.moonshot.ai/v1", "openai-completions", {"MOONSHOT_API_KEY", nullptr}, nullptr},
    {"vercel-ai-gateway", "https://ai-gateway.vercel.sh", "anthropic-messages", {"AI_GATEWAY_API_KEY", nullptr}, nullptr},
    {"ollama", "http://127.0.0.1:11434/v1", "openai-completions", {"OLLAMA_API_KEY", nullptr}, nullptr},
};

using KeyVariables = std::array<const char*, 2>;

/// Providers that are asked for other things than models.
constexpr std::pair<const char*, KeyVariables> otherProviders[] = {
    {"deepgram", {"DEEPGRAM_API_KEY", nullptr}},
    {"google", {"GEMINI_API_KEY", "GOOGLE_API_KEY"}},
};

const KnownProvider* findKnown(const std::string& provider) {
    for (const auto& known : knownProviders) {
        if (provider == known.id)
            return &known;
    }
    return nullptr;
}

std::optional<std::string> keyFromEnvironment(const KeyVariables& variables, const Environment& environment) {
    for (const char* name : variables) {
        if (!name)
            continue;
        if (auto value = environment.find(name))
            return value;
    }
    return std::nullopt;
}

KeyVariables keyVariablesOf(const std::string& provider) {
    if (const KnownProvider* known = findKnown(provider))
        return known->keyVariables;
    for (const auto& [id, variables] : otherProviders) {
        if (provider == id)
            return variables;
    }
    return {};
}

/// Tokens of a subscription are sent in another way than keys, wherever they were found.
bool isSubscriptionToken(const std::string& key) { return key.find("sk-ant-oat") != std::string::npos; }

const Json* providerConfig(const Json& config, const std::string& provider) {
    const Json* providers = findPath(config, "models.providers");
    return providers ? findMember(*providers, provider) : nullptr;
}

std::string modelText(const Json* value) {
    if (!value)
        return {};
    return value->is_string() ? value->get<std::string>() : stringOr(*value, "primary");
}

}

std::optional<ModelRef> parseModelRef(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == text.size())
        return std::nullopt;
    // OpenRouter's own model has the provider in its name, and people write it once.
    if (text == "openrouter/auto") return ModelRef{"openrouter", text};
    return ModelRef{text.substr(0, slash), text.substr(slash + 1)};
}

ModelRef chooseModel(const Json& config, const std::string& agentId, const std::string& provider, const std::string& model,
                     const Environment& environment) {
    if (!provider.empty() && !model.empty())
        return ModelRef{provider, model};
    std::vector<std::string> wishes;
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const auto& agent : *list) {
            if (toLowerAscii(stringOr(agent, "id")) == agentId)
                wishes.push_back(modelText(findMember(agent, "model")));
        }
    }
    wishes.push_back(modelText(findPath(config, "agents.defaults.model")));
    for (const auto& wish : wishes) {
        if (const auto ref = parseModelRef(wish))
            return *ref;
    }
    for (const auto& known : knownProviders) {
        if (known.defaultModel && keyFromEnvironment(known.keyVariables, environment))
            return ModelRef{known.id, known.defaultModel};
    }
    return ModelRef{"offline", "offline"};
}

std::vector<AuthProfile> providerKeys(const Json& config, const std::string& provider, const Environment& environment,
                                      const AuthProfiles& profiles, std::int64_t nowMs) {
    std::vector<AuthProfile> keys = profiles.order(config, provider, nowMs);
    for (AuthProfile& profile : keys)
        profile.isToken = profile.isToken || isSubscriptionToken(profile.secret.reveal());
    const Json* configured = providerConfig(config, provider);
    std::string key = configured ? stringOr(*configured, "apiKey") : std::string();
    if (key.empty())
        key = keyFromEnvironment(keyVariablesOf(provider), environment).value_or(std::string());
    if (key.empty())
        return keys;
    AuthProfile last;
    last.isToken = isSubscriptionToken(key);
    last.secret = Secret(std::move(key));
    keys.push_back(std::move(last));
    return keys;
}

Result<ProviderEndpoint> resolveProvider(const Json& config, const std::string& provider, const Environment& environment,
                                         const AuthProfiles& profiles, std::int64_t nowMs) {
    const KnownProvider* known = findKnown(provider);
    const Json* configured = providerConfig(config, provider);
    ProviderEndpoint endpoint;
    if (known) {
        endpoint.baseUrl = known->baseUrl;
        endpoint.api = known->api;
    }
    if (configured) {
        endpoint.baseUrl = stringOr(*configured, "baseUrl", endpoint.baseUrl);
        endpoint.api = stringOr(*configured, "api", endpoint.api.empty() ? "openai-completions" : endpoint.api);
        if (const Json* headers = findMember(*configured, "headers"); headers && headers->is_object())
            endpoint.headers = *headers;
    }
    if (endpoint.baseUrl.empty())
        return Error(Errc::notFound, "model provider \"" + provider + "\" is not known; set models.providers." + provider +
                                         ".baseUrl (openclaw config set)");
    while (endpoint.baseUrl.ends_with('/'))
        endpoint.baseUrl.pop_back();
    endpoint.keys = providerKeys(config, provider, environment, profiles, nowMs);
    const bool needsKey = known && provider != "ollama" && !configured;
    if (endpoint.keys.empty() && needsKey)
        return Error(Errc::notFound, "no key for model provider \"" + provider + "\"; set " +
                                         known->keyVariables[known->keyVariables[1] ? 1 : 0] +
                                         " or models.providers." + provider + ".apiKey");
    return endpoint;
}

Json piModelsFile(const Json& config, const ModelRef& ref, const std::string& api, const std::string& proxyBaseUrl,
                  const std::string& token) {
    Json model = {{"id", ref.model}, {"name", ref.model}};
    if (const Json* configured = providerConfig(config, ref.provider)) {
        if (const Json* list = findMember(*configured, "models"); list && list->is_array()) {
            for (const auto& entry : *list) {
                if (stringOr(entry, "id") == ref.model)
                    model.update(entry);
            }
        }
    } else {
        // A well-known provider without a catalogue entry: today's models read images and reason.
        model["reasoning"] = true;
        model["input"] = Json::array({"text", "image"});
        model["contextWindow"] = 200'000;
        model["maxTokens"] = 8192;
    }
    model.erase("headers");   // may hold credentials; the proxy adds them
    const Json provider = {{"baseUrl", proxyBaseUrl}, {"api", api}, {"apiKey", token}, {"models", Json::array({model})}};
    return Json{{"providers", {{ref.provider, provider}}}};
}

}
