// The imsg program is started, probed, watched and, when it goes or falls silent, started again by the Supervisor; the
// stored row number makes every new watch begin where the last one ended.
#include "channels/imessage/IMessageChannel.hpp"

#include "channels/imessage/rows.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/mentions.hpp"
#include "openclaw/text/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace openclaw::channels::imessage {

namespace {

using namespace std::chrono_literals;

/// A history with reactions can fill a line of megabytes.
constexpr std::size_t maxLineBytes = 32 * 1024 * 1024;
constexpr std::size_t maxPending = 1000;
constexpr std::size_t batchSize = 100;
constexpr auto callTimeout = 10s;
/// AppleScript takes its time.
constexpr auto sendTimeout = 60s;
constexpr auto pingInterval = 120s;
constexpr int maxMissedPings = 2;
constexpr auto stopGrace = 500ms;
constexpr auto copyTimeout = 120s;
/// After a restart: parts sent this long ago may still come back as rows that are not marked as ours.
constexpr std::int64_t recallMs = 10 * 60'000;
constexpr std::size_t maxRecalled = 200;
/// A row that the chat list knows and the watch has not reported by then is not coming.
constexpr std::int64_t stallMs = 60'000;

bool contains(const std::string& text, std::string_view words) {
    return toLowerAscii(text).find(toLowerAscii(words)) != std::string::npos;
}

}

Error explainSetup(Error error, const std::string& cliPath) {
    const std::string& words = error.message;
    if (contains(words, "full disk access") || contains(words, "authorization denied") ||
        contains(words, "unable to open database") || contains(words, "operation not permitted"))
        error.message += "; give the terminal or the program that runs " + cliPath +
                         " Full Disk Access (System Settings, Privacy & Security)";
    else if (contains(words, "-1743") || contains(words, "not authorized to send apple events") || contains(words, "automation"))
        error.message += "; allow it to control Messages (System Settings, Privacy & Security, Automation)";
    else if (contains(words, "unknown command") || contains(words, "unexpected argument 'rpc'"))
        error = Error(Errc::invalidInput, cliPath + " is too old: it does not know `rpc`; update imsg (" + words + ")");
    return error;
}

std::string remoteHostOf(const std::string& script) {
    const std::size_t ssh = script.find("ssh ");
    if (ssh == std::string::npos) return {};
    const std::string line = script.substr(ssh + 4, script.find('\n', ssh) - ssh - 4);
    std::string previous;
    for (const std::string_view word : split(line, ' ')) {
        if (word.empty()) continue;
        const std::string text(word);
        if (text.find('@') != std::string::npos && text[0] != '-' && text.find('$') == std::string::npos) return text;
        const bool isProgram = text == "imsg" || text.ends_with("/imsg");
        if (isProgram && !previous.empty() && previous[0] != '-') return previous;
        previous = text;
    }
    return {};
}

std::vector<config::ChannelAccount> imessageAccounts(const config::Config& config) {
    auto accounts = config::channelAccounts(config, "imessage", {}, false);
    const bool hasPatterns =
        !text::resolveMentionPatterns(text::mentionConfigFromJson(config.root(), config.defaultAgent().id)).empty();
    std::map<std::string, std::string> owners;
    for (config::ChannelAccount& account : accounts) {
        const std::string key = account.text("cliPath") + "\n" + account.text("dbPath");
        const auto [known, isNew] = owners.emplace(key, account.id);
        if (!isNew) account.section["sameDatabaseAs"] = known->second;
        account.section["hasMentionPatterns"] = hasPatterns;
    }
    return accounts;
}

IMessageChannel::IMessageChannel(ChannelContext context, config::ChannelAccount account)
    : context_(std::move(context)), account_(std::move(account)), remoteHost_(account_.text("remoteHost")),
      pendingChanged_(context_.executor) {
    status_.configured = true;
    status_.enabled = account_.enabled;
    status_.mode = "rpc";
    status_.identity = account_.text("cliPath");
    if (const Json* groups = account_.find("groups"); groups && groups->is_object()) {
        for (const auto& [id, rule] : groups->items())
            groupIds_.insert(id);
    }
    const std::string program = account_.text("cliPath");
    if (remoteHost_.empty() && program.find('/') != std::string::npos) {
        const Result<std::string> script = readFile(context_.environment.expandPath(program), 16 * 1024);
        if (script && script->starts_with("#!")) remoteHost_ = remoteHostOf(*script);
    }
}

IMessageChannel::~IMessageChannel() = default;

Result<std::shared_ptr<process::RpcClient>> IMessageChannel::startProgram() const {
    process::LaunchSpec spec;
    std::string program = account_.text("cliPath");
    if (program.find('/') != std::string::npos || program.starts_with("~"))
        program = context_.environment.expandPath(program).string();
    spec.command = {program, "rpc"};
    if (const std::string database = account_.text("dbPath"); !database.empty()) {
        spec.command.push_back("--db");
        spec.command.push_back(context_.environment.expandPath(database).string());
    }
    // The program talks to Messages or to ssh: it needs the person's own environment, not our keys.
    for (const auto& [name, value] : context_.environment.values()) {
        const bool isSecret = name.find("KEY") != std::string::npos || name.find("TOKEN") != std::string::npos ||
                              name.find("PASSWORD") != std::string::npos || name.find("SECRET") != std::string::npos;
        if (!isSecret) spec.environment.emplace(name, value);
    }
    Result<std::unique_ptr<process::ChildProcess>> child = context_.launcher.launch(std::move(spec));
    if (!child) {
        if (child.error().is(Errc::notFound))
            return Error(Errc::unavailable, "imsg is not installed: " + program + " does not exist (channels.imessage.cliPath)");
        return child.error();
    }
    return std::make_shared<process::RpcClient>(context_.executor, std::move(*child), maxLineBytes, "imsg rpc");
}

Error IMessageChannel::explain(Error error) const { return explainSetup(std::move(error), account_.text("cliPath")); }

asio::awaitable<Result<void>> IMessageChannel::run(InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    if (const std::string other = account_.text("sameDatabaseAs"); !other.empty())
        co_return Error(Errc::invalidInput, "iMessage account " + account_.id + " watches the same database as account " +
                                                other + "; every message would be answered twice");
    Result<std::shared_ptr<process::RpcClient>> started = startProgram();
    if (!started) {
        status_.lastError = log::redact(started.error().message);
        co_return started.error();
    }
    program_ = std::move(*started);
    pending_.clear();
    startedAtMs_ = context_.clock.nowMs();
    auto raced = co_await (runProgram() || watch(sink));
    const Result<void> ended = endOf(std::move(raced));
    const bool wasCancelled = co_await isCancelled();
    status_.connected = false;
    co_await program_->stop(stopGrace);
    program_.reset();
    if (wasCancelled) co_return Error(Errc::cancelled, "cancelled");
    const Error error = explain(ended ? Error(Errc::closed, "imsg rpc ended") : ended.error());
    status_.lastError = log::redact(error.message);
    co_return error;
}

asio::awaitable<Result<void>> IMessageChannel::runProgram() {
    process::RpcClient::Listener listener = [this](process::RpcMessage message) { onNotification(std::move(message)); };
    Error ended = co_await program_->run(std::move(listener));
    co_return ended;
}

void IMessageChannel::onNotification(process::RpcMessage message) {
    if (message.method == "error") {
        // The watch is dead; the program is not.
        mustSubscribe_ = true;
        pendingChanged_.notify();
        return;
    }
    const Json* row = message.method == "message" ? findMember(message.params, "message") : nullptr;
    if (!row || !row->is_object()) return;
    status_.lastEventAtMs = context_.clock.nowMs();
    pending_.push_back(*row);
    if (pending_.size() >= maxPending) program_->holdReading(true);
    pendingChanged_.notify();
}

asio::awaitable<Result<void>> IMessageChannel::probe() {
    using namespace asio::experimental::awaitable_operators;
    Json params{{"limit", 1}};
    // A machine that slept does not wait once more.
    auto raced = co_await (program_->call("chats.list", std::move(params), callTimeout) ||
                           context_.clock.sleepUntil(context_.clock.steadyNow() + callTimeout));
    if (raced.index() == 1) co_return Error(Errc::timeout, "imsg rpc: chats.list was not answered");
    const Result<Json> chats = std::move(std::get<0>(raced));
    if (!chats) co_return chats.error();
    const Json* list = findMember(*chats, "chats");
    if (list && list->is_array() && !list->empty()) {
        const std::int64_t newest = parseIsoTime(stringOr(list->front(), "last_message_at"));
        const std::int64_t now = context_.clock.nowMs();
        const bool isOverdue = newest > newestSeenMs_ && newest > startedAtMs_ && now - newest > stallMs;
        if (isOverdue && newestSeenMs_ > 0) {
            newestSeenMs_ = newest;
            mustSubscribe_ = true;
            pendingChanged_.notify();
        }
        if (newestSeenMs_ == 0) newestSeenMs_ = newest;
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> IMessageChannel::subscribe() {
    Json params{{"attachments", account_.flag("includeAttachments")}, {"include_reactions", true}, {"debounce_ms", 500}};
    if (lastRow_) params["since_rowid"] = *lastRow_;
    Result<Json> subscribed = co_await program_->call("watch.subscribe", std::move(params), callTimeout);
    if (!subscribed) co_return subscribed.error();
    mustSubscribe_ = false;
    co_return Result<void>();
}

asio::awaitable<Result<void>> IMessageChannel::recallSent() {
    if (hasRecalled_) co_return Result<void>();
    Result<std::vector<store::OutboundRecord>> recent = co_await context_.store.outbox().listRecent(maxRecalled);
    if (!recent) co_return recent.error().withContext("reading what was sent");
    hasRecalled_ = true;
    const std::int64_t oldest = context_.clock.nowMs() - recallMs;
    for (const store::OutboundRecord& part : *recent) {
        const bool isOurs = part.channel == name_ && part.accountId == account_.id;
        if (!isOurs || part.attempts == 0 || part.updatedAtMs < oldest) continue;
        echoes_.noteText(stringOr(part.payload, "text"), context_.clock.steadyNow());
        echoes_.noteGuid(part.platformMessageId, context_.clock.steadyNow());
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> IMessageChannel::watch(InboundSink& sink) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<std::optional<store::ChannelOffset>> offset = co_await context_.store.offsets().get(name_, account_.id);
    if (!offset) co_return retryable(offset.error().withContext("reading the iMessage position"));
    if (*offset) lastRow_ = (*offset)->value;
    Result<void> ready = co_await recallSent();
    if (ready) ready = co_await probe();
    if (ready) ready = co_await subscribe();
    if (!ready) co_return retryable(ready.error());
    log::info("imessage", "account={} watching through {}", account_.id, status_.identity);
    noteConnected(status_, context_.clock.nowMs());
    auto raced = co_await (storeRows(sink) || watchForStalls());
    co_return endOf(std::move(raced));
}

asio::awaitable<Result<void>> IMessageChannel::watchForStalls() {
    co_await asio::this_coro::throw_if_cancelled(false);
    int missed = 0;
    for (;;) {
        co_await context_.clock.sleepUntil(context_.clock.steadyNow() + pingInterval);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        Result<void> answered = co_await probe();
        missed = answered ? 0 : missed + 1;
        if (answered) status_.lastEventAtMs = context_.clock.nowMs();
        if (missed >= maxMissedPings) co_return Error(Errc::unavailable, "imsg rpc runs but does not answer");
    }
}

asio::awaitable<Result<void>> IMessageChannel::storeRows(InboundSink& sink) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = pendingChanged_.version();
        Result<void> done;
        if (mustSubscribe_)
            done = co_await subscribe();
        else if (!pending_.empty())
            done = co_await storeBatch(sink);
        else
            co_await pendingChanged_.waitBeyond(seen);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        if (!done) co_return done.error();
    }
}

asio::awaitable<Result<void>> IMessageChannel::storeBatch(InboundSink& sink) {
    std::vector<InboundMessage> messages;
    std::int64_t highest = lastRow_.value_or(0);
    const RowContext context{account_.id, account_.flag("includeAttachments"), account_.flag("hasMentionPatterns"), groupIds_};
    for (std::size_t taken = 0; taken < batchSize && !pending_.empty(); ++taken) {
        const Json row = std::move(pending_.front());
        pending_.pop_front();
        highest = std::max(highest, rowIdOf(row).value_or(0));
        newestSeenMs_ = std::max(newestSeenMs_, parseIsoTime(stringOr(row, "created_at")));
        std::optional<InboundMessage> message = decodeRow(row, context);
        if (!message) continue;
        // Without a stored position old rows that a sync brings up are history, not questions.
        const bool isOld = !lastRow_ && message->timestampMs > 0 && message->timestampMs < startedAtMs_ - stallMs;
        if (isOld || echoes_.isEcho(stringOr(row, "guid"), message->text, context_.clock.steadyNow())) continue;
        messages.push_back(std::move(*message));
    }
    program_->holdReading(false);
    if (!messages.empty()) status_.lastInboundAtMs = context_.clock.nowMs();
    store::ChannelOffset position;
    position.channel = name_;
    position.accountId = account_.id;
    position.value = highest;
    std::optional<store::ChannelOffset> offset;
    if (highest > 0) offset = std::move(position);
    crashPoint("imessage.received");
    Result<void> accepted = co_await sink.accept(std::move(messages), std::move(offset));
    crashPoint("imessage.accepted");
    if (!accepted) co_return retryable(accepted.error().withContext("storing iMessage rows"));
    if (highest > 0) lastRow_ = highest;
    co_return Result<void>();
}

std::vector<Json> IMessageChannel::render(const Reply& reply) const {
    const auto limit = static_cast<std::size_t>(std::max<std::int64_t>(1, account_.integer("textChunkLimit")));
    const auto mode = account_.text("chunkMode") == "newline" ? text::ChunkMode::newline : text::ChunkMode::length;
    const auto tables = text::parseTableMode(account_.text("markdown.tables")).value_or(text::TableMode::code);
    std::vector<std::string> chunks;
    if (!trimUnicode(reply.text).empty())
        chunks = text::chunkTextWithMode(text::convertTables(reply.text, tables), limit, mode);
    std::vector<Json> payloads;
    for (std::size_t i = 0; i < std::max(chunks.size(), reply.media.size()); ++i) {
        Json payload = Json::object();
        if (i < chunks.size()) payload["text"] = chunks[i];
        if (i < reply.media.size())
            payload["media"] = Json{{"path", reply.media[i].path}, {"fileName", reply.media[i].fileName}};
        payloads.push_back(std::move(payload));
    }
    return payloads;
}

asio::awaitable<Result<void>> IMessageChannel::copyWithScp(std::string from, std::string to) {
    process::LaunchSpec spec;
    spec.command = {"scp", "-B", "-q", "-o", "StrictHostKeyChecking=yes", "--", std::move(from), std::move(to)};
    for (const char* name : {"PATH", "HOME", "SSH_AUTH_SOCK", "USER"}) {
        if (const auto value = context_.environment.find(name)) spec.environment.emplace(name, *value);
    }
    spec.wantsInput = false;
    Result<std::unique_ptr<process::ChildProcess>> child = context_.launcher.launch(std::move(spec));
    if (!child) co_return child.error().withContext("scp");
    Result<process::ExitStatus> exit = co_await withTimeout(copyTimeout, (*child)->wait());
    if (!exit) co_return exit.error().withContext("scp");
    if (exit->code != 0 || exit->signal != 0)
        co_return Error(Errc::unavailable, "scp: " + std::string(trimAscii((*child)->stderrTail())));
    co_return Result<void>();
}

asio::awaitable<Result<std::string>> IMessageChannel::copyToRemote(std::string path, std::string fileName) {
    std::string plain;
    for (const char c : fileName)
        plain += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ? c : '-';
    const std::string remotePath = "/tmp/openclaw-" + randomHex(8) + "-" + plain;
    Result<void> copied = co_await copyWithScp(std::move(path), remoteHost_ + ":" + remotePath);
    if (!copied) co_return copied.error();
    co_return remotePath;
}

asio::awaitable<Result<Delivery>> IMessageChannel::send(OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    // A bare short number is a chat of the database; a short code is written with "sms:".
    const bool isChatId = part.target.size() < 7 && parseInteger(part.target).has_value();
    const std::string written = isChatId ? "chat_id:" + part.target : part.target;
    const Result<routing::IMessageTarget> target = routing::parseIMessageTarget(written);
    if (!target) co_return target.error();
    const std::shared_ptr<process::RpcClient> program = program_;
    if (!program || !program->isRunning() || !status_.connected) co_return Error(Errc::refused, "imsg rpc is not running");
    Json params = Json::object();
    switch (target->kind) {
    case routing::IMessageTargetKind::chatId: params["chat_id"] = target->chatId; break;
    case routing::IMessageTargetKind::chatGuid: params["chat_guid"] = target->value; break;
    case routing::IMessageTargetKind::chatIdentifier: params["chat_identifier"] = target->value; break;
    case routing::IMessageTargetKind::handle: params["to"] = target->value; break;
    }
    std::string service(routing::toString(target->service));
    if (service == "auto") service = account_.text("service");
    params["service"] = service;
    params["region"] = account_.text("region");
    const std::string text = stringOr(part.payload, "text");
    if (!text.empty()) params["text"] = text;
    if (const Json* media = findMember(part.payload, "media")) {
        std::string path = stringOr(*media, "path");
        if (!remoteHost_.empty()) {
            Result<std::string> remote = co_await copyToRemote(path, stringOr(*media, "fileName", "file"));
            if (!remote) co_return Error(Errc::refused, remote.error().withContext("copying the file to the Mac").message);
            path = *remote;
        }
        params["file"] = path;
    }
    // The row can be reported before the answer comes.
    echoes_.noteText(text, context_.clock.steadyNow());
    Result<Json> sent = co_await program->call("send", std::move(params), sendTimeout);
    if (!sent) {
        Error error = explain(sent.error());
        // AppleScript gives up waiting for Messages, which may go on.
        if (error.is(Errc::unavailable) && (contains(error.message, "timed out") || contains(error.message, "-1712")))
            error.code = Errc::timeout;
        status_.lastError = log::redact(error.message);
        co_return error;
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    echoes_.noteGuid(stringOr(*sent, "guid"), context_.clock.steadyNow());
    Delivery delivery;
    for (const char* key : {"messageId", "message_id", "guid", "id"}) {
        const Json* id = findMember(*sent, key);
        if (delivery.messageId.empty() && id && !id->is_null()) delivery.messageId = id->is_string() ? id->get<std::string>() : id->dump();
    }
    co_return delivery;
}

void IMessageChannel::setTyping(const std::string&, const std::string&, bool) {}

Capabilities IMessageChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group};
    can.textLimit = 4000;
    can.hasReactions = true;
    can.hasMedia = true;
    can.actions = {ActionKind::read, ActionKind::directory};
    return can;
}

asio::awaitable<Result<Json>> IMessageChannel::perform(ActionRequest request) {
    const bool isKnown = request.kind == ActionKind::read || request.kind == ActionKind::directory;
    if (!isKnown) {
        Result<Json> refusal = co_await Channel::perform(std::move(request));
        co_return refusal;
    }
    const std::shared_ptr<process::RpcClient> program = program_;
    if (!program || !program->isRunning()) co_return Error(Errc::unavailable, "imsg rpc is not running");
    const std::int64_t limit = std::clamp<std::int64_t>(findInteger(request.parameters, "limit").value_or(20), 1, 200);
    Json params{{"limit", limit}};
    if (request.kind == ActionKind::directory) {
        Result<Json> chats = co_await program->call("chats.list", std::move(params), callTimeout);
        if (!chats) co_return explain(chats.error());
        Json entries = Json::array();
        for (const Json& chat : chats->value("chats", Json::array())) {
            const std::int64_t id = findInteger(chat, "id").value_or(0);
            entries.push_back(Json{{"kind", findBool(chat, "is_group").value_or(false) ? "group" : "user"},
                                   {"id", "chat_id:" + std::to_string(id)},
                                   {"name", stringOr(chat, "name", stringOr(chat, "identifier"))}});
        }
        co_return Json{{"entries", std::move(entries)}};
    }
    const Result<routing::IMessageTarget> target = routing::parseIMessageTarget(request.target);
    if (!target || target->kind != routing::IMessageTargetKind::chatId)
        co_return Error(Errc::invalidInput, "iMessage reads a chat by its id; use chat_id:<n>");
    params["chat_id"] = target->chatId;
    Result<Json> history = co_await program->call("messages.history", std::move(params), callTimeout);
    if (!history) co_return explain(history.error());
    Json rows = Json::array();
    for (const Json& row : history->value("messages", Json::array()))
        rows.push_back(Json{{"id", stringOr(row, "guid")},
                            {"author", findBool(row, "is_from_me").value_or(false) ? "me" : stringOr(row, "sender")},
                            {"text", stringOr(row, "text")},
                            {"timestamp", stringOr(row, "created_at")}});
    co_return Json{{"messages", std::move(rows)}};
}

asio::awaitable<Result<std::int64_t>> IMessageChannel::download(Attachment attachment, std::string path, std::int64_t maxBytes) {
    std::string source = stringOr(attachment.source, "path");
    if (source.empty()) co_return Error(Errc::invalidInput, "this iMessage attachment has no file");
    const bool isRemote = !remoteHost_.empty();
    if (isRemote) {
        if (attachment.sizeBytes > maxBytes) co_return Error(Errc::invalidInput, "the attachment is larger than allowed");
        Result<void> copied = co_await copyWithScp(remoteHost_ + ":" + source, path);
        if (!copied) co_return copied.error();
        source = path;
    } else {
        source = context_.environment.expandPath(source).string();
    }
    std::error_code failure;
    const bool isFile = std::filesystem::is_regular_file(source, failure);
    const auto size = isFile ? static_cast<std::int64_t>(std::filesystem::file_size(source, failure)) : 0;
    const bool isTooLarge = size > maxBytes;
    if (failure || !isFile || isTooLarge) {
        if (isRemote) std::filesystem::remove(path, failure);
        if (isTooLarge) co_return Error(Errc::invalidInput, "the attachment is larger than allowed");
        co_return Error(Errc::notFound, "the attachment's file cannot be read; has imsg Full Disk Access?");
    }
    if (!isRemote) std::filesystem::copy_file(source, path, failure);
    if (failure) co_return Error(Errc::unavailable, "the attachment cannot be copied: " + failure.message());
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failure);
    co_return size;
}

}
