// Vectors of replies: tags, media lines, threading, prefixes, payloads.
#include "vectors/Suites.hpp"

#include "openclaw/text/payloads.hpp"
#include "openclaw/text/reply_tags.hpp"
#include "openclaw/text/reply_threading.hpp"

namespace openclaw::vectors {
namespace {

Json inlineDirectives(const Json& input) {
    const auto tags = text::parseInlineTags(stringOr(input, "text"));
    Json out = {{"text", tags.text},
                {"audioAsVoice", tags.audioAsVoice},
                {"replyToCurrent", tags.replyToCurrent},
                {"hasAudioTag", tags.hasAudioTag},
                {"hasReplyTag", tags.hasReplyTag}};
    setUnlessEmpty(out, "replyToId", tags.replyToId(stringOr(input, "currentMessageId")));
    setUnlessEmpty(out, "replyToExplicitId", tags.replyToExplicitId);
    return out;
}

void addMedia(Json& out, const std::vector<std::string>& urls, bool audioAsVoice) {
    if (!urls.empty()) {
        out["mediaUrls"] = urls;
        out["mediaUrl"] = urls.front();
    }
    if (audioAsVoice) out["audioAsVoice"] = true;
}

Json reply(const text::ReplyDirectives& parsed) {
    Json out = {{"text", parsed.text},
                {"replyToCurrent", parsed.replyToCurrent},
                {"replyToTag", parsed.replyToTag},
                {"isSilent", parsed.isSilent}};
    addMedia(out, parsed.mediaUrls, parsed.audioAsVoice);
    setUnlessEmpty(out, "replyToId", parsed.replyToId);
    return out;
}

Json splitMedia(const Json& input) {
    const auto split = text::splitMedia(textOf(input));
    Json out = {{"text", split.text}};
    addMedia(out, split.mediaUrls, split.audioAsVoice);
    return out;
}

Json streamingTags(const Json& input) {
    text::StreamingDirectives stream;
    Json out = Json::array();
    const Json& chunks = memberOrEmpty(input, "chunks");
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const bool isFinal = flag(input, "finalLast") && i + 1 == chunks.size();
        const auto parsed = stream.consume(textOf(chunks[i]), isFinal);
        Json shown = parsed ? reply(*parsed) : Json();
        if (parsed) setUnlessEmpty(shown, "replyToExplicitId", parsed->replyToExplicitId);
        out.push_back(std::move(shown));
    }
    return out;
}

Json idOrNull(const std::string& id) { return id.empty() ? Json() : Json(id); }

Json modeFilter(const Json& input) {
    text::ReplyModeFilter filter(
        text::parseReplyToMode(stringOr(input, "mode")).value_or(text::ReplyToMode::first),
        flag(memberOrEmpty(input, "opts"), "allowTagsWhenOff"));
    Json out = Json::array();
    for (const Json& id : memberOrEmpty(input, "replyToIds"))
        out.push_back(idOrNull(filter.apply(textOf(id), flag(input, "tagged"))));
    return out;
}

Json planner(const Json& input) {
    const Json& options = memberOrEmpty(input, "options");
    text::ReplyPlan plan;
    plan.mode = text::parseReplyToMode(stringOr(options, "replyToMode")).value_or(text::ReplyToMode::first);
    plan.existingId = stringOr(options, "existingId");
    plan.startId = stringOr(options, "startId");
    plan.allowReference = flag(options, "allowReference", true);
    plan.hasReplied = flag(options, "hasReplied");
    Json out = Json::array();
    for (std::int64_t i = 0; i < findInteger(input, "calls").value_or(0); ++i)
        out.push_back(idOrNull(plan.next()));
    return out;
}

text::PrefixContext prefixContext(const Json& json) {
    return {findString(json, "model"), findString(json, "modelFull"), findString(json, "provider"),
            findString(json, "thinkingLevel"), findString(json, "identityName")};
}

Json prefixTemplate(const Json& input) {
    const auto prefix = findString(input, "template");
    return prefix ? Json(text::fillPrefix(*prefix, prefixContext(memberOrEmpty(input, "context")))) : Json();
}

Json normalizePayload(const Json& input) {
    const Json& payload = memberOrEmpty(input, "payload");
    const Json& opts = memberOrEmpty(input, "opts");
    const Json* urls = findMember(payload, "mediaUrls");
    const bool hasMedia =
        !stringOr(payload, "mediaUrl").empty() || (urls && urls->is_array() && !urls->empty());
    auto prefix = findString(opts, "responsePrefix");
    if (const Json* context = findMember(opts, "responsePrefixContext"); prefix && context)
        prefix = text::fillPrefix(*prefix, prefixContext(*context));
    const auto normalized = text::normalizePayloadText(stringOr(payload, "text"), hasMedia, prefix);
    if (!normalized.text) return {{"payload", nullptr}, {"skipped", text::toString(normalized.skipped)}};
    Json out = payload;
    if (payload.contains("text")) out["text"] = *normalized.text;
    return {{"payload", out}, {"skipped", nullptr}};
}

}

void addReplySuite(Registry& registry) {
    registry["reply-tags/inline_directives"] = inlineDirectives;
    registry["reply-tags/reply_directives"] = [](const Json& input) -> Json {
        return reply(
            text::parseReplyDirectives(stringOr(input, "text"), stringOr(input, "currentMessageId")));
    };
    registry["reply-tags/split_media"] = splitMedia;
    registry["reply-tags/is_silent"] = [](const Json& input) -> Json {
        return text::isSilentReply(textOf(input));
    };
    registry["reply-tags/streaming_tags"] = streamingTags;
    registry["reply-tags/reply_mode_filter"] = modeFilter;
    registry["reply-tags/reply_planner"] = planner;
    registry["reply-tags/prefix_template"] = prefixTemplate;
    registry["reply-tags/short_model"] = [](const Json& input) -> Json {
        return text::shortModelName(textOf(input));
    };
    registry["reply-tags/normalize_payload"] = normalizePayload;
    registry["reply-tags/sanitize_user_text"] = [](const Json& input) -> Json {
        return text::sanitizeForPeople(textOf(input));
    };
    registry["reply-tags/format_reasoning"] = [](const Json& input) -> Json {
        return text::formatReasoning(textOf(input));
    };
}

}
