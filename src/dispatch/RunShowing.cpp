// What a chat sees of a turn besides its answer: blocks while it is written, tool lines, typing,
// acknowledgements.
#include "dispatch/RunEngineImpl.hpp"

#include "dispatch/toolLines.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

void RunEngine::Impl::startBlocks(RunPtr running, const Settings& current) {
    Run& run = *running;
    if (!run.request.route) return;
    const ReplyRoute& route = *run.request.route;
    channels::Channel* channel = lookup(route.channel, route.accountId);
    const std::size_t limit = channel ? channel->capabilities().textLimit : text::defaultChunkLimit;
    auto options = BlockStream::optionsFor(current.root, route.channel, route.accountId, limit);
    if (!options) return;
    const ReplyStyle style =
        replyStyleFor(current.root, run.request, run.sessionEntry, mediaRoots(run.request.agentId));
    options->currentId = route.currentId;
    RunResult before; // the model that answered last time will most likely do so again
    before.provider = stringOr(run.sessionEntry, "modelProvider");
    before.model = stringOr(run.sessionEntry, "model");
    options->prefix = responsePrefix(style, before);
    Run* raw = &run; // the coroutine below keeps it alive
    auto send = [this, raw, style](text::ReplyPayload payload) -> asio::awaitable<bool> {
        const ReplyRoute& to = *raw->request.route;
        co_await speakBlock(*raw, payload);
        std::vector<text::ReplyPayload> payloads;
        payloads.push_back(std::move(payload));
        const std::optional<std::int64_t> inboundId =
            raw->inboundIds.empty() ? std::nullopt : std::optional(raw->inboundIds.front());
        auto parts = replyParts(to, raw->info.runId, inboundId, payloads, style,
                                lookup(to.channel, to.accountId), clock.nowMs());
        Result<std::vector<store::Enqueued>> queued = co_await outbox.enqueue(std::move(parts));
        crashPoint("run.block-queued");
        co_return queued.has_value();
    };
    auto pause = [this, agentId = run.request.agentId] {
        return humanDelay(settings()->root, agentId, static_cast<double>(randomBelow(1000)) / 1000.0);
    };
    run.blocks =
        std::make_unique<BlockPump>(executor, clock, std::move(*options), std::move(send), std::move(pause));
    tasks.spawn("run.blocks", pumpBlocks(std::move(running)));
}

/// With `/verbose` the chat sees what the agent does while it does it.
void RunEngine::Impl::showWork(RunPtr run, RunProgress::Hooks& hooks, const Settings& current) {
    const Json* defaults = findPath(current.root, "agents.defaults");
    const std::string standard = defaults ? stringOr(*defaults, "verboseDefault", "off") : "off";
    const std::string level = stringOr(run->sessionEntry, "verboseLevel", standard);
    if (!run->request.route || (level != "on" && level != "full")) return;
    if (run->isNewSession)
        tasks.spawn("run.verbose", sendAside(run, "🧭 New session: " + run->info.sessionId));
    // The run owns these hooks: they must not own it.
    const auto send = [this, weak = std::weak_ptr<Run>(run)](std::string text) {
        RunPtr same = weak.lock();
        if (same && !text.empty()) tasks.spawn("run.verbose", sendAside(std::move(same), std::move(text)));
    };
    hooks.onTool = [send](const std::string& name, const Json& arguments) {
        send(toolLine(name, arguments));
    };
    if (level == "full") hooks.onToolResult = [send](const Json& result) { send(toolOutput(result)); };
}

/// A message besides the answer. Its key is made of the run and its number: a turn that runs again repeats
/// none.
asio::awaitable<void> RunEngine::Impl::sendAside(RunPtr run, std::string text) {
    const ReplyRoute& to = *run->request.route;
    ReplyStyle style;
    style.replyToMode = "off";
    text::ReplyPayload payload;
    payload.text = std::move(text);
    std::vector<text::ReplyPayload> payloads;
    payloads.push_back(std::move(payload));
    const std::optional<std::int64_t> inboundId =
        run->inboundIds.empty() ? std::nullopt : std::optional(run->inboundIds.front());
    const std::string key = fmt::format("{}:aside{}", run->info.runId, run->asides++);
    auto parts =
        replyParts(to, key, inboundId, payloads, style, lookup(to.channel, to.accountId), clock.nowMs());
    const Result<std::vector<store::Enqueued>> queued = co_await outbox.enqueue(std::move(parts));
    if (!queued)
        log::warn("dispatch", "a note of run {} was not sent: {}", run->info.runId, queued.error().message);
}

asio::awaitable<void> RunEngine::Impl::pumpBlocks(RunPtr run) { co_await run->blocks->run(); }

asio::awaitable<void> RunEngine::Impl::acknowledge(RunRequest request, bool isRemoval) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto current = settings();
    const Json* messages = findMember(current->root, "messages");
    const bool isWanted =
        !isRemoval || (messages && findBool(*messages, "removeAckAfterReply").value_or(false));
    channels::Channel* channel =
        request.route ? lookup(request.route->channel, request.route->accountId) : nullptr;
    if (!isWanted || !channel) co_return;
    channels::ActionRequest action;
    action.kind = channels::ActionKind::react;
    action.target = request.route->target;
    action.threadId = request.route->threadId;
    action.messageId = request.route->currentId;
    action.parameters = Json{{"emoji", request.ackEmoji}};
    if (isRemoval) action.parameters["remove"] = true;
    const Result<Json> done = co_await channel->perform(std::move(action));
    if (!done) log::debug("dispatch", "a message could not be acknowledged: {}", done.error().message);
}

void RunEngine::Impl::setTyping(const Run& run, bool isTyping) {
    if (!run.request.route || (isTyping && run.progress && run.progress->neverType)) return;
    const ReplyRoute& route = *run.request.route;
    if (channels::Channel* channel = lookup(route.channel, route.accountId))
        channel->setTyping(route.target, route.threadId, isTyping);
}

}
