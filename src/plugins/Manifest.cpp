// Reads and judges plugin manifests.
#include "openclaw/plugins/Manifest.hpp"

#include "openclaw/core/files.hpp"

#include <algorithm>

namespace openclaw::plugins {

namespace {

constexpr std::size_t maxManifestBytes = 256 * 1024;
constexpr std::size_t maxIdBytes = 64;

bool isId(const std::string& id) {
    return !id.empty() && id.size() <= maxIdBytes && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

Error wrong(const std::string& words) { return Error(Errc::invalidInput, std::string(manifestFileName) + ": " + words); }

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
    if (manifest.kind != "channel") return wrong("kind: \"channel\" is the kind that this version runs");
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
