#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/agent/preparation.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/commands/arguments.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/media/Speaker.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::dispatch {

/// A command that was carried out.
struct CommandEvent {
    std::string action; // "new", "stop", …
    std::string agentId;
    std::string sessionKey;
    /// The session's conversation when the command came; "" if there was none.
    std::string sessionId;
    std::string senderId;
    /// The chat network, "webchat" for clients of the gateway.
    std::string source;
};

/// Services that commands need and that live above this room. An absent one takes its command out of the
/// table.
struct CommandServices {
    /// /config: shows, sets or unsets; the text for the person. Secrets are redacted.
    std::function<asio::awaitable<Result<std::string>>(commands::EditCommand command)> editConfig;
    /// /debug: the same for values that hold until the process ends.
    std::function<asio::awaitable<Result<std::string>>(commands::EditCommand command)> overrideConfig;
    /// /approve: settles a waiting approval for whoever wrote the command. Errc::notFound, also for people
    /// whom it is none of.
    std::function<Result<void>(
        const std::string& id, commands::ApprovalDecision decision, const RunRequest& approver)>
        approve;
    /// /subagents: the text for the person.
    std::function<asio::awaitable<Result<std::string>>(RunRequest request, std::string arguments)> subAgents;
    /// /stop: ends the sub-agents of a session, too; returns how many.
    std::function<asio::awaitable<std::size_t>(std::string sessionKey)> stopSubAgents;
    /// /status: a line about them, "" for none.
    std::function<asio::awaitable<std::string>(std::string sessionKey)> subAgentLine;
    /// What a turn would start with now, for /context.
    std::function<asio::awaitable<Result<agent::Preparation>>(agent::TurnRequest turn)> prepare;
    /// /restart: begins shortly after the answer is on its way.
    std::function<void()> restart;
    /// Told of each command after it was carried out.
    std::function<void(const CommandEvent& event)> onCommand;
    /// "provider/model" that answers an agent's sessions unless they chose another.
    std::function<std::string(const std::string& agentId)> defaultModel;
    /// /tts.
    media::Speaker* speaker = nullptr;
    std::string version;
};

/// Carries out slash commands. Whether a person may give them was decided before: by the gate for chats, by
/// the caller's scopes for clients of the gateway.
class CommandDesk {
public:
    CommandDesk(Clock& clock,
                store::Store& store,
                agent::AgentBackend& backend,
                RunEngine& runs,
                SettingsSource settings,
                CommandServices services);

    /// What to do with `/…`; the request's text is the command as typed.
    asio::awaitable<Result<CommandResult>> run(RunRequest request);
    /// A command that this desk can carry out now.
    bool knows(std::string_view text, const Json& config) const;
    /// The gateway scope that a client needs for it: "operator.read", …; nullopt for text that is no such
    /// command.
    std::optional<std::string> requiredScope(std::string_view text, const Json& config) const;
    /// The menu that a chat network shows, for as far as the commands work.
    std::vector<channels::NativeCommand> menu(const std::string& channel) const;

private:
    struct Call;
    bool isAvailable(std::string_view key) const;
    asio::awaitable<Result<CommandResult>> dispatch(Call call);
    asio::awaitable<Result<CommandResult>> stop(std::string sessionKey);
    asio::awaitable<Result<CommandResult>> setOptions(Call call);
    asio::awaitable<Result<CommandResult>> reset(Call call);
    asio::awaitable<Result<CommandResult>> compact(Call call);
    asio::awaitable<Result<CommandResult>> allowlist(Call call);
    asio::awaitable<Result<CommandResult>>
    listAllowed(Call call, std::string channel, std::string account, std::string scope);
    asio::awaitable<Result<CommandResult>> patch(Call call, Json fields, std::string reply);
    asio::awaitable<Result<CommandResult>> speech(Call call);
    asio::awaitable<Result<CommandResult>>
    changeSpeech(media::SpeechSetup setup, std::string action, std::string value);
    asio::awaitable<Result<CommandResult>> sayAloud(Call call, media::SpeechSetup setup, std::string words);
    std::string speechCard(const Call& call, const media::SpeechSetup& setup) const;
    std::string help() const;
    std::string listCommands(const Json& config) const;
    asio::awaitable<Result<CommandResult>> status(Call call);
    std::string statusCard(const Call& call, const std::string& subAgents) const;
    std::string whoAmI(const Call& call) const;
    asio::awaitable<Result<CommandResult>> context(Call call);
    asio::awaitable<Result<CommandResult>> useSkill(Call call);
    std::string listModels(const Call& call) const;

    Clock& clock_;
    store::Store& store_;
    agent::AgentBackend& backend_;
    RunEngine& runs_;
    SettingsSource settings_;
    CommandServices services_;
};

}
