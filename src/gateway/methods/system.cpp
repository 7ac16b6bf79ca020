// health, status, system-presence, config.get, logs.tail, models.list.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::Schema;

constexpr std::int64_t defaultContextTokens = 200'000;

std::optional<Answer> healthNow(Services& services, const Call& call) {
    if (findBool(call.params, "probe").value_or(false) || !services.health.isFresh())
        return std::nullopt;
    services.health.requestRefresh();
    return Answer::text(services.health.text());
}

asio::awaitable<Answer> healthLater(Services& services, Call) {
    co_await services.health.refresh();
    co_return Answer::text(services.health.text());
}

std::optional<Answer> presenceNow(Services& services, const Call&) { return Answer(services.presence.list()); }

std::optional<Answer> configGetNow(Services& services, const Call&) { return Answer(services.configSnapshot()); }


asio::awaitable<Answer> statusLater(Services& services, Call) {
    const auto settings = services.settings();
    const std::int64_t now = services.clock.nowMs();
    Result<std::int64_t> count = co_await services.store.sessions().count();
    store::SessionQuery query;
    query.limit = 10;
    Result<std::vector<store::SessionRow>> rows = co_await services.store.sessions().list(std::move(query));
    if (!count || !rows)
        co_return Answer(count ? rows.error() : count.error());
    Json recent = Json::array();
    for (const auto& row : *rows) {
        const std::int64_t total = findInteger(row.entry, "totalTokens").value_or(0);
        const std::int64_t context = findInteger(row.entry, "contextTokens").value_or(defaultContextTokens);
        Json item = {{"agentId", row.agentId},     {"key", row.sessionKey},
                     {"kind", row.kind},           {"sessionId", row.sessionId},
                     {"updatedAt", row.updatedAtMs}, {"age", now - row.updatedAtMs},
                     {"totalTokens", total},       {"remainingTokens", std::max<std::int64_t>(0, context - total)},
                     {"percentUsed", context > 0 ? total * 100 / context : 0},
                     {"model", stringOr(row.entry, "model", settings->defaultModel)},
                     {"contextTokens", context},   {"flags", Json::array()}};
        for (const char* key : {"thinkingLevel", "verboseLevel", "reasoningLevel", "elevatedLevel", "systemSent",
                                "abortedLastRun", "inputTokens", "outputTokens"}) {
            if (const Json* value = findMember(row.entry, key))
                item[key] = *value;
        }
        recent.push_back(std::move(item));
    }
    Json channelSummaries = Json::array();
    for (const auto& report : services.supervisor.report())
        channelSummaries.push_back(channelLabel(report.channel) + " " + report.accountId + ": " +
                                   (report.status.connected ? "connected" : report.status.running ? "connecting" : "stopped"));
    const std::string path = (services.stateDirectory / "agents" / settings->defaultAgentId / "sessions").string();
    const Json byAgent = Json::array(
        {Json{{"agentId", settings->defaultAgentId}, {"path", path}, {"count", *count}, {"recent", recent}}});
    co_return Answer(Json{
        {"heartbeat",
         {{"defaultAgentId", settings->defaultAgentId},
          {"agents", Json::array({Json{{"agentId", settings->defaultAgentId}, {"enabled", false}, {"every", "disabled"},
                                       {"everyMs", nullptr}}})}}},
        {"channelSummary", channelSummaries},
        {"queuedSystemEvents", Json::array()},
        {"sessions",
         {{"paths", Json::array({path})},
          {"count", *count},
          {"defaults", {{"model", settings->defaultModel}, {"contextTokens", defaultContextTokens}}},
          {"recent", recent},
          {"byAgent", byAgent}}}});
}

/// The part of a growing log file that a reader has not seen, cut at line ends.
Answer readLogTail(const std::string& path, std::optional<std::int64_t> cursor, std::size_t limit, std::int64_t maxBytes) {
    Json payload = {{"file", path}, {"cursor", 0}, {"size", 0}, {"lines", Json::array()}, {"truncated", false}, {"reset", false}};
    const int file = path.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return Answer(payload);
    struct stat info {};
    ::fstat(file, &info);
    const std::int64_t size = info.st_size;
    std::int64_t start = cursor.value_or(std::max<std::int64_t>(0, size - maxBytes));
    bool truncated = !cursor && start > 0;
    bool reset = false;
    if (cursor && (*cursor > size || size - *cursor > maxBytes)) {
        start = std::max<std::int64_t>(0, size - maxBytes);
        reset = true;
        truncated = true;
    }
    std::string text(static_cast<std::size_t>(size - start), '\0');
    const ssize_t got = ::pread(file, text.data(), text.size(), start);
    ::close(file);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    std::string_view rest = text;
    if (truncated)
        rest.remove_prefix(std::min(rest.size(), rest.find('\n') == std::string_view::npos ? rest.size() : rest.find('\n') + 1));
    std::vector<std::string> lines;
    for (const std::string_view line : split(rest, '\n')) {
        if (!line.empty())
            lines.emplace_back(sanitizeUtf8(line));
    }
    if (lines.size() > limit)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(limit));
    payload["cursor"] = size;
    payload["size"] = size;
    payload["lines"] = lines;
    payload["truncated"] = truncated;
    payload["reset"] = reset;
    return Answer(payload);
}

std::optional<Answer> logsTailNow(Services&, const Call& call) {
    log::flush();
    return readLogTail(log::filePath(), findInteger(call.params, "cursor"),
                       static_cast<std::size_t>(findInteger(call.params, "limit").value_or(500)),
                       findInteger(call.params, "maxBytes").value_or(250'000));
}

std::optional<Answer> modelsListNow(Services& services, const Call&) {
    const auto settings = services.settings();
    Json models = Json::array();
    if (const Json* providers = findPath(settings->root, "models.providers"); providers && providers->is_object()) {
        for (const auto& [providerId, provider] : providers->items()) {
            const Json* list = findMember(provider, "models");
            if (!list || !list->is_array())
                continue;
            for (const auto& model : *list) {
                const std::string id = stringOr(model, "id");
                Json entry = {{"id", id}, {"name", stringOr(model, "name", id)}, {"provider", providerId}};
                for (const char* key : {"contextWindow", "reasoning", "input"}) {
                    if (const Json* value = findMember(model, key))
                        entry[key] = *value;
                }
                models.push_back(std::move(entry));
            }
        }
    }
    models.push_back({{"id", "offline"}, {"name", "Offline (built in)"}, {"provider", "offline"}, {"input", {"text"}}});
    std::sort(models.begin(), models.end(), [](const Json& a, const Json& b) {
        return std::pair(a["provider"].get<std::string>(), a["name"].get<std::string>()) <
               std::pair(b["provider"].get<std::string>(), b["name"].get<std::string>());
    });
    return Answer(Json{{"models", std::move(models)}});
}

}

std::vector<Method> systemMethods() {
    return {
        {.name = "health", .scope = Scope::read, .params = Schema::any(), .now = healthNow, .later = healthLater},
        {.name = "logs.tail",
         .scope = Scope::read,
         .params = Schema::object({optional("cursor", Schema::integer(0)), optional("limit", Schema::integer(1, 5000)),
                                   optional("maxBytes", Schema::integer(1, 1'000'000))}),
         .now = logsTailNow},
        {.name = "status", .scope = Scope::read, .params = Schema::any(), .later = statusLater},
        {.name = "config.get", .scope = Scope::admin, .params = Schema::object({}), .now = configGetNow},
        {.name = "models.list", .scope = Scope::read, .params = Schema::object({}), .now = modelsListNow},
        {.name = "system-presence", .scope = Scope::read, .params = Schema::any(), .now = presenceNow},
    };
}

}
