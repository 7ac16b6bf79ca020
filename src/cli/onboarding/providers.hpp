#pragma once

#include "openclaw/core/json.hpp"

#include <span>
#include <string>
#include <string_view>

/// The model providers that onboarding offers (cli.md 4.3), as a table.
namespace openclaw::cli {

/// A model server that the gateway has to be told about in the configuration.
struct ProviderServer {
    const char* baseUrl;
    const char* api;
    const char* modelName;
    bool reasons;
    bool seesImages;
    int contextWindow;
    int maxTokens;
};

/// One value of --auth-choice.
struct AuthChoice {
    const char* id;
    /// For people: "Anthropic (API key)".
    const char* label;
    const char* provider;
    /// Without dashes: "anthropic-api-key".
    const char* flag;
    const char* variable;
    /// The part of the model's name behind the provider.
    const char* model;
    /// "" for none.
    const char* alias;
    /// Null when the gateway knows the provider.
    const ProviderServer* server;
    /// The provider's key goes into <state>/.env instead of a profile.
    bool isInEnvironmentFile;
    /// The model becomes the default even when another one is configured.
    bool replacesModel;
};

/// In the order of the menu.
std::span<const AuthChoice> authChoices();
/// nullptr for an unknown one; "oauth" and the like are not here.
const AuthChoice* findAuthChoice(std::string_view id);
/// True for the values that another program's login would have to serve.
bool isBrowserLogin(std::string_view id);

/// The entry for models.providers.
OrderedJson providerBlock(const AuthChoice& choice);
std::string modelRefOf(const AuthChoice& choice);

}
