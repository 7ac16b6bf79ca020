#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/agent/ModelProxy.hpp"
#include "openclaw/agent/preparation.hpp"
#include "openclaw/agent/tools.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::agent {

/// How Pi is started.
struct PiConfig {
    /// The user's Pi ("pi" or node and a script); empty: the built-in one.
    std::vector<std::string> command;
    /// This program, for the built-in Pi.
    std::string selfPath;
    std::filesystem::path stateDirectory;
    std::size_t maxProcesses = 16;
    std::chrono::milliseconds idleLimit{600'000};
};

/// Runs turns in `pi --mode rpc` children: one warm process per active session, an idle limit, a cap. The processes see
/// no credentials: each gets a token for the model proxy.
class PiBackend final : public AgentBackend {
public:
    using ConfigSource = std::function<std::shared_ptr<const Json>()>;

    PiBackend(asio::any_io_executor executor,
              Clock& clock,
              process::Launcher& launcher,
              net::HttpClient& client,
              Environment environment,
              PiConfig pi,
              ConfigSource config);
    ~PiBackend() override;

    /// Gives the processes tools of the gateway; `host` outlives this. Call once, before the first turn.
    void offerTools(ToolHost& host);

    asio::awaitable<Result<TurnOutcome>> runTurn(TurnRequest request, TurnListener& listener) override;
    asio::awaitable<Result<void>> steer(std::string sessionKey, std::string message) override;
    void abort(const std::string& sessionKey) override;
    asio::awaitable<Result<Json>> compact(std::string sessionKey, std::string instructions) override;
    void release(const std::string& sessionKey) override;
    asio::awaitable<void> stop() override;

    /// What a turn would start with now, for `/context`. Cancellation: none; it is short.
    asio::awaitable<Result<Preparation>> prepare(TurnRequest request);
    std::size_t processCount() const;
    /// The key of a provider for other things than models: `profile` if it is there, else the first. Errc::notFound.
    asio::awaitable<Result<Secret>> keyOf(std::string agentId, std::string provider, std::string profile);
    /// What a model says to one question, without a session, tools or a process. Errc::notFound when no model is
    /// configured. Cancellation: terminal.
    asio::awaitable<Result<std::string>> ask(std::string agentId, ModelRef model, std::string question, std::int64_t maxTokens);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// The folder in which an agent works: its own `workspace`, else `agents.defaults.workspace`, else ~/.openclaw/workspace.
std::filesystem::path workspaceOf(const Json& config, const std::string& agentId, const Environment& environment);
/// "agents.defaults.pi.command" as words; empty when not configured.
std::vector<std::string> configuredPiCommand(const Json& config);

}
