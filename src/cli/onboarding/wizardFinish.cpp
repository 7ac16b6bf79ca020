// After the questions: files, service, health, and what to do next.
#include "cli/GatewayClient.hpp"
#include "cli/commands/dashboard.hpp"
#include "cli/commands/health.hpp"
#include "cli/commands/whatsappLogin.hpp"
#include "cli/onboarding/Wizard.hpp"
#include "cli/service/gatewayService.hpp"
#include "cli/terminal/prompts.hpp"

#include <fmt/format.h>

#include <thread>

namespace openclaw::cli {

namespace {

/// Longer than a gateway waits before it takes up a changed configuration.
constexpr std::chrono::seconds reloadTime{2};

}

Result<void> Wizard::writeAll() {
    if (!isRemote_ && context_.snapshot().exists)
        wasRunning_ = waitForGateway(context_, std::chrono::seconds(0));
    if (reset_) {
        const Result<std::vector<std::string>> moved = moveAside(context_, *reset_);
        if (!moved) return moved.error();
        for (const std::string& line : *moved)
            showLine(line);
    }
    if (credential_) {
        const Result<std::string> stored = storeCredential(context_, *credential_);
        if (!stored) return stored.error();
        if (!stored->empty()) showLine(*stored);
    }
    if (!isRemote_) {
        setup_.useWorkspace(workspace_);
        setup_.useGateway(gateway_);
    }
    setup_.stamp(isRemote_ ? "remote" : "local");
    if (const Result<void> written = setup_.write(); !written) return written.error();
    isWritten_ = true;
    showLine("Updated " + context_.shortPath(context_.snapshot().path));
    return isRemote_ ? Result<void>()
                     : prepareFolders(context_, context_.config().defaultAgent().id, workspace_, false);
}

Result<void> Wizard::offerService() {
    if (arguments_.has("skip-daemon") || arguments_.has("no-install-daemon")) return {};
    const auto manager = makeServiceManager(context_.environment);
    const Result<bool> isLoaded = manager->isLoaded();
    if (!isLoaded) return {}; // sayWhatNow() tells how to start it without
    if (*isLoaded) {
        const Result<std::size_t> wish =
            askSelect("Gateway service already installed", {{"Restart"}, {"Reinstall"}, {"Skip"}});
        if (!wish) return wish.error();
        hasService_ = true;
        if (*wish == 1) installService();
        if (*wish != 0) return {};
        if (const Result<void> restarted = manager->restart(); !restarted)
            showLine(restarted.error().message);
        return {};
    }
    if (!arguments_.has("install-daemon")) {
        const Result<bool> isWanted = askConfirm("Install Gateway service (recommended)", true);
        if (!isWanted) return isWanted.error();
        if (!*isWanted) return {};
    }
    installService();
    return {};
}

void Wizard::installService() {
    const auto manager = makeServiceManager(context_.environment);
    const Result<std::string> installed = installConfiguredService(context_, *manager);
    hasService_ = installed.has_value();
    if (!installed) {
        showLine("The service could not be installed: " + installed.error().message);
        return;
    }
    showLine(fmt::format("Installed {}: {}", manager->words().noun, context_.shortPath(manager->file())));
    if (!installed->empty()) showLine(*installed);
}

void Wizard::checkGateway() {
    if (arguments_.has("skip-health")) return;
    const bool isExpected = hasService_ || wasRunning_;
    if (isExpected) showLine("Waiting for the gateway …");
    // Its restart has no event to wait for, and it still answers until then.
    if (wasRunning_) std::this_thread::sleep_for(reloadTime);
    answers_ = waitForGateway(context_, isExpected ? gatewayPatience : std::chrono::seconds(0));
    if (!answers_) {
        if (hasService_)
            showNote("Health check help",
                     {"The service was started, but no gateway answers yet.",
                      context_.commandHint("gateway status") + "   " + context_.commandHint("logs")});
        return;
    }
    GatewayCall call;
    call.method = "health";
    const Result<Json> health = callGateway(context_, resolveTarget(context_, Arguments()), std::move(call));
    showLine("✓ The gateway answers.");
    for (const std::string& line : health ? channelHealthLines(*health) : std::vector<std::string>())
        showLine("  " + line);
}

void Wizard::linkWhatsApp() {
    if (!linksWhatsApp_) return;
    // The same as `channels login`; a failure leaves the rest of the setup as it is.
    if (loginCommands().front().action(context_, Arguments()) != 0)
        showLine("Link it later with: " + context_.commandHint("channels login"));
}

void Wizard::sayWhatNow() {
    if (isRemote_) {
        showNote("What now", {"Try the connection:  " + context_.commandHint("health")});
        return;
    }
    std::vector<std::string> lines;
    if (!answers_ && !hasService_) lines.push_back("Start it:          " + context_.commandHint("gateway"));
    lines.push_back("Talk to it here:   " + context_.commandHint("agent --agent main --message \"Hello\""));
    if (!arguments_.has("skip-ui"))
        lines.push_back("In your browser:   " + context_.commandHint("dashboard"));
    const bool isKnown = setup_.text({"channels", channel_, "dmPolicy"}) == "allowlist";
    if (isKnown)
        lines.push_back("In your chat:      write to your bot");
    else if (!channel_.empty())
        lines.push_back("In your chat:      write to it; it sends a code, then " +
                        context_.commandHint("pairing approve " + channel_ + " CODE"));
    else
        lines.push_back("Add a chat:        " +
                        context_.commandHint("channels add --channel telegram --token …"));
    lines.push_back("Something wrong:   " + context_.commandHint("doctor"));
    showNote("What now", lines);
    showLine("Onboarding complete.");
}

}
