// Vectors of the block chunker and coalescer, and of session freshness.
#include "vectors/Suites.hpp"

#include "openclaw/sessions/reset.hpp"
#include "openclaw/text/block_chunker.hpp"

#include <algorithm>

namespace openclaw::vectors {
namespace {

std::size_t count(const Json& input, std::string_view key, std::size_t fallback) {
    const auto value = findNumber(input, key);
    return value ? static_cast<std::size_t>(std::max(0.0, *value)) : fallback;
}

text::BlockChunking chunking(const Json& input) {
    text::BlockChunking result;
    result.minChars = count(input, "minChars", result.minChars);
    result.maxChars = count(input, "maxChars", result.maxChars);
    result.preference = text::parseBreakPreference(stringOr(input, "breakPreference"));
    result.flushOnParagraph = flag(input, "flushOnParagraph");
    return result;
}

Json drain(const Json& input) {
    text::BlockChunker chunker(chunking(memberOrEmpty(input, "config")));
    Json emitted = Json::array();
    for (const Json& op : memberOrEmpty(input, "ops")) {
        if (const auto text = findString(op, "append"))
            chunker.append(*text);
        if (const auto mode = findString(op, "drain"))
            chunker.drain(*mode == "force", [&](std::string block) { emitted.push_back(std::move(block)); });
        if (findMember(op, "reset"))
            chunker.reset();
    }
    return {{"emitted", emitted}, {"buffered", chunker.buffered()}};
}

text::BlockPayload payload(const Json& input) {
    text::BlockPayload result;
    result.text = stringOr(input, "text");
    result.mediaUrls = textList(findMember(input, "mediaUrls"));
    if (const auto url = findString(input, "mediaUrl"))
        result.mediaUrls.push_back(*url);
    result.replyToId = findString(input, "replyToId");
    result.audioAsVoice = flag(input, "audioAsVoice");
    return result;
}

Json toJson(const text::BlockPayload& payload) {
    Json out = {{"text", payload.text}};
    if (payload.mediaUrls.size() == 1)
        out["mediaUrl"] = payload.mediaUrls[0];
    else if (!payload.mediaUrls.empty())
        out["mediaUrls"] = payload.mediaUrls;
    setOptional(out, "replyToId", payload.replyToId);
    if (payload.audioAsVoice)
        out["audioAsVoice"] = true;
    return out;
}

Json coalesce(const Json& input) {
    const Json& config = memberOrEmpty(input, "config");
    text::BlockCoalescing settings;
    settings.minChars = count(config, "minChars", settings.minChars);
    settings.maxChars = count(config, "maxChars", settings.maxChars);
    settings.idle = std::chrono::milliseconds(count(config, "idleMs", 1000));
    settings.joiner = stringOr(config, "joiner");
    settings.flushOnEnqueue = flag(config, "flushOnEnqueue");
    text::BlockCoalescer coalescer(settings);
    Json flushed = Json::array();
    const auto collect = [&](const std::vector<text::BlockPayload>& payloads) {
        for (const auto& entry : payloads)
            flushed.push_back(toJson(entry));
    };
    for (const Json& op : memberOrEmpty(input, "ops")) {
        if (const Json* entry = findMember(op, "enqueue"))
            collect(coalescer.enqueue(payload(*entry)));
        if (const auto wait = findInteger(op, "wait"); wait && coalescer.wantsTimer() && *wait >= settings.idle.count())
            collect(coalescer.onIdle());
        if (const Json* mode = findMember(op, "flush"))
            collect(*mode == "force" ? coalescer.flush() : coalescer.onIdle());
    }
    return {{"flushed", flushed}, {"hasBuffered", coalescer.hasBuffered()}};
}

Json toJson(const text::BlockChunking& result) {
    return {{"minChars", result.minChars},
            {"maxChars", result.maxChars},
            {"breakPreference", text::toString(result.preference)}};
}

Json resolveChunking(const Json& input) {
    const auto result = text::resolveBlockChunking(memberOrEmpty(input, "cfg"), stringOr(input, "provider"),
                                                   stringOr(input, "accountId"));
    Json out = toJson(result);
    out["flushOnParagraph"] = result.flushOnParagraph;
    return out;
}

/// Measured without channel plugins, hence without channel defaults.
Json resolveCoalescing(const Json& input) {
    const auto result =
        text::resolveBlockCoalescing(memberOrEmpty(input, "cfg"), stringOr(input, "provider"),
                                     stringOr(input, "accountId"), chunking(memberOrEmpty(input, "chunking")));
    return {{"minChars", result.minChars},
            {"maxChars", result.maxChars},
            {"idleMs", result.idle.count()},
            {"joiner", result.joiner},
            {"flushOnEnqueue", result.flushOnEnqueue}};
}

sessions::ResetType resetType(const std::string& word) {
    if (word == "group")
        return sessions::ResetType::group;
    return word == "thread" ? sessions::ResetType::thread : sessions::ResetType::dm;
}

Json resetPolicy(const Json& input) {
    const auto policy = sessions::resolveResetPolicy(memberOrEmpty(input, "sessionCfg"),
                                                     resetType(stringOr(input, "resetType")),
                                                     findMember(input, "resetOverride"));
    Json out = {{"mode", sessions::toString(policy.mode)}, {"atHour", policy.atHour}};
    setOptional(out, "idleMinutes", policy.idleMinutes);
    return out;
}

Json evaluateFreshness(const Json& input) {
    const Json& given = memberOrEmpty(input, "policy");
    sessions::ResetPolicy policy;
    policy.mode = stringOr(given, "mode") == "idle" ? sessions::ResetMode::idle : sessions::ResetMode::daily;
    policy.atHour = static_cast<int>(findInteger(given, "atHour").value_or(4));
    policy.idleMinutes = findInteger(given, "idleMinutes");
    const auto result = sessions::evaluateFreshness(policy, findInteger(input, "updatedAt").value_or(0),
                                                    findInteger(input, "now").value_or(0), 0);
    Json out = {{"fresh", result.fresh}};
    setOptional(out, "dailyResetAt", result.dailyResetAt);
    setOptional(out, "idleExpiresAt", result.idleExpiresAt);
    return out;
}

Json sendPolicy(const Json& input) {
    const Json& entry = memberOrEmpty(input, "entry");
    sessions::SendRequest request;
    request.sessionKey = stringOr(input, "sessionKey");
    request.channel = stringOr(input, "channel", stringOr(entry, "channel", stringOr(entry, "lastChannel")));
    request.chatType = stringOr(input, "chatType", stringOr(entry, "chatType"));
    request.entryPolicy = sessions::parseSendPolicy(stringOr(entry, "sendPolicy"));
    return sessions::toString(sessions::decideSend(sessions::sendRulesFromJson(memberOrEmpty(input, "cfg")), request));
}

}

void addBlockChunkerSuite(Registry& registry) {
    registry["block-chunker/drain"] = drain;
    registry["block-chunker/coalesce"] = coalesce;
    registry["block-chunker/resolve_chunking"] = resolveChunking;
    registry["block-chunker/resolve_coalescing"] = resolveCoalescing;
    registry["block-chunker/telegram_draft_chunking"] = [](const Json& input) {
        return toJson(text::resolveTelegramDraftChunking(memberOrEmpty(input, "cfg"), stringOr(input, "accountId")));
    };
}

void addSessionResetSuite(Registry& registry) {
    registry["session-reset/reset_type"] = [](const Json& input) -> Json {
        return sessions::toString(sessions::resolveResetType(stringOr(input, "sessionKey"), flag(input, "isGroup"),
                                                             flag(input, "isThread")));
    };
    registry["session-reset/reset_policy"] = resetPolicy;
    registry["session-reset/evaluate_freshness"] = evaluateFreshness;
    registry["session-reset/send_policy"] = sendPolicy;
}

}
