// Model references in canonical form.
#include "openclaw/llm/model_names.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <array>

namespace openclaw::llm {

namespace {

struct Rename {
    std::string_view provider;
    std::string_view from;
    std::string_view to;
};

constexpr std::array<Rename, 4> models{{{"anthropic", "opus-4.5", "claude-opus-4-5"},
                                        {"anthropic", "sonnet-4.5", "claude-sonnet-4-5"},
                                        {"google", "gemini-3-pro", "gemini-3-pro-preview"},
                                        {"google", "gemini-3-flash", "gemini-3-flash-preview"}}};
constexpr std::array<Rename, 5> providers{{{"", "z.ai", "zai"},
                                           {"", "z-ai", "zai"},
                                           {"", "opencode-zen", "opencode"},
                                           {"", "qwen", "qwen-portal"},
                                           {"", "kimi-code", "kimi-coding"}}};

}

std::string normalizeProviderId(std::string_view provider) {
    std::string id = toLowerAscii(trimUnicode(provider));
    for (const Rename& rename : providers) {
        if (id == rename.from) return std::string(rename.to);
    }
    return id;
}

std::optional<ModelName> parseModelName(std::string_view text, std::string_view defaultProvider) {
    const std::string_view trimmed = trimUnicode(text);
    const std::size_t slash = trimmed.find('/');
    const bool isFull = slash != std::string_view::npos;
    ModelName name;
    name.provider = normalizeProviderId(isFull ? trimmed.substr(0, slash) : defaultProvider);
    name.model = std::string(trimUnicode(isFull ? trimmed.substr(slash + 1) : trimmed));
    if (name.provider.empty() || name.model.empty()) return std::nullopt;
    for (const Rename& rename : models) {
        if (name.provider == rename.provider && equalsIgnoreCase(name.model, rename.from))
            name.model = std::string(rename.to);
    }
    return name;
}

}
