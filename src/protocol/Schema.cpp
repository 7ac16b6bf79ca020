// Checks params against a declared shape. Problems come out in the order clients are used to: missing members, then
// unexpected ones, then the members themselves.
#include "openclaw/protocol/Schema.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace openclaw::protocol {

namespace {

/// "at /path: text", or just the text at the root.
std::string at(const std::string& path, std::string text) { return path.empty() ? text : "at " + path + ": " + text; }

std::string escapePointer(std::string_view key) {
    return replaceAll(replaceAll(std::string(key), "~", "~0"), "/", "~1");
}

}

Schema Schema::any() { return Schema(); }

Schema Schema::boolean() {
    Schema schema;
    schema.kind_ = Kind::boolean;
    return schema;
}

Schema Schema::string(std::size_t minLength, std::size_t maxLength) {
    Schema schema;
    schema.kind_ = Kind::string;
    schema.minLength_ = minLength;
    schema.maxLength_ = maxLength;
    return schema;
}

Schema Schema::integer(std::int64_t minimum, std::int64_t maximum) {
    Schema schema;
    schema.kind_ = Kind::integer;
    schema.minimum_ = minimum;
    schema.maximum_ = maximum;
    return schema;
}

Schema Schema::number(double minimum) {
    Schema schema;
    schema.kind_ = Kind::number;
    schema.minimumNumber_ = minimum;
    return schema;
}

Schema Schema::array(Schema items, std::size_t minItems) {
    Schema schema;
    schema.kind_ = Kind::array;
    schema.items_ = std::make_shared<const Schema>(std::move(items));
    schema.minLength_ = minItems;
    return schema;
}

Schema Schema::oneOf(std::vector<std::string> values) {
    Schema schema;
    schema.kind_ = Kind::oneOf;
    schema.values_ = std::move(values);
    return schema;
}

Schema Schema::nullable(Schema schema) {
    schema.nullable_ = true;
    return schema;
}

Schema Schema::object(std::vector<Property> properties) {
    Schema schema;
    schema.kind_ = Kind::object;
    schema.properties_ = std::move(properties);
    return schema;
}

Schema Schema::map(Schema values) {
    Schema schema;
    schema.kind_ = Kind::map;
    schema.items_ = std::make_shared<const Schema>(std::move(values));
    return schema;
}

std::string Schema::check(const Json& value) const {
    std::vector<std::string> problems;
    collect(value, "", problems);
    std::vector<std::string> unique;
    for (auto& problem : problems) {
        if (std::find(unique.begin(), unique.end(), problem) == unique.end())
            unique.push_back(std::move(problem));
    }
    return join(unique, "; ");
}

void Schema::collect(const Json& value, const std::string& path, std::vector<std::string>& problems) const {
    constexpr std::size_t enoughProblems = 20;
    if ((nullable_ && value.is_null()) || problems.size() >= enoughProblems)
        return;
    const auto complain = [&](std::string text) { problems.push_back(at(path, std::move(text))); };
    switch (kind_) {
    case Kind::any: return;
    case Kind::boolean:
        if (!value.is_boolean())
            complain("must be boolean");
        return;
    case Kind::string: {
        if (!value.is_string())
            return complain("must be string");
        const std::size_t length = utf16Length(value.get_ref<const std::string&>());
        if (length < minLength_)
            complain(fmt::format("must NOT have fewer than {} characters", minLength_));
        if (length > maxLength_)
            complain(fmt::format("must NOT have more than {} characters", maxLength_));
        return;
    }
    case Kind::integer: {
        const bool isWhole = value.is_number_integer() ||
                             (value.is_number_float() && value.get<double>() == std::floor(value.get<double>()));
        if (!isWhole)
            return complain("must be integer");
        const double number = value.get<double>();
        if (minimum_ != INT64_MIN && number < static_cast<double>(minimum_))
            complain(fmt::format("must be >= {}", minimum_));
        if (maximum_ != INT64_MAX && number > static_cast<double>(maximum_))
            complain(fmt::format("must be <= {}", maximum_));
        return;
    }
    case Kind::number:
        if (!value.is_number())
            return complain("must be number");
        if (value.get<double>() < minimumNumber_)
            complain(fmt::format("must be >= {}", minimumNumber_));
        return;
    case Kind::array:
        if (!value.is_array())
            return complain("must be array");
        if (value.size() < minLength_)
            complain(fmt::format("must NOT have fewer than {} items", minLength_));
        for (std::size_t i = 0; i < value.size(); ++i)
            items_->collect(value[i], path + "/" + std::to_string(i), problems);
        return;
    case Kind::oneOf:
        if (value.is_string() &&
            std::find(values_.begin(), values_.end(), value.get_ref<const std::string&>()) != values_.end())
            return;
        complain("must be equal to constant");
        if (values_.size() > 1)
            complain("must match a schema in anyOf");
        return;
    case Kind::object: return collectObject(value, path, problems);
    case Kind::map:
        if (!value.is_object())
            return complain("must be object");
        for (const auto& [key, member] : value.items())
            items_->collect(member, path + "/" + escapePointer(key), problems);
        return;
    }
}

void Schema::collectObject(const Json& value, const std::string& path, std::vector<std::string>& problems) const {
    if (!value.is_object()) {
        problems.push_back(at(path, "must be object"));
        return;
    }
    for (const auto& property : properties_) {
        if (property.required && !value.contains(property.name))
            problems.push_back(at(path, "must have required property '" + property.name + "'"));
    }
    for (const auto& [key, member] : value.items()) {
        const bool known = std::any_of(properties_.begin(), properties_.end(),
                                       [&key = key](const Property& property) { return property.name == key; });
        if (!known)
            problems.push_back("at " + (path.empty() ? std::string("root") : path) + ": unexpected property '" +
                               std::string(utf8Prefix(key, 100)) + "'");
    }
    for (const auto& property : properties_) {
        const auto found = value.find(property.name);
        if (found != value.end())
            property.schema.collect(*found, path + "/" + escapePointer(property.name), problems);
    }
}

Json Schema::toJsonSchema() const {
    Json schema = Json::object();
    switch (kind_) {
    case Kind::any: break;
    case Kind::boolean: schema["type"] = "boolean"; break;
    case Kind::string:
        schema["type"] = "string";
        if (minLength_ > 0)
            schema["minLength"] = minLength_;
        if (maxLength_ != SIZE_MAX)
            schema["maxLength"] = maxLength_;
        break;
    case Kind::integer:
        schema["type"] = "integer";
        if (minimum_ != INT64_MIN)
            schema["minimum"] = minimum_;
        if (maximum_ != INT64_MAX)
            schema["maximum"] = maximum_;
        break;
    case Kind::number:
        schema["type"] = "number";
        schema["minimum"] = minimumNumber_;
        break;
    case Kind::array:
        schema["type"] = "array";
        schema["items"] = items_->toJsonSchema();
        if (minLength_ > 0)
            schema["minItems"] = minLength_;
        break;
    case Kind::oneOf: schema["enum"] = values_; break;
    case Kind::object: {
        schema["type"] = "object";
        schema["additionalProperties"] = false;
        Json names = Json::array();
        Json members = Json::object();
        for (const auto& property : properties_) {
            members[property.name] = property.schema.toJsonSchema();
            if (property.required)
                names.push_back(property.name);
        }
        schema["properties"] = std::move(members);
        if (!names.empty())
            schema["required"] = std::move(names);
        break;
    }
    case Kind::map:
        schema["type"] = "object";
        schema["additionalProperties"] = items_->toJsonSchema();
        break;
    }
    if (nullable_)
        return Json{{"anyOf", {schema, {{"type", "null"}}}}};
    return schema;
}

}
