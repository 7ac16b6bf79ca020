#pragma once

#include "openclaw/core/json.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::config {

struct Type;

/// One key of an object.
struct Key {
    std::string_view name;
    bool isRequired = false;
    /// Written into the loaded configuration when absent.
    bool isMaterialised = false;
    /// JSON text of the value that counts when the key is absent; empty when there is none.
    std::string_view fallback;
    /// The value must fit one of these.
    std::vector<Type> types;
};

/// The keys of an object, in the order of the table.
struct Shape {
    std::vector<Key> keys;
    /// The type of keys of any other name, where those are welcome.
    std::unique_ptr<Key> others;

    const Key* find(std::string_view name) const;
};

struct Type {
    enum class Kind { any, string, boolean, integer, number, literal, enumeration, array, map, object };
    Kind kind = Kind::any;
    std::optional<double> above;
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::optional<std::size_t> minLength;
    std::optional<std::size_t> maxLength;
    std::string_view pattern;
    /// The literal, or the words of an enumeration.
    std::vector<std::string_view> words;
    /// Array items or map values.
    std::vector<Type> element;
    /// Object keys; empty `keys` means free-form.
    std::shared_ptr<const Shape> shape;
};

/// The whole table, read once.
const Shape& rootShape();

/// What the table says about a dotted path ("gateway.port"; list items and map entries are "*"), or nullptr.
const Key* findKey(std::string_view path);

}
