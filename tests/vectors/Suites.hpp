#pragma once

#include "openclaw/core/json.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// The vector suites: each maps the `fn` names of one JSON file to the product's functions.
namespace openclaw::vectors {

/// Thrown by a suite function when the product reports a failure; matches `expect_error`.
class ExpectedFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using Function = Json (*)(const Json& input);

/// Functions by "<suite>/<fn>".
using Registry = std::map<std::string, Function, std::less<>>;

void addSessionKeySuite(Registry& registry);
void addRoutingSuite(Registry& registry);
void addTargetSuite(Registry& registry);
void addChunkingSuite(Registry& registry);
void addTelegramHtmlSuite(Registry& registry);
void addTableSuite(Registry& registry);
void addMentionSuite(Registry& registry);
void addAccessSuite(Registry& registry);
void addBlockChunkerSuite(Registry& registry);
void addSessionResetSuite(Registry& registry);
void addQueueSuite(Registry& registry);
void addEnvelopeSuite(Registry& registry);
void addReplySuite(Registry& registry);
void addDirectiveSuite(Registry& registry);
void addAgentSuite(Registry& registry);
void addScheduleSuite(Registry& registry);

/// A string as JSON, or null when absent.
inline Json orNull(const std::optional<std::string>& value) { return value ? Json(*value) : Json(); }
/// Adds a member unless the value is absent: absent optional fields are omitted in vectors.
template <class Value>
void setOptional(Json& object, const char* key, const std::optional<Value>& value) {
    if (value) object[key] = *value;
}
inline void setUnlessEmpty(Json& object, const char* key, const std::string& value) {
    if (!value.empty()) object[key] = value;
}
inline std::string textOf(const Json& input) {
    return input.is_string() ? input.get<std::string>() : std::string();
}
inline std::vector<std::string> textList(const Json* list) {
    std::vector<std::string> out;
    if (list && list->is_array()) {
        for (const Json& entry : *list)
            out.push_back(entry.is_string() ? entry.get<std::string>() : entry.dump());
    }
    return out;
}
inline const Json& memberOrEmpty(const Json& object, std::string_view key) {
    static const Json empty = Json::object();
    const Json* found = findMember(object, key);
    return found ? *found : empty;
}
inline bool flag(const Json& object, std::string_view key, bool fallback = false) {
    return findBool(object, key).value_or(fallback);
}

}
