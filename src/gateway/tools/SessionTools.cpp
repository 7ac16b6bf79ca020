// session_status, sessions_list, sessions_history: what agents may know of conversations.
#include "gateway/tools/Tools.hpp"
#include "gateway/tools/access.hpp"

#include "gateway/messageText.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxRows = 200;
constexpr std::size_t defaultRows = 50;
constexpr std::size_t shownMessageBytes = 4000;
constexpr std::size_t maxHistoryBytes = 64 * 1024;
/// How many sessions are looked at for those that the caller may see.
constexpr std::size_t maxScanned = 2000;

std::size_t rowLimit(const Json& arguments) {
    const double wanted = findNumber(arguments, "limit").value_or(defaultRows);
    return static_cast<std::size_t>(std::clamp(wanted, 1.0, static_cast<double>(maxRows)));
}

Json sessionSummary(const store::SessionRow& row) {
    Json summary = {{"key", row.sessionKey},
                    {"kind", row.kind.empty() ? "direct" : row.kind},
                    {"updatedAt", row.updatedAtMs}};
    if (!row.label.empty()) summary["label"] = row.label;
    for (const char* key :
         {"displayName", "subject", "lastChannel", "lastTo", "model", "totalTokens", "spawnedBy"}) {
        if (const Json* value = findMember(row.entry, key)) summary[key] = *value;
    }
    return summary;
}

}

asio::awaitable<Result<store::SessionRow>> Tools::visibleSession(agent::ToolCaller caller, std::string key) {
    const auto settings = services_.settings();
    const std::string canonical = key.empty() ? caller.sessionKey : canonicalSessionKey(*settings, key);
    const Error unknown(Errc::notFound, "there is no such session, or you may not see it");
    if (!maySee(settings->root, caller, canonical, agentOfSession(*settings, canonical))) co_return unknown;
    Result<std::optional<store::SessionRow>> row = co_await services_.store.sessions().get(canonical);
    if (!row) co_return row.error();
    if (!*row) co_return unknown;
    co_return std::move(**row);
}

asio::awaitable<Result<Json>> Tools::sessionStatus(agent::ToolCaller caller, Json arguments) {
    Result<store::SessionRow> session =
        co_await visibleSession(std::move(caller), stringOr(arguments, "sessionKey"));
    if (!session) co_return session.error();
    dispatch::RunRequest request;
    request.runId = "status";
    request.sessionKey = session->sessionKey;
    request.agentId = agentOfSession(*services_.settings(), session->sessionKey);
    request.text = "/status";
    Result<dispatch::CommandResult> card = co_await services_.desk.run(std::move(request));
    if (!card) co_return card.error();
    co_return agent::toolText(std::move(card->reply));
}

asio::awaitable<Result<Json>> Tools::listSessions(agent::ToolCaller caller, Json arguments) {
    const auto settings = services_.settings();
    store::SessionQuery query;
    query.limit = maxScanned;
    query.search = stringOr(arguments, "search");
    if (const auto minutes = findNumber(arguments, "activeMinutes");
        minutes && *minutes > 0 && *minutes < 1e9)
        query.activeSinceMs = services_.clock.nowMs() - static_cast<std::int64_t>(*minutes * 60'000);
    Result<std::vector<store::SessionRow>> rows = co_await services_.store.sessions().list(std::move(query));
    if (!rows) co_return rows.error();
    const std::size_t limit = rowLimit(arguments);
    Json sessions = Json::array();
    for (const store::SessionRow& row : *rows) {
        if (sessions.size() >= limit) break;
        if (maySee(settings->root, caller, row.sessionKey, agentOfSession(*settings, row.sessionKey)))
            sessions.push_back(sessionSummary(row));
    }
    const std::size_t count = sessions.size();
    co_return agent::toolValue(Json{{"count", count}, {"sessions", std::move(sessions)}});
}

asio::awaitable<Result<Json>> Tools::sessionHistory(agent::ToolCaller caller, Json arguments) {
    Result<store::SessionRow> session =
        co_await visibleSession(std::move(caller), stringOr(arguments, "sessionKey"));
    if (!session) co_return session.error();
    const bool includeTools = findBool(arguments, "includeTools").value_or(false);
    Result<std::vector<store::TranscriptMessage>> page =
        co_await services_.store.transcript().page(session->sessionId, rowLimit(arguments), std::nullopt);
    if (!page) co_return page.error();
    std::vector<Json> newestFirst;
    std::size_t bytes = 0;
    for (auto row = page->rbegin(); row != page->rend() && bytes < maxHistoryBytes; ++row) {
        const bool isTalk = row->role == "user" || row->role == "assistant";
        if (!isTalk && !includeTools) continue;
        std::string text = readableText(row->message);
        if (text.empty()) continue;
        if (text.size() > shownMessageBytes) text = std::string(utf8Prefix(text, shownMessageBytes)) + "…";
        bytes += text.size();
        newestFirst.push_back(
            Json{{"role", row->role}, {"text", std::move(text)}, {"timestamp", row->timestampMs}});
    }
    Json messages = Json::array();
    for (auto message = newestFirst.rbegin(); message != newestFirst.rend(); ++message)
        messages.push_back(std::move(*message));
    co_return agent::toolValue(Json{{"sessionKey", session->sessionKey}, {"messages", std::move(messages)}});
}

}
