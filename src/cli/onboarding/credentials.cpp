// Where keys go: the agent's credential file or the state folder's .env, never the configuration.
#include "cli/onboarding/Setup.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

Result<std::string> storeVariable(Context& context, const AuthChoice& choice, const Secret& secret) {
    const fs::path file = context.stateDirectory() / ".env";
    const Result<std::string> text = readFile(file);
    if (!text && !text.error().is(Errc::notFound)) return text.error();
    const std::string before = text ? *text : std::string();
    const Result<void> written =
        writeFileAtomically(file, withVariable(before, choice.variable, secret.reveal()));
    if (!written) return written.error();
    return fmt::format("Saved {} to {}", choice.variable, context.shortPath(file));
}

Json profileOf(const CredentialPlan& plan) {
    Json profile = {{"provider", plan.choice->provider}};
    if (std::string_view(plan.choice->id) == "token") {
        profile["type"] = "token";
        profile["token"] = plan.secret.reveal();
        if (plan.expiresMs) profile["expires"] = *plan.expiresMs;
    } else {
        profile["type"] = "api_key";
        profile["key"] = plan.secret.reveal();
    }
    return profile;
}

}

Result<std::string> storeCredential(Context& context, const CredentialPlan& plan) {
    const std::string& secret = plan.secret.reveal();
    if (secret.find_first_of("\r\n") != std::string::npos)
        return Error(Errc::invalidInput, "a key is one line");
    if (plan.choice->isInEnvironmentFile) return storeVariable(context, *plan.choice, plan.secret);
    const fs::path folder = context.config().defaultAgent().agentDirectory;
    if (const Result<void> made = ensurePrivateDirectory(folder); !made) return made.error();
    const std::string id =
        plan.profileId.empty() ? std::string(plan.choice->provider) + ":default" : plan.profileId;
    const Result<void> stored =
        agent::updateAuthProfiles(folder, folder, id, [&](agent::AuthProfiles& profiles) -> Result<void> {
            Json file = profiles.file();
            file["version"] = 1;
            if (!file.contains("profiles") || !file["profiles"].is_object())
                file["profiles"] = Json::object();
            file["profiles"][id] = profileOf(plan);
            profiles = agent::AuthProfiles(std::move(file));
            return {};
        });
    if (!stored) return stored.error();
    return std::string();
}

Secret storedKey(Context& context, const std::string& provider) {
    const fs::path folder = context.config().defaultAgent().agentDirectory;
    const agent::AuthProfiles profiles = agent::loadAuthProfiles(folder, folder);
    for (const agent::AuthProfile& profile :
         profiles.order(context.config().root(), provider, SystemClock().nowMs())) {
        if (!profile.isToken) return profile.secret;
    }
    return {};
}

std::string withVariable(const std::string& text, const std::string& name, const std::string& value) {
    std::string out;
    bool isReplaced = false;
    for (const std::string_view line : split(text, '\n')) {
        std::string_view assignment = trimAscii(line);
        if (assignment.starts_with("export ")) assignment = trimAscii(assignment.substr(7));
        const bool isOurs =
            assignment.starts_with(name) && trimAscii(assignment.substr(name.size())).starts_with('=');
        if (isOurs && isReplaced) continue;
        out += isOurs ? name + "=" + value : std::string(line);
        out += '\n';
        isReplaced = isReplaced || isOurs;
    }
    while (out.ends_with("\n\n") || out == "\n")
        out.pop_back();
    if (!isReplaced) out += name + "=" + value + "\n";
    return out;
}

std::string tokenProblem(const std::string& token) {
    constexpr std::string_view prefix = "sk-ant-oat01-";
    constexpr std::size_t leastLength = 80;
    if (!token.starts_with(prefix)) return fmt::format("Expected token starting with {}", prefix);
    if (token.size() < leastLength) return "Token looks too short; paste the full setup-token";
    return {};
}

}
