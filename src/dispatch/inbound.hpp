#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/dispatch/Settings.hpp"

#include <optional>
#include <string>

/// How an inbound event looks to routing, to commands and to the agent. Pure.
namespace openclaw::dispatch {

routing::RouteRequest routeRequest(const channels::InboundMessage& message);
/// "Ada (5)": who speaks, in a group.
std::string speakerOf(const channels::InboundMessage& message);
/// "Ada (@ada)", "Ada", "@ada" or the id.
std::string displayNameOf(const channels::InboundMessage& message);
/// The envelope with nothing in it: "[Telegram Ada (@ada) id:5 2026-11-22 15:51 UTC] ", in groups with the
/// speaker.
std::string
envelopeHead(const channels::InboundMessage& message, const Json& config, std::int64_t previousMs);
/// What stands before the words of a WhatsApp message for the agent (`messagePrefix`, spec access-control.md §7), with
/// its space; "" on other channels.
std::string
bodyPrefix(const channels::InboundMessage& message, const Json& config, const std::string& agentId);
/// `channels.<id>[.accounts.<id>].debounceMs` where a channel has it.
std::optional<double> ownDebounceMs(const channels::InboundMessage& message, const Json& config);
/// One line of pending history.
std::string historyLine(const channels::InboundMessage& message, const Json& config);
std::string historyKey(const channels::InboundMessage& message);
/// What the person typed, without mentions of the bot.
std::string
commandText(const channels::InboundMessage& message, const Json& config, const std::string& agentId);
/// What the agent is told of a reaction, an edit or a notice; "" for nothing.
std::string systemEventText(const channels::InboundMessage& message);

}
