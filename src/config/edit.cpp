// Path access for `config get|set|unset` and merge patches, on documents that keep their order.
#include "openclaw/config/edit.hpp"

#include "openclaw/config/json5.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace openclaw::config {

namespace {

/// Beyond this an index is a typing mistake, and filling the gap would only waste memory.
constexpr std::size_t maxArrayIndex = 10000;

std::optional<std::size_t> asIndex(const std::string& segment) {
    if (segment.empty() || segment.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    const auto index = parseInteger(segment);
    if (!index || static_cast<std::size_t>(*index) > maxArrayIndex)
        return std::nullopt;
    return static_cast<std::size_t>(*index);
}

/// The child to descend into or to replace; made when absent.
Result<OrderedJson*> childOf(OrderedJson& parent, const std::string& segment) {
    if (parent.is_object())
        return &parent[segment];
    if (!parent.is_array())
        return Error(Errc::invalidInput, fmt::format("Cannot traverse into \"{}\" (not an object)", segment));
    const auto index = asIndex(segment);
    if (!index)
        return Error(Errc::invalidInput, fmt::format("Expected numeric index for array segment \"{}\"", segment));
    while (parent.size() <= *index)
        parent.push_back(nullptr);
    return &parent[*index];
}

OrderedJson* existingChild(OrderedJson& parent, const std::string& segment) {
    if (parent.is_object()) {
        const auto found = parent.find(segment);
        return found == parent.end() ? nullptr : &*found;
    }
    const auto index = asIndex(segment);
    if (!parent.is_array() || !index || *index >= parent.size())
        return nullptr;
    return &parent[*index];
}

}

Result<std::vector<std::string>> parseConfigPath(std::string_view path) {
    std::vector<std::string> segments;
    std::string current;
    const auto finish = [&] {
        const auto trimmed = trimAscii(current);
        if (!trimmed.empty())
            segments.emplace_back(trimmed);
        current.clear();
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (c == '\\') {
            if (i + 1 < path.size())
                current += path[++i];
        } else if (c == '.') {
            finish();
        } else if (c == '[') {
            finish();
            const std::size_t close = path.find(']', i);
            if (close == std::string_view::npos)
                return Error(Errc::invalidInput, fmt::format("Invalid path (missing \"]\"): {}", path));
            current = path.substr(i + 1, close - i - 1);
            finish();
            i = close;
        } else {
            current += c;
        }
    }
    finish();
    if (segments.empty())
        return Error(Errc::invalidInput, "Path is empty.");
    if (segments.size() > static_cast<std::size_t>(maxJsonDepth))
        return Error(Errc::invalidInput, fmt::format("the path has more than {} segments", maxJsonDepth));
    return segments;
}

const Json* findAt(const Json& root, const std::vector<std::string>& path) {
    const Json* current = &root;
    for (const auto& segment : path) {
        if (current->is_array()) {
            const auto index = asIndex(segment);
            if (!index || *index >= current->size())
                return nullptr;
            current = &(*current)[*index];
        } else {
            current = findMember(*current, segment);
            if (!current)
                return nullptr;
        }
    }
    return current;
}

Result<void> setAt(OrderedJson& root, const std::vector<std::string>& path, OrderedJson value) {
    OrderedJson* current = &root;
    for (std::size_t i = 0; i < path.size(); ++i) {
        auto child = childOf(*current, path[i]);
        if (!child)
            return child.error();
        current = *child;
        if (i + 1 < path.size() && current->is_null())
            *current = asIndex(path[i + 1]) ? OrderedJson::array() : OrderedJson::object();
    }
    *current = std::move(value);
    return {};
}

bool removeAt(OrderedJson& root, const std::vector<std::string>& path) {
    if (path.empty())
        return false;
    OrderedJson* parent = &root;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        parent = existingChild(*parent, path[i]);
        if (!parent)
            return false;
    }
    if (!existingChild(*parent, path.back()))
        return false;
    if (parent->is_object())
        parent->erase(path.back());
    else
        parent->erase(*asIndex(path.back()));
    return true;
}

Result<OrderedJson> parseConfigValue(std::string_view text, bool strict) {
    auto document = parseJson5(text);
    if (document)
        return std::move(document->value);
    if (strict)
        return Error(Errc::invalidInput, fmt::format("Failed to parse JSON5 value: {}", document.error().message));
    return OrderedJson(sanitizeUtf8(trimAscii(text)));
}

void mergePatch(OrderedJson& target, const OrderedJson& patch) {
    if (!patch.is_object()) {
        target = patch;
        return;
    }
    if (!target.is_object())
        target = OrderedJson::object();
    for (const auto& member : patch.items()) {
        if (member.value().is_null())
            target.erase(member.key());
        else
            mergePatch(target[member.key()], member.value());
    }
}

}
