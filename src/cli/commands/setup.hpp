#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

Command setupCommand();

}
