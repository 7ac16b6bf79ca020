// The part of JSON schema that plugin configurations use.
#include "openclaw/plugins/Manifest.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::plugins {

namespace {

constexpr int maxDepth = 32;
constexpr std::size_t maxProblems = 20;

bool hasType(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    return type == "null" && value.is_null();
}

class Checker {
public:
    std::vector<std::string> problems;

    void check(const Json& schema, const Json& value, const std::string& path, int depth) {
        if (!schema.is_object() || depth > maxDepth || problems.size() >= maxProblems) return;
        if (!checkType(schema, value, path)) return;
        const Json* choices = findMember(schema, "enum");
        if (choices && choices->is_array() && std::ranges::find(*choices, value) == choices->end())
            report(path, "not one of " + dumpJson(*choices));
        checkRange(schema, value, path);
        if (value.is_object()) checkMembers(schema, value, path, depth);
        const Json* items = findMember(schema, "items");
        if (!value.is_array() || !items) return;
        for (std::size_t i = 0; i < value.size(); ++i)
            check(*items, value[i], path + "." + std::to_string(i), depth + 1);
    }

private:
    void report(const std::string& path, const std::string& words) {
        if (problems.size() < maxProblems) problems.push_back((path.empty() ? "config" : path) + ": " + words);
    }

    bool checkType(const Json& schema, const Json& value, const std::string& path) {
        const Json* type = findMember(schema, "type");
        if (!type) return true;
        const Json types = type->is_array() ? *type : Json::array({*type});
        const bool fits = std::ranges::any_of(
            types, [&](const Json& name) { return name.is_string() && hasType(value, name.get<std::string>()); });
        if (!fits) report(path, "expected " + dumpJson(*type));
        return fits;
    }

    void checkRange(const Json& schema, const Json& value, const std::string& path) {
        const auto minimum = findNumber(schema, "minimum");
        const auto maximum = findNumber(schema, "maximum");
        if (value.is_number() && minimum && value.get<double>() < *minimum) report(path, "too small");
        if (value.is_number() && maximum && value.get<double>() > *maximum) report(path, "too large");
        if (!value.is_string()) return;
        const auto length = static_cast<std::int64_t>(utf16Length(value.get_ref<const std::string&>()));
        if (length < findInteger(schema, "minLength").value_or(0)) report(path, "too short");
        const auto longest = findInteger(schema, "maxLength");
        if (longest && length > *longest) report(path, "too long");
    }

    void checkMembers(const Json& schema, const Json& value, const std::string& path, int depth) {
        const auto below = [&](const std::string& key) { return path.empty() ? key : path + "." + key; };
        const Json* required = findMember(schema, "required");
        if (required && required->is_array()) {
            for (const Json& key : *required) {
                if (key.is_string() && !value.contains(key.get<std::string>())) report(below(key.get<std::string>()), "is missing");
            }
        }
        const Json* properties = findMember(schema, "properties");
        const Json* others = findMember(schema, "additionalProperties");
        for (const auto& [key, member] : value.items()) {
            const Json* known = properties ? findMember(*properties, key) : nullptr;
            if (known)
                check(*known, member, below(key), depth + 1);
            else if (others && *others == false)
                report(below(key), "is not known");
            else if (others)
                check(*others, member, below(key), depth + 1);
        }
    }
};

}

std::vector<std::string> schemaProblems(const Json& schema, const Json& value) {
    Checker checker;
    checker.check(schema, value, {}, 0);
    return std::move(checker.problems);
}

}
