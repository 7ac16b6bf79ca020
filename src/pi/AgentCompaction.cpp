// Replacing the older part of a conversation by a summary that the model itself writes.
#include "pi/AgentSession.hpp"

#include "openclaw/llm/history.hpp"

#include <algorithm>

namespace openclaw::pi {

bool AgentSession::overThreshold() const {
    return contextTokens(messages_, beforeCompaction_) > options_.model.contextWindow - settings_.reserveTokens();
}

asio::awaitable<Result<Json>> AgentSession::compact(std::string customInstructions) {
    co_await abort();
    aborted_ = false;
    co_return co_await runCompaction("manual", std::move(customInstructions), false);
}

asio::awaitable<Result<Json>> AgentSession::runCompaction(
    std::string reason, std::string customInstructions, bool willRetryAfter) {
    const bool manual = reason == "manual";
    const std::vector<const Json*> path = log_.path();
    Result<CompactionPlan> plan = planCompaction(path, settings_.keepRecentTokens());
    // An automatic compaction that has nothing to do is no event.
    if (!plan && !manual)
        co_return plan.error();
    compacting_ = true;
    services_.sink.send(dumpJson(Json{{"type", "compaction_start"}, {"reason", reason}}));
    Result<Json> result = Error(Errc::invalidInput, "Nothing to compact (session too small)");
    if (plan)
        result = co_await compactWith(std::move(*plan), std::move(customInstructions));
    Json event{{"type", "compaction_end"}, {"reason", reason}, {"aborted", aborted_}};
    event["willRetry"] = willRetryAfter && result.has_value();
    if (result)
        event["result"] = *result;
    else if (!aborted_)
        event["errorMessage"] = "Compaction failed: " + result.error().message;
    services_.sink.send(dumpJson(event));
    compacting_ = false;
    idle_.notify();
    co_return result;
}

asio::awaitable<Result<Json>> AgentSession::compactWith(CompactionPlan plan, std::string customInstructions) {
    const std::int64_t tokensBefore = contextTokens(messages_, beforeCompaction_);
    std::string summary;
    std::string turnSummary;
    if (options_.model.api == llm::Api::offline) {
        summary = offlineSummary(plan);
    } else {
        const std::int64_t budget = std::max<std::int64_t>(1024, settings_.reserveTokens() * 8 / 10);
        if (!plan.toSummarise.empty()) {
            Result<std::string> text = co_await summarise(summaryPrompt(plan, customInstructions), budget);
            if (!text)
                co_return text.error();
            summary = std::move(*text);
        }
        if (!plan.turnPrefix.empty()) {
            Result<std::string> text = co_await summarise(turnPrefixPrompt(plan), budget / 2);
            if (!text)
                co_return text.error();
            turnSummary = std::move(*text);
        }
    }

    const auto toList = [](const std::set<std::string>& files) {
        Json list = Json::array();
        for (const std::string& file : files)
            list.push_back(file);
        return list;
    };
    Json details{{"readFiles", toList(plan.readFiles)}, {"modifiedFiles", toList(plan.modifiedFiles)}};
    Json result{{"summary", joinSummary(plan, summary, turnSummary)},
        {"firstKeptEntryId", plan.firstKeptEntryId},
        {"tokensBefore", tokensBefore},
        {"details", std::move(details)}};
    Json entry = result;
    entry["type"] = "compaction";
    entry["fromHook"] = false;
    log_.append(std::move(entry));
    SessionLog::Context context = log_.context();
    messages_ = std::move(context.messages);
    beforeCompaction_ = context.beforeCompaction;
    std::int64_t after = 0;
    for (const Json& message : messages_)
        after += llm::estimateTokens(message);
    result["estimatedTokensAfter"] = after;
    co_return result;
}

asio::awaitable<Result<std::string>> AgentSession::summarise(std::string prompt, std::int64_t maxTokens) {
    if (aborted_)
        co_return Error(Errc::cancelled, "Compaction cancelled");
    llm::Reply reply = abortedReply();
    steps_.spawn("summary", summaryStep(std::move(prompt), maxTokens, reply));
    co_await steps_.join();
    if (reply.stopReason == llm::StopReason::aborted)
        co_return Error(Errc::cancelled, "Compaction cancelled");
    if (reply.stopReason == llm::StopReason::error)
        co_return Error(Errc::unavailable, reply.errorMessage);
    std::string text;
    for (const llm::Block& block : reply.blocks) {
        if (block.kind == llm::BlockKind::text)
            text += block.text;
    }
    if (text.empty())
        co_return Error(Errc::unavailable, "the model returned an empty summary");
    co_return text;
}

asio::awaitable<void> AgentSession::summaryStep(std::string prompt, std::int64_t maxTokens, llm::Reply& reply) {
    llm::Request request;
    request.model = options_.model;
    request.systemPrompt = summarySystemPrompt;
    request.messages.push_back(Json{{"role", "user"}, {"content", prompt}});
    request.maxTokens = maxTokens;
    request.sessionId = log_.id();
    ModelClient::OnEvent ignore = [](const llm::StreamEvent&, const llm::Reply&) {};
    reply = co_await client_.ask(std::move(request), std::move(ignore));
}

}
