// Settings shared by every agent process of one agent folder.
#include "pi/Settings.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>

namespace openclaw::pi {

namespace {

Json readValues(const std::filesystem::path& file) {
    const Result<std::string> text = readFile(file);
    if (!text)
        return Json::object();
    Result<Json> parsed = parseJson(*text);
    if (!parsed || !parsed->is_object()) {
        log::warn("pi", "ignoring {}: not a JSON object", file.string());
        return Json::object();
    }
    return std::move(*parsed);
}

void assign(Json& target, std::string_view dottedPath, const Json& value) {
    const std::size_t dot = dottedPath.find('.');
    if (dot == std::string_view::npos) {
        target[std::string(dottedPath)] = value;
        return;
    }
    Json& group = target[std::string(dottedPath.substr(0, dot))];
    if (!group.is_object())
        group = Json::object();
    group[std::string(dottedPath.substr(dot + 1))] = value;
}

std::string stringAt(const Json& values, std::string_view path) {
    const Json* value = findPath(values, path);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

bool boolAt(const Json& values, std::string_view path, bool fallback) {
    const Json* value = findPath(values, path);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

std::int64_t numberAt(const Json& values, std::string_view path, std::int64_t fallback, std::int64_t most) {
    const Json* value = findPath(values, path);
    if (!value || !value->is_number())
        return fallback;
    const double number = value->get<double>();
    if (!(number >= 0))
        return fallback;
    return number > static_cast<double>(most) ? most : static_cast<std::int64_t>(number);
}

constexpr std::int64_t hourMs = 3'600'000;
constexpr std::int64_t manyTokens = 1'000'000'000;

}

Settings Settings::load(const std::filesystem::path& agentDir) {
    Settings settings;
    settings.file_ = agentDir / "settings.json";
    settings.values_ = readValues(settings.file_);
    return settings;
}

std::string Settings::defaultProvider() const { return stringAt(values_, "defaultProvider"); }
std::string Settings::defaultModel() const { return stringAt(values_, "defaultModel"); }
std::string Settings::defaultThinkingLevel() const { return stringAt(values_, "defaultThinkingLevel"); }
bool Settings::steersAll() const { return stringAt(values_, "steeringMode") == "all"; }
bool Settings::followsUpAll() const { return stringAt(values_, "followUpMode") == "all"; }
bool Settings::retryEnabled() const { return boolAt(values_, "retry.enabled", true); }
int Settings::maxRetries() const { return static_cast<int>(numberAt(values_, "retry.maxRetries", 3, 100)); }
std::chrono::milliseconds Settings::retryBaseDelay() const {
    return std::chrono::milliseconds(numberAt(values_, "retry.baseDelayMs", 2000, hourMs));
}
std::chrono::milliseconds Settings::retryMaxDelay() const {
    return std::chrono::milliseconds(numberAt(values_, "retry.maxDelayMs", 60'000, hourMs));
}
bool Settings::autoCompaction() const { return boolAt(values_, "compaction.enabled", true); }
std::int64_t Settings::reserveTokens() const { return numberAt(values_, "compaction.reserveTokens", 16'384, manyTokens); }
std::int64_t Settings::keepRecentTokens() const {
    return numberAt(values_, "compaction.keepRecentTokens", 20'000, manyTokens);
}

void Settings::set(std::string_view dottedPath, const Json& value) {
    assign(values_, dottedPath, value);
    Json onDisk = readValues(file_);
    assign(onDisk, dottedPath, value);
    const Result<void> written = writeFileAtomically(file_, dumpJsonPretty(onDisk) + "\n");
    if (!written)
        log::warn("pi", "cannot save {}: {}", file_.string(), written.error().message);
}

}
