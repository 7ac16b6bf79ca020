#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// devices list|approve|reject|rotate|revoke: browsers, phones and machines that may connect.
Command devicesCommand();

}
