// Candidates, cooldowns and the texts about them. All pure but for the listener, which forwards.
#include "agent/fallback.hpp"

#include "agent/cooldown.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/text/error_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::agent {

namespace {

constexpr std::size_t shownErrorBytes = 300;

const Json* modelSetting(const Json& config, const std::string& agentId) {
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list) {
            const Json* own = toLowerAscii(stringOr(agent, "id")) == agentId ? findMember(agent, "model") : nullptr;
            if (own && own->is_object() && own->contains("fallbacks")) return own;
        }
    }
    return findPath(config, "agents.defaults.model");
}

}

std::vector<ModelRef> modelCandidates(const Json& config, const std::string& agentId, const ModelRef& chosen,
                                      const Environment& environment) {
    std::vector<ModelRef> candidates{chosen};
    const auto add = [&](const ModelRef& model) {
        const bool isKnown = std::any_of(candidates.begin(), candidates.end(),
                                         [&](const ModelRef& known) { return known.text() == model.text(); });
        if (!isKnown) candidates.push_back(model);
    };
    const Json* setting = modelSetting(config, agentId);
    const Json* fallbacks = setting && setting->is_object() ? findMember(*setting, "fallbacks") : nullptr;
    const Json* allowed = findPath(config, "agents.defaults.models");
    const bool isRestricted = allowed && allowed->is_object() && !allowed->empty();
    if (fallbacks && fallbacks->is_array()) {
        for (const Json& name : *fallbacks) {
            const auto model = name.is_string() ? parseModelRef(name.get<std::string>()) : std::nullopt;
            if (model && (!isRestricted || allowed->contains(model->text()))) add(*model);
        }
    }
    // Without configured fallbacks nobody asked for a second model.
    if (candidates.size() > 1 || (fallbacks && fallbacks->is_array() && !fallbacks->empty()))
        add(chooseModel(config, agentId, {}, {}, environment));
    return candidates;
}

void ProviderCooldowns::failed(const std::string& provider, llm::FailureClass failure, const Json& config,
                               std::int64_t nowMs) {
    if (failure == llm::FailureClass::none) return;
    Entry& entry = entries_[provider];
    if (nowMs - entry.lastFailureMs > failureWindowMs(config))
        entry = Entry();
    entry.lastFailureMs = nowMs;
    if (failure == llm::FailureClass::billing) {
        entry.untilMs = nowMs + billingPauseMs(config, provider, ++entry.billingErrors);
        return;
    }
    entry.untilMs = std::max(entry.untilMs, nowMs + failurePauseMs(++entry.errors));
}

bool ProviderCooldowns::isCoolingDown(const std::string& provider, std::int64_t nowMs) const {
    const auto found = entries_.find(provider);
    return found != entries_.end() && nowMs < found->second.untilMs;
}

llm::FailureClass failoverClass(const TurnOutcome& outcome) {
    if (outcome.status != TurnStatus::failed || text::isLikelyOverflowText(outcome.errorMessage))
        return llm::FailureClass::none;
    const auto status = llm::leadingStatus(outcome.errorMessage);
    return llm::classifyFailure(status, outcome.errorMessage);
}

std::string failureText(const ModelRef& model, const TurnOutcome& outcome, llm::FailureClass failure) {
    std::string message(utf8Prefix(outcome.errorMessage, shownErrorBytes));
    std::replace(message.begin(), message.end(), '\n', ' ');
    return fmt::format("{}: {} ({})", model.text(), message, llm::toString(failure));
}

std::string exhaustedText(const std::vector<std::string>& failures) {
    return fmt::format("All models failed ({}): {}", failures.size(), join(failures, " | "));
}

void AttemptListener::hold(Call call) {
    if (hasProduced_)
        call(listener_);
    else
        held_.push_back(std::move(call));
}

void AttemptListener::release() {
    hasProduced_ = true;
    for (const Call& call : std::exchange(held_, {}))
        call(listener_);
}

void AttemptListener::onTextDelta(const std::string& delta) {
    if (!hasProduced_) release();
    listener_.onTextDelta(delta);
}

void AttemptListener::onThinkingDelta(const std::string& delta) {
    if (!hasProduced_) release();
    listener_.onThinkingDelta(delta);
}

void AttemptListener::onToolStarted(const std::string& id, const std::string& name, const Json& arguments) {
    if (!hasProduced_) release();
    listener_.onToolStarted(id, name, arguments);
}

void AttemptListener::onToolUpdated(const std::string& id, const std::string& name, const Json& partialResult) {
    listener_.onToolUpdated(id, name, partialResult);
}

void AttemptListener::onToolEnded(const std::string& id, const std::string& name, const Json& result, bool isError) {
    listener_.onToolEnded(id, name, result, isError);
}

void AttemptListener::onMessage(const Json& message) {
    hold([message](TurnListener& to) { to.onMessage(message); });
}

}
