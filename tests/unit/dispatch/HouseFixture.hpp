#pragma once

#include "openclaw/dispatch/CommandDesk.hpp"
#include "openclaw/dispatch/Dispatcher.hpp"
#include "support/FakeAgent.hpp"
#include "support/RecordingChannel.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::testing {

/// The message path from the gate to the channel on a real store, with a fake agent and a fake channel.
class House {
public:
    /// `speaker` is who carries out /tts; nobody by default.
    House(asio::io_context& io,
          const std::filesystem::path& folder,
          Json config,
          media::Speaker* speaker = nullptr)
        : io_(io), speaker_(speaker), store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())),
          settings(std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(config))),
          agent(io.get_executor()), outbox(io.get_executor(), clock, *store, lookup()),
          runs(io.get_executor(), clock, *store, agent, outbox, lookup(), [this] { return settings; }),
          desk(
              clock,
              *store,
              agent,
              runs,
              [this] { return settings; },
              testServices()),
          dispatcher(clock, *store, runs, outbox, [this] { return settings; }) {
        dispatcher.useCommands(desk);
        runs.answerCommandsWith(
            [this](dispatch::RunRequest request) { return desk.run(std::move(request)); });
        runCoro(io_, outbox.start());
    }

    void receive(channels::InboundMessage message) {
        std::vector<channels::InboundMessage> messages;
        messages.push_back(std::move(message));
        ASSERT_TRUE(runCoro(io_, dispatcher.accept(std::move(messages), std::nullopt)));
    }
    /// The trace of a message, for people.
    std::vector<std::string> explain(const std::string& messageId) {
        auto record = runCoro(io_, store->inbox().findByMessage("telegram", "default", messageId));
        if (!record || !*record) return {"(not in the ledger)"};
        auto deliveries = runCoro(io_, store->outbox().listForInbound((*record)->id));
        return dispatch::explainTrace(**record, *deliveries);
    }
    void stop() {
        runCoro(io_, runs.stop(std::chrono::milliseconds(0)));
        runCoro(io_, outbox.stop(std::chrono::milliseconds(0)));
        store->stop();
    }

private:
    dispatch::CommandServices testServices() {
        dispatch::CommandServices services;
        services.version = "test";
        services.speaker = speaker_;
        services.approve = [this](const std::string& id, commands::ApprovalDecision decision,
                                  const dispatch::RunRequest& approver) -> Result<void> {
            if (!approve) return Error(Errc::notFound, "unknown approval id");
            return approve(id, decision, approver);
        };
        services.subAgents = [this](dispatch::RunRequest request, std::string arguments) {
            return subAgents(std::move(request), std::move(arguments));
        };
        services.stopSubAgents = [this](std::string sessionKey) { return stopOthers(std::move(sessionKey)); };
        return services;
    }
    asio::awaitable<std::size_t> stopOthers(std::string sessionKey) {
        if (!stopSubAgents) co_return 0;
        const std::size_t count = co_await stopSubAgents(std::move(sessionKey));
        co_return count;
    }
    channels::ChannelLookup lookup() {
        return [this](const std::string&, const std::string&) -> channels::Channel* { return &channel; };
    }

    asio::io_context& io_;
    media::Speaker* speaker_;

public:
    SystemClock clock;
    /// Who settles approvals; nobody at first.
    std::function<Result<void>(const std::string&, commands::ApprovalDecision, const dispatch::RunRequest&)> approve;
    /// Sub-agents, where a test has them.
    std::function<asio::awaitable<Result<std::string>>(dispatch::RunRequest, std::string)> subAgents;
    std::function<asio::awaitable<std::size_t>(std::string)> stopSubAgents;
    RecordingChannel channel;
    std::unique_ptr<store::SqliteStore> store;
    std::shared_ptr<const dispatch::Settings> settings;
    FakeAgent agent;
    channels::Outbox outbox;
    dispatch::RunEngine runs;
    dispatch::CommandDesk desk;
    dispatch::Dispatcher dispatcher;
};

inline channels::InboundMessage
directMessage(const std::string& id, const std::string& text, const std::string& sender = "5") {
    channels::InboundMessage message;
    message.channel = "telegram";
    message.accountId = "default";
    message.messageId = id;
    message.chatId = sender;
    message.peerId = sender;
    message.senderId = sender;
    message.senderName = "Ada";
    message.text = text;
    message.timestampMs = 1767622020000;
    message.replyTargetId = id;
    return message;
}

inline channels::InboundMessage
groupMessage(const std::string& id, const std::string& text, const std::string& sender = "5") {
    channels::InboundMessage message = directMessage(id, text, sender);
    message.kind = channels::ChatKind::group;
    message.chatId = "-100";
    message.peerId = "-100";
    message.chatTitle = "Fam";
    message.canDetectMention = true;
    return message;
}

}
