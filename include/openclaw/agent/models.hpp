#pragma once

#include "openclaw/agent/auth_profiles.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Which model answers, where it lives and with which key. Decided from the configuration, the environment and the
/// agent's credential file; the key itself never leaves the gateway process.
namespace openclaw::agent {

struct ModelRef {
    std::string provider;
    std::string model;

    bool isOffline() const { return provider == "offline"; }
    std::string text() const { return provider + "/" + model; }
};

/// "provider/model"; nullopt for anything else.
std::optional<ModelRef> parseModelRef(const std::string& text);

/// The model for a turn: the session's override, else the agent's, else the configured default, else a provider whose
/// key is in the environment, else the built-in offline model.
ModelRef chooseModel(const Json& config, const std::string& agentId, const std::string& provider, const std::string& model,
                     const Environment& environment);

/// A provider as the model proxy needs it.
struct ProviderEndpoint {
    std::string baseUrl;
    std::string api; // anthropic-messages, openai-completions, openai-responses
    /// Of providerKeys(). Empty when the provider needs none.
    std::vector<AuthProfile> keys;
    Json headers = Json::object();
};

/// A provider's keys in the order in which they are to be tried: the agent's profiles, then the one of the
/// configuration or the environment, which has no id. Also of providers that have no models here.
std::vector<AuthProfile> providerKeys(const Json& config,
                                      const std::string& provider,
                                      const Environment& environment,
                                      const AuthProfiles& profiles,
                                      std::int64_t nowMs);

/// Errc::notFound names what is missing and how to set it.
Result<ProviderEndpoint> resolveProvider(const Json& config,
                                         const std::string& provider,
                                         const Environment& environment,
                                         const AuthProfiles& profiles,
                                         std::int64_t nowMs);

/// The models.json of a Pi process: the one provider and model it may use, behind `proxyBaseUrl` with `token` as key.
Json piModelsFile(const Json& config,
                  const ModelRef& ref,
                  const std::string& api,
                  const std::string& proxyBaseUrl,
                  const std::string& token);

}
