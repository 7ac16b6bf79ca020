// Names of the ledger states, for logs and status output.
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

}
