#pragma once

#include "openclaw/llm/reply.hpp"

#include <string>
#include <vector>

/// The protocol lines of a run (pi-rpc.md section 4, newest form). Messages come as JSON text, because each is sent
/// several times and needs to be serialised once only.
namespace openclaw::pi::events {

std::string plain(std::string_view type);
std::string message(std::string_view type, std::string_view messageText);
/// `usageText` is the usage object of the growing reply.
std::string messageUpdate(const llm::StreamEvent& event, const llm::Reply& reply, std::string_view usageText);
std::string turnEnd(std::string_view messageText, const std::vector<std::string>& toolResultTexts);
std::string agentEnd(const std::vector<std::string>& messageTexts, bool willRetry);

}
