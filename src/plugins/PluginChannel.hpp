#pragma once

#include "openclaw/channels/registry.hpp"
#include "openclaw/plugins/Manifest.hpp"
#include "plugins/program.hpp"

#include <memory>
#include <string>

namespace openclaw::plugins {

/// A chat network behind a program of somebody else's, which speaks the protocol of docs/plugins.md on its standard
/// streams. Its configuration, secrets included, reaches it on stdin only; its environment holds PATH, HOME and LANG.
class PluginChannel final : public channels::Channel {
public:
    /// `settings` is plugins.entries.<id>.config, which fits the manifest's schema.
    PluginChannel(channels::ChannelContext context, Manifest manifest, Json settings);
    ~PluginChannel() override;

    const std::string& name() const override { return manifest_.id; }
    const std::string& accountId() const override { return accountId_; }
    asio::awaitable<Result<void>> run(channels::InboundSink& sink) override;
    std::vector<Json> render(const channels::Reply& reply) const override;
    asio::awaitable<Result<channels::Delivery>> send(channels::OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    channels::ChannelStatus status() const override { return status_; }
    channels::Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(channels::ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>> download(channels::Attachment attachment, std::string path, std::int64_t maxBytes) override;

private:
    asio::awaitable<Result<void>> runProgram(channels::InboundSink& sink);
    asio::awaitable<Result<void>> serve();
    asio::awaitable<void> takeInbound(channels::InboundSink& sink, Program program,
                                      process::RpcMessage request);
    asio::awaitable<void> tellTyping(Program program, Json params);
    void onMessage(channels::InboundSink& sink, process::RpcMessage message);

    channels::ChannelContext context_;
    Manifest manifest_;
    Json settings_;
    std::string accountId_ = "default";
    channels::ChannelStatus status_;
    Program program_;
    /// Inbound requests that are being stored, and typing signals on their way out.
    TaskGroup tasks_;
};

}
