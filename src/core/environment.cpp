// A snapshot of the environment and the paths derived from it.
#include "openclaw/core/environment.hpp"

#include "openclaw/core/strings.hpp"

#include <pwd.h>
#include <unistd.h>

namespace openclaw {

Environment Environment::fromProcess() {
    Environment result;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string_view line(*entry);
        const std::size_t equals = line.find('=');
        if (equals != std::string_view::npos)
            result.values_.emplace(std::string(line.substr(0, equals)), std::string(line.substr(equals + 1)));
    }
    return result;
}

std::optional<std::string> Environment::find(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || trimAscii(found->second).empty())
        return std::nullopt;
    return found->second;
}

std::string Environment::get(std::string_view name, std::string_view fallback) const {
    return find(name).value_or(std::string(fallback));
}

bool Environment::isTrue(std::string_view name) const {
    const std::string value = toLowerAscii(trimAscii(get(name)));
    return value == "1" || value == "true" || value == "yes" || value == "on";
}

void Environment::set(std::string_view name, std::string value) {
    values_.insert_or_assign(std::string(name), std::move(value));
}

std::filesystem::path Environment::homeDirectory() const {
    if (const auto home = find("HOME"))
        return *home;
    if (const passwd* entry = getpwuid(getuid()); entry && entry->pw_dir)
        return entry->pw_dir;
    return "/";
}

std::filesystem::path Environment::expandPath(std::string_view path) const {
    const std::string text(trimAscii(path));
    std::filesystem::path result = text;
    if (text == "~")
        result = homeDirectory();
    else if (text.starts_with("~/"))
        result = homeDirectory() / text.substr(2);
    return std::filesystem::absolute(result).lexically_normal();
}

}
