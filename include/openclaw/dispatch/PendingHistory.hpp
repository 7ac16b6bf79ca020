#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/prompt/envelope.hpp"

#include <list>
#include <string>
#include <unordered_map>
#include <vector>

/// Group messages that nobody was answered for, kept in memory until somebody is (spec access-control.md §5).
namespace openclaw::dispatch {

class PendingHistory {
public:
    static constexpr std::size_t maxConversations = 1000;
    static constexpr std::size_t maxLineBytes = 4096;

    void add(const std::string& conversation, std::string line, std::size_t limit);
    std::vector<std::string> lines(const std::string& conversation) const;
    /// Forgets the first `count` lines: those that an answered message took along.
    void forget(const std::string& conversation, std::size_t count);

private:
    struct Conversation {
        std::string key;
        std::vector<std::string> lines;
    };
    /// Least recently updated first.
    std::list<Conversation> conversations_;
    std::unordered_map<std::string, std::list<Conversation>::iterator> index_;
};

/// channel `historyLimit`, else `messages.groupChat.historyLimit`, else 50 (Discord 20); 0 keeps nothing.
std::size_t historyLimit(const Json& config, const std::string& channel, const std::string& accountId);

}
