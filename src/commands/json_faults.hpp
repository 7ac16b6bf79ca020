#pragma once

#include <string>
#include <string_view>

namespace openclaw::commands {

/// Where and how a text fails to be JSON, in the words that people know from JavaScript.
std::string describeJsonFault(std::string_view text);

}
