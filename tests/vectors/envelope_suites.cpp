// Vectors of what surrounds a message in the prompt.
#include "vectors/Suites.hpp"

#include "openclaw/prompt/context.hpp"
#include "openclaw/prompt/envelope.hpp"
#include "openclaw/prompt/media.hpp"

namespace openclaw::vectors {
namespace {

prompt::EnvelopeOptions options(const Json& input) {
    const Json& given = memberOrEmpty(input, "envelope");
    prompt::EnvelopeOptions out;
    out.timezone = stringOr(given, "timezone");
    out.userTimezone = stringOr(given, "userTimezone");
    out.includeTimestamp = flag(given, "includeTimestamp", true);
    out.includeElapsed = flag(given, "includeElapsed", true);
    return out;
}

prompt::Envelope envelope(const Json& input) {
    prompt::Envelope out;
    out.channel = stringOr(input, "channel");
    out.from = stringOr(input, "from");
    out.host = stringOr(input, "host");
    out.ip = stringOr(input, "ip");
    out.timestampMs = findInteger(input, "timestamp");
    out.previousMs = findInteger(input, "previousTimestamp");
    out.body = stringOr(input, "body");
    return out;
}

prompt::SenderNames sender(const Json& input) {
    return {stringOr(input, "name"), stringOr(input, "username"), stringOr(input, "tag"),
            stringOr(input, "e164"), stringOr(input, "id")};
}

Json inboundEnvelope(const Json& input) {
    std::string label = stringOr(input, "senderLabel");
    if (label.empty())
        label = prompt::senderLabel(sender(memberOrEmpty(input, "sender"))).value_or(std::string());
    return prompt::formatInboundEnvelope(envelope(input), stringOr(input, "chatType"), label, options(input));
}

Json fromLabel(const Json& input) {
    prompt::FromLabel label;
    label.isGroup = flag(input, "isGroup");
    label.groupLabel = stringOr(input, "groupLabel");
    label.groupId = stringOr(input, "groupId");
    label.groupFallback = stringOr(input, "groupFallback");
    label.directLabel = stringOr(input, "directLabel");
    label.directId = stringOr(input, "directId");
    return prompt::formatFromLabel(label);
}

Json historyContext(const Json& input) {
    std::vector<std::string> lines;
    for (const Json& entry : memberOrEmpty(input, "entries"))
        lines.push_back(stringOr(entry, "sender") + ": " + stringOr(entry, "body"));
    if (flag(input, "excludeLast") && !lines.empty()) lines.pop_back();
    return prompt::withHistory(lines, stringOr(input, "current"));
}

Json historyRing(const Json& input) {
    prompt::HistoryRing ring(
        static_cast<std::size_t>(std::max<std::int64_t>(0, findInteger(input, "limit").value_or(0))));
    for (const std::string& body : textList(findMember(input, "bodies")))
        ring.add(prompt::HistoryEntry{"", body, 0, ""});
    Json out = Json::array();
    for (const auto& entry : ring.entries())
        out.push_back(entry.body);
    return out;
}

prompt::InboundContext context(const Json& input) {
    prompt::InboundContext out;
    out.body = findString(input, "Body");
    out.rawBody = findString(input, "RawBody");
    out.commandBody = findString(input, "CommandBody");
    out.bodyForAgent = findString(input, "BodyForAgent");
    out.bodyForCommands = findString(input, "BodyForCommands");
    out.chatType = stringOr(input, "ChatType");
    out.from = stringOr(input, "From");
    out.conversationLabel = stringOr(input, "ConversationLabel");
    out.threadLabel = stringOr(input, "ThreadLabel");
    out.groupChannel = stringOr(input, "GroupChannel");
    out.groupSubject = stringOr(input, "GroupSubject");
    out.groupSpace = stringOr(input, "GroupSpace");
    out.sender = {stringOr(input, "SenderName"), stringOr(input, "SenderUsername"),
                  stringOr(input, "SenderTag"), stringOr(input, "SenderE164"), stringOr(input, "SenderId")};
    // Only a literal true authorises.
    out.commandAuthorized = findBool(input, "CommandAuthorized").value_or(false);
    return out;
}

Json finalizeContext(const Json& input) {
    const auto done = prompt::finalizeContext(context(input));
    const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
    return {{"Body", orNull(done.body)},
            {"RawBody", orNull(done.rawBody)},
            {"BodyForAgent", orNull(done.bodyForAgent)},
            {"BodyForCommands", orNull(done.bodyForCommands)},
            {"ChatType", text(done.chatType)},
            {"ConversationLabel", text(done.conversationLabel)},
            {"CommandAuthorized", done.commandAuthorized}};
}

Json locationText(const Json& input) {
    prompt::Location location;
    location.latitude = findNumber(input, "latitude").value_or(0);
    location.longitude = findNumber(input, "longitude").value_or(0);
    location.accuracy = findNumber(input, "accuracy");
    location.name = stringOr(input, "name");
    location.address = stringOr(input, "address");
    location.caption = stringOr(input, "caption");
    location.isLive = flag(input, "isLive") || stringOr(input, "source") == "live";
    return prompt::formatLocation(location);
}

Json mediaNote(const Json& input) {
    std::vector<std::string> paths = textList(findMember(input, "MediaPaths"));
    const std::string single = stringOr(input, "MediaPath");
    if (paths.empty() && !single.empty()) paths.push_back(single);
    const auto matching = [&](const char* key) {
        auto list = textList(findMember(input, key));
        return list.size() == paths.size() ? list : std::vector<std::string>();
    };
    const auto types = matching("MediaTypes");
    const auto urls = matching("MediaUrls");
    std::vector<prompt::Attachment> attachments;
    for (std::size_t i = 0; i < paths.size(); ++i)
        attachments.push_back({paths[i], types.empty() ? stringOr(input, "MediaType") : types[i],
                               urls.empty() ? stringOr(input, "MediaUrl") : urls[i]});
    std::set<std::size_t> described;
    for (const Json& output : memberOrEmpty(input, "MediaUnderstanding"))
        described.insert(static_cast<std::size_t>(findInteger(output, "attachmentIndex").value_or(0)));
    for (const Json& decision : memberOrEmpty(input, "MediaUnderstandingDecisions")) {
        if (stringOr(decision, "outcome") != "success") continue;
        for (const Json& attachment : memberOrEmpty(decision, "attachments")) {
            if (stringOr(memberOrEmpty(attachment, "chosen"), "outcome") == "success")
                described.insert(
                    static_cast<std::size_t>(findInteger(attachment, "attachmentIndex").value_or(0)));
        }
    }
    return orNull(prompt::formatMediaNote(attachments, described));
}

Json understoodBody(const Json& input) {
    std::vector<prompt::MediaUnderstanding> outputs;
    for (const Json& output : memberOrEmpty(input, "outputs"))
        outputs.push_back({prompt::parseUnderstandingKind(stringOr(output, "kind"))
                               .value_or(prompt::UnderstandingKind::videoDescription),
                           stringOr(output, "text")});
    return prompt::formatUnderstoodBody(stringOr(input, "body"), outputs);
}

Json mediaScope(const Json& input) {
    return prompt::isMediaInScope(findMember(input, "scope"), stringOr(input, "channel"),
                                  stringOr(input, "chatType"), stringOr(input, "sessionKey"))
               ? "allow"
               : "deny";
}

}

void addEnvelopeSuite(Registry& registry) {
    registry["envelopes/agent_envelope"] = [](const Json& input) -> Json {
        return prompt::formatEnvelope(envelope(input), options(input));
    };
    registry["envelopes/inbound_envelope"] = inboundEnvelope;
    registry["envelopes/from_label"] = fromLabel;
    registry["envelopes/history_context"] = historyContext;
    registry["envelopes/history_ring"] = historyRing;
    registry["envelopes/sender_label"] = [](const Json& input) -> Json {
        return orNull(prompt::senderLabel(sender(input)));
    };
    registry["envelopes/conversation_label"] = [](const Json& input) -> Json {
        return orNull(prompt::conversationLabel(context(input)));
    };
    registry["envelopes/location_text"] = locationText;
    registry["envelopes/media_note"] = mediaNote;
    registry["envelopes/finalize_context"] = finalizeContext;
    registry["envelopes/media_understanding_body"] = understoodBody;
    registry["envelopes/media_scope"] = mediaScope;
    registry["envelopes/extract_group_id"] = [](const Json& input) -> Json {
        return orNull(prompt::extractGroupId(textOf(input)));
    };
}

}
