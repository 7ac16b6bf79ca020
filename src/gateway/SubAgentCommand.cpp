// What people see of sub-agents: /subagents and the line of the status card.
#include "gateway/SubAgents.hpp"

#include "gateway/messageText.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::chrono::seconds answerPatience{30};
constexpr std::size_t defaultLogLines = 20;
constexpr std::size_t maxLogLines = 200;
constexpr std::size_t maxLineBytes = 500;

const std::string help = "🤖 Sub-agents of this conversation\n"
                         "/subagents list\n"
                         "/subagents stop <which|all>\n"
                         "/subagents log <which> [lines] [tools]\n"
                         "/subagents info <which>\n"
                         "/subagents send <which> <message>\n"
                         "which: number in the list, last, beginning of a run id, or session key";

std::string timeText(std::int64_t ms) { return ms > 0 ? formatIsoTime(ms) : "n/a"; }

/// The first word, taken out of the text.
std::string takeWord(std::string& text) {
    const std::string_view rest = trimUnicode(text);
    const std::size_t end = findSpace(rest, 0);
    std::string word(rest.substr(0, end));
    text = std::string(end < rest.size() ? trimUnicode(rest.substr(end)) : std::string_view());
    return word;
}

std::string plural(std::size_t count) {
    return fmt::format("{} {}", count, count == 1 ? "sub-agent" : "sub-agents");
}

}

std::string SubAgents::statusOf(const SubAgentRecord& record) const {
    if (isAtWork(record)) return "running";
    if (record.status.empty()) return "lost";
    return record.status == "ok" ? "done" : record.status;
}

std::string SubAgents::listText(const Records& records) const {
    if (records.empty()) return "🤖 No sub-agents in this conversation.";
    const auto active =
        std::ranges::count_if(records, [this](const SubAgentRecord& record) { return isAtWork(record); });
    std::string text =
        fmt::format("🤖 Sub-agents: {} active · {} done", active, std::ssize(records) - active);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const SubAgentRecord& record = records[i];
        const std::int64_t until = record.endedAtMs > 0 ? record.endedAtMs : clock_.nowMs();
        text += fmt::format("\n{}) {} · {} · {} · run {} · {}", i + 1, statusOf(record), record.name(),
                            shortDuration(until - record.createdAtMs), record.runId.substr(0, 8),
                            record.sessionKey);
    }
    return text;
}

std::string SubAgents::infoText(const SubAgentRecord& record) const {
    std::string text = "ℹ️ Sub-agent " + record.name();
    text += "\nStatus: " + statusOf(record);
    if (!record.error.empty()) text += "\nError: " + record.error;
    text += "\nTask: " + record.task + "\nRun: " + record.runId;
    text += "\nSession: " + record.sessionKey + "\nSessionId: " + record.sessionId;
    text += "\nCreated: " + timeText(record.createdAtMs) + "\nStarted: " + timeText(record.startedAtMs);
    text += "\nEnded: " + timeText(record.endedAtMs);
    return text + "\nCleanup: " + record.cleanup + "\nArchive: " + timeText(record.archiveAtMs);
}

asio::awaitable<std::string> SubAgents::statusLine(std::string requesterKey) {
    const Result<Records> records = co_await list(std::move(requesterKey));
    std::vector<std::string> active;
    std::size_t done = 0;
    if (records) {
        for (const SubAgentRecord& record : *records) {
            if (isAtWork(record))
                active.push_back(record.name());
            else
                ++done;
        }
    }
    if (active.empty()) co_return std::string();
    co_return fmt::format("🤖 Sub-agents: {} active ({}) · {} done", active.size(), join(active, ", "),
                          done);
}

asio::awaitable<Result<std::string>> SubAgents::command(dispatch::RunRequest request, std::string arguments) {
    std::string action = toLowerAscii(takeWord(arguments));
    if (action.empty()) action = "list";
    Result<Records> records = co_await list(request.sessionKey);
    if (!records) co_return records.error();
    if (action == "list") co_return listText(*records);
    std::string target = takeWord(arguments);
    const bool isKnown = action == "stop" || action == "log" || action == "info" || action == "send";
    if (!isKnown || target.empty()) co_return help;
    if (action == "stop") {
        Result<std::string> stopped =
            co_await stopText(request.sessionKey, std::move(target), std::move(*records));
        co_return stopped;
    }
    Result<SubAgentRecord> record = findSubAgent(*records, target);
    if (!record) co_return "⚠️ " + record.error().message;
    if (action == "info") co_return infoText(*record);
    if (action == "log") {
        Result<std::string> log = co_await logText(std::move(*record), std::move(arguments));
        co_return log;
    }
    if (arguments.empty()) co_return help;
    Result<std::string> answer =
        co_await passOn(std::move(*record), std::move(arguments), std::move(request));
    co_return answer;
}

asio::awaitable<Result<std::string>>
SubAgents::stopText(std::string requesterKey, std::string target, Records records) {
    if (target == "all" || target == "*") {
        const std::size_t count = co_await stopAll(std::move(requesterKey));
        co_return "⚙️ Stopped " + plural(count) + ".";
    }
    const Result<SubAgentRecord> record = findSubAgent(records, target);
    if (!record) co_return "⚠️ " + record.error().message;
    if (!end(*record)) co_return "⚙️ " + record->name() + " is not at work.";
    co_return "⚙️ Stopped " + record->name() + ".";
}

asio::awaitable<Result<std::string>> SubAgents::logText(SubAgentRecord record, std::string options) {
    std::size_t lines = defaultLogLines;
    bool includesTools = false;
    for (const std::string_view word : splitWords(options)) {
        includesTools = includesTools || word == "tools";
        if (const auto number = parseInteger(word))
            lines = static_cast<std::size_t>(std::clamp<std::int64_t>(*number, 1, maxLogLines));
    }
    Result<std::vector<store::TranscriptMessage>> page =
        co_await store_.transcript().page(record.sessionId, lines, std::nullopt);
    if (!page) co_return page.error();
    std::vector<Json> messages;
    for (store::TranscriptMessage& row : *page)
        messages.push_back(std::move(row.message));
    for (Json& message : runs_.pendingMessages(record.sessionKey))
        messages.push_back(std::move(message));
    std::string text = "📜 " + record.name();
    for (const Json& message : messages) {
        const std::string role = stringOr(message, "role");
        const std::string said = collapseSpaces(readableText(message));
        const bool isShown = role == "user" || role == "assistant" || includesTools;
        if (said.empty() || !isShown) continue;
        text += "\n" + role + ": " + std::string(utf8Prefix(said, maxLineBytes));
        if (said.size() > maxLineBytes) text += "…";
    }
    co_return text;
}

/// A further turn of the sub-agent, with the rights of the person; the answer goes to this person and nobody
/// else.
asio::awaitable<Result<std::string>>
SubAgents::passOn(SubAgentRecord record, std::string message, dispatch::RunRequest request) {
    dispatch::RunRequest turn;
    turn.runId = "subagents-send:" + request.runId;
    turn.sessionKey = record.sessionKey;
    turn.displayKey = record.sessionKey;
    turn.agentId = routing::parseAgentKey(record.sessionKey)->agentId;
    turn.message = std::move(message);
    turn.chat = request.chat;
    turn.isAuthorized = request.isAuthorized;
    turn.lane = dispatch::GlobalLane::subagent;
    const std::string runId = turn.runId;
    const Result<store::Admission> admitted = co_await runs_.admit(std::move(turn));
    if (!admitted) co_return admitted.error();
    const std::optional<dispatch::RunResult> result = co_await runs_.wait(runId, answerPatience);
    if (!result) co_return "⏳ " + record.name() + " is still at work.";
    if (result->status == dispatch::RunStatus::error)
        co_return "⚠️ " + record.name() + ": " + result->error;
    const bool hasAnswer = !result->text.empty() && !text::isSilentReply(result->text);
    if (!hasAnswer) co_return "✅ Sent to " + record.name() + ".";
    co_return result->text;
}

}
