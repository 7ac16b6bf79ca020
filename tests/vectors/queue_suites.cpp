// Vectors of the queue rules.
#include "vectors/Suites.hpp"

#include "openclaw/sessions/queue.hpp"

#include <algorithm>

namespace openclaw::vectors {
namespace {

template <class Value>
Json wordOrNull(const std::optional<Value>& value) {
    return value ? Json(sessions::toString(*value)) : Json();
}

std::string scalar(const Json& object, std::string_view key) {
    const Json* value = findMember(object, key);
    if (!value || value->is_null())
        return {};
    return value->is_string() ? value->get<std::string>() : value->dump();
}

sessions::QueueOverrides overrides(const Json& input, const char* debounce, const char* cap, const char* drop) {
    sessions::QueueOverrides result;
    result.debounceMs = findNumber(input, debounce);
    result.cap = findNumber(input, cap);
    result.dropPolicy = sessions::parseDropPolicy(stringOr(input, drop));
    return result;
}

Json settings(const Json& input) {
    auto inlineSettings = overrides(memberOrEmpty(input, "inlineOptions"), "debounceMs", "cap", "dropPolicy");
    inlineSettings.mode = sessions::parseQueueMode(stringOr(input, "inlineMode"));
    const Json& entry = memberOrEmpty(input, "sessionEntry");
    auto session = overrides(entry, "queueDebounceMs", "queueCap", "queueDrop");
    session.mode = sessions::parseQueueMode(stringOr(entry, "queueMode"));
    const auto result = sessions::resolveQueueSettings(memberOrEmpty(input, "cfg"), stringOr(input, "channel"),
                                                       inlineSettings, session);
    return {{"mode", sessions::toString(result.mode)},
            {"debounceMs", result.debounceMs},
            {"cap", result.cap},
            {"dropPolicy", sessions::toString(result.dropPolicy)}};
}

sessions::DropPolicy dropPolicy(const Json& input) {
    return sessions::parseDropPolicy(stringOr(input, "dropPolicy")).value_or(sessions::DropPolicy::summarize);
}

Json applyDrop(const Json& input) {
    sessions::QueueBacklog backlog;
    backlog.items = textList(findMember(input, "items"));
    const auto cap = static_cast<std::size_t>(std::max<std::int64_t>(0, findInteger(input, "cap").value_or(0)));
    const bool accept = sessions::makeQueueRoom(backlog, cap, dropPolicy(input));
    return {{"accept", accept},
            {"items", backlog.items},
            {"droppedCount", backlog.droppedCount},
            {"summaryLines", backlog.summaryLines}};
}

Json summaryPrompt(const Json& input) {
    sessions::QueueBacklog backlog;
    backlog.droppedCount = static_cast<std::size_t>(findInteger(input, "droppedCount").value_or(0));
    backlog.summaryLines = textList(findMember(input, "summaryLines"));
    return orNull(sessions::takeOverflowNote(backlog, dropPolicy(input)));
}

Json crossChannel(const Json& input) {
    std::vector<sessions::QueueTarget> targets;
    for (const Json& item : input) {
        sessions::QueueTarget target;
        target.key = stringOr(item, "key");
        target.crossChannel = flag(item, "cross");
        targets.push_back(target);
    }
    return sessions::spansTargets(targets);
}

std::string firstScalar(const Json& input, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (findMember(input, key))
            return scalar(input, key);
    }
    return {};
}

Json dedupeKey(const Json& input) {
    sessions::MessageIdentity identity;
    identity.provider = firstScalar(input, {"OriginatingChannel", "Provider", "Surface"});
    identity.accountId = scalar(input, "AccountId");
    identity.sessionKey = scalar(input, "SessionKey");
    identity.peer = firstScalar(input, {"OriginatingTo", "To", "From", "SessionKey"});
    identity.threadId = scalar(input, "MessageThreadId");
    identity.messageId = scalar(input, "MessageSid");
    return orNull(sessions::dedupeKey(identity));
}

Json dedupeCache(const Json& input) {
    sessions::DedupeCache cache(findInteger(input, "ttlMs").value_or(0),
                                static_cast<std::size_t>(findInteger(input, "maxSize").value_or(0)));
    Json out = Json::array();
    for (const Json& op : memberOrEmpty(input, "ops"))
        out.push_back(cache.check(op.at(0).get<std::string>(), op.at(1).get<std::int64_t>()));
    return out;
}

Json typingMode(const Json& input) {
    const auto mode =
        sessions::resolveTypingMode(sessions::parseTypingMode(stringOr(input, "configured")),
                                    flag(input, "isGroupChat"), flag(input, "wasMentioned"), flag(input, "isHeartbeat"));
    return sessions::toString(mode);
}

}

void addQueueSuite(Registry& registry) {
    registry["queue/mode"] = [](const Json& input) { return wordOrNull(sessions::parseQueueMode(textOf(input))); };
    registry["queue/drop"] = [](const Json& input) { return wordOrNull(sessions::parseDropPolicy(textOf(input))); };
    registry["queue/settings"] = settings;
    registry["queue/apply_drop"] = applyDrop;
    registry["queue/summary_prompt"] = summaryPrompt;
    registry["queue/collect_prompt"] = [](const Json& input) -> Json {
        return sessions::buildCollectPrompt(textList(findMember(input, "items")), findString(input, "summary"));
    };
    registry["queue/cross_channel"] = crossChannel;
    registry["queue/dedupe_key"] = dedupeKey;
    registry["queue/dedupe_cache"] = dedupeCache;
    registry["queue/debounce_ms"] = [](const Json& input) -> Json {
        return sessions::resolveDebounceMs(memberOrEmpty(input, "cfg"), stringOr(input, "channel"),
                                           findNumber(input, "overrideMs"));
    };
    registry["queue/typing_mode"] = typingMode;
    registry["queue/concurrency"] = [](const Json& input) -> Json {
        const auto limits = sessions::resolveConcurrency(input);
        return Json::array({limits.agents, limits.subagents});
    };
    registry["queue/session_lane"] = [](const Json& input) -> Json { return sessions::sessionLane(textOf(input)); };
}

}
