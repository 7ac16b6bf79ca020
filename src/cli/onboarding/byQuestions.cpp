// onboard in a terminal: the order of the questions, and what every setup needs to know.
#include "cli/commands/onboard.hpp"
#include "cli/onboarding/Wizard.hpp"
#include "cli/terminal/Terminal.hpp"
#include "cli/terminal/prompts.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/hooks/bundled.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

Wizard::Wizard(Context& context, const Arguments& arguments)
    : context_(context), arguments_(arguments), setup_(context),
      workspace_(context.config().defaultAgent().workspace), gateway_(setup_.currentGateway()) {
    if (arguments.has("reset")) reset_ = ResetScope::full;
    if (arguments.has("workspace")) workspace_ = context.environment.expandPath(arguments.text("workspace"));
}

int Wizard::run() {
    Result<void> done = askAll();
    if (done) done = writeAll();
    if (done && !isRemote_) done = offerService();
    if (!done && done.error().is(Errc::cancelled)) {
        showLine(isWritten_ ? "Stopped here. The configuration is written."
                            : "Onboarding cancelled. Nothing was changed.");
        return 0;
    }
    if (!done) return context_.fail("Error: " + done.error().message);
    if (!isRemote_) {
        checkGateway();
        linkWhatsApp();
    }
    sayWhatNow();
    return 0;
}

Result<void> Wizard::askAll() {
    for (Result<void> (Wizard::*step)() :
         {&Wizard::acceptRisk, &Wizard::chooseFlow, &Wizard::chooseHandling, &Wizard::choosePlace}) {
        if (Result<void> done = (this->*step)(); !done) return done;
    }
    if (isRemote_) return chooseRemote();
    for (Result<void> (Wizard::*step)() :
         {&Wizard::chooseWorkspace, &Wizard::chooseProvider, &Wizard::chooseGateway, &Wizard::chooseChannel,
          &Wizard::chooseHooks}) {
        if (Result<void> done = (this->*step)(); !done) return done;
    }
    return {};
}

Result<void> Wizard::acceptRisk() {
    showLine("\n🦞 OpenClaw onboarding\n");
    if (arguments_.has("accept-risk")) return {};
    showNote("Security", {"The agent reads messages from chats and can run commands and use files",
                          "on this machine. Whoever can write to it can try to make it do things.",
                          "Strangers are kept out until you let them in; keep it that way.",
                          "More: docs/security.md, openclaw doctor"});
    const Result<bool> isAccepted =
        askConfirm("I understand this is powerful and inherently risky. Continue?", false);
    if (!isAccepted) return isAccepted.error();
    if (!*isAccepted) return Error(Errc::cancelled, "not accepted");
    return {};
}

Result<void> Wizard::chooseFlow() {
    if (arguments_.has("flow")) {
        isManual_ = arguments_.text("flow") != "quickstart";
        return {};
    }
    const Result<std::size_t> flow =
        askSelect("Onboarding mode",
                  {{"QuickStart", "a few questions, the rest by default"}, {"Manual", "every detail"}});
    if (!flow) return flow.error();
    isManual_ = *flow == 1;
    return {};
}

Result<void> Wizard::chooseHandling() {
    if (reset_ || !context_.snapshot().exists) {
        if (reset_) setup_.startOver();
        return {};
    }
    std::vector<std::string> known = {"File: " + context_.shortPath(context_.snapshot().path)};
    if (const std::string model = setup_.text({"agents", "defaults", "model", "primary"}); !model.empty())
        known.push_back("Model: " + model);
    known.push_back(fmt::format("Gateway: port {}, {}", gateway_.port, gateway_.bind));
    showNote("Existing config detected", known);
    const Result<std::size_t> handling =
        askSelect("Config handling", {{"Use existing values", "ask only for what is missing"},
                                      {"Update values", "ask again, keep the rest"},
                                      {"Reset", "start with an empty one"}});
    if (!handling) return handling.error();
    keepsValues_ = *handling == 0;
    if (*handling < 2) return {};
    const Result<std::size_t> scope =
        askSelect("Reset scope", {{"Config only"},
                                  {"Config + creds + sessions"},
                                  {"Full reset (config + creds + sessions + workspace)"}});
    if (!scope) return scope.error();
    constexpr ResetScope scopes[] = {ResetScope::config, ResetScope::configAndSessions, ResetScope::full};
    reset_ = scopes[*scope];
    setup_.startOver();
    gateway_ = setup_.currentGateway();
    return {};
}

Result<void> Wizard::choosePlace() {
    if (arguments_.has("mode")) {
        isRemote_ = arguments_.text("mode") == "remote";
        return {};
    }
    if (!isManual_) return {};
    const Result<std::size_t> place =
        askSelect("What do you want to set up?",
                  {{"Local gateway", "on this machine"}, {"Remote gateway", "it runs elsewhere"}});
    if (!place) return place.error();
    isRemote_ = *place == 1;
    return {};
}

Result<void> Wizard::chooseRemote() {
    const auto isAddress = [](const std::string& url) -> std::string {
        return url.starts_with("ws://") || url.starts_with("wss://") ? "" : "It starts with ws:// or wss://.";
    };
    const Result<std::string> url =
        askText("Gateway WebSocket URL", arguments_.text("remote-url", "ws://"), isAddress);
    if (!url) return url.error();
    const Result<Secret> token = askSecret("Gateway token (Enter for none)", nullptr);
    if (!token) return token.error();
    setup_.set({"gateway", "mode"}, "remote");
    setup_.set({"gateway", "remote", "url"}, *url);
    if (!token->empty()) setup_.set({"gateway", "remote", "token"}, token->reveal());
    return {};
}

Result<void> Wizard::chooseWorkspace() {
    if (!isManual_) return {};
    const Result<std::string> folder =
        askText("Workspace directory", context_.shortPath(workspace_), nullptr);
    if (!folder) return folder.error();
    workspace_ = context_.environment.expandPath(*folder);
    return {};
}

Result<void> Wizard::chooseGateway() {
    const auto isPort = [](const std::string& text) -> std::string {
        const std::optional<std::int64_t> port = parseInteger(text);
        return port && *port > 0 && *port <= 65535 ? "" : "A number from 1 to 65535.";
    };
    if (isManual_) {
        const Result<std::string> port = askText("Gateway port", std::to_string(gateway_.port), isPort);
        if (!port) return port.error();
        gateway_.port = static_cast<std::uint16_t>(*parseInteger(*port));
        const char* binds[] = {"loopback", "lan", "tailnet", "auto"};
        const Result<std::size_t> bind = askSelect("Gateway bind", {{"Loopback", "only this machine"},
                                                                    {"LAN", "every interface"},
                                                                    {"Tailnet", "the Tailscale address"},
                                                                    {"Auto"}});
        if (!bind) return bind.error();
        gateway_.bind = binds[*bind];
        const Result<std::size_t> auth = askSelect("Gateway auth", {{"Token", "recommended"}, {"Password"}});
        if (!auth) return auth.error();
        gateway_.authMode = *auth == 0 ? "token" : "password";
        gateway_.secret = Secret(setup_.text({"gateway", "auth", gateway_.authMode}));
        const bool needsOne = *auth == 1 && gateway_.secret.empty();
        const Result<Secret> secret =
            askSecret(*auth == 0 ? "Gateway token (blank to generate or keep)" : "Gateway password",
                      [needsOne](const std::string& text) -> std::string {
                          return needsOne && text.empty() ? "A password is needed." : "";
                      });
        if (!secret) return secret.error();
        if (!secret->empty()) gateway_.secret = *secret;
    }
    if (gateway_.secret.empty()) gateway_.secret = Secret(randomHex(24));
    return {};
}

Result<void> Wizard::chooseHooks() {
    const auto hooks = hooks::bundledHooks();
    std::vector<PromptOption> options;
    std::vector<bool> isOn;
    for (const hooks::BundledHook& hook : hooks) {
        options.push_back({std::string(hook.name), std::string(hook.description)});
        isOn.push_back(hooks::isHookOn(context_.config().root(), hook.name));
    }
    const Result<std::vector<std::size_t>> picked = askMultiselect("Enable hooks?", options, isOn);
    if (!picked) return picked.error();
    // Switching hooks on means all of them that are not named as off.
    if (!picked->empty()) setup_.set({"hooks", "internal", "enabled"}, true);
    for (std::size_t i = 0; i < options.size(); ++i) {
        const bool isPicked = std::ranges::find(*picked, i) != picked->end();
        if (isPicked || isOn[i] || !picked->empty())
            setup_.set({"hooks", "internal", "entries", options[i].label, "enabled"}, isPicked);
    }
    return {};
}

int onboardByQuestions(Context& context, const Arguments& arguments) {
    if (!Terminal::isAvailable())
        return context.fail("Onboarding asks questions and needs a terminal for that. Without one: " +
                            context.commandHint("onboard --non-interactive --accept-risk ..."));
    if (!context.snapshot().valid && !arguments.has("reset")) {
        showNote("Invalid config", {"Onboarding builds on the configuration, and that is not valid.",
                                    "See what is wrong with: " + context.commandHint("doctor")});
        return 1;
    }
    return Wizard(context, arguments).run();
}

}
