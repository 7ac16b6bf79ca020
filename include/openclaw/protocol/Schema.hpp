#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::protocol {

/// The shape of a request's params. A small subset of JSON Schema with the wording that OpenClaw's clients already
/// show to people (gateway-protocol.md section 2.1).
class Schema {
public:
    struct Property;

    static Schema any();
    static Schema boolean();
    /// A string of at least `minLength` and at most `maxLength` characters.
    static Schema string(std::size_t minLength = 0, std::size_t maxLength = SIZE_MAX);
    static Schema integer(std::int64_t minimum = INT64_MIN, std::int64_t maximum = INT64_MAX);
    static Schema number(double minimum);
    static Schema array(Schema items, std::size_t minItems = 0);
    /// One of the given strings.
    static Schema oneOf(std::vector<std::string> values);
    /// The schema's values, or null.
    static Schema nullable(Schema schema);
    /// No other properties than these.
    static Schema object(std::vector<Property> properties);
    /// An object whose values all follow `values`.
    static Schema map(Schema values);

    /// "" when `value` fits, else the problems joined with "; ".
    std::string check(const Json& value) const;
    /// The JSON Schema of this shape, for docs and clients.
    Json toJsonSchema() const;

private:
    enum class Kind { any, boolean, string, integer, number, array, oneOf, object, map };

    void collect(const Json& value, const std::string& path, std::vector<std::string>& problems) const;
    void collectObject(const Json& value, const std::string& path, std::vector<std::string>& problems) const;

    Kind kind_ = Kind::any;
    bool nullable_ = false;
    std::size_t minLength_ = 0;
    std::size_t maxLength_ = SIZE_MAX;
    std::int64_t minimum_ = INT64_MIN;
    std::int64_t maximum_ = INT64_MAX;
    double minimumNumber_ = 0;
    std::vector<std::string> values_;
    std::shared_ptr<const Schema> items_;
    std::vector<Property> properties_;
};

struct Schema::Property {
    std::string name;
    Schema schema;
    bool required = false;
};

inline Schema::Property required(std::string name, Schema schema) {
    return Schema::Property{std::move(name), std::move(schema), true};
}
inline Schema::Property optional(std::string name, Schema schema) {
    return Schema::Property{std::move(name), std::move(schema), false};
}

}
