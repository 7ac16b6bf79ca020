// exec.approval.request, exec.approval.resolve, exec.approvals.get, exec.approvals.set: commands that wait
// for a person, and the policy behind them.
#include "gateway/MethodTable.hpp"

#include "gateway/ExecApprovals.hpp"
#include "openclaw/core/Worker.hpp"
#include "openclaw/gateway/ExecPolicyFile.hpp"

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::int64_t defaultTimeoutMs = 120'000;

std::optional<commands::ApprovalDecision> decisionFrom(const std::string& word) {
    using commands::ApprovalDecision;
    for (const auto decision :
         {ApprovalDecision::allowOnce, ApprovalDecision::allowAlways, ApprovalDecision::deny}) {
        if (word == commands::toString(decision)) return decision;
    }
    return std::nullopt;
}

asio::awaitable<Answer> requestLater(Services& services, Call call) {
    const Json& params = call.params;
    ApprovalRequest request;
    request.id = stringOr(params, "id");
    request.command = stringOr(params, "command");
    request.workingDirectory = stringOr(params, "cwd");
    request.host = stringOr(params, "host");
    request.security = stringOr(params, "security");
    request.ask = stringOr(params, "ask");
    request.agentId = stringOr(params, "agentId");
    request.resolvedPath = stringOr(params, "resolvedPath");
    request.sessionKey = stringOr(params, "sessionKey");
    request.timeout = std::chrono::milliseconds(findInteger(params, "timeoutMs").value_or(defaultTimeoutMs));
    const Result<ApprovalOutcome> outcome = co_await services.approvals.ask(std::move(request));
    if (!outcome && outcome.error().is(Errc::conflict)) co_return invalidRequest(outcome.error().message);
    if (!outcome) co_return Answer(outcome.error());
    Json answer = {{"id", outcome->id},
                   {"decision", nullptr},
                   {"createdAtMs", outcome->createdAtMs},
                   {"expiresAtMs", outcome->expiresAtMs}};
    if (outcome->decision) answer["decision"] = commands::toString(*outcome->decision);
    co_return Answer(answer);
}

std::optional<Answer> resolveNow(Services& services, const Call& call) {
    const auto decision = decisionFrom(stringOr(call.params, "decision"));
    if (!decision) return invalidRequest("invalid decision");
    const Identity& who = call.client->identity;
    const Result<void> settled = services.approvals.resolve(
        stringOr(call.params, "id"), *decision, who.displayName.empty() ? who.clientId : who.displayName);
    if (!settled) return invalidRequest(settled.error().message);
    return Answer(Json{{"ok", true}});
}

/// `get` makes the file, as in OpenClaw; an empty one decides nothing.
asio::awaitable<Answer> policyGet(Services& services, Call) {
    std::function<Result<Json>()> job = [policy = services.execPolicy]() -> Result<Json> {
        Result<ExecPolicyFile::Content> content = policy.read();
        if (content && !content->exists)
            content =
                policy.write(Json{{"version", 1}, {"defaults", Json::object()}, {"agents", Json::object()}});
        if (!content) return content.error();
        return policy.describe(*content);
    };
    const Result<Json> described = co_await services.worker.run(std::move(job));
    if (!described) co_return Answer(described.error());
    co_return Answer(*described);
}

asio::awaitable<Answer> policySet(Services& services, Call call) {
    std::function<Result<Json>()> job = [policy = services.execPolicy,
                                         params = std::move(call.params)]() -> Result<Json> {
        const Result<ExecPolicyFile::Content> current = policy.read();
        // What cannot be read may be replaced, but not by somebody who has not seen that.
        const bool exists = !current || current->exists;
        const std::string baseHash = stringOr(params, "baseHash");
        if (exists && baseHash.empty())
            return Error(Errc::invalidInput,
                         "exec approvals base hash required; re-run exec.approvals.get and retry");
        if (current && current->exists && baseHash != current->hash)
            return Error(Errc::invalidInput,
                         "exec approvals changed since last load; re-run exec.approvals.get and retry");
        const Result<ExecPolicyFile::Content> written = policy.write(params.at("file"));
        if (!written) return written.error();
        return policy.describe(*written);
    };
    const Result<Json> described = co_await services.worker.run(std::move(job));
    if (!described && described.error().is(Errc::invalidInput))
        co_return invalidRequest(described.error().message);
    if (!described) co_return Answer(described.error());
    co_return Answer(*described);
}

}

std::vector<Method> approvalMethods() {
    const Schema text = Schema::string(1);
    const Schema maybeText = Schema::string();
    return {
        {.name = "exec.approval.request",
         .scope = Scope::approvals,
         .params = Schema::object(
             {optional("id", text), required("command", text), optional("cwd", maybeText),
              optional("host", maybeText), optional("security", maybeText), optional("ask", maybeText),
              optional("agentId", maybeText), optional("resolvedPath", maybeText),
              optional("sessionKey", Schema::any()), optional("timeoutMs", Schema::integer(1))}),
         .later = requestLater},
        {.name = "exec.approval.resolve",
         .scope = Scope::approvals,
         .params = Schema::object({required("id", text), required("decision", text)}),
         .now = resolveNow},
        {.name = "exec.approvals.get",
         .scope = Scope::admin,
         .params = Schema::object({}),
         .later = policyGet},
        {.name = "exec.approvals.set",
         .scope = Scope::admin,
         .params = Schema::object({required("file", Schema::map(Schema::any())), optional("baseHash", text)}),
         .later = policySet},
    };
}

}
