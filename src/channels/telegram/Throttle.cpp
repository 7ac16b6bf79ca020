// Send times under Telegram's rate limits.
#include "channels/telegram/Throttle.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t overallPerSecond = 30;
constexpr std::size_t groupPerMinute = 20;
constexpr std::chrono::seconds chatInterval{1};
constexpr int chatBurst = 3;
constexpr std::size_t maxChats = 1000;

}

SteadyTime Throttle::earliest(const std::string& chatId, bool isGroup, SteadyTime now) const {
    SteadyTime when = now;
    if (recent_.size() >= overallPerSecond) when = std::max(when, recent_.front() + std::chrono::seconds(1));
    const auto found = chats_.find(chatId);
    if (found == chats_.end()) return when;
    const Chat& chat = found->second;
    when = std::max(when, chat.paidUntil - (chatBurst - 1) * chatInterval);
    if (isGroup && chat.recent.size() >= groupPerMinute)
        when = std::max(when, chat.recent.front() + std::chrono::minutes(1));
    return when;
}

void Throttle::note(const std::string& chatId, bool isGroup, SteadyTime when) {
    if (chats_.size() >= maxChats) forgetIdle(when);
    recent_.push_back(when);
    if (recent_.size() > overallPerSecond) recent_.pop_front();
    Chat& chat = chats_[chatId];
    chat.paidUntil = std::max(chat.paidUntil, when) + chatInterval;
    if (!isGroup) return;
    chat.recent.push_back(when);
    if (chat.recent.size() > groupPerMinute) chat.recent.pop_front();
}

void Throttle::forgetIdle(SteadyTime now) {
    std::erase_if(chats_, [now](const auto& entry) {
        const Chat& chat = entry.second;
        const bool groupIdle = chat.recent.empty() || chat.recent.back() + std::chrono::minutes(1) < now;
        return chat.paidUntil < now && groupIdle;
    });
}

}
