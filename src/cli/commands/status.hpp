#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// `gateway status`: configuration, port and RPC probe; exit code 0 even when nothing runs.
int showGatewayStatus(Context& context, const Arguments& arguments);

}
