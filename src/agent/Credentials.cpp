// Reads, renews and judges credentials; the file format and its rules are in auth_profiles.cpp.
#include "agent/Credentials.hpp"

#include "agent/token_refresh.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/session_keys.hpp"

namespace openclaw::agent {

namespace {

constexpr std::size_t maxTokenAnswerBytes = 256 * 1024;

}

Credentials::Credentials(Clock& clock,
                         net::HttpClient& http,
                         Worker& worker,
                         Environment environment,
                         std::filesystem::path stateDirectory,
                         ConfigSource config)
    : clock_(clock), http_(http), worker_(worker), environment_(std::move(environment)),
      stateDirectory_(std::move(stateDirectory)), config_(std::move(config)) {}

std::filesystem::path Credentials::folderOf(const std::string& agentId) const {
    const std::shared_ptr<const Json> config = config_();
    if (const Json* list = findPath(*config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list) {
            const std::string folder = stringOr(agent, "agentDir");
            if (toLowerAscii(stringOr(agent, "id")) == agentId && !folder.empty())
                return environment_.expandPath(folder);
        }
    }
    return stateDirectory_ / "agents" / agentId / "agent";
}

std::filesystem::path Credentials::defaultFolder() const {
    return folderOf(std::string(routing::defaultAgentId));
}

asio::awaitable<Result<ProviderEndpoint>> Credentials::resolve(std::string agentId, std::string provider) {
    std::function<Result<ProviderEndpoint>()> job = [config = config_(), provider = std::move(provider),
                                                     environment = environment_, own = folderOf(agentId),
                                                     shared = defaultFolder(), now = clock_.nowMs()] {
        return resolveProvider(*config, provider, environment, loadAuthProfiles(own, shared), now);
    };
    Result<ProviderEndpoint> endpoint = co_await worker_.run(std::move(job));
    co_return endpoint;
}

/// Runs one at a time per profile only as far as the file goes: a provider that gives out two access tokens
/// at once keeps both good, and the newer refresh token wins.
asio::awaitable<Result<Secret>>
Credentials::refresh(std::string agentId, std::string provider, std::string profileId) {
    std::function<Result<Secret>()> read = [own = folderOf(agentId), shared = defaultFolder(),
                                            profileId]() -> Result<Secret> {
        return loadAuthProfiles(own, shared).refreshToken(profileId);
    };
    const Result<Secret> known = co_await worker_.run(std::move(read));
    if (!known) co_return known.error();
    std::optional<net::HttpClientRequest> request = refreshRequest(provider, *known);
    if (!request)
        co_return Error(Errc::unauthorized, "credential " + profileId + " has expired; log in again");
    const Result<net::HttpResponse> answer = co_await http_.fetch(std::move(*request), maxTokenAnswerBytes);
    if (!answer) co_return answer.error().withContext("renewing " + profileId);
    Result<FreshToken> fresh = readRefreshAnswer(*answer, clock_.nowMs());
    if (!fresh) co_return fresh.error().withContext("renewing " + profileId);
    std::function<Result<void>(AuthProfiles&)> change = [profileId, token = *fresh](AuthProfiles& profiles) {
        return profiles.refreshed(profileId, token.access, token.refresh, token.expiresMs);
    };
    const Result<void> stored = co_await update(agentId, profileId, std::move(change));
    if (!stored) co_return stored.error().withContext("storing the renewed " + profileId);
    log::info("agent", "renewed the access token of {}", profileId);
    co_return std::move(fresh->access);
}

asio::awaitable<void>
Credentials::report(std::string agentId, std::string profileId, llm::FailureClass failure) {
    std::function<Result<void>(AuthProfiles&)> change =
        [profileId, failure, config = config_(),
         now = clock_.nowMs()](AuthProfiles& profiles) -> Result<void> {
        if (failure == llm::FailureClass::none)
            profiles.succeeded(profileId, now);
        else
            profiles.failed(profileId, failure, *config, now);
        return {};
    };
    const Result<void> stored = co_await update(std::move(agentId), profileId, std::move(change));
    if (!stored)
        log::warn("agent", "how {} fared could not be stored: {}", profileId, stored.error().message);
}

asio::awaitable<Result<void>> Credentials::update(std::string agentId,
                                                  std::string profileId,
                                                  std::function<Result<void>(AuthProfiles&)> change) {
    std::function<Result<void>()> job = [own = folderOf(agentId), shared = defaultFolder(),
                                         id = std::move(profileId), change = std::move(change)] {
        return updateAuthProfiles(own, shared, id, change);
    };
    const Result<void> done = co_await worker_.run(std::move(job));
    co_return done;
}

}
