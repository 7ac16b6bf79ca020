#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/prompt/envelope.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The context of an inbound message: names of conversations, and the texts in the form that each reader
/// needs (spec pipeline.md, "Inbound context fields").
namespace openclaw::prompt {

/// The fields of an inbound context that texts and labels are made from; absent and empty are different for
/// bodies.
struct InboundContext {
    std::optional<std::string> body;
    std::optional<std::string> rawBody;
    std::optional<std::string> commandBody;
    std::optional<std::string> bodyForAgent;
    std::optional<std::string> bodyForCommands;
    std::string chatType;
    std::string from;
    std::string conversationLabel;
    std::string threadLabel;
    std::string groupChannel;
    std::string groupSubject;
    std::string groupSpace;
    SenderNames sender;
    bool commandAuthorized = false;
};

/// What people call the conversation; nullopt when nothing names it.
std::optional<std::string> conversationLabel(const InboundContext& context);
/// The group part of an address: "telegram:group:-100:topic:2" -> "-100:topic:2". Text without one comes back
/// trimmed.
std::optional<std::string> extractGroupId(std::string_view address);

/// Line ends as LF, in every text field; the conversation named; the sender shown in group texts; chat type
/// and fallbacks of the bodies resolved.
InboundContext finalizeContext(InboundContext context);

struct Location {
    double latitude = 0;
    double longitude = 0;
    std::optional<double> accuracy;
    std::string name;
    std::string address;
    std::string caption;
    bool isLive = false;
};
std::string formatLocation(const Location& location);

}
