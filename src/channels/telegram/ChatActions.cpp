// Typing and drafts share one loop: both are calls that become due, and both must never hold up a message.
#include "channels/telegram/ChatActions.hpp"

#include "channels/telegram/sending.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <utility>

namespace openclaw::channels::telegram {

namespace {

constexpr std::chrono::seconds actionTimeout{5};
constexpr std::chrono::seconds typingInterval{4};
constexpr std::chrono::milliseconds draftInterval{300};
/// A draft longer than a message stops growing; the reply itself is sent as usual.
constexpr std::size_t maxDraftUnits = 4096;
constexpr std::size_t maxQueued = 100;

}

ChatActions::ChatActions(asio::any_io_executor executor, Clock& clock, BotApi& api, std::string accountId)
    : clock_(clock), api_(api), accountId_(std::move(accountId)), changed_(std::move(executor)) {}

void ChatActions::changed() {
    ++version_;
    changed_.notify();
}

void ChatActions::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    const Place place(target, threadId);
    if (!isTyping) {
        typing_.erase(place);
        return;
    }
    if (typing_.try_emplace(place, clock_.steadyNow()).second) changed();
}

void ChatActions::showDraft(const std::string& target, const std::string& threadId, const std::string& text) {
    const Place place(target, threadId);
    if (text.empty()) {
        drafts_.erase(place);
        return;
    }
    const Result<Address> address = readAddress(target, threadId);
    if (!draftsAllowed_ || !address || address->isGroup() || !address->threadId) return;
    const auto [found, isNew] = drafts_.try_emplace(place);
    Draft& draft = found->second;
    if (isNew) {
        draft.id = nextDraftId_++;
        draft.due = clock_.steadyNow();
    }
    draft.text = std::string(trimUnicode(text));
    changed();
}

void ChatActions::callSoon(std::string method, Json parameters) {
    if (queued_.size() >= maxQueued) return;
    queued_.push_back(Due{std::move(method), std::move(parameters), {}});
    changed();
}

std::vector<ChatActions::Due> ChatActions::takeDue(SteadyTime now) {
    std::vector<Due> due = std::exchange(queued_, {});
    for (auto& [place, at] : typing_) {
        const Result<Address> address = readAddress(place.first, place.second);
        if (at > now || !address) continue;
        at = now + typingInterval;
        Json parameters{{"chat_id", address->chat()}, {"action", "typing"}};
        if (address->threadId) parameters["message_thread_id"] = *address->threadId;
        due.push_back(Due{"sendChatAction", std::move(parameters), place});
    }
    for (auto& [place, draft] : drafts_) {
        const Result<Address> address = readAddress(place.first, place.second);
        const bool isNews = draft.text != draft.sentText && utf16Length(draft.text) <= maxDraftUnits;
        if (draft.due > now || draft.hasFailed || !isNews || !address) continue;
        draft.due = now + draftInterval;
        draft.sentText = draft.text;
        Json parameters{{"chat_id", address->chat()}, {"draft_id", draft.id}, {"text", draft.text}};
        if (address->threadId) parameters["message_thread_id"] = *address->threadId;
        due.push_back(Due{"sendMessageDraft", std::move(parameters), place});
    }
    return due;
}

SteadyTime ChatActions::nextDue() const {
    SteadyTime next = SteadyTime::max();
    for (const auto& [place, at] : typing_)
        next = std::min(next, at);
    for (const auto& [place, draft] : drafts_) {
        if (!draft.hasFailed && draft.text != draft.sentText && utf16Length(draft.text) <= maxDraftUnits)
            next = std::min(next, draft.due);
    }
    return next;
}

asio::awaitable<void> ChatActions::waitForChange(std::uint64_t seen) {
    // Checked here, right before waiting: a change while this coroutine was being started must not be missed.
    if (version_ != seen) co_return;
    co_await changed_.wait();
}

asio::awaitable<Result<void>> ChatActions::run() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = version_;
        std::vector<Due> due = takeDue(clock_.steadyNow());
        for (Due& call : due) {
            const bool isDraft = call.method == "sendMessageDraft";
            const bool isTyping = call.method == "sendChatAction";
            // It may have ended while an earlier call of this round was under way.
            if ((isDraft && !drafts_.contains(call.place)) || (isTyping && !typing_.contains(call.place)))
                continue;
            const ApiReply reply =
                co_await api_.call(std::move(call.method), std::move(call.parameters), actionTimeout, false);
            const bool cancelledMeanwhile = co_await isCancelled();
            if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
            if (reply.isOk) continue;
            log::debug("telegram", "account={} {}", accountId_, reply.error.message);
            if (const auto draft = drafts_.find(call.place); isDraft && draft != drafts_.end())
                draft->second.hasFailed = true;
        }
        const SteadyTime next = nextDue();
        if (next == SteadyTime::max())
            co_await waitForChange(seen);
        else
            co_await (waitForChange(seen) || clock_.sleepUntil(next));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

}
