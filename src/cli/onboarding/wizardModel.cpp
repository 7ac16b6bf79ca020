// Provider, key and model.
#include "cli/commands/onboard.hpp"
#include "cli/onboarding/Wizard.hpp"
#include "cli/terminal/prompts.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

constexpr const char* ollamaModel = "ollama/";

/// "sk-a…9f3c": enough to recognise a key, too little to use it.
std::string preview(const std::string& secret) {
    if (secret.size() < 12) return "…";
    return secret.substr(0, 4) + "…" + secret.substr(secret.size() - 4);
}

/// "Anthropic" of "Anthropic (API key)".
std::string nameOf(const AuthChoice& choice) {
    const std::string label = choice.label;
    return label.substr(0, label.find(" ("));
}

std::string checkKey(const std::string& key) { return key.empty() ? "The key is needed." : std::string(); }

std::string checkModel(const std::string& model) {
    return agent::parseModelRef(model) ? std::string() : "PROVIDER/MODEL, such as anthropic/claude-opus-4-5.";
}

}

Result<void> Wizard::chooseProvider() {
    const std::string current = setup_.text({"agents", "defaults", "model", "primary"});
    if (keepsValues_ && !current.empty()) return {};
    if (arguments_.has("auth-choice")) {
        std::string id = arguments_.text("auth-choice");
        // What these logins end in is a token that can be pasted.
        if (id == "setup-token" || id == "oauth" || id == "claude-cli") id = "token";
        if (id == "skip") return {};
        const AuthChoice* choice = findAuthChoice(id);
        const bool isGiven = choice && arguments_.has(choice->flag);
        if (choice && !isGiven) return giveSecret(*choice);
        credential_ = credentialFromFlags(context_, arguments_, id);
        if (!credential_) return Error(Errc::invalidInput, "the credential cannot be used");
        setup_.useCredential(*credential_);
        return chooseModel();
    }
    std::vector<PromptOption> options;
    for (const AuthChoice& choice : authChoices())
        options.push_back({choice.label});
    options.push_back({"Ollama", "models on this machine, no key"});
    options.push_back({"Skip for now", "the built-in offline model answers"});
    const Result<std::size_t> picked = askSelect("Model/auth provider", options);
    if (!picked) return picked.error();
    if (*picked == options.size() - 1) return {};
    if (*picked == options.size() - 2) return chooseLocalModel();
    return giveSecret(authChoices()[*picked]);
}

Result<void> Wizard::giveSecret(const AuthChoice& choice) {
    CredentialPlan plan;
    plan.choice = &choice;
    const bool isToken = std::string_view(choice.id) == "token";
    const std::string fromShell = isToken ? std::string() : context_.environment.get(choice.variable);
    const Secret stored = isToken ? Secret() : storedKey(context_, choice.provider);
    const std::string offered = fromShell.empty() ? stored.reveal() : fromShell;
    if (!offered.empty()) {
        const std::string origin = fromShell.empty() ? "the stored key" : choice.variable;
        const Result<bool> isUsed = askConfirm(fmt::format("Use {} ({})?", origin, preview(offered)), true);
        if (!isUsed) return isUsed.error();
        if (*isUsed) plan.secret = Secret(offered);
    }
    if (plan.secret.empty()) {
        if (isToken) showLine("  Run `claude setup-token` on any machine, and paste what it prints.");
        const Result<Secret> given =
            askSecret(isToken ? "Paste Anthropic setup-token" : nameOf(choice) + " API key",
                      isToken ? AnswerCheck(tokenProblem) : AnswerCheck(checkKey));
        if (!given) return given.error();
        plan.secret = *given;
    }
    credential_ = plan;
    setup_.useCredential(plan);
    // The person has chosen this provider just now: its model stands first.
    return chooseModel();
}

Result<void> Wizard::chooseModel() {
    const std::string recommended = modelRefOf(*credential_->choice);
    std::string current;
    if (const Json* value = findPath(context_.config().root(), "agents.defaults.model.primary");
        value && value->is_string() && !reset_)
        current = value->get<std::string>();
    std::vector<PromptOption> options = {{recommended, "recommended"}};
    if (!current.empty() && current != recommended)
        options.push_back({fmt::format("Keep current ({})", current)});
    options.push_back({"Enter model manually"});
    const Result<std::size_t> picked = askSelect("Default model", options);
    if (!picked) return picked.error();
    std::string model = recommended;
    if (*picked + 1 == options.size()) {
        const Result<std::string> typed = askText("Model", recommended, checkModel);
        if (!typed) return typed.error();
        model = *typed;
    } else if (*picked == 1) {
        model = current;
    }
    setup_.useModel(model);
    return {};
}

Result<void> Wizard::chooseLocalModel() {
    const Result<std::string> name = askText("Ollama model", "llama3.3", checkKey);
    if (!name) return name.error();
    setup_.useModel(ollamaModel + *name);
    return {};
}

}
