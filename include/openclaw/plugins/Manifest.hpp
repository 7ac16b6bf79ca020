#pragma once

#include "openclaw/core/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace openclaw::plugins {

/// A tool that a plugin lends to agents.
struct PluginTool {
    std::string name;
    std::string description;
    /// JSON schema of its arguments.
    Json parameters;
};

/// openclaw.plugin.json: what a plugin is, before any of its code runs (docs/plugins.md).
struct Manifest {
    /// Lower case letters, digits, "-" and "_"; also the id of its channel.
    std::string id;
    std::string name;
    std::string description;
    std::string version;
    /// "channel", "tool" or "hook".
    std::string kind;
    /// Program and arguments; a program with a "/" is relative to the folder. Empty for plugins in the binary.
    std::vector<std::string> command;
    /// JSON schema of plugins.entries.<id>.config.
    Json configSchema = Json::object();
    Json uiHints = Json::object();
    /// What the channel can do, by the names of docs/plugins.md.
    Json capabilities = Json::object();
    /// Of kind "tool".
    std::vector<PluginTool> tools;
    /// Of kind "hook": names of events, or their first part ("command" for "command:new").
    std::vector<std::string> events;
    /// How long a call of a tool may take, in seconds.
    std::int64_t toolTimeoutSeconds = 120;
    std::filesystem::path folder;
};

inline constexpr const char* manifestFileName = "openclaw.plugin.json";

/// Errc::invalidInput names the member that is missing or wrong.
Result<Manifest> readManifest(const Json& document, const std::filesystem::path& folder);
/// Reads the file in a folder. Errc::notFound without one.
Result<Manifest> loadManifest(const std::filesystem::path& folder);

/// The problems of a configuration under a JSON schema: type, required, properties, additionalProperties, enum, minimum,
/// maximum, minLength, maxLength, items. Other words are not checked. Each problem is "path: words".
std::vector<std::string> schemaProblems(const Json& schema, const Json& value);

}
