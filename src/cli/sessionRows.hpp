#pragma once

#include "cli/Context.hpp"
#include "openclaw/store/records.hpp"

#include <vector>

namespace openclaw::cli {

/// What is known about the stored sessions, newest first; every row has its kind.
struct StoredSessions {
    /// The store file, or the sessions.json that was asked for.
    std::string path;
    std::vector<store::SessionRow> rows;
};

/// Reads the state's store; no rows when there is no store yet (none is made). Blocking.
Result<StoredSessions> readSessions(Context& context, store::SessionQuery query);
/// Reads a sessions.json of the reference: an object from key to entry.
Result<StoredSessions> readSessionsFile(const std::filesystem::path& file);

/// "provider/model" or the model alone, as the session used it last; else the configured default.
std::string modelOf(const store::SessionRow& row, const std::string& fallback);
/// The default model as the configuration and the environment decide it.
std::string defaultModel(Context& context);
inline constexpr std::int64_t defaultContextTokens = 200'000;

}
