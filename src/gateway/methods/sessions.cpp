// sessions.list, preview, resolve, patch, reset, delete, compact.
#include "gateway/MethodTable.hpp"

#include "gateway/messageText.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::size_t maxPreviewKeys = 64;
constexpr std::size_t titleCharacters = 60;

std::string shorten(const std::string& text, std::size_t characters) {
    std::string flat;
    for (const char c : text)
        flat += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    if (utf16Length(flat) <= characters)
        return flat;
    std::string_view cut = utf8Prefix(flat, characters);
    if (const std::size_t space = cut.rfind(' '); space != std::string_view::npos && space > characters / 2)
        cut = cut.substr(0, space);
    return std::string(cut) + "…";
}

asio::awaitable<void> addTitles(Services& services, Json& item, const store::SessionRow& row, bool wantsTitle, bool wantsLast) {
    if (wantsTitle) {
        std::string title = stringOr(row.entry, "displayName", stringOr(row.entry, "subject"));
        if (title.empty()) {
            Result<std::optional<store::TranscriptMessage>> first =
                co_await services.store.transcript().firstUserMessage(row.sessionId);
            if (first && *first)
                title = shorten(withoutEnvelope(plainText((*first)->message)), titleCharacters);
        }
        if (title.empty())
            title = row.sessionId.substr(0, 8) + " (" + formatIsoTime(row.updatedAtMs).substr(0, 10) + ")";
        item["derivedTitle"] = title;
    }
    if (wantsLast) {
        Result<std::optional<store::TranscriptMessage>> last = co_await services.store.transcript().lastMessage(row.sessionId);
        if (last && *last)
            item["lastMessagePreview"] = shorten(plainText((*last)->message), 120);
    }
}

Json sessionItem(const store::SessionRow& row) {
    Json item = {{"key", row.sessionKey}, {"kind", row.kind.empty() ? "direct" : row.kind}, {"sessionId", row.sessionId}};
    item["updatedAt"] = row.updatedAtMs > 0 ? Json(row.updatedAtMs) : Json(nullptr);
    for (const char* key : {"label", "displayName", "channel", "subject", "groupChannel", "space", "chatType", "origin",
                            "systemSent", "abortedLastRun", "thinkingLevel", "verboseLevel", "reasoningLevel",
                            "elevatedLevel", "sendPolicy", "inputTokens", "outputTokens", "totalTokens", "responseUsage",
                            "modelProvider", "model", "contextTokens", "deliveryContext", "lastChannel", "lastTo",
                            "lastAccountId", "spawnedBy"}) {
        if (const Json* value = findMember(row.entry, key))
            item[key] = *value;
    }
    return item;
}

asio::awaitable<Answer> sessionsList(Services& services, Call call) {
    const Json& params = call.params;
    const auto settings = services.settings();
    const std::int64_t now = services.clock.nowMs();
    store::SessionQuery query;
    query.limit = static_cast<std::size_t>(findInteger(params, "limit").value_or(1'000'000));
    if (const auto minutes = findInteger(params, "activeMinutes"))
        query.activeSinceMs = now - *minutes * 60'000;
    query.search = stringOr(params, "search");
    query.agentId = stringOr(params, "agentId");
    query.spawnedBy = stringOr(params, "spawnedBy");
    query.label = stringOr(params, "label");
    query.includeGlobal = findBool(params, "includeGlobal").value_or(true);
    query.includeUnknown = findBool(params, "includeUnknown").value_or(true);
    Result<std::vector<store::SessionRow>> rows = co_await services.store.sessions().list(std::move(query));
    if (!rows)
        co_return Answer(rows.error());
    const bool wantsTitle = findBool(params, "includeDerivedTitles").value_or(false);
    const bool wantsLast = findBool(params, "includeLastMessage").value_or(false);
    Json items = Json::array();
    for (const auto& row : *rows) {
        Json item = sessionItem(row);
        if (wantsTitle || wantsLast)
            co_await addTitles(services, item, row, wantsTitle, wantsLast);
        items.push_back(std::move(item));
    }
    const std::string model = settings->defaultModel.empty() ? "offline/offline" : settings->defaultModel;
    const std::size_t slash = model.find('/');
    co_return Answer(Json{{"ts", now},
                          {"path", "(multiple)"},
                          {"count", items.size()},
                          {"defaults",
                           {{"modelProvider", model.substr(0, slash)},
                            {"model", slash == std::string::npos ? model : model.substr(slash + 1)},
                            {"contextTokens", 200'000}}},
                          {"sessions", std::move(items)}});
}

std::string previewRole(const std::string& role) {
    if (role == "user" || role == "assistant" || role == "system")
        return role;
    return role == "toolResult" || role == "tool" ? "tool" : "other";
}

asio::awaitable<Answer> sessionsPreview(Services& services, Call call) {
    const auto settings = services.settings();
    const std::size_t limit = static_cast<std::size_t>(std::min<std::int64_t>(200, findInteger(call.params, "limit").value_or(12)));
    const std::size_t maxChars = static_cast<std::size_t>(findInteger(call.params, "maxChars").value_or(240));
    Json previews = Json::array();
    for (const auto& entry : call.params.at("keys")) {
        if (previews.size() >= maxPreviewKeys)
            break;
        const std::string givenKey = entry.get<std::string>();
        Json preview = {{"key", givenKey}, {"status", "missing"}, {"items", Json::array()}};
        const std::string key = canonicalSessionKey(*settings, givenKey);
        Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
        if (session && *session) {
            const std::string sessionId = (*session)->sessionId;
            Result<std::vector<store::TranscriptMessage>> page =
                co_await services.store.transcript().page(sessionId, limit, std::nullopt);
            preview["status"] = !page ? "error" : page->empty() ? "empty" : "ok";
            if (page) {
                for (const auto& message : *page) {
                    const std::string text = plainText(message.message);
                    if (!text.empty())
                        preview["items"].push_back({{"role", previewRole(message.role)}, {"text", shorten(text, maxChars)}});
                }
            }
        }
        previews.push_back(std::move(preview));
    }
    co_return Answer(Json{{"ts", services.clock.nowMs()}, {"previews", std::move(previews)}});
}

asio::awaitable<Answer> sessionsResolve(Services& services, Call call) {
    const Json& params = call.params;
    const int given = static_cast<int>(params.contains("key")) + static_cast<int>(params.contains("sessionId")) +
                      static_cast<int>(params.contains("label"));
    if (given > 1)
        co_return invalidRequest("Provide either key, sessionId, or label (not multiple)");
    if (given == 0)
        co_return invalidRequest("Either key, sessionId, or label is required");
    Result<std::optional<store::SessionRow>> found = std::optional<store::SessionRow>();
    std::string missing;
    if (const auto key = findString(params, "key")) {
        const std::string canonical = canonicalSessionKey(*services.settings(), *key);
        missing = "No session found: " + *key;
        found = co_await services.store.sessions().get(canonical);
    } else if (const auto sessionId = findString(params, "sessionId")) {
        missing = "No session found: " + *sessionId;
        found = co_await services.store.sessions().findBySessionId(*sessionId);
    } else {
        const std::string label = stringOr(params, "label");
        missing = "No session found with label: " + label;
        found = co_await services.store.sessions().findByLabel(label);
    }
    if (!found)
        co_return Answer(found.error());
    if (!*found)
        co_return invalidRequest(missing);
    co_return Answer(Json{{"ok", true}, {"key", (*found)->sessionKey}});
}

/// One patchable field: its words, and which word means "not set".
struct PatchField {
    const char* name;
    std::vector<std::string> values;
    const char* storedAsAbsent;
};

const std::vector<PatchField>& patchFields() {
    static const std::vector<PatchField> fields = {
        {"thinkingLevel", {"off", "minimal", "low", "medium", "high", "xhigh"}, "off"},
        {"verboseLevel", {"on", "off", "full"}, nullptr},
        {"reasoningLevel", {"on", "off", "stream"}, "off"},
        {"responseUsage", {"off", "tokens", "full", "on"}, "off"},
        {"elevatedLevel", {"on", "off", "ask", "full"}, nullptr},
        {"execHost", {"sandbox", "gateway", "node"}, nullptr},
        {"execSecurity", {"deny", "allowlist", "full"}, nullptr},
        {"execAsk", {"off", "on-miss", "always"}, nullptr},
        {"sendPolicy", {"allow", "deny"}, nullptr},
        {"groupActivation", {"mention", "always"}, nullptr},
    };
    return fields;
}

/// The merge patch for a session entry, or what is wrong with the params.
Result<Json> buildPatch(const Json& params) {
    Json patch = Json::object();
    for (const PatchField& field : patchFields()) {
        const Json* value = findMember(params, field.name);
        if (!value)
            continue;
        if (value->is_null()) {
            patch[field.name] = nullptr;
            continue;
        }
        const std::string word = toLowerAscii(trimAscii(value->get<std::string>()));
        if (std::find(field.values.begin(), field.values.end(), word) == field.values.end())
            return Error(Errc::invalidInput, "invalid " + std::string(field.name) + " (use " + join(field.values, "|") + ")");
        if (field.storedAsAbsent && word == field.storedAsAbsent)
            patch[field.name] = nullptr;
        else
            patch[field.name] = word;
    }
    for (const char* name : {"label", "execNode", "spawnedBy"}) {
        if (const Json* value = findMember(params, name))
            patch[name] = *value;
    }
    if (const Json* model = findMember(params, "model")) {
        const std::string text = model->is_string() ? std::string(trimAscii(model->get<std::string>())) : std::string();
        const std::size_t slash = text.find('/');
        if (model->is_null() || text == "default") {
            patch["providerOverride"] = nullptr;
            patch["modelOverride"] = nullptr;
        } else if (slash == std::string::npos || slash == 0 || slash + 1 == text.size()) {
            return Error(Errc::invalidInput, "invalid model: use provider/model");
        } else {
            patch["providerOverride"] = text.substr(0, slash);
            patch["modelOverride"] = text.substr(slash + 1);
        }
    }
    return patch;
}

asio::awaitable<Answer> sessionsPatch(Services& services, Call call) {
    const std::string key = canonicalSessionKey(*services.settings(), call.params.at("key").get<std::string>());
    Result<Json> patch = buildPatch(call.params);
    if (!patch)
        co_return invalidRequest(patch.error().message);
    Result<std::optional<store::SessionRow>> known = co_await services.store.sessions().get(key);
    if (!known)
        co_return Answer(known.error());
    const bool isNew = !*known || (*known)->sessionId.empty();
    const std::string spawnedBy = *known ? stringOr((*known)->entry, "spawnedBy") : std::string();
    if (patch->contains("spawnedBy") && (!routing::isSubagentKey(key) || !spawnedBy.empty()))
        co_return invalidRequest("spawnedBy can be set once, on sub-agent sessions only");
    const bool changesModel = patch->contains("modelOverride");
    store::SessionPatch change;
    change.sessionKey = key;
    change.agentId = agentOfSession(*services.settings(), key);
    change.updatedAtMs = services.clock.nowMs();
    change.patch = std::move(*patch);
    if (isNew)
        change.patch["sessionId"] = randomUuid();
    const std::string label = stringOr(change.patch, "label");
    Result<store::SessionRow> row = co_await services.store.sessions().upsert(std::move(change));
    if (!row) {
        if (row.error().is(Errc::conflict))
            co_return invalidRequest("label already in use: " + label);
        co_return Answer(row.error());
    }
    if (changesModel)
        services.backend.release(key);
    co_return Answer(Json{{"ok", true}, {"path", services.stateDirectory.string()}, {"key", key}, {"entry", row->entry}});
}

asio::awaitable<Answer> sessionsReset(Services& services, Call call) {
    const std::string key = canonicalSessionKey(*services.settings(), call.params.at("key").get<std::string>());
    store::SessionPatch change;
    change.sessionKey = key;
    change.agentId = agentOfSession(*services.settings(), key);
    change.updatedAtMs = services.clock.nowMs();
    change.patch = Json{{"sessionId", randomUuid()}, {"systemSent", false}, {"abortedLastRun", false},
                        {"inputTokens", 0},          {"outputTokens", 0},   {"totalTokens", 0},
                        {"compactionCount", nullptr}};
    Result<store::SessionRow> row = co_await services.store.sessions().upsert(std::move(change));
    if (!row)
        co_return Answer(row.error());
    services.backend.release(key);
    co_return Answer(Json{{"ok", true}, {"key", key}, {"entry", row->entry}});
}

asio::awaitable<Answer> sessionsDelete(Services& services, Call call) {
    const auto settings = services.settings();
    const std::string key = canonicalSessionKey(*settings, call.params.at("key").get<std::string>());
    if (key == settings->mainSessionKey)
        co_return invalidRequest("Cannot delete the main session (" + key + ").");
    co_await services.subAgents.stopAll(key);
    for (const auto& run : services.runs.activeRuns(key)) {
        services.runs.abort(run.runId, "rpc");
        const std::optional<dispatch::RunResult> ended = co_await services.runs.wait(run.runId, std::chrono::seconds(15));
        if (!ended)
            co_return Answer(protocol::RpcError(protocol::code::unavailable,
                                                "Session " + key + " is still active; try again in a moment."));
    }
    Result<std::optional<store::SessionRow>> known = co_await services.store.sessions().get(key);
    if (!known)
        co_return Answer(known.error());
    Result<bool> removed = co_await services.store.sessions().remove(key);
    if (!removed)
        co_return Answer(removed.error());
    if (*known && findBool(call.params, "deleteTranscript").value_or(true)) {
        Result<std::int64_t> rows = co_await services.store.transcript().remove((*known)->sessionId);
        if (!rows)
            co_return Answer(rows.error());
    }
    services.backend.release(key);
    co_return Answer(Json{{"ok", true}, {"key", key}, {"deleted", *removed}, {"archived", Json::array()}});
}

asio::awaitable<Answer> sessionsCompact(Services& services, Call call) {
    const std::string key = canonicalSessionKey(*services.settings(), call.params.at("key").get<std::string>());
    const std::size_t keep = static_cast<std::size_t>(findInteger(call.params, "maxLines").value_or(400));
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
    if (!session)
        co_return Answer(session.error());
    if (!*session || (*session)->sessionId.empty())
        co_return Answer(Json{{"ok", true}, {"key", key}, {"compacted", false}, {"reason", "no sessionId"}});
    const std::string sessionId = (*session)->sessionId;
    Result<std::int64_t> dropped = co_await services.store.transcript().truncate(sessionId, keep);
    if (!dropped)
        co_return Answer(dropped.error());
    Result<std::int64_t> kept = co_await services.store.transcript().count(sessionId);
    if (!kept)
        co_return Answer(kept.error());
    if (*kept == 0)
        co_return Answer(Json{{"ok", true}, {"key", key}, {"compacted", false}, {"reason", "no transcript"}});
    co_return Answer(Json{{"ok", true}, {"key", key}, {"compacted", *dropped > 0}, {"kept", *kept}});
}

}

std::vector<Method> sessionMethods() {
    const Schema text = Schema::string(1);
    const Schema flag = Schema::boolean();
    const Schema word = Schema::nullable(text);
    return {
        {.name = "sessions.list",
         .scope = Scope::read,
         .params = Schema::object({optional("limit", Schema::integer(1)), optional("activeMinutes", Schema::integer(1)),
                                   optional("includeGlobal", flag), optional("includeUnknown", flag),
                                   optional("includeDerivedTitles", flag), optional("includeLastMessage", flag),
                                   optional("label", Schema::string(1, 64)), optional("spawnedBy", text),
                                   optional("agentId", text), optional("search", Schema::string())}),
         .later = sessionsList},
        {.name = "sessions.preview",
         .scope = Scope::read,
         .params = Schema::object({required("keys", Schema::array(text, 1)), optional("limit", Schema::integer(1)),
                                   optional("maxChars", Schema::integer(20))}),
         .later = sessionsPreview},
        {.name = "sessions.resolve",
         .scope = Scope::admin,
         .isAdvertised = false,
         .params = Schema::object({optional("key", text), optional("sessionId", text), optional("label", Schema::string(1, 64)),
                                   optional("agentId", text), optional("spawnedBy", text), optional("includeGlobal", flag),
                                   optional("includeUnknown", flag)}),
         .later = sessionsResolve},
        {.name = "sessions.patch",
         .scope = Scope::admin,
         .params = Schema::object({required("key", text), optional("label", Schema::nullable(Schema::string(1, 64))),
                                   optional("thinkingLevel", word), optional("verboseLevel", word),
                                   optional("reasoningLevel", word), optional("responseUsage", word),
                                   optional("elevatedLevel", word), optional("execHost", word),
                                   optional("execSecurity", word), optional("execAsk", word), optional("execNode", word),
                                   optional("model", word), optional("spawnedBy", word), optional("sendPolicy", word),
                                   optional("groupActivation", word)}),
         .later = sessionsPatch},
        {.name = "sessions.reset",
         .scope = Scope::admin,
         .params = Schema::object({required("key", text)}),
         .later = sessionsReset},
        {.name = "sessions.delete",
         .scope = Scope::admin,
         .params = Schema::object({required("key", text), optional("deleteTranscript", flag)}),
         .later = sessionsDelete},
        {.name = "sessions.compact",
         .scope = Scope::admin,
         .params = Schema::object({required("key", text), optional("maxLines", Schema::integer(1))}),
         .later = sessionsCompact},
    };
}

}
