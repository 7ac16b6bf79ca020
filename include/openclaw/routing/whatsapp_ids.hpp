#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Phone numbers and WhatsApp addresses (JIDs).
namespace openclaw::routing {

/// "+" and the digits of a phone number; an optional "whatsapp:" in front is dropped. Text without digits gives "+".
std::string normalizeE164(std::string_view number);
/// The canonical recipient: "+<digits>" or "<digits>[-<digits>]@g.us"; nullopt when it is neither.
std::optional<std::string> normalizeWhatsAppTarget(std::string_view target);
/// The JID to send to. Text that already contains "@" is kept.
std::string toWhatsAppJid(std::string_view target);
/// The phone number of a user JID (device suffix ignored); nullopt for groups and hidden ids.
std::optional<std::string> jidToE164(std::string_view jid);
/// True for "<digits>[-<digits>]@g.us", with or without "whatsapp:" in front.
bool isWhatsAppGroup(std::string_view target);

}
