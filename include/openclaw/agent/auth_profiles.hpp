#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/llm/errors.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

/// The credentials of an agent's auth-profiles.json: which to use next, and what became of it (spec
/// llm-providers.md §7 and §8, state.md §5). Fields that we do not know stay in the file. Times are
/// wall-clock milliseconds.
namespace openclaw::agent {

/// One credential of a provider.
struct AuthProfile {
    std::string id;
    Secret secret;
    /// Sent as a bearer token.
    bool isToken = false;
    /// An OAuth access token that has run out, with a refresh token at hand.
    bool needsRefresh = false;
    /// Of an OAuth profile; empty without one.
    Secret refreshToken;
};

class AuthProfiles {
public:
    AuthProfiles() = default;
    explicit AuthProfiles(Json file);

    /// The usable profiles of `provider` in the order in which they are to be tried: the configured order,
    /// else OAuth before tokens before keys and the one that rested longest first; those that failed lately
    /// come last.
    std::vector<AuthProfile> order(const Json& config, const std::string& provider, std::int64_t nowMs) const;
    void succeeded(const std::string& id, std::int64_t nowMs);
    /// Leaves the profile alone for a while: `auth.cooldowns` of `config` says how long after billing
    /// failures.
    void failed(const std::string& id, llm::FailureClass failure, const Json& config, std::int64_t nowMs);
    /// The answer of a token server, already checked. Errc::notFound when the profile went meanwhile.
    Result<void>
    refreshed(const std::string& id, const Secret& access, const Secret& refresh, std::int64_t expiresMs);

    const Json& file() const { return file_; }

private:
    const Json* profile(const std::string& id) const;
    Json& section(const char* name);
    std::int64_t unusableUntil(const std::string& id) const;
    std::vector<std::string>
    candidates(const Json& config, const std::string& provider, bool& isOrdered) const;

    Json file_ = Json::object();
};

/// Reads the files of an agent and of the default agent, whose profiles stand in where the agent has none of
/// that id. A file that is missing or cannot be read counts as empty. Blocking.
AuthProfiles loadAuthProfiles(const std::filesystem::path& agentDirectory,
                              const std::filesystem::path& defaultDirectory);

/// Reads the file that holds profile `id`, changes it and writes it back, holding the lock that other
/// programs of the state directory honour. Errc::unavailable when the lock cannot be had. Blocking, a second
/// at most.
Result<void> updateAuthProfiles(const std::filesystem::path& agentDirectory,
                                const std::filesystem::path& defaultDirectory,
                                const std::string& id,
                                const std::function<Result<void>(AuthProfiles&)>& change);

}
