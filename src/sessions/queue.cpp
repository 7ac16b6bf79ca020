// Queue rules: words, settings by precedence, overflow, prompts and lanes.
#include "openclaw/sessions/queue.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace openclaw::sessions {

namespace {

constexpr std::size_t maxSummaryUnits = 160;
constexpr double largest = 1e12;

template <class Value>
struct Word {
    std::string_view word;
    Value value;
};

constexpr Word<QueueMode> modeWords[] = {
    {"steer", QueueMode::steer},
    {"queue", QueueMode::steer},
    {"queued", QueueMode::steer},
    {"steering", QueueMode::steer},
    {"steer-backlog", QueueMode::steerBacklog},
    {"steer+backlog", QueueMode::steerBacklog},
    {"steer_backlog", QueueMode::steerBacklog},
    {"followup", QueueMode::followup},
    {"followups", QueueMode::followup},
    {"follow-ups", QueueMode::followup},
    {"collect", QueueMode::collect},
    {"coalesce", QueueMode::collect},
    {"interrupt", QueueMode::interrupt},
    {"interrupts", QueueMode::interrupt},
    {"abort", QueueMode::interrupt},
};

constexpr Word<DropPolicy> dropWords[] = {
    {"old", DropPolicy::oldest},          {"oldest", DropPolicy::oldest},     {"new", DropPolicy::newest},
    {"newest", DropPolicy::newest},       {"summarize", DropPolicy::summarize}, {"summary", DropPolicy::summarize},
};

constexpr Word<TypingMode> typingWords[] = {
    {"instant", TypingMode::instant},
    {"message", TypingMode::message},
    {"thinking", TypingMode::thinking},
    {"never", TypingMode::never},
};

template <class Value, std::size_t count>
std::optional<Value> findWord(const Word<Value> (&words)[count], std::string_view raw) {
    const std::string word = toLowerAscii(trimUnicode(raw));
    for (const Word<Value>& entry : words) {
        if (entry.word == word)
            return entry.value;
    }
    return std::nullopt;
}

std::optional<double> memberNumber(const Json* object, std::string_view key) {
    return object ? findNumber(*object, key) : std::nullopt;
}

std::string memberText(const Json* object, std::string_view key) {
    return object ? stringOr(*object, key) : std::string();
}

template <class Value>
std::optional<Value> firstOf(std::initializer_list<std::optional<Value>> candidates) {
    for (const auto& candidate : candidates) {
        if (candidate)
            return candidate;
    }
    return std::nullopt;
}

std::int64_t wholeMs(double value) { return static_cast<std::int64_t>(std::clamp(std::trunc(value), 0.0, largest)); }

std::size_t wholeCount(double value) { return static_cast<std::size_t>(std::clamp(std::floor(value), 1.0, largest)); }

std::string summarize(std::string_view item) {
    std::string line = collapseSpaces(item);
    if (utf16Length(line) <= maxSummaryUnits)
        return line;
    return std::string(trimUnicodeEnd(utf16Prefix(line, maxSummaryUnits - 1))) + "…";
}

}

std::optional<QueueMode> parseQueueMode(std::string_view word) { return findWord(modeWords, word); }

std::string_view toString(QueueMode mode) {
    switch (mode) {
    case QueueMode::steer: return "steer";
    case QueueMode::steerBacklog: return "steer-backlog";
    case QueueMode::followup: return "followup";
    case QueueMode::collect: return "collect";
    case QueueMode::interrupt: return "interrupt";
    }
    return "collect";
}

std::optional<DropPolicy> parseDropPolicy(std::string_view word) { return findWord(dropWords, word); }

std::string_view toString(DropPolicy policy) {
    switch (policy) {
    case DropPolicy::oldest: return "old";
    case DropPolicy::newest: return "new";
    case DropPolicy::summarize: return "summarize";
    }
    return "summarize";
}

QueueSettings resolveQueueSettings(const Json& config, std::string_view channel, const QueueOverrides& inlineSettings,
                                   const QueueOverrides& session) {
    const Json* queue = findPath(config, "messages.queue");
    const Json* byChannel = queue ? findMember(*queue, "byChannel") : nullptr;
    const Json* debounceByChannel = queue ? findMember(*queue, "debounceMsByChannel") : nullptr;
    const std::string name = toLowerAscii(trimUnicode(channel));

    QueueSettings settings;
    const auto mode = firstOf<QueueMode>({inlineSettings.mode, session.mode, parseQueueMode(memberText(byChannel, name)),
                                          parseQueueMode(memberText(queue, "mode"))});
    settings.mode = mode.value_or(settings.mode);
    const auto debounce = firstOf<double>({inlineSettings.debounceMs, session.debounceMs,
                                           memberNumber(debounceByChannel, name), memberNumber(queue, "debounceMs")});
    if (debounce)
        settings.debounceMs = wholeMs(*debounce);
    const auto cap = firstOf<double>({inlineSettings.cap, session.cap, memberNumber(queue, "cap")});
    if (cap)
        settings.cap = wholeCount(*cap);
    const auto drop = firstOf<DropPolicy>(
        {inlineSettings.dropPolicy, session.dropPolicy, parseDropPolicy(memberText(queue, "drop"))});
    settings.dropPolicy = drop.value_or(settings.dropPolicy);
    return settings;
}

bool makeQueueRoom(QueueBacklog& backlog, std::size_t cap, DropPolicy policy) {
    if (cap == 0 || backlog.items.size() < cap)
        return true;
    if (policy == DropPolicy::newest)
        return false;
    const auto end = backlog.items.begin() + static_cast<std::ptrdiff_t>(backlog.items.size() - cap + 1);
    if (policy == DropPolicy::summarize) {
        for (auto item = backlog.items.begin(); item != end; ++item) {
            ++backlog.droppedCount;
            backlog.summaryLines.push_back(summarize(*item));
        }
        const std::size_t excess = backlog.summaryLines.size() - std::min(backlog.summaryLines.size(), cap);
        backlog.summaryLines.erase(backlog.summaryLines.begin(),
                                   backlog.summaryLines.begin() + static_cast<std::ptrdiff_t>(excess));
    }
    backlog.items.erase(backlog.items.begin(), end);
    return true;
}

std::optional<std::string> takeOverflowNote(QueueBacklog& backlog, DropPolicy policy) {
    if (policy != DropPolicy::summarize || backlog.droppedCount == 0)
        return std::nullopt;
    std::string note = fmt::format("[Queue overflow] Dropped {} message{} due to cap.", backlog.droppedCount,
                                   backlog.droppedCount == 1 ? "" : "s");
    if (!backlog.summaryLines.empty())
        note += "\nSummary:";
    for (const std::string& line : backlog.summaryLines)
        note += "\n- " + line;
    backlog.droppedCount = 0;
    backlog.summaryLines.clear();
    return note;
}

std::string buildCollectPrompt(std::span<const std::string> items, const std::optional<std::string>& overflowNote) {
    std::string prompt = "[Queued messages while agent was busy]";
    if (overflowNote)
        prompt += "\n\n" + *overflowNote;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string block = fmt::format("---\nQueued #{}\n{}", i + 1, items[i]);
        prompt += "\n\n";
        prompt += trimUnicode(block);
    }
    return prompt;
}

bool spansTargets(std::span<const QueueTarget> targets) {
    std::set<std::string_view> keys;
    bool hasUnkeyed = false;
    for (const QueueTarget& target : targets) {
        if (target.crossChannel)
            return true;
        if (target.key.empty())
            hasUnkeyed = true;
        else
            keys.insert(target.key);
    }
    return !keys.empty() && (hasUnkeyed || keys.size() > 1);
}

std::optional<std::string> dedupeKey(const MessageIdentity& identity) {
    const std::string provider = toLowerAscii(trimUnicode(identity.provider));
    if (provider.empty() || trimUnicode(identity.messageId).empty() || trimUnicode(identity.peer).empty())
        return std::nullopt;
    std::string key = provider;
    for (const std::string_view part :
         {std::string_view(identity.accountId), std::string_view(identity.sessionKey), std::string_view(identity.peer),
          std::string_view(identity.threadId), std::string_view(identity.messageId)}) {
        if (!trimUnicode(part).empty())
            key += "|" + std::string(trimUnicode(part));
    }
    return key;
}

bool DedupeCache::check(const std::string& key, std::int64_t nowMs) {
    if (maxSize_ == 0)
        return false;
    bool seen = false;
    if (const auto known = index_.find(key); known != index_.end()) {
        seen = ttlMs_ <= 0 || nowMs - known->second->seenMs < ttlMs_;
        entries_.erase(known->second);
        index_.erase(known);
    }
    entries_.push_back(Entry{key, nowMs});
    index_[key] = std::prev(entries_.end());
    const auto expired = [&](const Entry& entry) { return ttlMs_ > 0 && nowMs - entry.seenMs >= ttlMs_; };
    while (entries_.size() > maxSize_ || expired(entries_.front())) {
        index_.erase(entries_.front().key);
        entries_.pop_front();
    }
    return seen;
}

std::int64_t resolveDebounceMs(const Json& config, std::string_view channel, std::optional<double> overrideMs) {
    const Json* inbound = findPath(config, "messages.inbound");
    const Json* byChannel = inbound ? findMember(*inbound, "byChannel") : nullptr;
    const auto value =
        firstOf<double>({overrideMs, memberNumber(byChannel, channel), memberNumber(inbound, "debounceMs")});
    return wholeMs(value.value_or(0));
}

std::optional<TypingMode> parseTypingMode(std::string_view word) { return findWord(typingWords, word); }

std::string_view toString(TypingMode mode) {
    switch (mode) {
    case TypingMode::instant: return "instant";
    case TypingMode::message: return "message";
    case TypingMode::thinking: return "thinking";
    case TypingMode::never: return "never";
    }
    return "never";
}

TypingMode resolveTypingMode(std::optional<TypingMode> configured, bool isGroup, bool wasMentioned, bool isHeartbeat) {
    if (isHeartbeat)
        return TypingMode::never;
    return configured.value_or(!isGroup || wasMentioned ? TypingMode::instant : TypingMode::message);
}

Concurrency resolveConcurrency(const Json& config) {
    const Json* defaults = findPath(config, "agents.defaults");
    Concurrency result;
    if (const auto agents = memberNumber(defaults, "maxConcurrent"))
        result.agents = wholeCount(*agents);
    const Json* subagents = defaults ? findMember(*defaults, "subagents") : nullptr;
    if (const auto count = memberNumber(subagents, "maxConcurrent"))
        result.subagents = wholeCount(*count);
    return result;
}

std::string sessionLane(std::string_view sessionKey) {
    const std::string key(trimUnicode(sessionKey));
    if (key.starts_with("session:"))
        return key;
    return "session:" + (key.empty() ? "main" : key);
}

}
