#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/net/http_types.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <deque>
#include <optional>
#include <string>

namespace openclaw::testing {

/// What goes wrong with an HTTP call of a fake server.
struct HttpFault {
    enum class Kind {
        status,     // answered with an error and not carried out
        dropBefore, // the connection ends, the call was not carried out
        dropAfter,  // carried out, then the connection ends without an answer
        hangAfter,  // carried out, then no answer until the client leaves
        garbage,    // an HTML page with this status
    };
    /// "POST /path"; hits calls that begin with it.
    std::string call;
    Kind kind = Kind::status;
    int status = 500;
    Json body = Json::object();
    net::HttpHeaders headers;
    int times = 1;
};

/// Faults in the order in which they were asked for.
class HttpFaults {
public:
    void add(HttpFault fault) { faults_.push_back(std::move(fault)); }
    std::optional<HttpFault> take(const std::string& call) {
        for (auto it = faults_.begin(); it != faults_.end(); ++it) {
            if (!call.starts_with(it->call)) continue;
            HttpFault fault = *it;
            if (--it->times <= 0) faults_.erase(it);
            return fault;
        }
        return std::nullopt;
    }

private:
    std::deque<HttpFault> faults_;
};

/// Ends the connection without an answer: the server's task group takes this for an ordinary cancellation.
[[noreturn]] inline void dropHttpConnection() {
    throw boost::system::system_error(boost::asio::error::operation_aborted);
}

}
