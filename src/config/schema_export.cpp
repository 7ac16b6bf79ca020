// The key table in the form that other programs understand.
#include "openclaw/config/schema_export.hpp"

#include "config/schema.hpp"
#include "openclaw/config/redact.hpp"

#include <cctype>

namespace openclaw::config {

namespace {

using Kind = Type::Kind;

Json schemaOf(const std::vector<Type>& types);

Json schemaOf(const Shape& shape) {
    Json schema{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
    Json required = Json::array();
    for (const auto& key : shape.keys) {
        const std::string name(key.name);
        Json property = schemaOf(key.types);
        if (key.isMaterialised) {
            if (auto value = parseJson(key.fallback))
                property["default"] = std::move(*value);
        }
        schema["properties"][name] = std::move(property);
        if (key.isRequired)
            required.push_back(name);
    }
    if (!required.empty())
        schema["required"] = std::move(required);
    if (shape.others)
        schema["additionalProperties"] = schemaOf(shape.others->types);
    return schema;
}

void addLimits(Json& schema, const Type& type) {
    if (type.above)
        schema["exclusiveMinimum"] = *type.above;
    if (type.minimum)
        schema["minimum"] = *type.minimum;
    if (type.maximum)
        schema["maximum"] = *type.maximum;
    if (type.minLength)
        schema["minLength"] = *type.minLength;
    if (type.maxLength)
        schema["maxLength"] = *type.maxLength;
    if (!type.pattern.empty())
        schema["pattern"] = std::string(type.pattern);
}

Json schemaOf(const Type& type) {
    Json schema = Json::object();
    switch (type.kind) {
    case Kind::any: return schema;
    case Kind::string: schema["type"] = "string"; break;
    case Kind::boolean: schema["type"] = "boolean"; break;
    case Kind::integer: schema["type"] = "integer"; break;
    case Kind::number: schema["type"] = "number"; break;
    case Kind::literal:
        schema["type"] = "string";
        schema["const"] = std::string(type.words.front());
        break;
    case Kind::enumeration:
        schema["type"] = "string";
        schema["enum"] = type.words;
        break;
    case Kind::array:
        schema["type"] = "array";
        schema["items"] = schemaOf(type.element);
        break;
    case Kind::map:
        schema["type"] = "object";
        schema["additionalProperties"] = schemaOf(type.element);
        break;
    case Kind::object:
        if (type.shape)
            return schemaOf(*type.shape);
        schema["type"] = "object";
        break;
    }
    addLimits(schema, type);
    return schema;
}

Json schemaOf(const std::vector<Type>& types) {
    if (types.size() == 1)
        return schemaOf(types.front());
    Json alternatives = Json::array();
    for (const auto& type : types)
        alternatives.push_back(schemaOf(type));
    return Json{{"anyOf", std::move(alternatives)}};
}

/// "maxConcurrentRuns" -> "Max Concurrent Runs".
std::string labelOf(std::string_view name) {
    std::string label;
    for (const char c : name) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        if (isUpper && !label.empty())
            label += ' ';
        label += label.empty() ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    }
    return label;
}

void addHints(Json& hints, const Shape& shape, const std::string& prefix) {
    for (const auto& key : shape.keys) {
        const std::string path = prefix + std::string(key.name);
        Json hint{{"label", labelOf(key.name)}};
        if (isSensitiveKey(key.name))
            hint["sensitive"] = true;
        hints[path] = std::move(hint);
        const Type* type = &key.types.back();
        std::string inner = path;
        while (!type->element.empty()) {
            inner += type->kind == Kind::array ? "[]" : ".*";
            type = &type->element.back();
        }
        if (type->shape)
            addHints(hints, *type->shape, inner + ".");
    }
}

}

Json jsonSchema() {
    Json schema = schemaOf(rootShape());
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = "OpenClawConfig";
    return schema;
}

Json uiHints() {
    Json hints = Json::object();
    addHints(hints, rootShape(), "");
    int order = 0;
    for (const auto& key : rootShape().keys) {
        Json& hint = hints[std::string(key.name)];
        hint["group"] = hint["label"];
        hint["order"] = order += 10;
    }
    return hints;
}

}
