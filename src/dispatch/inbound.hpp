#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/dispatch/Settings.hpp"

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
/// One line of pending history.
std::string historyLine(const channels::InboundMessage& message, const Json& config);
std::string historyKey(const channels::InboundMessage& message);
/// What the person typed, without mentions of the bot.
std::string
commandText(const channels::InboundMessage& message, const Json& config, const std::string& agentId);
/// What the agent is told of a reaction, an edit or a notice; "" for nothing.
std::string systemEventText(const channels::InboundMessage& message);

}
