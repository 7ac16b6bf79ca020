// Addresses and their text form.
#include "openclaw/whatsapp/Jid.hpp"

#include "openclaw/core/strings.hpp"

#include <limits>

namespace openclaw::whatsapp {

std::string Jid::text() const {
    std::string out = user;
    if (device != 0) out.append(":").append(std::to_string(device));
    return out.append("@").append(server);
}

std::optional<Jid> parseJid(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at + 1 == text.size()) return std::nullopt;
    Jid jid;
    jid.server = text.substr(at + 1);
    if (jid.server == "c.us") jid.server = server::user;
    std::string_view name = text.substr(0, at);
    if (const std::size_t colon = name.rfind(':'); colon != std::string_view::npos) {
        const auto number = parseInteger(name.substr(colon + 1));
        if (!number || *number < 0 || *number > std::numeric_limits<std::uint16_t>::max())
            return std::nullopt;
        jid.device = static_cast<std::uint16_t>(*number);
        name = name.substr(0, colon);
    }
    // "user_agent:device": the agent is the domain in disguise and says nothing new.
    if (const std::size_t underscore = name.find('_'); underscore != std::string_view::npos && jid.isPerson())
        name = name.substr(0, underscore);
    jid.user = name;
    return jid;
}

Jid serverJid() { return Jid("", server::user); }
Jid phoneJid(std::string_view digits) { return Jid(std::string(digits), server::user); }

}
