#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw {

/// The process environment as a value, so that everything that reads it can be tested.
class Environment {
public:
    Environment() = default;
    explicit Environment(std::map<std::string, std::string, std::less<>> values) : values_(std::move(values)) {}
    static Environment fromProcess();

    /// The variable, or nullopt when unset. Blank counts as unset, as everywhere in the configuration rules.
    std::optional<std::string> find(std::string_view name) const;
    std::string get(std::string_view name, std::string_view fallback = {}) const;
    /// 1, true, yes, on.
    bool isTrue(std::string_view name) const;
    void set(std::string_view name, std::string value);
    const std::map<std::string, std::string, std::less<>>& values() const { return values_; }

    std::filesystem::path homeDirectory() const;
    /// Expands a leading "~" and makes the path absolute.
    std::filesystem::path expandPath(std::string_view path) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

}
