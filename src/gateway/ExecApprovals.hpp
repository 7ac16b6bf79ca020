#pragma once

#include "gateway/Client.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/commands/arguments.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/Store.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// A command that is to be decided about.
struct ApprovalRequest {
    std::string id; // "" = make one
    std::string command;
    std::string workingDirectory;
    std::string host;
    std::string security;
    std::string ask;
    std::string agentId;
    std::string resolvedPath;
    std::string sessionKey;
    /// The chat whose message led to it.
    std::optional<dispatch::ReplyRoute> chat;
    std::chrono::milliseconds timeout{120'000};
};

struct ApprovalOutcome {
    std::string id;
    /// nullopt: nobody decided in time, or there is nobody to ask.
    std::optional<commands::ApprovalDecision> decision;
    std::int64_t createdAtMs = 0;
    std::int64_t expiresAtMs = 0;
};

/// The chats that a prompt goes to under `approvals.exec`: pure.
std::vector<dispatch::ReplyRoute> approvalChats(const Json& config, const ApprovalRequest& request);

/// Commands that wait for a person: told to clients of the gateway and to chats, decided by either, denied by
/// time. What waits is in the store, so that a restart ends it as a denial that people and agent are told
/// about.
class ExecApprovals {
public:
    ExecApprovals(asio::any_io_executor executor,
                  Clock& clock,
                  store::Store& store,
                  Clients& clients,
                  channels::Outbox& outbox,
                  channels::ChannelLookup channels,
                  dispatch::SettingsSource settings);

    /// Ends what the last process left waiting. Call before runs are taken up again.
    asio::awaitable<Result<void>> start();
    /// From now on a wait that ends is a matter of the next start.
    void park() { isParked_ = true; }

    /// Asks and waits. Errc::conflict "approval id already pending", Errc::unavailable when too many wait.
    /// Cancellation: terminal; it is then denied.
    asio::awaitable<Result<ApprovalOutcome>> ask(ApprovalRequest request);
    /// Errc::notFound "unknown approval id". `resolvedBy` is for people.
    Result<void>
    resolve(const std::string& id, commands::ApprovalDecision decision, const std::string& resolvedBy);
    /// The same by a person in a chat: only where the prompt was sent or the command came from. The person
    /// must be one who may give commands.
    Result<void> resolveFromChat(const std::string& id,
                                 commands::ApprovalDecision decision,
                                 const dispatch::RunRequest& approver);
    std::size_t pendingCount() const { return pending_.size(); }

private:
    struct Pending {
        Pending(asio::any_io_executor executor, ApprovalRequest asked)
            : request(std::move(asked)), decided(executor) {}
        ApprovalRequest request;
        ApprovalOutcome outcome;
        std::vector<dispatch::ReplyRoute> chats;
        std::string resolvedBy;
        Notifier decided;
    };
    using PendingPtr = std::shared_ptr<Pending>;

    bool hasListener() const;
    void announce(const Pending& pending);
    asio::awaitable<void>
    tellChats(PendingPtr pending, std::string suffix, std::string text, bool withButtons);
    asio::awaitable<Result<void>> remember(PendingPtr pending);
    asio::awaitable<void> conclude(PendingPtr pending);
    asio::awaitable<void> denyAfterRestart(std::string id, Json record);

    asio::any_io_executor executor_;
    Clock& clock_;
    store::Store& store_;
    Clients& clients_;
    channels::Outbox& outbox_;
    channels::ChannelLookup channels_;
    dispatch::SettingsSource settings_;
    std::map<std::string, PendingPtr> pending_;
    bool isParked_ = false;
};

}
