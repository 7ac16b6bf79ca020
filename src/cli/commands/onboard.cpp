// onboard: the flags, and the choice between flags and questions.
#include "cli/commands/onboard.hpp"

#include "cli/Context.hpp"
#include "cli/onboarding/Setup.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// "365d", "12h", "30m", "45s"; a bare number is milliseconds.
std::optional<std::int64_t> parseDuration(const std::string& text) {
    const std::size_t digits = text.find_first_not_of("0123456789");
    const auto number = parseInteger(std::string_view(text).substr(0, digits));
    if (!number || *number < 1 || *number > 1'000'000'000) return std::nullopt;
    const std::string unit = digits == std::string::npos ? "ms" : text.substr(digits);
    for (const auto& [name, length] : std::initializer_list<std::pair<const char*, std::int64_t>>{
             {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}) {
        if (unit == name) return *number * length;
    }
    return std::nullopt;
}

std::string checkFlags(const Arguments& arguments) {
    const std::string mode = arguments.text("mode", "local");
    if (mode != "local" && mode != "remote")
        return fmt::format("Invalid --mode \"{}\" (use local|remote).", mode);
    const std::string flow = arguments.text("flow", "quickstart");
    if (flow != "quickstart" && flow != "advanced" && flow != "manual")
        return "Invalid --flow (use quickstart, manual, or advanced).";
    return {};
}

std::optional<CredentialPlan>
tokenFromFlags(Context& context, const Arguments& arguments, const AuthChoice& choice) {
    const auto refuse = [&](const std::string& text) {
        context.fail(text);
        return std::optional<CredentialPlan>();
    };
    const std::string provider = arguments.text("token-provider");
    if (provider.empty()) return refuse("Missing --token-provider for --auth-choice token.");
    if (toLowerAscii(provider) != "anthropic")
        return refuse("Only --token-provider anthropic is supported for --auth-choice token.");
    CredentialPlan plan;
    plan.choice = &choice;
    const std::string token(trimAscii(arguments.text("token")));
    if (token.empty()) return refuse("Missing --token for --auth-choice token.");
    if (const std::string problem = tokenProblem(token); !problem.empty()) return refuse(problem);
    plan.secret = Secret(token);
    plan.profileId = arguments.text("token-profile-id");
    if (arguments.has("token-expires-in")) {
        const std::optional<std::int64_t> lifetime = parseDuration(arguments.text("token-expires-in"));
        if (!lifetime) return refuse("Invalid --token-expires-in: use a duration such as 365d or 12h.");
        plan.expiresMs = SystemClock().nowMs() + *lifetime;
    }
    return plan;
}

}

std::optional<CredentialPlan>
credentialFromFlags(Context& context, const Arguments& arguments, const std::string& choiceId) {
    const AuthChoice* choice = findAuthChoice(choiceId);
    if (isBrowserLogin(choiceId)) {
        context.fail(fmt::format(
            "--auth-choice {} is a login in a browser, which this version does not have; use an API "
            "key, or --auth-choice token.",
            choiceId));
        return std::nullopt;
    }
    if (!choice) {
        context.fail(fmt::format("Invalid --auth-choice \"{}\".", choiceId));
        return std::nullopt;
    }
    if (choiceId == "token") return tokenFromFlags(context, arguments, *choice);
    CredentialPlan plan;
    plan.choice = choice;
    std::string key(trimAscii(arguments.text(choice->flag)));
    if (key.empty()) key = context.environment.get(choice->variable);
    plan.secret = Secret(key);
    if (plan.secret.empty() && !choice->isInEnvironmentFile)
        plan.secret = storedKey(context, choice->provider);
    if (!plan.secret.empty()) return plan;
    context.fail(fmt::format("Missing --{} (or {} in env{}).", choice->flag, choice->variable,
                             choice->isInEnvironmentFile
                                 ? ""
                                 : fmt::format(", or existing {} API-key profile", choice->provider)));
    return std::nullopt;
}

int onboard(Context& context, const Arguments& arguments) {
    if (const std::string problem = checkFlags(arguments); !problem.empty()) return context.fail(problem);
    const bool asksNothing = arguments.has("non-interactive");
    if (asksNothing && !arguments.has("accept-risk"))
        return context.fail(
            "Non-interactive onboarding requires explicit risk acknowledgement: an agent can run "
            "commands on this machine.\nRead: docs/security.md\nRe-run with: " +
            context.commandHint("onboard --non-interactive --accept-risk ..."));
    return asksNothing ? onboardByFlags(context, arguments) : onboardByQuestions(context, arguments);
}

Command onboardCommand() {
    Command command =
        named("onboard", "Set everything up: provider, gateway, chat channel, service", onboard);
    command.guard = ConfigGuard::tolerate;
    command.options = {
        {0, "workspace", "dir", "The agent's folder (default ~/.openclaw/workspace)", false, false},
        {0, "reset", "", "Move configuration, credentials, sessions and workspace away first", false, false},
        {0, "non-interactive", "", "Ask nothing", false, false},
        {0, "accept-risk", "", "You know that an agent can run commands (needed with --non-interactive)",
         false, false},
        {0, "flow", "flow", "quickstart, advanced or manual", false, false},
        {0, "mode", "mode", "local or remote", false, false},
        {0, "auth-choice", "choice", "", false, false},
        {0, "token-provider", "id", "Of --auth-choice token: anthropic", false, false},
        {0, "token", "token", "A subscription token (--auth-choice token)", false, false},
        {0, "token-profile-id", "id", "Its profile (default anthropic:default)", false, false},
        {0, "token-expires-in", "duration", "Its lifetime, such as 365d", false, false}};
    std::string choices;
    for (const AuthChoice& choice : authChoices()) {
        choices += std::string(choice.id) + ", ";
        const auto isThere = [&](const Option& option) { return option.name == choice.flag; };
        if (std::ranges::none_of(command.options, isThere))
            command.options.push_back({0, choice.flag, "key", choice.label, false, false});
    }
    for (Option& option : command.options) {
        if (option.name == "auth-choice") option.help = "One of " + choices + "skip";
    }
    const std::vector<Option> rest = {
        {0, "gateway-port", "port", "Port of the gateway", false, false},
        {0, "gateway-bind", "mode", "loopback, tailnet, lan, auto or custom", false, false},
        {0, "gateway-auth", "mode", "token or password", false, false},
        {0, "gateway-token", "token", "The gateway's token (made when not given)", false, false},
        {0, "gateway-password", "password", "The gateway's password", false, false},
        {0, "remote-url", "url", "WebSocket address of the remote gateway", false, false},
        {0, "remote-token", "token", "Its token", false, false},
        {0, "tailscale", "mode", "off, serve or funnel", false, false},
        {0, "tailscale-reset-on-exit", "", "Undo serve or funnel when the gateway stops", false, false},
        {0, "install-daemon", "", "Install the gateway as a service", false, false},
        {0, "no-install-daemon", "", "Install no service", false, false},
        {0, "skip-daemon", "", "The same", false, false},
        {0, "daemon-runtime", "runtime", "", false, true},
        {0, "skip-channels", "", "No questions about chat channels", false, false},
        {0, "skip-skills", "", "No questions about skills", false, false},
        {0, "skip-health", "", "Do not wait for the gateway", false, false},
        {0, "skip-ui", "", "Nothing about the page in the browser", false, false},
        {0, "node-manager", "name", "npm, pnpm or bun, for skills that need it", false, false},
        {0, "json", "", "Print JSON", false, false}};
    command.options.insert(command.options.end(), rest.begin(), rest.end());
    return command;
}

}
