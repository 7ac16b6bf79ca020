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

/// A place, out of a text that is nothing but a geo: URI (RFC 5870): "geo:48.137,11.575?q=Town+hall". nullopt
/// for any other text.
struct GeoPoint {
    double latitude = 0;
    double longitude = 0;
    std::string name;
};
std::optional<GeoPoint> geoOf(std::string_view text);
/// The name a vCard gives, or "" when the text is none.
std::string vcardName(std::string_view vcard);

/// The kind of message a file becomes, from its declared type and the sender's wishes.
wa::MediaKind mediaKindFor(const std::string& mimeType, bool asDocument);

}
