#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Names of providers and models as people write them (spec agent-run.md §4).
namespace openclaw::llm {

struct ModelName {
    std::string provider;
    std::string model;
};
/// The provider's id, lower case, old names replaced.
std::string normalizeProviderId(std::string_view provider);
/// "provider/model", or a model of the default provider; short names of well-known models are written out.
/// nullopt when a part is missing.
std::optional<ModelName> parseModelName(std::string_view text, std::string_view defaultProvider);

}
