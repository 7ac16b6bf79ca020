// The document of a setup, and its one write.
#include "cli/onboarding/Setup.hpp"

#include "cli/configWriting.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/version.hpp"

#include <stdexcept>

namespace openclaw::cli {

Setup::Setup(Context& context) : context_(context), document_(context.snapshot().document.value) {
    if (!document_.is_object()) document_ = OrderedJson::object();
}

void Setup::set(const std::vector<std::string>& path, OrderedJson value) {
    // A parent of another kind would have failed the validation that precedes every setup.
    if (const Result<void> stored = config::setAt(document_, path, std::move(value)); !stored)
        throw std::logic_error(stored.error().message);
}

std::string Setup::text(const std::vector<std::string>& path) const {
    const OrderedJson* value = &document_;
    for (const std::string& segment : path) {
        if (!value->is_object() || !value->contains(segment)) return {};
        value = &(*value)[segment];
    }
    return value->is_string() ? value->get<std::string>() : std::string();
}

void Setup::useWorkspace(const std::filesystem::path& workspace) {
    set({"agents", "defaults", "workspace"}, workspace.string());
}

void Setup::useGateway(const GatewayPlan& plan) {
    set({"gateway", "mode"}, "local");
    set({"gateway", "port"}, plan.port);
    set({"gateway", "bind"}, plan.bind);
    set({"gateway", "auth", "mode"}, plan.authMode);
    set({"gateway", "auth", plan.authMode}, plan.secret.reveal());
    set({"gateway", "tailscale", "mode"}, plan.tailscaleMode);
    set({"gateway", "tailscale", "resetOnExit"}, plan.resetTailscaleOnExit);
}

GatewayPlan Setup::currentGateway() const {
    GatewayPlan plan;
    plan.port = context_.config().gateway().port;
    if (const std::string bind = text({"gateway", "bind"}); !bind.empty()) plan.bind = bind;
    if (text({"gateway", "auth", "mode"}) == "password") plan.authMode = "password";
    // As written: a ${REFERENCE} stays one.
    plan.secret = Secret(text({"gateway", "auth", plan.authMode}));
    return plan;
}

void Setup::useCredential(const CredentialPlan& plan) {
    const AuthChoice& choice = *plan.choice;
    if (!choice.isInEnvironmentFile) {
        const std::string id =
            plan.profileId.empty() ? std::string(choice.provider) + ":default" : plan.profileId;
        const bool isToken = std::string_view(choice.id) == "token";
        set({"auth", "profiles", id},
            OrderedJson{{"provider", choice.provider}, {"mode", isToken ? "token" : "api_key"}});
    }
    if (choice.server) {
        set({"models", "mode"}, "merge");
        set({"models", "providers", choice.provider}, providerBlock(choice));
    }
    const bool hasModel = !text({"agents", "defaults", "model", "primary"}).empty() ||
                          !text({"agents", "defaults", "model"}).empty();
    if (choice.replacesModel || !hasModel) useModel(modelRefOf(choice));
    if (choice.alias[0] != '\0')
        set({"agents", "defaults", "models", modelRefOf(choice), "alias"}, choice.alias);
}

void Setup::useModel(const std::string& model) {
    if (!text({"agents", "defaults", "model"}).empty())
        set({"agents", "defaults", "model"}, OrderedJson::object());
    set({"agents", "defaults", "model", "primary"}, model);
}

void Setup::stamp(const std::string& mode) {
    set({"wizard", "lastRunAt"}, formatIsoTime(SystemClock().nowMs()));
    set({"wizard", "lastRunVersion"}, openclaw::version);
    set({"wizard", "lastRunCommand"}, "onboard");
    set({"wizard", "lastRunMode"}, mode);
}

Result<void> Setup::write() {
    if (const Result<void> written = saveConfig(context_, document_); !written) return written.error();
    reload(context_);
    document_ = context_.snapshot().document.value;
    return {};
}

void reload(Context& context) {
    context = Context(std::move(context.environment), std::move(context.commandLine));
}

}
