#pragma once

#include "channels/whatsapp/settings.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/whatsapp/content.hpp"

#include <vector>

namespace openclaw::channels::whatsapp {

namespace wa = openclaw::whatsapp;

/// A reply as WhatsApp messages: text in chunks, the first chunk as the caption of the first file.
std::vector<Json> renderReply(const Reply& reply, const AccountSettings& settings);

/// What a payload quotes, if anything.
std::optional<wa::Quote> quoteOf(const Json& payload);
/// Numbers written as @<digits> in the text are mentions.
std::vector<wa::Jid> mentionsIn(const std::string& text);

/// The kind of message a file becomes, from its declared type and the sender's wishes.
wa::MediaKind mediaKindFor(const std::string& mimeType, bool asDocument);

/// The length of an Ogg voice note from its last bytes; 0 when it is none.
std::uint32_t oggSeconds(std::string_view lastBytes);

}
