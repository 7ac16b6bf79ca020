// The host's side of the plugin protocol. An inbound request is answered only after the messages are stored, so a plugin
// knows what it may confirm to its network; a program that says too much is no longer read until the host has caught up.
#include "plugins/PluginChannel.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/chunking.hpp"
#include "plugins/wire.hpp"

#include <algorithm>
#include <filesystem>

namespace openclaw::plugins {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxOpenTasks = 32;
constexpr auto sendTimeout = 60s;

}

PluginChannel::PluginChannel(channels::ChannelContext context, Manifest manifest, Json settings)
    : context_(std::move(context)), manifest_(std::move(manifest)), settings_(std::move(settings)), tasks_(context_.executor) {
    status_.configured = true;
    status_.mode = "plugin";
    hideSecrets(manifest_, settings_);
}

PluginChannel::~PluginChannel() = default;

channels::Capabilities PluginChannel::capabilities() const { return readCapabilities(manifest_.capabilities); }

asio::awaitable<Result<void>> PluginChannel::run(channels::InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<Program> started =
        launchProgram(context_.executor, context_.launcher, context_.environment, manifest_);
    if (!started) {
        status_.lastError = started.error().message;
        co_return started.error();
    }
    program_ = std::move(*started);
    auto raced = co_await (runProgram(sink) || serve());
    Result<void> ended;
    if (raced.index() == 0)
        ended = std::move(std::get<0>(raced));
    else
        ended = std::move(std::get<1>(raced));
    const bool wasCancelled = co_await isCancelled();
    status_.connected = false;
    tasks_.cancel();
    co_await tasks_.join();
    co_await program_->stop(stopGrace);
    program_.reset();
    if (wasCancelled) co_return Error(Errc::cancelled, "cancelled");
    const Error error = ended ? Error(Errc::closed, "plugin " + manifest_.id + " ended") : ended.error();
    status_.lastError = log::redact(error.message);
    co_return error;
}

asio::awaitable<Result<void>> PluginChannel::runProgram(channels::InboundSink& sink) {
    process::RpcClient::Listener listener = [this, &sink](process::RpcMessage message) { onMessage(sink, std::move(message)); };
    Error ended = co_await program_->run(std::move(listener));
    co_return ended;
}

asio::awaitable<Result<void>> PluginChannel::serve() {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<std::optional<store::ChannelOffset>> offset =
        co_await context_.store.offsets().get(manifest_.id, accountId_);
    if (!offset) co_return Error(Errc::unavailable, offset.error().message);
    Json more{{"accountId", accountId_}};
    if (*offset) more["offset"] = Json{{"value", (*offset)->value}, {"detail", (*offset)->detail}};
    Result<Json> answer =
        co_await introduceHost(program_, manifest_, context_.stateDirectory, settings_, std::move(more));
    if (!answer) co_return answer.error();
    status_.identity = stringOr(*answer, "identity");
    status_.connected = findBool(*answer, "connected").value_or(true);
    if (status_.connected) {
        status_.lastConnectedAtMs = context_.clock.nowMs();
        status_.lastError.clear();
    }
    log::info("plugins", "{} started as {}", manifest_.id, status_.identity);
    std::function<void(const Json&)> onStatus = [this](const Json& status) {
        status_.connected = findBool(status, "connected").value_or(status_.connected);
    };
    Error ended = co_await watchProgram(context_.clock, program_, manifest_.id, std::move(onStatus));
    co_return ended;
}

void PluginChannel::onMessage(channels::InboundSink& sink, process::RpcMessage message) {
    status_.lastEventAtMs = context_.clock.nowMs();
    if (message.kind == process::RpcMessage::Kind::request && message.method == "inbound") {
        tasks_.spawn("plugin.inbound", takeInbound(sink, program_, std::move(message)));
        if (tasks_.size() >= maxOpenTasks) program_->holdReading(true);
    } else if (message.kind == process::RpcMessage::Kind::request) {
        tasks_.spawn("plugin.refuse", takeInbound(sink, program_, std::move(message)));
    } else if (message.method == "connected") {
        status_.connected = true;
        status_.lastConnectedAtMs = context_.clock.nowMs();
        status_.identity = stringOr(message.params, "identity", status_.identity);
        status_.lastError.clear();
    } else if (message.method == "disconnected") {
        status_.connected = false;
        status_.lastError = log::redact(sanitizeUtf8(utf8Prefix(stringOr(message.params, "error"), 300)));
    } else if (message.method == "log") {
        log::info("plugins", "{}: {}", manifest_.id, std::string(utf8Prefix(stringOr(message.params, "message"), 500)));
    }
}

asio::awaitable<void> PluginChannel::takeInbound(channels::InboundSink& sink, Program program,
                                                 process::RpcMessage request) {
    std::string answer;
    if (request.method != "inbound") {
        answer = process::rpcErrorLine(request.rawId, -32601, "Method not found");
    } else {
        Result<std::vector<channels::InboundMessage>> messages = readInbound(request.params, manifest_.id, accountId_);
        if (!messages) {
            answer = process::rpcErrorLine(request.rawId, -32602, messages.error().message);
        } else {
            const std::size_t count = messages->size();
            std::optional<store::ChannelOffset> offset = readOffset(request.params, manifest_.id, accountId_);
            crashPoint("plugin.received");
            Result<void> accepted = co_await sink.accept(std::move(*messages), std::move(offset));
            crashPoint("plugin.accepted");
            if (accepted) {
                if (count > 0) status_.lastInboundAtMs = context_.clock.nowMs();
                const Json stored{{"accepted", count}};
                answer = process::rpcResultLine(request.rawId, stored);
            } else {
                answer = process::rpcErrorLine(request.rawId, -32001, "not stored, try again");
            }
        }
    }
    Result<void> written = co_await program->writeLine(std::move(answer));
    if (!written) log::debug("plugins", "{}: {}", manifest_.id, written.error().message);
    program->holdReading(false);
}

std::vector<Json> PluginChannel::render(const channels::Reply& reply) const {
    std::vector<std::string> chunks;
    if (!trimUnicode(reply.text).empty()) chunks = text::chunkMarkdown(reply.text, capabilities().textLimit);
    std::vector<Json> payloads;
    for (std::size_t i = 0; i < std::max(chunks.size(), reply.media.size()); ++i) {
        Json payload = Json::object();
        if (i < chunks.size()) payload["text"] = chunks[i];
        if (i < reply.media.size())
            payload["media"] = Json{{"path", reply.media[i].path},
                                    {"mimeType", reply.media[i].mimeType},
                                    {"fileName", reply.media[i].fileName}};
        if (i == 0 && !reply.replyToId.empty()) payload["replyTo"] = reply.replyToId;
        payloads.push_back(std::move(payload));
    }
    return payloads;
}

asio::awaitable<Result<channels::Delivery>> PluginChannel::send(channels::OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const Program program = program_;
    if (!program || !status_.connected) co_return Error(Errc::refused, "plugin " + manifest_.id + " is not connected");
    Json params = part.payload;
    params["key"] = part.key;
    params["target"] = part.target;
    if (!part.threadId.empty()) params["threadId"] = part.threadId;
    params["attempt"] = part.attempt;
    process::RpcClient::ErrorReader reader = readSendError;
    Result<Json> sent = co_await program->call("send", std::move(params), sendTimeout, std::move(reader));
    if (!sent) {
        status_.lastError = log::redact(sent.error().message);
        co_return sent.error();
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    channels::Delivery delivery;
    delivery.messageId = stringOr(*sent, "messageId");
    co_return delivery;
}

asio::awaitable<void> PluginChannel::tellTyping(Program program, Json params) {
    Result<void> written = co_await program->notify("typing", std::move(params));
    if (!written) log::debug("plugins", "{}: {}", manifest_.id, written.error().message);
}

void PluginChannel::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    const bool isUseful = program_ && status_.connected && capabilities().hasTyping && tasks_.size() < maxOpenTasks;
    if (!isUseful) return;
    Json params{{"target", target}, {"threadId", threadId}, {"isTyping", isTyping}};
    tasks_.spawn("plugin.typing", tellTyping(program_, std::move(params)));
}

asio::awaitable<Result<Json>> PluginChannel::perform(channels::ActionRequest request) {
    const auto actions = capabilities().actions;
    if (std::ranges::find(actions, request.kind) == actions.end()) {
        Result<Json> refusal = co_await Channel::perform(std::move(request));
        co_return refusal;
    }
    const Program program = program_;
    if (!program) co_return Error(Errc::unavailable, "plugin " + manifest_.id + " is not running");
    Json params{{"name", channels::toString(request.kind)},
                {"target", request.target},
                {"threadId", request.threadId},
                {"messageId", request.messageId},
                {"parameters", request.parameters}};
    Result<Json> done = co_await program->call("action", std::move(params), sendTimeout);
    co_return done;
}

asio::awaitable<Result<std::int64_t>> PluginChannel::download(channels::Attachment attachment, std::string path, std::int64_t maxBytes) {
    const Program program = program_;
    if (!program) co_return Error(Errc::unavailable, "plugin " + manifest_.id + " is not running");
    Json params{{"source", attachment.source}, {"path", path}, {"maxBytes", maxBytes}};
    Result<Json> done = co_await program->call("download", std::move(params), sendTimeout);
    std::error_code failure;
    const bool isFile = std::filesystem::is_regular_file(std::filesystem::symlink_status(path, failure));
    const auto size = isFile ? static_cast<std::int64_t>(std::filesystem::file_size(path, failure)) : 0;
    // The plugin writes, the host checks.
    if (done && isFile && size <= maxBytes) {
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
        co_return size;
    }
    std::filesystem::remove(path, failure);
    if (!done) co_return done.error();
    co_return Error(Errc::invalidInput, isFile ? "the attachment is larger than allowed" : "the plugin wrote no file");
}

}
