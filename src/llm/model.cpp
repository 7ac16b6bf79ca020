// Names and JSON forms of models, levels and token counts.
#include "openclaw/llm/model.hpp"

#include <array>

namespace openclaw::llm {

namespace {

struct ApiName {
    Api api;
    std::string_view name;
};

constexpr std::array<ApiName, 5> apiNames{{
    {Api::anthropicMessages, "anthropic-messages"},
    {Api::openaiCompletions, "openai-completions"},
    {Api::openaiResponses, "openai-responses"},
    {Api::ollamaChat, "ollama-chat"},
    {Api::offline, "offline"},
}};

constexpr std::array<std::string_view, 6> levelNames{"off", "minimal", "low", "medium", "high", "xhigh"};

}

std::string_view toString(Api api) {
    for (const ApiName& entry : apiNames) {
        if (entry.api == api)
            return entry.name;
    }
    return "unknown";
}

std::optional<Api> parseApi(std::string_view name) {
    for (const ApiName& entry : apiNames) {
        if (entry.name == name)
            return entry.api;
    }
    return std::nullopt;
}

std::string_view toString(ThinkingLevel level) { return levelNames[static_cast<std::size_t>(level)]; }

std::optional<ThinkingLevel> parseThinkingLevel(std::string_view name) {
    if (name == "max")
        return ThinkingLevel::xhigh;
    for (std::size_t i = 0; i < levelNames.size(); ++i) {
        if (levelNames[i] == name)
            return static_cast<ThinkingLevel>(i);
    }
    return std::nullopt;
}

std::int64_t thinkingBudget(ThinkingLevel level) {
    switch (level) {
    case ThinkingLevel::off:
        return 0;
    case ThinkingLevel::minimal:
        return 1024;
    case ThinkingLevel::low:
        return 2048;
    case ThinkingLevel::medium:
        return 8192;
    case ThinkingLevel::high:
    case ThinkingLevel::xhigh:
        return 16384;
    }
    return 0;
}

Json toJson(const Model& model) {
    Json input = Json::array({"text"});
    if (model.acceptsImages)
        input.push_back("image");
    Json cost{{"input", model.cost.input},
        {"output", model.cost.output},
        {"cacheRead", model.cost.cacheRead},
        {"cacheWrite", model.cost.cacheWrite}};
    Json out{{"id", model.id},
        {"name", model.name},
        {"api", toString(model.api)},
        {"provider", model.provider},
        {"baseUrl", model.baseUrl},
        {"reasoning", model.reasoning},
        {"input", std::move(input)},
        {"cost", std::move(cost)},
        {"contextWindow", model.contextWindow},
        {"maxTokens", model.maxTokens}};
    if (!model.compat.empty())
        out["compat"] = model.compat;
    return out;
}

Json toJson(const Usage& usage, const ModelCost& cost) {
    const auto price = [](std::int64_t tokens, double perMillion) {
        return static_cast<double>(tokens) * perMillion / 1e6;
    };
    const double input = price(usage.input, cost.input);
    const double output = price(usage.output, cost.output);
    const double cacheRead = price(usage.cacheRead, cost.cacheRead);
    const double cacheWrite = price(usage.cacheWrite, cost.cacheWrite);
    Json costs{{"input", input},
        {"output", output},
        {"cacheRead", cacheRead},
        {"cacheWrite", cacheWrite},
        {"total", input + output + cacheRead + cacheWrite}};
    return Json{{"input", usage.input},
        {"output", usage.output},
        {"cacheRead", usage.cacheRead},
        {"cacheWrite", usage.cacheWrite},
        {"totalTokens", usage.total()},
        {"cost", std::move(costs)}};
}

}
