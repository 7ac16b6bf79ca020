#pragma once

#include "channels/LongConnection.hpp"
#include "channels/imessage/EchoGuard.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/config/channel_accounts.hpp"
#include "openclaw/process/JsonRpc.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace openclaw::channels::imessage {

/// The accounts of channels.imessage. Of two that would watch the same database the second carries "sameDatabaseAs".
std::vector<config::ChannelAccount> imessageAccounts(const config::Config& config);

/// One Messages database through a program that speaks `imsg rpc` (JSON-RPC over stdio): watch in, send out. The row
/// number is stored with the messages it covers; a restarted watch begins behind it.
class IMessageChannel final : public Channel {
public:
    IMessageChannel(ChannelContext context, config::ChannelAccount account);
    ~IMessageChannel() override;

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_.id; }
    asio::awaitable<Result<void>> run(InboundSink& sink) override;
    std::vector<Json> render(const Reply& reply) const override;
    asio::awaitable<Result<Delivery>> send(OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    ChannelStatus status() const override { return status_; }
    Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>> download(Attachment attachment, std::string path, std::int64_t maxBytes) override;

private:
    Result<std::shared_ptr<process::RpcClient>> startProgram() const;
    asio::awaitable<Result<void>> watch(InboundSink& sink);
    asio::awaitable<Result<void>> subscribe();
    /// Once per process: what the last one sent may come back as rows, which only the ledger can tell from questions.
    asio::awaitable<Result<void>> recallSent();
    asio::awaitable<Result<void>> probe();
    asio::awaitable<Result<void>> storeRows(InboundSink& sink);
    asio::awaitable<Result<void>> storeBatch(InboundSink& sink);
    asio::awaitable<Result<void>> watchForStalls();
    asio::awaitable<Result<void>> runProgram();
    asio::awaitable<Result<std::string>> copyToRemote(std::string path, std::string fileName);
    asio::awaitable<Result<void>> copyWithScp(std::string from, std::string to);
    void onNotification(process::RpcMessage message);
    Error explain(Error error) const;

    std::string name_ = "imessage";
    ChannelContext context_;
    config::ChannelAccount account_;
    std::string remoteHost_;
    std::set<std::string> groupIds_;
    ChannelStatus status_;
    EchoGuard echoes_;
    /// The last row that is stored; nullopt before the first start ever.
    std::optional<std::int64_t> lastRow_;
    std::int64_t startedAtMs_ = 0;
    std::int64_t newestSeenMs_ = 0;
    bool mustSubscribe_ = false;
    bool hasRecalled_ = false;

    /// Shared with calls under way, which may outlive it for one answer.
    std::shared_ptr<process::RpcClient> program_;
    std::deque<Json> pending_;
    Signal pendingChanged_;
};

/// What is wrong with the Mac's permissions, in words that help, or the error unchanged. Pure.
Error explainSetup(Error error, const std::string& cliPath);

/// The host that a wrapper script runs `imsg` on ("ssh -T user@host imsg …"), "" when it names none. Pure.
std::string remoteHostOf(const std::string& script);

}
