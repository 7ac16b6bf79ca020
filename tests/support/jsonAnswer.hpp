#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/net/HttpServer.hpp"

namespace openclaw::testing {

inline net::HttpResponse jsonAnswer(int status, const Json& body) {
    return net::HttpResponse(status, "application/json", dumpJson(body));
}

}
