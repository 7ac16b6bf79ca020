#pragma once

#include "openclaw/channels/Channel.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::testing {

/// A channel that keeps what it is asked to send. Every reply is one message.
class RecordingChannel : public channels::Channel {
public:
    struct Sent {
        std::string target;
        std::string text;
        std::string replyToId;
        /// The first file, "" for none.
        std::string file;
        std::string mimeType;
        bool asVoice = false;
    };

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_; }
    asio::awaitable<Result<void>> run(channels::InboundSink&) override { co_return Result<void>(); }
    std::vector<Json> render(const channels::Reply& reply) const override {
        Json message{{"text", reply.text}, {"replyToId", reply.replyToId}, {"files", reply.media.size()}};
        if (!reply.media.empty()) {
            message["file"] = reply.media.front().path;
            message["mimeType"] = reply.media.front().mimeType;
            message["asVoice"] = reply.media.front().asVoice;
        }
        return {message};
    }
    asio::awaitable<Result<channels::Delivery>> send(channels::OutboundPart part) override {
        if (refusal) co_return *refusal;
        sent.push_back({part.target, stringOr(part.payload, "text"), stringOr(part.payload, "replyToId"),
                        stringOr(part.payload, "file"), stringOr(part.payload, "mimeType"),
                        findBool(part.payload, "asVoice").value_or(false)});
        channels::Delivery delivery;
        delivery.messageId = std::to_string(sent.size());
        co_return delivery;
    }
    void setTyping(const std::string&, const std::string&, bool isTyping) override { typing = isTyping; }
    channels::ChannelStatus status() const override { return {}; }
    channels::Capabilities capabilities() const override { return {}; }
    asio::awaitable<Result<Json>> perform(channels::ActionRequest request) override {
        actions.push_back(std::move(request));
        co_return Json::object();
    }

    std::vector<Sent> sent;
    std::vector<channels::ActionRequest> actions;
    bool typing = false;
    /// What every send fails with, if anything.
    std::optional<Error> refusal;

private:
    std::string name_ = "telegram";
    std::string account_ = "default";
};

}
