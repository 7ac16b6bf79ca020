// The one place where nlohmann's templates are instantiated, plus lookups that never throw.
#include "openclaw/core/json.hpp"

#include <fmt/format.h>

template class nlohmann::basic_json<>;
template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace openclaw {

namespace {

/// Byte position of a bracket that nests deeper than allowed, if any. Cheap compared with parsing, and it
/// keeps nlohmann's recursive destructor and writer from overflowing the stack.
std::optional<std::size_t> findExcessiveDepth(std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
            continue;
        }
        if (c == '"')
            inString = true;
        else if ((c == '{' || c == '[') && ++depth > maxJsonDepth)
            return i;
        else if (c == '}' || c == ']')
            --depth;
    }
    return std::nullopt;
}

template <class Value>
std::string dumpWith(const Value& value, int indent, bool ascii) {
    return value.dump(indent, ' ', ascii, Value::error_handler_t::replace);
}

}

Result<Json> parseJson(std::string_view text) {
    if (const auto offset = findExcessiveDepth(text))
        return Error(Errc::invalidInput, fmt::format("JSON nested deeper than {} levels at byte {}", maxJsonDepth, *offset));
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& failure) {
        return Error(Errc::invalidInput, fmt::format("not valid JSON at byte {}", failure.byte));
    } catch (const Json::exception&) {
        return Error(Errc::invalidInput, "not valid JSON: a number is out of range");
    }
}

std::string dumpJson(const Json& value) { return dumpWith(value, -1, false); }
std::string dumpJsonAscii(const Json& value) { return dumpWith(value, -1, true); }
std::string dumpJsonPretty(const Json& value) { return dumpWith(value, 2, false); }
std::string dumpJsonPretty(const OrderedJson& value) { return dumpWith(value, 2, false); }

std::string quoteJson(std::string_view text) { return dumpJson(Json(std::string(text))); }

const Json* findMember(const Json& object, std::string_view key) {
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(key);
    return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> findString(const Json& object, std::string_view key) {
    const Json* member = findMember(object, key);
    if (!member || !member->is_string())
        return std::nullopt;
    return member->get<std::string>();
}

std::optional<std::int64_t> findInteger(const Json& object, std::string_view key) {
    const Json* member = findMember(object, key);
    if (!member || !member->is_number())
        return std::nullopt;
    if (member->is_number_float()) {
        const double number = member->get<double>();
        if (!(number >= -9.2e18 && number <= 9.2e18))
            return std::nullopt;
        return static_cast<std::int64_t>(number);
    }
    return member->get<std::int64_t>();
}

std::optional<double> findNumber(const Json& object, std::string_view key) {
    const Json* member = findMember(object, key);
    if (!member || !member->is_number())
        return std::nullopt;
    return member->get<double>();
}

std::optional<bool> findBool(const Json& object, std::string_view key) {
    const Json* member = findMember(object, key);
    if (!member || !member->is_boolean())
        return std::nullopt;
    return member->get<bool>();
}

std::string stringOr(const Json& object, std::string_view key, std::string_view fallback) {
    if (auto text = findString(object, key))
        return *std::move(text);
    return std::string(fallback);
}

const Json* findPath(const Json& object, std::string_view dottedPath) {
    const Json* current = &object;
    while (current && !dottedPath.empty()) {
        const std::size_t dot = dottedPath.find('.');
        current = findMember(*current, dottedPath.substr(0, dot));
        dottedPath = dot == std::string_view::npos ? std::string_view{} : dottedPath.substr(dot + 1);
    }
    return current;
}

}
