#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// Where the policy file is: in the home directory, whatever the state folder is.
std::filesystem::path execPolicyPath(const Environment& environment);

/// exec-approvals.json (spec state.md §8): whoever reads it reads the whole file. Blocking: for a worker or
/// the shell.
class ExecPolicyFile {
public:
    explicit ExecPolicyFile(std::filesystem::path path) : path_(std::move(path)) {}

    struct Content {
        bool exists = false;
        /// SHA-256 of the text, "" when there is none.
        std::string hash;
        Json file = Json::object();
    };
    const std::filesystem::path& path() const { return path_; }
    /// A missing file is empty. Errc::corrupt for one that is no policy: it then denies everything, so it
    /// must be told.
    Result<Content> read() const;
    /// Replaces it (0600). What others may not see (socket.token) is kept from the old one.
    /// Errc::invalidInput.
    Result<Content> write(Json file) const;
    /// {path, exists, hash, file} with the secret taken out, as exec.approvals.get shows it.
    Json describe(const Content& content) const;
    /// Adds patterns to the agent's list. Those of an unreadable file are not added.
    Result<void>
    allow(const std::string& agentId, const std::vector<std::string>& patterns, std::int64_t nowMs) const;

private:
    std::filesystem::path path_;
};

}
