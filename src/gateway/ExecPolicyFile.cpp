// The policy file of shell commands. OpenClaw keeps it in the home directory whatever the state folder is.
#include "openclaw/gateway/ExecPolicyFile.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/security/exec_policy.hpp"

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxFileBytes = 1024 * 1024;

/// The part that only the companion application of the other program reads.
const Json* secretOf(const Json& file) { return findPath(file, "socket.token"); }

}

std::filesystem::path execPolicyPath(const Environment& environment) {
    return environment.homeDirectory() / ".openclaw" / "exec-approvals.json";
}

Result<ExecPolicyFile::Content> ExecPolicyFile::read() const {
    Content content;
    const Result<std::string> text = readFile(path_, maxFileBytes);
    if (!text && text.error().is(Errc::notFound)) return content;
    if (!text) return text.error();
    content.exists = true;
    content.hash = crypto::sha256Hex(*text);
    const Result<Json> file = parseJson(*text);
    if (!file) return Error(Errc::corrupt, path_.string() + " is no JSON");
    if (const auto problem = security::problemOfPolicyFile(*file))
        return Error(Errc::corrupt, path_.string() + ": " + *problem);
    content.file = *file;
    return content;
}

Result<ExecPolicyFile::Content> ExecPolicyFile::write(Json file) const {
    if (const auto problem = security::problemOfPolicyFile(file)) return Error(Errc::invalidInput, *problem);
    const Result<Content> old = read();
    const Json* secret = old ? secretOf(old->file) : nullptr;
    if (secret && !secretOf(file)) {
        if (!file.contains("socket") || !file["socket"].is_object()) file["socket"] = Json::object();
        file["socket"]["token"] = *secret;
    }
    const Result<void> written = writeFileAtomically(path_, dumpJsonPretty(file) + "\n");
    if (!written) return written.error();
    return read();
}

Json ExecPolicyFile::describe(const Content& content) const {
    Json file = content.file;
    file["version"] = 1;
    if (!file.contains("defaults")) file["defaults"] = Json::object();
    if (!file.contains("agents")) file["agents"] = Json::object();
    if (file.contains("socket") && file["socket"].is_object()) file["socket"].erase("token");
    return Json{{"path", path_.string()},
                {"exists", content.exists},
                {"hash", content.hash},
                {"file", std::move(file)}};
}

Result<void> ExecPolicyFile::allow(const std::string& agentId,
                                   const std::vector<std::string>& patterns,
                                   std::int64_t nowMs) const {
    Result<Content> content = read();
    if (!content) return content.error();
    const Result<Content> written =
        write(security::withAllowedPatterns(std::move(content->file), agentId, patterns, nowMs));
    if (!written) return written.error();
    return {};
}

}
