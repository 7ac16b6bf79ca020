// dashboard: the address of the page, in the browser where there is one.
#include "cli/commands/dashboard.hpp"

#include "cli/GatewayProbe.hpp"
#include "cli/programs.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace openclaw::cli {

namespace {

bool isMac() {
#ifdef __APPLE__
    return true;
#else
    return false;
#endif
}

bool hasDisplay(const Environment& environment) {
    if (environment.find("SSH_CONNECTION") || environment.find("SSH_TTY")) return false;
    return isMac() || environment.find("DISPLAY") || environment.find("WAYLAND_DISPLAY");
}

/// True when a browser was asked to show the page.
bool openInBrowser(const Environment& environment, const std::string& url) {
    constexpr std::chrono::seconds patience{10};
    const char* opener = isMac() ? "open" : "xdg-open";
    if (!hasProgram(environment, opener)) return false;
    const Result<ProgramOutcome> opened = runProgram(environment, {opener, url}, patience);
    return opened && opened->isGood();
}

int showDashboard(Context& context, const Arguments& arguments) {
    const config::GatewaySettings& gateway = context.config().gateway();
    if (!gateway.controlUiEnabled)
        return context.fail("The page is switched off (gateway.controlUi.enabled).");
    const std::string url = dashboardUrl(context);
    context.print("Dashboard URL: " + url);
    if (gateway.authMode == "password") context.print("The page asks for the gateway's password.");
    if (arguments.has("no-open")) return 0;
    if (hasDisplay(context.environment)) {
        const bool isOpen = openInBrowser(context.environment, url);
        context.print(isOpen ? "Opened in your browser."
                             : "No browser could be started; open the address yourself.");
        return 0;
    }
    const std::string user = context.environment.get("USER", "user");
    context.print(fmt::format("There is no display here. From your own computer:\n"
                              "  ssh -N -L {0}:127.0.0.1:{0} {1}@<this machine>\n"
                              "and open the address above there.",
                              gateway.port, user));
    return 0;
}

}

std::string dashboardUrl(Context& context) {
    const config::GatewaySettings& gateway = context.config().gateway();
    const std::string page = localUrl(gateway);
    if (gateway.authMode == "password" || gateway.token.empty()) return page;
    return page + "#token=" + percentEncode(gateway.token.reveal());
}

Command dashboardCommand() {
    Command command = named("dashboard", "Open the gateway's page in the browser", showDashboard);
    command.options = {{0, "no-open", "", "Only print the address", false, false}};
    return command;
}

}
