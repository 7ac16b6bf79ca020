#pragma once

#include "channels/telegram/BotApi.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace openclaw::channels::telegram {

/// What a chat sees while a reply is being made: "is typing", and drafts in private chats that have topics.
/// Best effort; nothing here is retried or stored.
class ChatActions {
public:
    ChatActions(asio::any_io_executor executor, Clock& clock, BotApi& api, std::string accountId);

    void setTyping(const std::string& target, const std::string& threadId, bool isTyping);
    /// The text shown so far; an empty one ends the draft. Ignored unless drafts are allowed.
    void showDraft(const std::string& target, const std::string& threadId, const std::string& text);
    /// Makes a call whose outcome nobody waits for; dropped when too many wait already.
    void callSoon(std::string method, Json parameters);
    void allowDrafts(bool isAllowed) { draftsAllowed_ = isAllowed; }

    /// Sends what is due until cancelled (terminal).
    asio::awaitable<Result<void>> run();

private:
    using Place = std::pair<std::string, std::string>; // target, thread
    struct Draft {
        std::int64_t id = 0;
        std::string text;
        std::string sentText;
        SteadyTime due{};
        bool hasFailed = false;
    };
    /// One call that is due, and the place it is for.
    struct Due {
        std::string method;
        Json parameters;
        Place place;
    };

    std::vector<Due> takeDue(SteadyTime now);
    SteadyTime nextDue() const;
    asio::awaitable<void> waitForChange(std::uint64_t seen);
    void changed();

    Clock& clock_;
    BotApi& api_;
    std::string accountId_;
    std::map<Place, SteadyTime> typing_; // when the next action is due
    std::map<Place, Draft> drafts_;
    std::vector<Due> queued_;
    std::int64_t nextDraftId_ = 1;
    bool draftsAllowed_ = false;
    std::uint64_t version_ = 0;
    Notifier changed_;
};

}
