#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/llm/model.hpp"

#include <filesystem>
#include <map>

namespace openclaw::pi {

/// Where a provider's key comes from.
struct KeySource {
    std::string value;
    /// `value` is a shell command whose output is the key.
    bool isCommand = false;
};

/// The models this process may use: built-in providers, models.json and the offline model, with their keys.
/// Key order: --api-key, auth.json, environment, models.json.
class ModelCatalog {
public:
    static ModelCatalog load(const std::filesystem::path& agentDir, const Environment& environment);

    /// A key for one provider that wins over all other sources.
    void overrideKey(const std::string& provider, std::string key);

    bool hasProvider(std::string_view provider) const;
    std::optional<KeySource> findKey(std::string_view provider) const;
    /// The exact model, or nullopt.
    std::optional<llm::Model> find(std::string_view provider, std::string_view id) const;
    /// The exact model, or for an unknown id of a known provider its first model under that id.
    std::optional<llm::Model> findOrDerive(const std::string& provider, const std::string& id) const;
    /// Models whose provider has a key, in the order of the file; the offline model only when there is no other.
    std::vector<llm::Model> available() const;

    static llm::Model offlineModel();

private:
    void addBuiltIns();
    void readModels(const Json& document, const Environment& environment);
    void readProvider(const std::string& name, const Json& provider, const Environment& environment);

    std::vector<llm::Model> models_;
    std::map<std::string, KeySource, std::less<>> keys_;
};

}
