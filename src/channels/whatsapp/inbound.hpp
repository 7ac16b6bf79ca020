#pragma once

#include "channels/whatsapp/Files.hpp"
#include "channels/whatsapp/Receiver.hpp"

#include <optional>
#include <string>

namespace openclaw::channels::whatsapp {

/// Where an answer to this person or group goes: "+<digits>", a group's address, or a hidden id nobody knows
/// the number of.
std::string chatIdOf(const wa::Jid& chat, const std::optional<wa::Jid>& phone);
/// The inverse: what to send to. nullopt when it is no WhatsApp address.
std::optional<wa::Jid> chatFromTarget(const std::string& target);

/// The message for the house, or nullopt for what is not for it: protocol traffic, and what the owner says to
/// others.
std::optional<InboundMessage>
toInbound(const Incoming& incoming, const wa::Credentials& self, const std::string& accountId);

/// The key of a message for reactions, edits and removals. `messageId` as InboundMessage has it, or a bare
/// WhatsApp id.
wa::MessageRef refFromMessageId(const std::string& messageId,
                                const wa::Jid& chat,
                                bool fromMe,
                                const std::string& participant);

/// A media reference as the opaque source of an attachment, and back.
Json mediaToJson(const wa::MediaRef& media);
std::optional<wa::MediaRef> mediaFromJson(const Json& json);
/// Which message announced it; of an attachment's source.
FileOrigin originFromJson(const Json& json);

}
