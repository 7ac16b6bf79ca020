// Which key goes where, and which model comes with it.
#include "cli/onboarding/providers.hpp"

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

constexpr ProviderServer google{"https://generativelanguage.googleapis.com/v1beta/openai",
                                "openai-completions",
                                "Gemini 3 Pro Preview",
                                true,
                                true,
                                1'048'576,
                                65'536};
constexpr ProviderServer moonshot{
    "https://api.moonshot.ai/v1", "openai-completions", "Kimi K2 0905 Preview", false, false, 256'000, 8192};
constexpr ProviderServer kimiCoding{
    "https://api.kimi.com/coding", "anthropic-messages", "Kimi K2.5", true, true, 262'144, 32'768};
constexpr ProviderServer xiaomi{"https://api.xiaomimimo.com/anthropic",
                                "anthropic-messages",
                                "Xiaomi MiMo V2 Flash",
                                false,
                                false,
                                262'144,
                                8192};
constexpr ProviderServer minimax{
    "https://api.minimax.io/anthropic", "anthropic-messages", "MiniMax M2.1", false, false, 200'000, 8192};
constexpr ProviderServer minimaxLightning{"https://api.minimax.io/anthropic",
                                          "anthropic-messages",
                                          "MiniMax M2.1 Lightning",
                                          false,
                                          false,
                                          200'000,
                                          8192};
constexpr ProviderServer synthetic{"https://api.synthetic.new/anthropic",
                                   "anthropic-messages",
                                   "MiniMax M2.1",
                                   false,
                                   false,
                                   192'000,
                                   65'536};
constexpr ProviderServer venice{
    "https://api.venice.ai/api/v1", "openai-completions", "Llama 3.3 70B", false, false, 131'072, 8192};
constexpr ProviderServer opencode{
    "https://opencode.ai/zen", "anthropic-messages", "Claude Opus 4.5", true, true, 200'000, 64'000};

// clang-format off
constexpr auto table = std::to_array<AuthChoice>({
    {"apiKey", "Anthropic (API key)", "anthropic", "anthropic-api-key", "ANTHROPIC_API_KEY", "claude-opus-4-5", "", nullptr, false, false},
    {"token", "Anthropic (subscription token of `claude setup-token`)", "anthropic", "token", "", "claude-opus-4-5", "", nullptr, false, false},
    {"openai-api-key", "OpenAI", "openai", "openai-api-key", "OPENAI_API_KEY", "gpt-5.2", "", nullptr, true, false},
    {"openrouter-api-key", "OpenRouter", "openrouter", "openrouter-api-key", "OPENROUTER_API_KEY", "auto", "OpenRouter", nullptr, false, true},
    {"gemini-api-key", "Google (Gemini)", "google", "gemini-api-key", "GEMINI_API_KEY", "gemini-3-pro-preview", "", &google, false, true},
    {"zai-api-key", "Z.AI (GLM 4.7)", "zai", "zai-api-key", "ZAI_API_KEY", "glm-4.7", "GLM", nullptr, false, true},
    {"moonshot-api-key", "Moonshot AI (Kimi K2)", "moonshot", "moonshot-api-key", "MOONSHOT_API_KEY", "kimi-k2-0905-preview", "Kimi K2", &moonshot, false, true},
    {"kimi-code-api-key", "Kimi Code", "kimi-coding", "kimi-code-api-key", "KIMI_API_KEY", "k2p5", "Kimi K2.5", &kimiCoding, false, true},
    {"minimax-api", "MiniMax M2.1", "minimax", "minimax-api-key", "MINIMAX_API_KEY", "MiniMax-M2.1", "Minimax", &minimax, false, true},
    {"minimax-api-lightning", "MiniMax M2.1 Lightning", "minimax", "minimax-api-key", "MINIMAX_API_KEY", "MiniMax-M2.1-lightning", "Minimax", &minimaxLightning, false, true},
    {"xiaomi-api-key", "Xiaomi (MiMo)", "xiaomi", "xiaomi-api-key", "XIAOMI_API_KEY", "mimo-v2-flash", "Xiaomi", &xiaomi, false, true},
    {"ai-gateway-api-key", "Vercel AI Gateway", "vercel-ai-gateway", "ai-gateway-api-key", "AI_GATEWAY_API_KEY", "anthropic/claude-opus-4.5", "Vercel AI Gateway", nullptr, false, true},
    {"opencode-zen", "OpenCode Zen", "opencode", "opencode-zen-api-key", "OPENCODE_API_KEY", "claude-opus-4-5", "Opus", &opencode, false, true},
    {"synthetic-api-key", "Synthetic", "synthetic", "synthetic-api-key", "SYNTHETIC_API_KEY", "hf:MiniMaxAI/MiniMax-M2.1", "MiniMax M2.1", &synthetic, false, true},
    {"venice-api-key", "Venice AI", "venice", "venice-api-key", "VENICE_API_KEY", "llama-3.3-70b", "Llama 3.3 70B", &venice, false, true},
});
// clang-format on

constexpr std::array browserLogins = {
    "setup-token",    "oauth",          "claude-cli",         "codex-cli",         "chutes",
    "openai-codex",   "github-copilot", "google-antigravity", "google-gemini-cli", "qwen-portal",
    "minimax-portal", "copilot-proxy"};

}

std::span<const AuthChoice> authChoices() { return table; }

const AuthChoice* findAuthChoice(std::string_view id) {
    const auto found = std::ranges::find_if(table, [&](const AuthChoice& choice) { return id == choice.id; });
    return found == table.end() ? nullptr : &*found;
}

bool isBrowserLogin(std::string_view id) {
    return std::ranges::find(browserLogins, id) != browserLogins.end();
}

OrderedJson providerBlock(const AuthChoice& choice) {
    const ProviderServer& server = *choice.server;
    OrderedJson input = OrderedJson::array({"text"});
    if (server.seesImages) input.push_back("image");
    OrderedJson model = {{"id", choice.model},
                         {"name", server.modelName},
                         {"reasoning", server.reasons},
                         {"input", std::move(input)},
                         {"cost", {{"input", 0}, {"output", 0}, {"cacheRead", 0}, {"cacheWrite", 0}}},
                         {"contextWindow", server.contextWindow},
                         {"maxTokens", server.maxTokens}};
    OrderedJson models = OrderedJson::array();
    models.push_back(std::move(model));
    return OrderedJson{{"baseUrl", server.baseUrl}, {"api", server.api}, {"models", std::move(models)}};
}

std::string modelRefOf(const AuthChoice& choice) { return std::string(choice.provider) + "/" + choice.model; }

}
