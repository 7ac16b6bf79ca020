// SKILL.md files: "---", single-line "key: value" pairs, "---". `metadata` may be JSON over several lines; folded and
// literal blocks are read too, because people write descriptions that way.
#include "openclaw/skills/skills.hpp"

#include "openclaw/config/json5.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <map>

namespace openclaw::skills {

namespace {

constexpr std::size_t maxNameBytes = 128;
constexpr std::size_t maxDescriptionBytes = 4096;
constexpr std::size_t maxListed = 64;

using Fields = std::map<std::string, std::string>;

std::string unquoted(std::string_view value) {
    value = trimAscii(value);
    const bool isQuoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                          value.back() == value.front();
    return std::string(isQuoted ? value.substr(1, value.size() - 2) : value);
}

bool isContinuation(std::string_view line) { return line.empty() || line.front() == ' ' || line.front() == '\t'; }

/// The members of the front matter; lines that are indented belong to the member above them.
Fields readFields(std::string_view text) {
    Fields fields;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::vector<std::string_view> lines = split(text, '\n');
    if (lines.empty() || trimAscii(lines[0]) != "---") return fields;
    std::string key;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        std::string_view line = lines[i];
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (trimAscii(line) == "---") return fields;
        if (!key.empty() && isContinuation(line)) {
            const std::string_view more = trimAscii(line);
            if (!more.empty()) fields[key] += (fields[key].empty() ? "" : " ") + std::string(more);
            continue;
        }
        const std::size_t colon = line.find(':');
        key = colon == std::string_view::npos ? std::string() : toLowerAscii(trimAscii(line.substr(0, colon)));
        if (key.empty()) continue;
        std::string_view value = trimAscii(line.substr(colon + 1));
        const bool opensBlock = value == ">" || value == "|" || value == ">-" || value == "|-";
        fields[key] = opensBlock ? std::string() : std::string(value);
    }
    return {}; // never closed: this is no front matter
}

std::string field(const Fields& fields, const std::string& key) {
    const auto found = fields.find(key);
    return found == fields.end() ? std::string() : unquoted(found->second);
}

bool flag(const Fields& fields, const std::string& key, bool fallback) {
    const std::string word = toLowerAscii(field(fields, key));
    if (word == "true" || word == "yes" || word == "on") return true;
    if (word == "false" || word == "no" || word == "off") return false;
    return fallback;
}

std::vector<std::string> words(const Json& object, std::string_view key) {
    std::vector<std::string> out;
    const Json* list = findMember(object, key);
    if (!list || !list->is_array()) return out;
    for (const Json& entry : *list) {
        if (entry.is_string() && out.size() < maxListed) out.push_back(entry.get<std::string>());
    }
    return out;
}

void readMetadata(Skill& skill, const std::string& text) {
    if (text.empty()) return;
    const auto parsed = config::parseJson5(text);
    if (!parsed) return;
    const Json metadata = config::toJson(parsed->value);
    const Json* own = findMember(metadata, "openclaw");
    if (!own || !own->is_object()) return;
    skill.always = findBool(*own, "always").value_or(false);
    skill.key = stringOr(*own, "skillKey", skill.key);
    skill.primaryEnv = stringOr(*own, "primaryEnv");
    skill.emoji = stringOr(*own, "emoji");
    skill.homepage = stringOr(*own, "homepage", skill.homepage);
    skill.needs.os = words(*own, "os");
    if (const Json* wanted = findMember(*own, "requires"); wanted && wanted->is_object()) {
        skill.needs.bins = words(*wanted, "bins");
        skill.needs.anyBins = words(*wanted, "anyBins");
        skill.needs.env = words(*wanted, "env");
        skill.needs.config = words(*wanted, "config");
    }
    if (const Json* install = findMember(*own, "install"); install && install->is_array()) skill.install = *install;
}

}

std::optional<Skill> parseSkill(std::string_view text, std::string_view folderName) {
    const std::string clean = sanitizeUtf8(text);
    const Fields fields = readFields(clean);
    Skill skill;
    skill.name = field(fields, "name");
    if (skill.name.empty()) skill.name = std::string(folderName);
    skill.description = utf8Prefix(field(fields, "description"), maxDescriptionBytes);
    if (fields.empty() || skill.name.empty() || skill.name.size() > maxNameBytes || skill.description.empty())
        return std::nullopt;
    skill.key = skill.name;
    skill.homepage = field(fields, "homepage");
    skill.userInvocable = flag(fields, "user-invocable", true);
    skill.modelInvocable = !flag(fields, "disable-model-invocation", false);
    const auto metadata = fields.find("metadata");
    if (metadata != fields.end()) readMetadata(skill, metadata->second);
    return skill;
}

}
