#pragma once

#include "channels/telegram/updates.hpp"
#include "openclaw/channels/Channel.hpp"
#include "openclaw/config/Config.hpp"
#include "openclaw/core/clock.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::channels::telegram {

/// Turns a batch of updates into what the house is told, whether they came by polling or by webhook. Pure but
/// for the memory of what the bot has sent lately.
class Intake {
public:
    Intake(Clock& clock, const config::TelegramAccount& account) : clock_(clock), account_(account) {}

    struct Batch {
        std::vector<InboundMessage> messages;
        /// The highest update id; nullopt when no update had one.
        std::optional<std::int64_t> highestId;
        std::vector<Migration> migrations;
        /// How much longer to collect because the last message may not be whole yet.
        std::optional<std::chrono::milliseconds> pause;
    };
    Batch read(const std::vector<Json>& updates, const BotIdentity& bot) const;

    /// Remembers a message of the bot, for reactions in mode "own".
    void noteSent(const std::string& target, const std::string& messageId);
    /// The update types to ask Telegram for.
    Json allowedUpdates() const;

private:
    bool isWanted(const InboundMessage& event) const;

    Clock& clock_;
    const config::TelegramAccount& account_;
    std::map<std::string, SteadyTime> sent_; // "chat:message" and when
};

}
