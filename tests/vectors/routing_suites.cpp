// Vectors of the routing room: bindings and recipients.
#include "vectors/Suites.hpp"

#include "openclaw/routing/bindings.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/routing/whatsapp_ids.hpp"

namespace openclaw::vectors {
namespace {

std::optional<routing::Peer> peer(const Json& input, std::string_view key) {
    const Json* value = findMember(input, key);
    if (!value || !value->is_object())
        return std::nullopt;
    routing::Peer result;
    result.kind = routing::parsePeerKind(stringOr(*value, "kind")).value_or(routing::PeerKind::dm);
    result.id = stringOr(*value, "id");
    return result;
}

Json resolveRoute(const Json& input) {
    routing::RouteRequest request;
    request.channel = stringOr(input, "channel");
    request.accountId = stringOr(input, "accountId");
    request.guildId = stringOr(input, "guildId");
    request.teamId = stringOr(input, "teamId");
    request.peer = peer(input, "peer");
    request.parentPeer = peer(input, "parentPeer");
    const auto route =
        routing::resolveAgentRoute(routing::routingOptionsFromJson(memberOrEmpty(input, "cfg")), request);
    return {{"agentId", route.agentId},       {"channel", route.channel},
            {"accountId", route.accountId},   {"sessionKey", route.sessionKey},
            {"mainSessionKey", route.mainSessionKey}, {"matchedBy", routing::toString(route.matchedBy)}};
}

Json telegramTarget(const Json& input) {
    const auto target = routing::parseTelegramTarget(textOf(input));
    Json out = {{"chatId", target.chatId}};
    setOptional(out, "messageThreadId", target.messageThreadId);
    return out;
}

Json discordTarget(const Json& input) {
    std::optional<routing::DiscordTargetKind> kind;
    if (const auto word = findString(input, "defaultKind"))
        kind = *word == "user" ? routing::DiscordTargetKind::user : routing::DiscordTargetKind::channel;
    const auto target = routing::parseDiscordTarget(stringOr(input, "text"), kind);
    if (!target)
        throw ExpectedFailure(target.error().message);
    if (!*target)
        return nullptr;
    return {{"kind", routing::toString((*target)->kind)},
            {"id", (*target)->id},
            {"raw", (*target)->raw},
            {"normalized", (*target)->normalized}};
}

Json discordMessagingTarget(const Json& input) {
    const auto target = routing::parseDiscordTarget(textOf(input), routing::DiscordTargetKind::channel);
    if (!target)
        throw ExpectedFailure(target.error().message);
    return *target ? Json((*target)->normalized) : Json();
}

Json imessageTarget(const Json& input) {
    const auto target = routing::parseIMessageTarget(textOf(input));
    if (!target)
        throw ExpectedFailure(target.error().message);
    switch (target->kind) {
    case routing::IMessageTargetKind::chatId: return {{"kind", "chat_id"}, {"chatId", target->chatId}};
    case routing::IMessageTargetKind::chatGuid: return {{"kind", "chat_guid"}, {"chatGuid", target->value}};
    case routing::IMessageTargetKind::chatIdentifier:
        return {{"kind", "chat_identifier"}, {"chatIdentifier", target->value}};
    case routing::IMessageTargetKind::handle: break;
    }
    return {{"kind", "handle"}, {"to", target->value}, {"service", routing::toString(target->service)}};
}

}

void addRoutingSuite(Registry& registry) { registry["routing/resolve_agent_route"] = resolveRoute; }

void addTargetSuite(Registry& registry) {
    registry["targets/e164"] = [](const Json& input) -> Json { return routing::normalizeE164(textOf(input)); };
    registry["targets/whatsapp_target"] = [](const Json& input) {
        return orNull(routing::normalizeWhatsAppTarget(textOf(input)));
    };
    registry["targets/to_whatsapp_jid"] = [](const Json& input) -> Json { return routing::toWhatsAppJid(textOf(input)); };
    registry["targets/jid_to_e164"] = [](const Json& input) { return orNull(routing::jidToE164(textOf(input))); };
    registry["targets/is_whatsapp_group"] = [](const Json& input) -> Json {
        return routing::isWhatsAppGroup(textOf(input));
    };
    registry["targets/telegram_target"] = telegramTarget;
    registry["targets/telegram_chat_type"] = [](const Json& input) -> Json {
        return routing::toString(routing::telegramChatType(textOf(input)));
    };
    registry["targets/discord_target"] = discordTarget;
    registry["targets/imessage_target"] = imessageTarget;
    registry["targets/imessage_handle"] = [](const Json& input) -> Json {
        return routing::normalizeIMessageHandle(textOf(input));
    };
    registry["targets/telegram_messaging_target"] = [](const Json& input) {
        return orNull(routing::normalizeTelegramTarget(textOf(input)));
    };
    registry["targets/discord_messaging_target"] = discordMessagingTarget;
}

}
