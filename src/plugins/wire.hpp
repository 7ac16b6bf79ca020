#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/error.hpp"
#include "openclaw/store/records.hpp"

#include <optional>
#include <string>
#include <vector>

/// The plugin protocol's values (docs/plugins.md). Pure; accepts any JSON.
namespace openclaw::plugins {

/// The messages of an `inbound` request, with channel and account filled in. Errc::invalidInput names what is wrong: a
/// message without id, chat, sender or text, or too many of them.
Result<std::vector<channels::InboundMessage>> readInbound(const Json& params, const std::string& channel,
                                                          const std::string& accountId);
/// The `offset` member, when there is one.
std::optional<store::ChannelOffset> readOffset(const Json& params, const std::string& channel, const std::string& accountId);

/// Capabilities by the names of the manifest.
channels::Capabilities readCapabilities(const Json& document);

/// The meaning of an error answer to `start`: -32004 the network does not accept the credentials, everything else may pass.
Error readStartError(const Json& error);

/// The meaning of an error answer to `send`: -32001 not sent, -32002 too fast (data.retryAfterMs), -32003 perhaps sent,
/// everything else final.
Error readSendError(const Json& error);

}
