#pragma once

#include "openclaw/config/Snapshot.hpp"
#include "openclaw/config/json5.hpp"

namespace openclaw::config {

/// A snapshot of a text, as if it stood in /nonexistent/openclaw.json.
inline Snapshot load(const std::string& text, std::map<std::string, std::string, std::less<>> variables = {}) {
    variables.emplace("HOME", "/home/tester");
    Environment environment(std::move(variables));
    return snapshotOfText(text, "/nonexistent/openclaw.json", environment);
}

/// "path: message" of the first error, "" when valid.
inline std::string firstError(const std::string& text) {
    const Snapshot snapshot = load(text);
    if (snapshot.issues.empty())
        return {};
    return snapshot.issues.front().path + ": " + snapshot.issues.front().message;
}

inline std::string firstWarning(const std::string& text) {
    const Snapshot snapshot = load(text);
    if (snapshot.warnings.empty())
        return {};
    return snapshot.warnings.front().path + ": " + snapshot.warnings.front().message;
}

inline OrderedJson ordered(const std::string& text) { return parseJson5(text).value().value; }

}
