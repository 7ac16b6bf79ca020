#pragma once

#include "pi/ModelClient.hpp"

namespace openclaw::pi {

/// The model that needs no network: it says so, and echoes. Lines of the last user text with @@directives script it
/// (text, echo, say, think, tool, +tool, slow, long, delay); step k answers the k-th request since that text.
/// Cancellation: terminal; returns what was said so far, with stopReason aborted.
asio::awaitable<llm::Reply> askOfflineModel(llm::Request request, ModelClient::OnEvent onEvent, Clock& clock);

/// The line in front of every text of the offline model.
inline constexpr std::string_view offlineNotice =
    "[offline model] No AI provider is configured. Run `openclaw config set agents.defaults.model.primary "
    "PROVIDER/MODEL` and add its API key.";

}
