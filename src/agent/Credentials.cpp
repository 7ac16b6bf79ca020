// Reads, renews and judges credentials; the file format and its rules are in auth_profiles.cpp.
#include "agent/Credentials.hpp"

#include "agent/token_refresh.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <algorithm>

namespace openclaw::agent {

namespace {

constexpr std::size_t maxTokenAnswerBytes = 256 * 1024;

}

Credentials::Credentials(asio::any_io_executor executor,
                         Clock& clock,
                         net::HttpClient& http,
                         Worker& worker,
                         Environment environment,
                         std::filesystem::path stateDirectory,
                         ConfigSource config)
    : clock_(clock), http_(http), worker_(worker), environment_(std::move(environment)),
      stateDirectory_(std::move(stateDirectory)), config_(std::move(config)), renewed_(std::move(executor)) {}

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

asio::awaitable<Result<Secret>>
Credentials::keyOf(std::string agentId, std::string provider, std::string profileId) {
    std::function<Result<AuthProfile>()> job = [config = config_(), provider, environment = environment_,
                                                own = folderOf(agentId), shared = defaultFolder(),
                                                wanted = std::move(profileId),
                                                now = clock_.nowMs()]() -> Result<AuthProfile> {
        std::vector<AuthProfile> keys =
            providerKeys(*config, provider, environment, loadAuthProfiles(own, shared), now);
        if (keys.empty()) return Error(Errc::notFound, "no key for " + provider);
        const auto found = std::ranges::find(keys, wanted, &AuthProfile::id);
        return std::move(wanted.empty() || found == keys.end() ? keys.front() : *found);
    };
    Result<AuthProfile> key = co_await worker_.run(std::move(job));
    if (!key) co_return key.error();
    if (!key->needsRefresh) co_return std::move(key->secret);
    Result<Secret> fresh = co_await refresh(std::move(agentId), std::move(provider), key->id);
    co_return fresh;
}

/// The profile as it is stored now. Errc::notFound when it is of no use any more.
asio::awaitable<Result<AuthProfile>>
Credentials::profileOf(std::string agentId, std::string provider, std::string profileId) {
    std::function<Result<AuthProfile>()> job = [config = config_(), own = folderOf(agentId),
                                                shared = defaultFolder(), provider = std::move(provider),
                                                id = std::move(profileId),
                                                now = clock_.nowMs()]() -> Result<AuthProfile> {
        for (AuthProfile& profile : loadAuthProfiles(own, shared).order(*config, provider, now)) {
            if (profile.id == id) return std::move(profile);
        }
        return Error(Errc::notFound, "credential " + id + " is gone");
    };
    Result<AuthProfile> profile = co_await worker_.run(std::move(job));
    co_return profile;
}

asio::awaitable<Result<Secret>>
Credentials::refresh(std::string agentId, std::string provider, std::string profileId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (renewing_.contains(profileId)) {
        co_await renewed_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    renewing_.insert(profileId);
    Result<Secret> fresh = co_await renew(std::move(agentId), std::move(provider), profileId);
    renewing_.erase(profileId);
    renewed_.notify();
    co_return fresh;
}

asio::awaitable<Result<Secret>>
Credentials::renew(std::string agentId, std::string provider, std::string profileId) {
    Result<AuthProfile> stored = co_await profileOf(agentId, provider, profileId);
    if (!stored) co_return stored.error();
    if (!stored->needsRefresh) co_return std::move(stored->secret); // somebody else has just renewed it
    std::optional<net::HttpClientRequest> request = refreshRequest(provider, stored->refreshToken);
    if (!request)
        co_return Error(Errc::unauthorized, "credential " + profileId + " has expired; log in again");
    const Result<net::HttpResponse> answer = co_await http_.fetch(std::move(*request), maxTokenAnswerBytes);
    if (!answer) co_return answer.error().withContext("renewing " + profileId);
    Result<FreshToken> fresh = readRefreshAnswer(*answer, clock_.nowMs());
    if (!fresh) co_return fresh.error().withContext("renewing " + profileId);
    std::function<Result<void>(AuthProfiles&)> change = [profileId, token = *fresh](AuthProfiles& profiles) {
        return profiles.refreshed(profileId, token.access, token.refresh, token.expiresMs);
    };
    const Result<void> kept = co_await update(std::move(agentId), profileId, std::move(change));
    if (!kept) co_return kept.error().withContext("storing the renewed " + profileId);
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
