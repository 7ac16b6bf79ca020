// Secrets out, placeholders in, and back again. What is secret is decided by the name of the key, plus everything
// inside env and headers sections, where names are free.
#include "openclaw/config/redact.hpp"

#include "config/substitution.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::config {

namespace {

/// Sections whose members are free-form credentials more often than not.
bool isSecretSection(std::string_view key) { return key == "env" || key == "vars" || key == "headers"; }

/// Walks value and location together and calls `visit` for each secret text.
template <class Value, class Visit>
void visitSecrets(Value& value, const Location* location, bool inSecretSection, bool isSecret, const Visit& visit) {
    if (value.is_object()) {
        for (auto& member : value.items()) {
            const Location* child = nullptr;
            if (location) {
                const auto found = location->members.find(member.key());
                child = found == location->members.end() ? nullptr : &found->second;
            }
            const bool section = inSecretSection || isSecretSection(member.key());
            const bool hides = inSecretSection || isSensitiveKey(member.key());
            visitSecrets(member.value(), child, section, hides, visit);
        }
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            const Location* child = location && i < location->items.size() ? &location->items[i] : nullptr;
            visitSecrets(value[i], child, inSecretSection, isSecret, visit);
        }
    } else if (value.is_string() && isSecret && !value.template get_ref<const std::string&>().empty()) {
        visit(value, location);
    }
}

std::string redactedText(const std::string& raw, const Document& document) {
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    OrderedJson copy = document.value;
    visitSecrets(copy, &document.location, false, false, [&ranges](OrderedJson& secret, const Location* location) {
        if (location && location->end > location->begin && !isReference(secret.get_ref<const std::string&>()))
            ranges.emplace_back(location->begin, location->end);
    });
    std::sort(ranges.begin(), ranges.end());
    std::string text;
    std::size_t position = 0;
    for (const auto& [begin, end] : ranges) {
        text += std::string_view(raw).substr(position, begin - position);
        text += quoteJson(redactedValue);
        position = end;
    }
    return text + raw.substr(position);
}

Json issuesToJson(const std::vector<Issue>& issues) {
    Json array = Json::array();
    for (const auto& issue : issues) {
        Json entry{{"path", issue.path}, {"message", issue.message}};
        if (issue.line > 0)
            entry["line"] = issue.line;
        array.push_back(std::move(entry));
    }
    return array;
}

Result<void> restoreAt(OrderedJson& edited, const OrderedJson* current, const std::string& path) {
    if (edited.is_object()) {
        for (auto& member : edited.items()) {
            const OrderedJson* other = nullptr;
            if (current && current->is_object() && current->contains(member.key()))
                other = &(*current)[member.key()];
            auto done = restoreAt(member.value(), other, path.empty() ? member.key() : path + "." + member.key());
            if (!done)
                return done;
        }
    } else if (edited.is_array()) {
        for (std::size_t i = 0; i < edited.size(); ++i) {
            const OrderedJson* other = current && current->is_array() && i < current->size() ? &(*current)[i] : nullptr;
            auto done = restoreAt(edited[i], other, fmt::format("{}.{}", path, i));
            if (!done)
                return done;
        }
    } else if (edited.is_string() && edited.get_ref<const std::string&>() == redactedValue) {
        if (!current || !current->is_string())
            return Error(Errc::invalidInput, fmt::format("{}: a redacted value has no original to restore; enter it again", path));
        edited = *current;
    }
    return {};
}

}

bool isSensitiveKey(std::string_view key) {
    const std::string lower = toLowerAscii(key);
    // Names that only look secret: limits, and files that hold the secret.
    if (lower.ends_with("tokens") || lower.ends_with("file") || lower.ends_with("path") || lower.ends_with("tokensfield"))
        return false;
    for (const std::string_view word : {"token", "password", "secret", "apikey", "api_key", "api-key", "passphrase", "authorization"}) {
        if (lower.find(word) != std::string::npos)
            return true;
    }
    return false;
}

Json redacted(Json value, References references) {
    visitSecrets(value, nullptr, false, false, [references](Json& secret, const Location*) {
        if (references == References::hide || !isReference(secret.get_ref<const std::string&>()))
            secret = std::string(redactedValue);
    });
    return value;
}

Json redactedSnapshot(const Snapshot& snapshot) {
    Json config = snapshot.config;
    const bool parsed = snapshot.raw && (snapshot.valid || snapshot.document.location.line > 0);
    Json result{{"path", snapshot.path.string()},
                {"exists", snapshot.exists},
                {"raw", nullptr},
                {"parsed", redacted(toJson(snapshot.document.value), References::show)},
                {"valid", snapshot.valid},
                {"config", redacted(std::move(config), References::hide)},
                {"hash", snapshot.hash},
                {"issues", issuesToJson(snapshot.issues)},
                {"warnings", issuesToJson(snapshot.warnings)},
                {"legacyIssues", issuesToJson(snapshot.legacyIssues)}};
    // A text that does not parse cannot be searched for secrets.
    if (parsed)
        result["raw"] = redactedText(*snapshot.raw, snapshot.document);
    return result;
}

Result<void> restoreRedacted(OrderedJson& edited, const OrderedJson& current) { return restoreAt(edited, &current, ""); }

void restoreReferences(OrderedJson& edited, const OrderedJson& current, const Environment& environment) {
    if (edited.is_object() && current.is_object()) {
        for (auto& member : edited.items()) {
            const auto other = current.find(member.key());
            if (other != current.end())
                restoreReferences(member.value(), *other, environment);
        }
    } else if (edited.is_array() && current.is_array()) {
        for (std::size_t i = 0; i < edited.size() && i < current.size(); ++i)
            restoreReferences(edited[i], current[i], environment);
    } else if (edited.is_string() && current.is_string() && edited != current) {
        const auto& reference = current.get_ref<const std::string&>();
        if (!hasReference(reference))
            return;
        const auto resolved = substituteText(reference, environment, "");
        if (resolved && *resolved == edited.get_ref<const std::string&>())
            edited = current;
    }
}

}
