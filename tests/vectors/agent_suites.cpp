// Vectors of the agent's surroundings: tools, prompt pieces, errors, models, limits, hooks, polls.
#include "vectors/Suites.hpp"

#include "openclaw/commands/levels.hpp"
#include "openclaw/core/retry.hpp"
#include "openclaw/llm/errors.hpp"
#include "openclaw/llm/model_names.hpp"
#include "openclaw/prompt/system.hpp"
#include "openclaw/protocol/hook_payloads.hpp"
#include "openclaw/protocol/polls.hpp"
#include "openclaw/security/tool_policy.hpp"
#include "openclaw/sessions/limits.hpp"
#include "openclaw/text/error_texts.hpp"
#include "openclaw/text/payloads.hpp"

namespace openclaw::vectors {
namespace {

Json policyJson(const security::ToolPolicy& policy) {
    Json out = Json::object();
    setOptional(out, "allow", policy.allow);
    setOptional(out, "deny", policy.deny);
    return out;
}

Json toolAllowed(const Json& input) {
    return security::isToolAllowed(stringOr(input, "tool"),
                                   security::toolPolicyFromJson(memberOrEmpty(input, "policy")));
}

Json bootstrapFiles(const Json& input) {
    std::vector<prompt::BootstrapFile> files;
    for (const Json& file : memberOrEmpty(input, "files"))
        files.push_back({stringOr(file, "name"), stringOr(file, "path"), stringOr(file, "content"),
                         flag(file, "missing")});
    const auto maxChars =
        findInteger(input, "maxChars").value_or(static_cast<std::int64_t>(prompt::defaultBootstrapChars));
    Json out = Json::array();
    for (const auto& section : prompt::bootstrapSections(files, static_cast<std::size_t>(maxChars)))
        out.push_back({{"path", section.name}, {"content", section.content}});
    return out;
}

Json bootstrapFilter(const Json& input) {
    Json out = Json::array();
    for (const std::string& name : textList(findMember(input, "names"))) {
        if (prompt::usesBootstrapFile(stringOr(input, "sessionKey"), name)) out.push_back(name);
    }
    return out;
}

Json runtimeLine(const Json& input) {
    const Json& info = memberOrEmpty(input, "info");
    prompt::RuntimeFacts facts;
    facts.agentId = stringOr(info, "agentId");
    facts.host = stringOr(info, "host");
    facts.repository = stringOr(info, "repoRoot");
    facts.os = stringOr(info, "os");
    facts.architecture = stringOr(info, "arch");
    facts.node = stringOr(info, "node");
    facts.model = stringOr(info, "model");
    facts.defaultModel = stringOr(info, "defaultModel");
    facts.channel = stringOr(input, "channel");
    facts.capabilities = textList(findMember(input, "capabilities"));
    facts.thinking = stringOr(input, "think");
    return prompt::runtimeLine(facts);
}

Json classifyFailover(const Json& input) {
    const auto failure = llm::classifyFailureText(textOf(input));
    return failure == llm::FailureClass::none ? Json() : Json(llm::toString(failure));
}

Json overflowFlags(const Json& input) {
    const std::string message = textOf(input);
    return Json::array({text::isOverflowText(message), text::isLikelyOverflowText(message),
                        text::isCompactionFailureText(message)});
}

Json timeoutMs(const Json& input) {
    sessions::TimeoutRequest request;
    request.overrideMs = findNumber(input, "overrideMs");
    request.overrideSeconds = findNumber(input, "overrideSeconds");
    request.minMs = findNumber(input, "minMs");
    return sessions::resolveRunTimeout(memberOrEmpty(input, "cfg"), request).count();
}

Json modelRef(const Json& input) {
    const auto name = llm::parseModelName(stringOr(input, "raw"), stringOr(input, "defaultProvider"));
    return name ? Json{{"provider", name->provider}, {"model", name->model}} : Json();
}

Json memoryFlush(const Json& input) {
    const Json& entry = memberOrEmpty(input, "entry");
    sessions::MemoryFlushFacts facts;
    facts.totalTokens = findInteger(entry, "totalTokens");
    facts.contextWindow = findInteger(input, "contextWindowTokens").value_or(0);
    facts.reserveTokens = findInteger(input, "reserveTokensFloor").value_or(0);
    facts.softThreshold = findInteger(input, "softThresholdTokens").value_or(0);
    facts.compactionCount = findInteger(entry, "compactionCount").value_or(0);
    facts.flushedAtCompaction = findInteger(entry, "memoryFlushCompactionCount");
    return sessions::shouldFlushMemory(facts);
}

Json contextGuard(const Json& input) {
    const auto verdict = sessions::judgeContextWindow(findNumber(input, "tokens").value_or(0),
                                                      findNumber(input, "warnBelowTokens").value_or(32'000),
                                                      findNumber(input, "hardMinTokens").value_or(16'000));
    return {{"tokens", verdict.tokens},
            {"source", stringOr(input, "source", "model")},
            {"shouldWarn", verdict.shouldWarn},
            {"shouldBlock", verdict.shouldBlock}};
}

Json hookFailure(const Error& error) { return {{"ok", false}, {"error", error.message}}; }
const char* wakeMode(bool isNow) { return isNow ? "now" : "next-heartbeat"; }

Json hookAgentPayload(const Json& input) {
    const auto call = protocol::parseAgentCall(input, "ID");
    if (!call) return hookFailure(call.error());
    Json value = {{"message", call->message},          {"name", call->name},
                  {"wakeMode", wakeMode(call->isNow)}, {"sessionKey", call->sessionKey},
                  {"deliver", call->deliver},          {"channel", call->channel}};
    setUnlessEmpty(value, "to", call->to);
    setUnlessEmpty(value, "model", call->model);
    setUnlessEmpty(value, "thinking", call->thinking);
    setOptional(value, "timeoutSeconds", call->timeoutSeconds);
    return {{"ok", true}, {"value", value}};
}

Json hookWakePayload(const Json& input) {
    const auto call = protocol::parseWakeCall(input);
    if (!call) return hookFailure(call.error());
    return {{"ok", true}, {"value", {{"text", call->text}, {"mode", wakeMode(call->isNow)}}}};
}

Json mapped(const std::vector<Json>& mappings, const Json& input) {
    protocol::HookRequest request;
    request.path = stringOr(input, "path", "gmail");
    request.payload = memberOrEmpty(input, "payload");
    request.query = protocol::parseQuery(stringOr(input, "query"));
    for (const auto& [name, value] : memberOrEmpty(input, "headers").items())
        request.headers[name] = textOf(value);
    const auto result = protocol::applyHookMappings(mappings, request);
    if (!result) return hookFailure(result.error());
    if (!*result) return {};
    const auto& action = **result;
    const bool isWake = action.kind == protocol::HookAction::Kind::wake;
    Json out = {{"kind", isWake ? "wake" : "agent"},
                {isWake ? "text" : "message", action.text},
                {isWake ? "mode" : "wakeMode", wakeMode(action.isNow)}};
    if (!isWake) {
        setUnlessEmpty(out, "name", action.name);
        setUnlessEmpty(out, "sessionKey", action.sessionKey);
        setUnlessEmpty(out, "channel", action.channel);
        setUnlessEmpty(out, "to", action.to);
        setUnlessEmpty(out, "model", action.model);
        setUnlessEmpty(out, "thinking", action.thinking);
        setOptional(out, "deliver", action.deliver);
        setOptional(out, "allowUnsafeExternalContent", action.allowUnsafeExternalContent);
        setOptional(out, "timeoutSeconds", action.timeoutSeconds);
    }
    return {{"ok", true}, {"action", out}};
}

Json hookMapping(const Json& input) {
    return mapped(protocol::hookMappings(Json{{"mappings", memberOrEmpty(input, "mappings")}}), input);
}

Json hookMappingGmail(const Json& input) {
    Json hooks = {{"presets", {"gmail"}}};
    if (const Json* gmail = findMember(input, "gmail")) hooks["gmail"] = *gmail;
    return mapped(protocol::hookMappings(hooks), input);
}

Json poll(const Json& input) {
    const auto maxOptions = findInteger(input, "maxOptions");
    const auto parsed = protocol::parsePoll(
        input, maxOptions ? std::optional(static_cast<std::size_t>(*maxOptions)) : std::nullopt);
    if (!parsed) throw ExpectedFailure(parsed.error().message);
    Json out = {{"question", parsed->question},
                {"options", parsed->options},
                {"maxSelections", parsed->maxSelections}};
    setOptional(out, "durationHours", parsed->durationHours);
    return out;
}

Json pollDuration(const Json& input) {
    return protocol::clampPollHours(findNumber(input, "value"),
                                    findInteger(input, "defaultHours").value_or(24),
                                    findInteger(input, "maxHours").value_or(48));
}

Json limitHistory(const Json& input) {
    const auto roles = textList(findMember(input, "roles"));
    Json out = Json::array();
    for (std::size_t i = sessions::firstKeptTurn(roles, findInteger(input, "limit").value_or(0));
         i < roles.size(); ++i)
        out.push_back(i);
    return out;
}

Json dmHistoryLimit(const Json& input) {
    const auto limit =
        sessions::directHistoryLimit(memberOrEmpty(input, "cfg"), stringOr(input, "sessionKey"));
    return limit ? Json(*limit) : Json();
}

Json retryConfig(const Json& input) {
    const Json& given = memberOrEmpty(input, "defaults");
    RetryPolicy defaults = resolveRetryPolicy(RetryPolicy{}, given);
    const auto policy = resolveRetryPolicy(defaults, memberOrEmpty(input, "overrides"));
    return {{"attempts", policy.attempts},
            {"minDelayMs", policy.minDelay.count()},
            {"maxDelayMs", policy.maxDelay.count()},
            {"jitter", policy.jitter}};
}

Json userTime(const Json& input) {
    return orNull(prompt::formatUserTime(findInteger(input, "epochMs").value_or(0),
                                         stringOr(input, "timeZone"), stringOr(input, "format") == "12"));
}

Json appendUsage(const Json& input) {
    Json payloads = memberOrEmpty(input, "payloads");
    std::vector<text::ReplyPayload> list;
    for (const Json& payload : payloads) {
        text::ReplyPayload item;
        item.text = stringOr(payload, "text");
        list.push_back(std::move(item));
    }
    text::appendUsageLine(list, stringOr(input, "line"));
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i >= payloads.size()) payloads.push_back(Json::object());
        if (!list[i].text.empty()) payloads[i]["text"] = list[i].text;
    }
    return payloads;
}

Json fallbackThinking(const Json& input) {
    std::set<commands::ThinkLevel> attempted;
    for (const std::string& word : textList(findMember(input, "attempted"))) {
        if (const auto level = commands::parseThinkLevel(word)) attempted.insert(*level);
    }
    const auto level = commands::fallbackThinkLevel(stringOr(input, "message"), attempted);
    return level ? Json(commands::toString(*level)) : Json();
}

}

void addAgentSuite(Registry& registry) {
    registry["agent/expand_tool_groups"] = [](const Json& input) -> Json {
        return security::expandToolGroups(textList(&input));
    };
    registry["agent/tool_allowed"] = toolAllowed;
    registry["agent/tool_profile"] = [](const Json& input) -> Json {
        const auto policy = security::toolProfile(textOf(input));
        return policy ? policyJson(*policy) : Json();
    };
    registry["agent/subagent_tool_policy"] = [](const Json& input) -> Json {
        return policyJson(security::subagentToolPolicy(input));
    };
    registry["agent/bootstrap_files"] = bootstrapFiles;
    registry["agent/bootstrap_filter"] = bootstrapFilter;
    registry["agent/runtime_line"] = runtimeLine;
    registry["agent/classify_failover"] = classifyFailover;
    registry["agent/overflow_flags"] = overflowFlags;
    registry["agent/timeout_ms"] = timeoutMs;
    registry["agent/model_ref"] = modelRef;
    registry["agent/memory_flush"] = memoryFlush;
    registry["agent/context_guard"] = contextGuard;
    registry["agent/hook_agent_payload"] = hookAgentPayload;
    registry["agent/hook_wake_payload"] = hookWakePayload;
    registry["agent/hook_mapping"] = hookMapping;
    registry["agent/hook_mapping_gmail"] = hookMappingGmail;
    registry["agent/poll"] = poll;
    registry["agent/poll_duration"] = pollDuration;
    registry["agent/limit_history"] = limitHistory;
    registry["agent/dm_history_limit"] = dmHistoryLimit;
    registry["agent/retry_config"] = retryConfig;
    registry["agent/ping_pong_turns"] = [](const Json& input) -> Json {
        return sessions::pingPongTurns(findNumber(input, "n"));
    };
    registry["agent/user_time"] = userTime;
    registry["agent/append_usage"] = appendUsage;
    registry["agent/messaging_dup"] = [](const Json& input) -> Json {
        return text::isDuplicateOfSent(stringOr(input, "text"), textList(findMember(input, "sent")));
    };
    registry["agent/fallback_thinking"] = fallbackThinking;
}

}
