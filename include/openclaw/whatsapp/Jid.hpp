#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::whatsapp {

/// The domains an address can be in.
namespace server {
inline constexpr std::string_view user = "s.whatsapp.net";
inline constexpr std::string_view lid = "lid";
inline constexpr std::string_view group = "g.us";
inline constexpr std::string_view broadcast = "broadcast";
inline constexpr std::string_view newsletter = "newsletter";
inline constexpr std::string_view hosted = "hosted";
inline constexpr std::string_view hostedLid = "hosted.lid";
}

/// An address: `user:device@server`. Device 0 is the phone and is not written; an empty user is the server
/// itself.
struct Jid {
    std::string user;
    std::uint16_t device = 0;
    std::string server;

    Jid() = default;
    Jid(std::string name, std::string_view domain, std::uint16_t number = 0)
        : user(std::move(name)), device(number), server(domain) {}

    bool operator==(const Jid&) const = default;
    auto operator<=>(const Jid&) const = default;

    std::string text() const;
    /// The same person or group without the device.
    Jid withoutDevice() const { return Jid(user, server); }
    Jid withDevice(std::uint16_t number) const { return Jid(user, server, number); }
    bool isUser() const { return server == server::user || server == server::hosted; }
    bool isLid() const { return server == server::lid || server == server::hostedLid; }
    bool isPerson() const { return isUser() || isLid(); }
    bool isGroup() const { return server == server::group; }
    bool isHosted() const { return server == server::hosted || server == server::hostedLid; }
    bool empty() const { return user.empty() && server.empty(); }
};

/// "user:device@server", "user@server" or "@server"; the old spelling c.us becomes s.whatsapp.net. nullopt
/// for anything else.
std::optional<Jid> parseJid(std::string_view text);
Jid serverJid();
Jid phoneJid(std::string_view digits);

}
