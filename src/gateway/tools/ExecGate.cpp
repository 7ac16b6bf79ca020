// From a tool call to a word about it: policy, allowlist, person.
#include "gateway/tools/ExecGate.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

namespace {

constexpr std::chrono::seconds decisionTime{120};

agent::ToolVerdict allowed() {
    agent::ToolVerdict verdict;
    verdict.isAllowed = true;
    return verdict;
}

agent::ToolVerdict refused(std::string reason) {
    agent::ToolVerdict verdict;
    verdict.reason = std::move(reason);
    return verdict;
}

std::string settingOf(const security::ExecRules& rules) {
    return rules.path.empty() ? "tools.exec" : rules.path;
}

}

ExecGate::ExecGate(Clock& clock,
                   dispatch::RunEngine& runs,
                   dispatch::SettingsSource settings,
                   ExecApprovals& approvals,
                   Worker& worker,
                   ExecPolicyFile policy,
                   Environment environment,
                   std::filesystem::path stateDirectory)
    : clock_(clock), runs_(runs), settings_(std::move(settings)), approvals_(approvals), worker_(worker),
      policy_(std::move(policy)), environment_(std::move(environment)),
      stateDirectory_(std::move(stateDirectory)) {}

ExecGate::Finding ExecGate::examine(const agent::ToolCaller& caller,
                                    const Json& arguments,
                                    const Json& config,
                                    const Json& file) const {
    Finding finding;
    finding.rules = security::execRules(config, file, caller.agentId);
    ExecPlace place;
    place.workingDirectory = caller.workspace;
    place.searchPath = environment_.get("PATH");
    place.home = environment_.homeDirectory().string();
    if (const auto path = findString(arguments, "path")) {
        const std::vector<std::filesystem::path> own{stateDirectory_, policy_.path()};
        const std::vector<std::filesystem::path> free{caller.workspace, stateDirectory_ / "media",
                                                      stateDirectory_ / "skills", stateDirectory_ / "canvas"};
        finding.isGuarded = leadsInto(*path, place, own) && !leadsInto(*path, place, free);
    }
    if (const auto command = findString(arguments, "command"))
        finding.check = checkCommand(*command, security::allowedPatterns(file, caller.agentId),
                                     security::configuredSafeBins(config, caller.agentId), place);
    return finding;
}

asio::awaitable<agent::ToolVerdict>
ExecGate::judge(agent::ToolCaller caller, std::string tool, Json arguments) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const bool isShell = tool == "bash";
    if (!isShell && tool != "write" && tool != "edit") co_return allowed();
    std::string command = stringOr(arguments, "command");
    if (isShell && trimAscii(command).empty()) co_return refused("bash needs a command");
    const auto settings = settings_();
    const std::function<Result<Finding>()> job = [this, caller, arguments, settings]() -> Result<Finding> {
        const Result<ExecPolicyFile::Content> content = policy_.read();
        if (!content) return content.error();
        return examine(caller, arguments, settings->root, content->file);
    };
    std::function<Result<Finding>()> work = job;
    Result<Finding> finding = co_await worker_.run(std::move(work));
    if (!finding)
        co_return refused("the policy of commands cannot be read, so nothing is allowed: " +
                          finding.error().message);
    if (finding->rules.isOpen()) co_return allowed();
    if (!isShell) {
        if (!finding->isGuarded) co_return allowed();
        co_return refused("this file belongs to the gateway and may not be changed with a tool");
    }
    agent::ToolVerdict verdict =
        co_await judgeCommand(std::move(caller), std::move(command), std::move(*finding));
    co_return verdict;
}

asio::awaitable<agent::ToolVerdict>
ExecGate::judgeCommand(agent::ToolCaller caller, std::string command, Finding finding) {
    const security::ExecRules& rules = finding.rules;
    const ExecCheck& check = finding.check;
    switch (security::judgeExec(rules, check.isListed)) {
    case security::ExecVerdict::run: co_return allowed();
    case security::ExecVerdict::refuse: {
        std::string why = "the command is not allowed (" + settingOf(rules) + ")";
        if (rules.security != security::ExecSecurity::deny)
            why += check.problem.empty() ? ": a program of it is not on the allowlist" : ": " + check.problem;
        co_return refused(std::move(why));
    }
    case security::ExecVerdict::ask: break;
    }
    ApprovalRequest request;
    request.command = command;
    request.workingDirectory = caller.workspace.string();
    request.host = "gateway";
    request.security = security::toString(rules.security);
    request.ask = security::toString(rules.ask);
    request.agentId = caller.agentId;
    request.sessionKey = caller.sessionKey;
    request.chat = runs_.routeOf(caller.runId);
    request.timeout = decisionTime;
    if (!check.programs.empty()) request.resolvedPath = check.programs.front();
    const Result<ApprovalOutcome> outcome = co_await approvals_.ask(std::move(request));
    if (!outcome) co_return refused("the command was not allowed: " + outcome.error().message);
    if (!outcome->decision) {
        if (security::runsUndecided(rules, check.isListed)) co_return allowed();
        co_return refused("nobody allowed the command in time (approval " + outcome->id +
                          "); it was not run");
    }
    if (*outcome->decision == commands::ApprovalDecision::deny)
        co_return refused("the command was denied (approval " + outcome->id +
                          "); do not try it in another form");
    if (*outcome->decision == commands::ApprovalDecision::allowAlways && !check.patterns.empty())
        co_await remember(caller.agentId, check.patterns);
    co_return allowed();
}

asio::awaitable<void> ExecGate::remember(std::string agentId, std::vector<std::string> patterns) {
    std::function<Result<bool>()> job = [policy = policy_, agentId, patterns,
                                         now = clock_.nowMs()]() -> Result<bool> {
        const Result<void> added = policy.allow(agentId, patterns, now);
        if (!added) return added.error();
        return true;
    };
    const Result<bool> added = co_await worker_.run(std::move(job));
    if (!added) log::warn("gateway", "an approval could not be remembered: {}", added.error().message);
}

}
