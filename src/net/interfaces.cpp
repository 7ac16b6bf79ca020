// Addresses of this machine.
#include "openclaw/net/interfaces.hpp"

#include <arpa/inet.h>
#include <cstdint>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>

namespace openclaw::net {

namespace {

constexpr std::uint32_t tailnetPrefix = 0x64400000; // 100.64.0.0
constexpr std::uint32_t tailnetMask = 0xffc00000;

std::string describe(const in_addr& address) {
    char text[INET_ADDRSTRLEN] = {};
    inet_ntop(AF_INET, &address, text, sizeof text);
    return text;
}

}

bool isTailnetAddress(std::string_view address) {
    in_addr parsed{};
    return inet_pton(AF_INET, std::string(address).c_str(), &parsed) == 1 &&
           (ntohl(parsed.s_addr) & tailnetMask) == tailnetPrefix;
}

std::optional<std::string> tailnetAddress() {
    ifaddrs* all = nullptr;
    if (getifaddrs(&all) != 0) return std::nullopt;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(all, &freeifaddrs);
    for (const ifaddrs* each = all; each != nullptr; each = each->ifa_next) {
        if (!each->ifa_addr || each->ifa_addr->sa_family != AF_INET || (each->ifa_flags & IFF_UP) == 0)
            continue;
        std::string address = describe(reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr);
        if (isTailnetAddress(address)) return address;
    }
    return std::nullopt;
}

}
