#pragma once

#include "channels/telegram/sending.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/config/Config.hpp"

#include <vector>

/// `openclaw message` actions as Bot API calls. Pure.
namespace openclaw::channels::telegram {

/// What Telegram bots can do, in the order of the documentation.
std::vector<ActionKind> supportedActions();

/// The call that carries out the action. Errc::invalidInput names the argument that is missing or wrong, or
/// the action when bots cannot do it; Errc::unauthorized when the configuration switches it off.
Result<ApiCall> callFor(const ActionRequest& request, const config::TelegramAccount& account);

/// What `openclaw message … --json` shows for the answer to that call.
Json actionPayload(const ActionRequest& request, const Json& result);

/// The arguments of setMyCommands: commands with names and descriptions that Telegram takes, at most 100.
/// `customCommands` of the configuration follow the house's own and may not shadow them.
Json commandMenu(const std::vector<NativeCommand>& commands, const config::TelegramAccount& account);

}
