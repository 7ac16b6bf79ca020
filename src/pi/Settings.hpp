#pragma once

#include "openclaw/core/json.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace openclaw::pi {

/// settings.json of the agent folder. Unknown members survive a save.
class Settings {
public:
    /// A missing or broken file counts as empty.
    static Settings load(const std::filesystem::path& agentDir);

    std::string defaultProvider() const;
    std::string defaultModel() const;
    std::string defaultThinkingLevel() const;
    bool steersAll() const;
    bool followsUpAll() const;
    bool retryEnabled() const;
    int maxRetries() const;
    std::chrono::milliseconds retryBaseDelay() const;
    std::chrono::milliseconds retryMaxDelay() const;
    bool autoCompaction() const;
    std::int64_t reserveTokens() const;
    std::int64_t keepRecentTokens() const;

    /// Changes one value at a dotted path of two levels at most, and writes the file (re-read first, so that another
    /// process's changes are kept). A failed write is logged: the change then lasts for this process only.
    void set(std::string_view dottedPath, const Json& value);

private:
    std::filesystem::path file_;
    Json values_ = Json::object();
};

}
