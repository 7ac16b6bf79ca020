#pragma once

#include <string>
#include <string_view>

namespace openclaw::security {

/// Text from outside (webhooks, nodes, mail) as a prompt may carry it: between markers that the text cannot
/// close, because they contain `nonce`, and with a sentence that says what it is. `source` names where it
/// came from.
std::string wrapUntrusted(std::string_view source, std::string_view text, std::string_view nonce);

}
