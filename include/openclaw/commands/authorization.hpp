#pragma once

#include "openclaw/core/json.hpp"

#include <string>
#include <vector>

/// Who may give commands (spec access-control.md §9).
namespace openclaw::commands {

/// The address fields that decide about it.
struct CommandSender {
    std::string channel;
    std::string accountId;
    std::string from;
    std::string to;
    std::string senderId;
    std::string senderE164;
};

struct CommandAuthority {
    std::string channel;
    /// Who owns the gateway on this channel; empty when nobody is named.
    std::vector<std::string> owners;
    /// The sender in the channel's normal form.
    std::string senderId;
    bool isAuthorized = false;
};
/// `authorizedByChannel` is what the channel's own lists said. On channels where owners rule (WhatsApp) the
/// sender must be one of them as well.
CommandAuthority resolveAuthority(const CommandSender& sender, const Json& config, bool authorizedByChannel);

}
