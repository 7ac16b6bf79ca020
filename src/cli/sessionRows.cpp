// Sessions for commands that work without a gateway.
#include "cli/sessionRows.hpp"

#include "openclaw/agent/models.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/store/Store.hpp"
#include "openclaw/store/blocking.hpp"

#include <algorithm>

namespace openclaw::cli {

namespace {

std::string kindOf(const std::string& key, const Json& entry) {
    if (key == "global" || key == "unknown")
        return key;
    const std::string chatType = stringOr(entry, "chatType");
    const bool isGroup = chatType == "group" || chatType == "channel" || key.find(":group:") != std::string::npos ||
                         key.find(":channel:") != std::string::npos;
    return isGroup ? "group" : "direct";
}

}

Result<StoredSessions> readSessions(Context& context, store::SessionQuery query) {
    StoredSessions sessions;
    const std::filesystem::path file = store::SqliteStore::fileIn(context.stateDirectory());
    sessions.path = file.string();
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return sessions;
    Result<std::unique_ptr<store::SqliteStore>> store = store::SqliteStore::open(file);
    if (!store)
        return store.error();
    Result<std::vector<store::SessionRow>> rows = store::waitFor((*store)->sessions().list(std::move(query)));
    (*store)->stop();
    if (!rows)
        return rows.error();
    sessions.rows = std::move(*rows);
    for (store::SessionRow& row : sessions.rows) {
        if (row.kind.empty())
            row.kind = kindOf(row.sessionKey, row.entry);
    }
    return sessions;
}

Result<StoredSessions> readSessionsFile(const std::filesystem::path& file) {
    StoredSessions sessions;
    sessions.path = file.string();
    const Result<std::string> text = readFile(file);
    if (!text) {
        if (text.error().is(Errc::notFound))
            return sessions;
        return text.error();
    }
    const Result<Json> parsed = parseJson(*text);
    if (!parsed || !parsed->is_object())
        return Error(Errc::corrupt, file.string() + " is not a session store");
    for (const auto& [key, entry] : parsed->items()) {
        if (!entry.is_object())
            continue;
        store::SessionRow row;
        row.sessionKey = key;
        row.sessionId = stringOr(entry, "sessionId");
        row.updatedAtMs = findInteger(entry, "updatedAt").value_or(0);
        row.kind = kindOf(key, entry);
        row.entry = entry;
        sessions.rows.push_back(std::move(row));
    }
    std::sort(sessions.rows.begin(), sessions.rows.end(),
              [](const auto& a, const auto& b) { return a.updatedAtMs > b.updatedAtMs; });
    return sessions;
}

std::string modelOf(const store::SessionRow& row, const std::string& fallback) {
    return stringOr(row.entry, "model", fallback);
}

std::string defaultModel(Context& context) {
    const config::Config& config = context.config();
    return agent::chooseModel(config.root(), config.defaultAgent().id, {}, {}, context.environment).text();
}

}
