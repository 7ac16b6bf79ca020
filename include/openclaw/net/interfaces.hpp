#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace openclaw::net {

/// Whether an IPv4 address lies in 100.64.0.0/10, from which Tailscale numbers its machines.
bool isTailnetAddress(std::string_view address);

/// This machine's first such address, of an interface that is up; nullopt without one.
std::optional<std::string> tailnetAddress();

}
