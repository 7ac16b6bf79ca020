#pragma once

#include "conformance/Network.hpp"
#include "support/faults.hpp"

namespace openclaw::testing {

/// A failing send as a fault of the call that a fake with HttpFaults sends with.
inline HttpFault httpFault(const std::string& call, SendFailure failure, int times) {
    HttpFault fault;
    fault.call = call;
    fault.times = times;
    switch (failure) {
    case SendFailure::rateLimit:
        fault.status = 429;
        fault.body = Json{{"message", "slow down"}, {"retry_after", 0.05}};
        fault.headers.add("Retry-After", "0");
        break;
    case SendFailure::serverError: fault.status = 502; break;
    case SendFailure::lostBefore: fault.kind = HttpFault::Kind::dropBefore; break;
    case SendFailure::lostAfter: fault.kind = HttpFault::Kind::dropAfter; break;
    case SendFailure::hangAfter: fault.kind = HttpFault::Kind::hangAfter; break;
    }
    return fault;
}

}
