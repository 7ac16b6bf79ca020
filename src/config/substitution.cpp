// ${VAR} references. Only upper-case names count, so shell-like text in prompts stays as it is.
#include "config/substitution.hpp"

#include <fmt/format.h>

namespace openclaw::config {

namespace {

/// A small file may refer to a large variable many times.
constexpr std::size_t maxExpandedBytes = 16 * 1024 * 1024;

/// The name of the reference `${NAME}` at `at`, empty when there is none.
std::string_view referenceAt(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "${")
        return {};
    std::size_t end = at + 2;
    while (end < text.size()) {
        const char c = text[end];
        const bool isFirst = end == at + 2;
        if ((c >= 'A' && c <= 'Z') || c == '_' || (!isFirst && c >= '0' && c <= '9'))
            ++end;
        else
            break;
    }
    if (end == at + 2 || end >= text.size() || text[end] != '}')
        return {};
    return text.substr(at + 2, end - at - 2);
}

class Substituter {
public:
    explicit Substituter(const Environment& environment) : environment_(environment) {}

    Result<void> walk(Json& value, const std::string& path) {
        if (value.is_object()) {
            for (auto& member : value.items()) {
                auto done = walk(member.value(), path.empty() ? member.key() : path + "." + member.key());
                if (!done)
                    return done;
            }
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                auto done = walk(value[i], fmt::format("{}[{}]", path, i));
                if (!done)
                    return done;
            }
        } else if (value.is_string() && value.get_ref<const std::string&>().find('$') != std::string::npos) {
            auto text = substituteText(value.get_ref<const std::string&>(), environment_, path);
            if (!text)
                return text.error();
            total_ += text->size();
            if (total_ > maxExpandedBytes)
                return Error(Errc::invalidInput, fmt::format("variables expand to more than {} bytes", maxExpandedBytes));
            value = std::move(*text);
        }
        return {};
    }

private:
    const Environment& environment_;
    std::size_t total_ = 0;
};

}

Result<std::string> substituteText(std::string_view text, const Environment& environment, std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] != '$') {
            out += text[i++];
            continue;
        }
        if (text.substr(i, 2) == "$$") {
            if (const auto name = referenceAt(text, i + 1); !name.empty()) {
                out += text.substr(i + 1, name.size() + 3);
                i += name.size() + 4;
                continue;
            }
        }
        const auto name = referenceAt(text, i);
        if (name.empty()) {
            out += text[i++];
            continue;
        }
        const auto found = environment.values().find(name);
        if (found == environment.values().end() || found->second.empty())
            return Error(Errc::invalidInput,
                         fmt::format("Missing env var \"{}\" referenced at config path: {}", name, path));
        out += found->second;
        if (out.size() > maxExpandedBytes)
            return Error(Errc::invalidInput, fmt::format("variables at {} expand to more than {} bytes", path, maxExpandedBytes));
        i += name.size() + 3;
    }
    return out;
}

bool hasReference(std::string_view text) {
    for (std::size_t i = text.find('$'); i != std::string_view::npos; i = text.find('$', i + 1)) {
        if (!referenceAt(text, i).empty())
            return true;
    }
    return false;
}

bool isReference(std::string_view text) {
    const auto name = referenceAt(text, 0);
    return !name.empty() && text.size() == name.size() + 3;
}

Result<void> substituteVariables(Json& value, const Environment& environment) {
    return Substituter(environment).walk(value, "");
}

}
