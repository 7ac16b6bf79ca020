// Which events of a batch the house hears of, with split messages joined.
#include "channels/telegram/Intake.hpp"

#include "channels/telegram/joining.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::chrono::hours sentLifetime{24};
constexpr std::size_t maxSent = 2000;

std::string inlineButtonScope(const config::TelegramAccount& account) {
    const Json* capabilities = findMember(account.section, "capabilities");
    return capabilities && capabilities->is_object() ? stringOr(*capabilities, "inlineButtons", "allowlist")
                                                     : std::string("allowlist");
}

}

bool Intake::isWanted(const InboundMessage& event) const {
    if (event.event == InboundKind::button) {
        const std::string scope = inlineButtonScope(account_);
        const bool isDirect = event.kind == ChatKind::direct;
        return scope != "off" && (scope != "dm" || isDirect) && (scope != "group" || !isDirect);
    }
    if (event.event != InboundKind::reaction) return true;
    if (event.isFromBot || account_.reactionNotifications == "off") return false;
    if (account_.reactionNotifications == "all") return true;
    const auto known = sent_.find(event.chatId + ":" + event.targetMessageId);
    return known != sent_.end() && clock_.steadyNow() - known->second < sentLifetime;
}

Intake::Batch Intake::read(const std::vector<Json>& updates, const BotIdentity& bot) const {
    Batch batch;
    for (const Json& update : updates) {
        const auto id = updateIdOf(update);
        if (!id) {
            log::warn("telegram", "account={} skipping an update without an id", account_.id);
            continue;
        }
        batch.highestId = std::max(batch.highestId.value_or(*id), *id);
        if (const auto migration = migrationOf(update)) batch.migrations.push_back(*migration);
        std::vector<InboundMessage> events = decodeUpdate(update, bot, account_.id);
        if (events.empty())
            log::debug("telegram", "account={} update {} is not for the agent", account_.id, *id);
        for (InboundMessage& event : events) {
            if (isWanted(event)) batch.messages.push_back(std::move(event));
        }
    }
    batch.pause = waitForMorePieces(batch.messages);
    batch.messages = joinPieces(std::move(batch.messages));
    return batch;
}

void Intake::noteSent(const std::string& target, const std::string& messageId) {
    const SteadyTime now = clock_.steadyNow();
    if (sent_.size() >= maxSent)
        std::erase_if(sent_, [now](const auto& entry) { return now - entry.second >= sentLifetime; });
    if (sent_.size() >= maxSent) sent_.erase(sent_.begin());
    sent_.insert_or_assign(target + ":" + messageId, now);
}

Json Intake::allowedUpdates() const {
    Json types = Json::array({"message", "edited_message", "channel_post", "callback_query"});
    if (account_.reactionNotifications != "off") types.push_back("message_reaction");
    return types;
}

}
