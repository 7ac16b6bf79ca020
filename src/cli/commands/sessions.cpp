// sessions: the stored conversations, with or without a gateway running.
#include "cli/commandTree.hpp"
#include "cli/sessionRows.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/clock.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

constexpr std::size_t everything = 1'000'000;

Json sessionJson(const store::SessionRow& row, const std::string& model, std::int64_t now) {
    Json item = {{"key", row.sessionKey},
                 {"kind", row.kind},
                 {"updatedAt", row.updatedAtMs},
                 {"ageMs", now - row.updatedAtMs},
                 {"sessionId", row.sessionId},
                 {"model", modelOf(row, model)},
                 {"contextTokens", findInteger(row.entry, "contextTokens").value_or(defaultContextTokens)}};
    for (const char* key : {"systemSent", "abortedLastRun", "thinkingLevel", "verboseLevel", "reasoningLevel",
                            "elevatedLevel", "responseUsage", "groupActivation", "inputTokens", "outputTokens",
                            "totalTokens"}) {
        if (const Json* value = findMember(row.entry, key); value && !value->is_null())
            item[key] = *value;
    }
    return item;
}

std::string tokensText(const store::SessionRow& row) {
    const auto total = findInteger(row.entry, "totalTokens");
    if (!total || *total <= 0)
        return "-";
    const std::int64_t context = findInteger(row.entry, "contextTokens").value_or(defaultContextTokens);
    return fmt::format("{}/{} ({}%)", formatTokens(static_cast<double>(*total)), formatTokens(static_cast<double>(context)),
                       context > 0 ? *total * 100 / context : 0);
}

std::string flagsText(const Json& entry) {
    std::string flags;
    const auto add = [&](const std::string& flag) { flags += (flags.empty() ? "" : " ") + flag; };
    for (const auto& [key, label] : {std::pair("thinkingLevel", "think"), std::pair("verboseLevel", "verbose"),
                                     std::pair("reasoningLevel", "reasoning"), std::pair("elevatedLevel", "elev")}) {
        if (const std::string level = stringOr(entry, key); !level.empty())
            add(fmt::format("{}:{}", label, level));
    }
    if (findBool(entry, "systemSent").value_or(false))
        add("system");
    if (findBool(entry, "abortedLastRun").value_or(false))
        add("aborted");
    return flags;
}

void printTable(const Context& context, const std::vector<store::SessionRow>& rows, const std::string& model, std::int64_t now) {
    const auto line = [&](const std::string& kind, const std::string& key, const std::string& age, const std::string& name,
                          const std::string& tokens, const std::string& flags) {
        std::string text = fmt::format("{} {} {} {} {} {}", fitColumn(kind, 6), fitColumn(key, 26), fitColumn(age, 9),
                                       fitColumn(name, 14), fitColumn(tokens, 20), flags);
        text.erase(text.find_last_not_of(' ') + 1);
        context.print(text);
    };
    line("Kind", "Key", "Age", "Model", "Tokens (ctx %)", "Flags");
    for (const store::SessionRow& row : rows)
        line(row.kind, row.sessionKey, formatAge(now - row.updatedAtMs), modelOf(row, model), tokensText(row),
             flagsText(row.entry));
}

int listSessions(Context& context, const Arguments& arguments) {
    const std::int64_t now = SystemClock().nowMs();
    const Result<std::int64_t> minutes = arguments.positive("active", 0);
    if (!minutes)
        return context.fail("--active must be a positive integer (minutes)");
    store::SessionQuery query;
    query.limit = everything;
    if (*minutes > 0)
        query.activeSinceMs = now - *minutes * 60'000;
    Result<StoredSessions> sessions = arguments.has("store")
                                          ? readSessionsFile(context.environment.expandPath(arguments.text("store")))
                                          : readSessions(context, query);
    if (!sessions)
        return context.fail("[openclaw] Failed to start CLI: Error: " + sessions.error().message);
    std::erase_if(sessions->rows, [&](const auto& row) { return row.updatedAtMs < query.activeSinceMs.value_or(0); });
    const std::string model = defaultModel(context);
    if (arguments.has("json")) {
        Json list = Json::array();
        for (const store::SessionRow& row : sessions->rows)
            list.push_back(sessionJson(row, model, now));
        context.printJson(Json{{"path", sessions->path},
                               {"count", list.size()},
                               {"activeMinutes", *minutes > 0 ? Json(*minutes) : Json(nullptr)},
                               {"sessions", std::move(list)}});
        return 0;
    }
    context.print("Session store: " + context.shortPath(sessions->path));
    context.print(fmt::format("Sessions listed: {}", sessions->rows.size()));
    if (*minutes > 0)
        context.print(fmt::format("Filtered to last {} minute(s)", *minutes));
    if (sessions->rows.empty())
        context.print("No sessions found.");
    else
        printTable(context, sessions->rows, model, now);
    return 0;
}

}

Command sessionsCommand() {
    Command command;
    command.name = "sessions";
    command.summary = "List stored conversations";
    command.options = {{0, "json", "", "Print JSON", false, false},
                       {0, "active", "minutes", "Only sessions active in the last minutes", false, false},
                       {0, "store", "path", "Read this sessions.json instead", false, false},
                       {0, "verbose", "", "", false, true}};
    command.action = listSessions;
    command.ignoresUnknownOptions = true;
    return command;
}

}
