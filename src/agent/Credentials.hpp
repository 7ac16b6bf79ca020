#pragma once

#include "openclaw/agent/ModelProxy.hpp"
#include "openclaw/core/Worker.hpp"
#include "openclaw/core/clock.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace openclaw::agent {

/// The keys of all agents: auth-profiles.json in their folders, the environment and the configuration. Files
/// are read and written by the worker, never by the main thread.
class Credentials final : public ProviderKeys {
public:
    using ConfigSource = std::function<std::shared_ptr<const Json>()>;

    Credentials(asio::any_io_executor executor,
                Clock& clock,
                net::HttpClient& http,
                Worker& worker,
                Environment environment,
                std::filesystem::path stateDirectory,
                ConfigSource config);

    /// The folder with the agent's credential file.
    std::filesystem::path folderOf(const std::string& agentId) const;
    std::filesystem::path defaultFolder() const;

    /// The first key of a provider, `profileId` before the others, renewed if need be. Errc::notFound when there
    /// is none.
    asio::awaitable<Result<Secret>> keyOf(std::string agentId, std::string provider, std::string profileId);

    asio::awaitable<Result<ProviderEndpoint>> resolve(std::string agentId, std::string provider) override;
    asio::awaitable<Result<Secret>>
    refresh(std::string agentId, std::string provider, std::string profileId) override;
    asio::awaitable<void>
    report(std::string agentId, std::string profileId, llm::FailureClass failure) override;

private:
    asio::awaitable<Result<AuthProfile>>
    profileOf(std::string agentId, std::string provider, std::string profileId);
    asio::awaitable<Result<Secret>> renew(std::string agentId, std::string provider, std::string profileId);
    asio::awaitable<Result<void>>
    update(std::string agentId, std::string profileId, std::function<Result<void>(AuthProfiles&)> change);

    Clock& clock_;
    net::HttpClient& http_;
    Worker& worker_;
    Environment environment_;
    std::filesystem::path stateDirectory_;
    ConfigSource config_;
    /// Logins that are being renewed. A refresh token is good once: who comes second waits for what the first
    /// one gets.
    std::set<std::string> renewing_;
    Notifier renewed_;
};

}
