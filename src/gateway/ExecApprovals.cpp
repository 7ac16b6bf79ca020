// Waiting for somebody's word about a command.
#include "gateway/ExecApprovals.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/SystemEvents.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr const char* space = "exec-approvals";
constexpr std::size_t maxPending = 64;
constexpr std::size_t shownCommandBytes = 1500;
constexpr std::chrono::hours longestQuestion{24};

Json optionalText(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json requestToJson(const ApprovalRequest& request) {
    return Json{{"command", request.command},
                {"cwd", optionalText(request.workingDirectory)},
                {"host", optionalText(request.host)},
                {"security", optionalText(request.security)},
                {"ask", optionalText(request.ask)},
                {"agentId", optionalText(request.agentId)},
                {"resolvedPath", optionalText(request.resolvedPath)},
                {"sessionKey", optionalText(request.sessionKey)}};
}

/// Marks that change how text is drawn (order of writing, no width): they could make a command look like
/// another one.
bool isInvisible(char32_t c) {
    return (c < 0x20 && c != '\n') || c == 0x7f || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/// The command as it can stand in a chat: no line of it looks like the house's own words.
std::string shownCommand(const std::string& command) {
    const std::string_view part = utf8Prefix(command, shownCommandBytes);
    std::string text;
    for (std::size_t at = 0; at < part.size();) {
        const char32_t c = decodeUtf8(part, at);
        if (isInvisible(c))
            text += '?';
        else
            appendUtf8(text, c == '`' ? U'\'' : c);
    }
    text = "```\n" + text + "\n```";
    if (part.size() < command.size())
        text += fmt::format("\n⚠️ {} more bytes of it are not shown.", command.size() - part.size());
    return text;
}

std::string promptText(const ApprovalRequest& request, const ApprovalOutcome& outcome) {
    std::string text =
        "🔒 Exec approval required\nID: " + outcome.id + "\nCommand:\n" + shownCommand(request.command);
    if (!request.workingDirectory.empty()) text += "\nFolder: " + request.workingDirectory;
    if (!request.agentId.empty()) text += "\nAgent: " + request.agentId;
    const std::int64_t seconds = (outcome.expiresAtMs - outcome.createdAtMs) / 1000;
    return text + fmt::format("\nExpires in: {} s\nReply with: /approve {} allow-once|allow-always|deny",
                              seconds, outcome.id);
}

std::string outcomeText(const ApprovalOutcome& outcome, const std::string& resolvedBy) {
    if (!outcome.decision)
        return "⏱️ Exec approval " + outcome.id + " expired; the command was not allowed.";
    const bool isAllowed = *outcome.decision != commands::ApprovalDecision::deny;
    return fmt::format("{} Exec approval {}: {}{}", isAllowed ? "✅" : "⛔", outcome.id,
                       commands::toString(*outcome.decision), resolvedBy.empty() ? "" : " by " + resolvedBy);
}

bool isWanted(const Json& rules, const char* key, const std::string& value, bool isPart) {
    const Json* list = findMember(rules, key);
    if (!list || !list->is_array() || list->empty()) return true;
    return std::any_of(list->begin(), list->end(), [&](const Json& entry) {
        if (!entry.is_string()) return false;
        const std::string wanted = entry.get<std::string>();
        return isPart ? value.find(wanted) != std::string::npos : value == wanted;
    });
}

std::string idText(const Json& entry, const char* key) {
    const Json* value = findMember(entry, key);
    if (!value) return {};
    if (value->is_string()) return value->get<std::string>();
    return value->is_number_integer() ? std::to_string(value->get<std::int64_t>()) : std::string();
}

}

std::vector<dispatch::ReplyRoute> approvalChats(const Json& config, const ApprovalRequest& request) {
    std::vector<dispatch::ReplyRoute> chats;
    const Json* rules = findPath(config, "approvals.exec");
    if (!rules || !findBool(*rules, "enabled").value_or(false)) return chats;
    if (!isWanted(*rules, "agentFilter", request.agentId, false)) return chats;
    if (!isWanted(*rules, "sessionFilter", request.sessionKey, true)) return chats;
    const auto add = [&](dispatch::ReplyRoute chat) {
        chat.replyToId.clear();
        chat.currentId.clear();
        chat.channelData = Json();
        const bool isKnown = std::any_of(chats.begin(), chats.end(),
                                         [&](const auto& each) { return each.isSameTarget(chat); });
        if (!isKnown && !chat.channel.empty() && !chat.target.empty()) chats.push_back(std::move(chat));
    };
    const std::string mode = stringOr(*rules, "mode", "session");
    if (mode != "targets" && request.chat) add(*request.chat);
    const Json* targets = findMember(*rules, "targets");
    if (mode == "session" || !targets || !targets->is_array()) return chats;
    for (const Json& target : *targets) {
        dispatch::ReplyRoute chat;
        chat.channel = toLowerAscii(stringOr(target, "channel"));
        chat.accountId = stringOr(target, "accountId", "default");
        chat.target = stringOr(target, "to");
        chat.threadId = idText(target, "threadId");
        add(std::move(chat));
    }
    return chats;
}

ExecApprovals::ExecApprovals(asio::any_io_executor executor,
                             Clock& clock,
                             store::Store& store,
                             Clients& clients,
                             channels::Outbox& outbox,
                             channels::ChannelLookup channels,
                             dispatch::SettingsSource settings)
    : executor_(std::move(executor)), clock_(clock), store_(store), clients_(clients), outbox_(outbox),
      channels_(std::move(channels)), settings_(std::move(settings)) {}

bool ExecApprovals::hasListener() const {
    const auto& all = clients_.all();
    return std::any_of(all.begin(), all.end(), [](const ClientPtr& client) {
        return client->identity.isAdmin() || client->identity.hasScope("operator.approvals");
    });
}

void ExecApprovals::announce(const Pending& pending) {
    Broadcast how;
    how.audience = Audience::approvals;
    const Json event = {{"id", pending.outcome.id},
                        {"request", requestToJson(pending.request)},
                        {"createdAtMs", pending.outcome.createdAtMs},
                        {"expiresAtMs", pending.outcome.expiresAtMs}};
    clients_.broadcast("exec.approval.requested", dumpJson(event), how);
}

asio::awaitable<void>
ExecApprovals::tellChats(PendingPtr pending, std::string suffix, std::string text, bool withButtons) {
    std::vector<store::OutboundRecord> parts;
    const std::int64_t now = clock_.nowMs();
    for (const dispatch::ReplyRoute& chat : pending->chats) {
        channels::Reply reply;
        reply.text = text;
        if (withButtons) {
            std::vector<channels::Button> row;
            for (const char* decision : {"allow-once", "allow-always", "deny"})
                row.push_back({decision, "/approve " + pending->outcome.id + " " + decision});
            reply.buttons.push_back(std::move(row));
        }
        const channels::Channel* channel = channels_(chat.channel, chat.accountId);
        std::vector<Json> payloads;
        if (channel)
            payloads = channel->render(reply);
        else
            payloads.push_back(Json{{"text", text}});
        for (Json& payload : payloads) {
            std::string key = fmt::format("approval:{}:{}:{}", pending->outcome.id, suffix, parts.size());
            parts.push_back(store::duePart(chat.address(), std::move(key), std::move(payload), now));
        }
    }
    if (parts.empty()) co_return;
    const Result<std::vector<store::Enqueued>> queued = co_await outbox_.enqueue(std::move(parts));
    if (!queued) log::warn("gateway", "approval {}: {}", pending->outcome.id, queued.error().message);
}

asio::awaitable<Result<void>> ExecApprovals::remember(PendingPtr pending) {
    Json record = {{"request", requestToJson(pending->request)},
                   {"expiresAtMs", pending->outcome.expiresAtMs}};
    record["chats"] = Json::array();
    for (const dispatch::ReplyRoute& chat : pending->chats)
        record["chats"].push_back(chat.toJson());
    Result<void> stored = co_await store_.keyValues().set(space, pending->outcome.id, dumpJson(record));
    co_return stored;
}

asio::awaitable<Result<ApprovalOutcome>> ExecApprovals::ask(ApprovalRequest request) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    if (request.id.empty()) request.id = randomHex(4);
    if (pending_.contains(request.id)) co_return Error(Errc::conflict, "approval id already pending");
    if (pending_.size() >= maxPending)
        co_return Error(Errc::unavailable, "too many commands wait for a decision");
    const auto pending = std::make_shared<Pending>(executor_, std::move(request));
    const auto limit = std::clamp<std::chrono::milliseconds>(pending->request.timeout,
                                                             std::chrono::milliseconds(1), longestQuestion);
    pending->outcome.id = pending->request.id;
    pending->outcome.createdAtMs = clock_.nowMs();
    pending->outcome.expiresAtMs = pending->outcome.createdAtMs + limit.count();
    pending->chats = approvalChats(settings_()->root, pending->request);
    if (pending->chats.empty() && !hasListener()) {
        log::warn(
            "gateway",
            "a command of session {} needs an approval and there is nobody to ask (approvals.exec.enabled)",
            pending->request.sessionKey);
        co_return pending->outcome;
    }
    pending_.emplace(pending->outcome.id, pending);
    const Result<void> stored = co_await remember(pending);
    if (!stored) {
        pending_.erase(pending->outcome.id);
        co_return stored.error();
    }
    log::info("gateway", "approval {} asked session={}", pending->outcome.id, pending->request.sessionKey);
    announce(*pending);
    co_await tellChats(pending, "prompt", promptText(pending->request, pending->outcome), true);
    const SteadyTime deadline = clock_.steadyNow() + limit;
    for (;;) {
        const bool cancelled = co_await isCancelled();
        if (cancelled || pending->outcome.decision || clock_.steadyNow() >= deadline) break;
        co_await (pending->decided.wait() || clock_.sleepUntil(deadline));
    }
    const bool wasCancelled = co_await isCancelled();
    pending_.erase(pending->outcome.id);
    if (wasCancelled && isParked_) co_return pending->outcome; // the next start tells
    if (wasCancelled && !pending->outcome.decision) {
        pending->outcome.decision = commands::ApprovalDecision::deny;
        pending->resolvedBy = "the end of the turn";
    }
    co_await conclude(pending);
    co_return pending->outcome;
}

/// Tells everybody who was asked, and forgets.
asio::awaitable<void> ExecApprovals::conclude(PendingPtr pending) {
    const ApprovalOutcome& outcome = pending->outcome;
    log::info("gateway", "approval {} ended: {}", outcome.id,
              outcome.decision ? commands::toString(*outcome.decision) : std::string_view("expired"));
    Json event = {{"id", outcome.id},
                  {"decision", nullptr},
                  {"resolvedBy", optionalText(pending->resolvedBy)},
                  {"ts", clock_.nowMs()}};
    if (outcome.decision) event["decision"] = commands::toString(*outcome.decision);
    Broadcast how;
    how.audience = Audience::approvals;
    clients_.broadcast("exec.approval.resolved", dumpJson(event), how);
    co_await tellChats(pending, "outcome", outcomeText(outcome, pending->resolvedBy), false);
    const Result<bool> removed = co_await store_.keyValues().remove(space, outcome.id);
    if (!removed) log::warn("gateway", "approval {}: {}", outcome.id, removed.error().message);
}

Result<void> ExecApprovals::resolve(const std::string& id,
                                    commands::ApprovalDecision decision,
                                    const std::string& resolvedBy) {
    const auto found = pending_.find(id);
    if (found == pending_.end() || found->second->outcome.decision)
        return Error(Errc::notFound, "unknown approval id");
    found->second->outcome.decision = decision;
    found->second->resolvedBy = resolvedBy;
    found->second->decided.notify();
    return {};
}

Result<void> ExecApprovals::resolveFromChat(const std::string& id,
                                            commands::ApprovalDecision decision,
                                            const dispatch::RunRequest& approver) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) return Error(Errc::notFound, "unknown approval id");
    const Pending& pending = *found->second;
    if (approver.route) {
        const auto& chats = pending.chats;
        const bool wasAsked = std::any_of(
            chats.begin(), chats.end(), [&](const auto& chat) { return chat.isSameTarget(*approver.route); });
        const bool isOrigin = pending.request.chat && pending.request.chat->isSameTarget(*approver.route);
        if (!wasAsked && !isOrigin) return Error(Errc::notFound, "unknown approval id");
    }
    return resolve(id, decision,
                   approver.route ? approver.route->channel : std::string("a client of the gateway"));
}

asio::awaitable<Result<void>> ExecApprovals::start() {
    Result<std::vector<std::pair<std::string, std::string>>> left = co_await store_.keyValues().list(space);
    if (!left) co_return left.error();
    for (auto& [id, text] : *left) {
        const Result<Json> parsed = parseJson(text);
        Json record = Json::object();
        if (parsed) record = *parsed;
        co_await denyAfterRestart(id, std::move(record));
    }
    co_return Result<void>();
}

asio::awaitable<void> ExecApprovals::denyAfterRestart(std::string id, Json record) {
    const Json* asked = findMember(record, "request");
    const auto pending = std::make_shared<Pending>(executor_, ApprovalRequest());
    pending->outcome.id = id;
    if (const Json* chats = findMember(record, "chats"); chats && chats->is_array()) {
        for (const Json& chat : *chats) {
            if (auto route = dispatch::ReplyRoute::fromJson(chat))
                pending->chats.push_back(std::move(*route));
        }
    }
    log::info("gateway", "approval {} was pending at the restart and counts as denied", id);
    co_await tellChats(pending, "restart",
                       "⛔ Exec approval " + id + ": the gateway restarted, so the command counts as denied.",
                       false);
    const std::string sessionKey = asked ? stringOr(*asked, "sessionKey") : std::string();
    if (!sessionKey.empty()) {
        store::SystemEvent event =
            dispatch::systemEvent(sessionKey,
                                  "The gateway restarted while a command of yours waited for approval " + id +
                                      "; it counts as denied.",
                                  clock_.nowMs());
        const Result<void> told = co_await store_.systemEvents().add(std::move(event));
        if (!told) log::warn("gateway", "approval {}: {}", id, told.error().message);
    }
    const Result<bool> removed = co_await store_.keyValues().remove(space, id);
    if (!removed) log::warn("gateway", "approval {}: {}", id, removed.error().message);
}

}
