// Rows as they are made, and the names of their states for logs and status output.
#include "openclaw/store/records.hpp"

namespace openclaw::store {

std::string_view toString(InboundState state) {
    switch (state) {
    case InboundState::admitted: return "admitted";
    case InboundState::running: return "running";
    case InboundState::answered: return "answered";
    case InboundState::refused: return "refused";
    case InboundState::failed: return "failed";
    case InboundState::quarantined: return "quarantined";
    }
    return "admitted";
}

std::string_view toString(OutboundState state) {
    switch (state) {
    case OutboundState::pending: return "pending";
    case OutboundState::sending: return "sending";
    case OutboundState::sent: return "sent";
    case OutboundState::failed: return "failed";
    case OutboundState::uncertain: return "uncertain";
    }
    return "pending";
}

OutboundRecord duePart(ChatAddress to, std::string key, Json payload, std::int64_t nowMs) {
    OutboundRecord part;
    part.key = std::move(key);
    part.channel = std::move(to.channel);
    part.accountId = std::move(to.accountId);
    part.target = std::move(to.target);
    part.threadId = std::move(to.threadId);
    part.payload = std::move(payload);
    part.createdAtMs = nowMs;
    part.updatedAtMs = nowMs;
    return part;
}

}
