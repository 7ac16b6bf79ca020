// Pending history: bounded in conversations, lines and bytes.
#include "openclaw/dispatch/PendingHistory.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::dispatch {

void PendingHistory::add(const std::string& conversation, std::string line, std::size_t limit) {
    if (limit == 0) return;
    auto found = index_.find(conversation);
    if (found == index_.end()) {
        conversations_.push_back({conversation, {}});
        found = index_.emplace(conversation, std::prev(conversations_.end())).first;
    } else {
        conversations_.splice(conversations_.end(), conversations_, found->second);
    }
    std::vector<std::string>& lines = found->second->lines;
    lines.push_back(std::string(utf8Prefix(line, maxLineBytes)));
    if (lines.size() > limit) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(limit));
    while (conversations_.size() > maxConversations) {
        index_.erase(conversations_.front().key);
        conversations_.pop_front();
    }
}

std::vector<std::string> PendingHistory::lines(const std::string& conversation) const {
    const auto found = index_.find(conversation);
    return found == index_.end() ? std::vector<std::string>() : found->second->lines;
}

void PendingHistory::forget(const std::string& conversation, std::size_t count) {
    const auto found = index_.find(conversation);
    if (found == index_.end()) return;
    std::vector<std::string>& lines = found->second->lines;
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min(count, lines.size())));
    if (!lines.empty()) return;
    conversations_.erase(found->second);
    index_.erase(found);
}

std::size_t historyLimit(const Json& config, const std::string& channel, const std::string& accountId) {
    const Json* channels = findMember(config, "channels");
    const Json* block = channels ? findMember(*channels, channel) : nullptr;
    const Json* accounts = block ? findMember(*block, "accounts") : nullptr;
    const Json* account = accounts ? findMember(*accounts, accountId) : nullptr;
    const Json* shared = findPath(config, "messages.groupChat");
    for (const Json* place : {account, block, shared}) {
        if (const auto limit = place ? findInteger(*place, "historyLimit") : std::nullopt)
            return static_cast<std::size_t>(std::clamp<std::int64_t>(*limit, 0, 1000));
    }
    return channel == "discord" ? 20 : 50;
}

}
