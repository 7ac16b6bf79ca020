// Reads and judges plugin manifests.
#include "openclaw/plugins/Manifest.hpp"

#include "openclaw/core/files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::plugins {

namespace {

constexpr std::size_t maxManifestBytes = 256 * 1024;
constexpr std::size_t maxPluginIdBytes = 64;
constexpr std::size_t maxTools = 64;
constexpr std::int64_t maxToolSeconds = 900;

bool isId(const std::string& id) {
    return !id.empty() && id.size() <= maxPluginIdBytes && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool isToolName(const std::string& name) {
    return isId(name) && name.front() >= 'a' && name.front() <= 'z' && name.find('-') == std::string::npos;
}

Error wrong(const std::string& words) { return Error(Errc::invalidInput, std::string(manifestFileName) + ": " + words); }

Result<void> readTools(const Json& document, Manifest& manifest) {
    const Json* tools = findMember(document, "tools");
    if (manifest.kind != "tool") return {};
    if (!tools || !tools->is_array() || tools->empty() || tools->size() > maxTools)
        return wrong(fmt::format("tools: a list of 1 to {} tools is needed", maxTools));
    for (const Json& entry : *tools) {
        PluginTool tool{stringOr(entry, "name"), stringOr(entry, "description"), Json()};
        if (!isToolName(tool.name)) return wrong("tools: a name of lower-case letters, digits and _ is needed");
        if (tool.description.empty()) return wrong("tools: " + tool.name + " has no description");
        const Json* parameters = findMember(entry, "parameters");
        tool.parameters = parameters ? *parameters : Json{{"type", "object"}, {"properties", Json::object()}};
        if (!tool.parameters.is_object()) return wrong("tools: " + tool.name + ": parameters must be a JSON schema");
        manifest.tools.push_back(std::move(tool));
    }
    const std::int64_t timeout = findInteger(document, "toolTimeoutSeconds").value_or(manifest.toolTimeoutSeconds);
    manifest.toolTimeoutSeconds = std::clamp<std::int64_t>(timeout, 1, maxToolSeconds);
    return {};
}

Result<void> readEvents(const Json& document, Manifest& manifest) {
    if (manifest.kind != "hook") return {};
    const Json* events = findMember(document, "events");
    if (!events || !events->is_array() || events->empty()) return wrong("events: a list of names is needed");
    for (const Json& event : *events) {
        if (!event.is_string()) return wrong("events: only texts");
        manifest.events.push_back(event.get<std::string>());
    }
    return {};
}

}

Result<Manifest> readManifest(const Json& document, const std::filesystem::path& folder) {
    if (!document.is_object()) return wrong("not a JSON object");
    Manifest manifest;
    manifest.folder = folder;
    manifest.id = stringOr(document, "id");
    if (!isId(manifest.id)) return wrong("id: lower-case letters, digits, - and _ are needed");
    manifest.name = stringOr(document, "name", manifest.id);
    manifest.description = stringOr(document, "description");
    manifest.version = stringOr(document, "version");
    manifest.kind = stringOr(document, "kind");
    if (manifest.kind != "channel" && manifest.kind != "tool" && manifest.kind != "hook")
        return wrong("kind: channel, tool or hook is needed");
    const Json* command = findMember(document, "command");
    if (!command || !command->is_array() || command->empty()) return wrong("command: a list of program and arguments is needed");
    for (const Json& word : *command) {
        if (!word.is_string()) return wrong("command: only texts");
        manifest.command.push_back(word.get<std::string>());
    }
    for (const auto& [key, target] : {std::pair("configSchema", &manifest.configSchema), std::pair("uiHints", &manifest.uiHints),
                                      std::pair("capabilities", &manifest.capabilities)}) {
        const Json* value = findMember(document, key);
        if (!value) continue;
        if (!value->is_object()) return wrong(std::string(key) + ": an object is needed");
        *target = *value;
    }
    if (const Result<void> read = readTools(document, manifest); !read) return read.error();
    if (const Result<void> read = readEvents(document, manifest); !read) return read.error();
    return manifest;
}

Result<Manifest> loadManifest(const std::filesystem::path& folder) {
    const Result<std::string> text = readFile(folder / manifestFileName, maxManifestBytes);
    if (!text) return text.error().withContext((folder / manifestFileName).string());
    const Result<Json> document = parseJson(*text);
    if (!document) return document.error().withContext((folder / manifestFileName).string());
    return readManifest(*document, folder);
}

}
