#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openclaw::llm {

/// The wire formats. `offline` has none: its replies are made in the program.
enum class Api { anthropicMessages, openaiCompletions, openaiResponses, ollamaChat, offline };

/// "anthropic-messages", as in models.json and in messages.
std::string_view toString(Api api);
std::optional<Api> parseApi(std::string_view name);

enum class ThinkingLevel { off, minimal, low, medium, high, xhigh };

std::string_view toString(ThinkingLevel level);
/// Also accepts "max", which newer programs write, as xhigh.
std::optional<ThinkingLevel> parseThinkingLevel(std::string_view name);
/// Tokens a model may think at this level; 0 for off.
std::int64_t thinkingBudget(ThinkingLevel level);

/// USD per million tokens.
struct ModelCost {
    double input = 0;
    double output = 0;
    double cacheRead = 0;
    double cacheWrite = 0;
};

struct Model {
    std::string id;
    std::string name;
    Api api = Api::openaiCompletions;
    std::string provider;
    std::string baseUrl;
    bool reasoning = false;
    bool acceptsImages = false;
    ModelCost cost;
    std::int64_t contextWindow = 128'000;
    std::int64_t maxTokens = 16'384;
    std::vector<std::pair<std::string, std::string>> headers;
    /// Switches for servers that differ from the original API; the names of models.json (llm-providers.md section 2).
    Json compat = Json::object();
};

/// The Model object of the RPC protocol; never contains a key or header values.
Json toJson(const Model& model);

/// Token counts of one reply. `input` excludes what came from the cache.
struct Usage {
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::int64_t cacheRead = 0;
    std::int64_t cacheWrite = 0;

    std::int64_t total() const { return input + output + cacheRead + cacheWrite; }
};

/// The usage object of a message with its cost in USD.
Json toJson(const Usage& usage, const ModelCost& cost);

}
