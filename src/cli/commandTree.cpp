// The root of the command tree.
#include "cli/commandTree.hpp"

#include "cli/Context.hpp"
#include "cli/commands/agents.hpp"
#include "cli/commands/approvals.hpp"
#include "cli/commands/dashboard.hpp"
#include "cli/commands/devices.hpp"
#include "cli/commands/doctor.hpp"
#include "cli/commands/hooks.hpp"
#include "cli/commands/onboard.hpp"
#include "cli/commands/reset.hpp"
#include "cli/commands/setup.hpp"
#include "openclaw/pi/PiRpc.hpp"

namespace openclaw::cli {

namespace {

int runPi(Context&, const Arguments& arguments) { return pi::runPiCommand(arguments.words()); }

}

Command piCommand() {
    Command command;
    command.name = "pi";
    command.summary = "The built-in coding agent, speaking Pi's RPC protocol on stdin and stdout";
    command.action = runPi;
    command.guard = ConfigGuard::tolerate;
    command.passesThrough = true;
    return command;
}

Command commandTree() {
    Command root;
    root.name = "openclaw";
    root.summary = "Personal gateway between chat networks and the Pi coding agent";
    root.options = {{'V', "version", "", "Print the version", false, false},
                    {0, "dev", "", "Use ~/.openclaw-dev and port 19001 (before the command)", false, false},
                    {0, "profile", "name", "Use ~/.openclaw-<name> (before the command)", false, false},
                    {0, "no-color", "", "No colours", false, false}};
    root.subcommands = {onboardCommand(), setupCommand(), gatewayCommand(), dashboardCommand(),  agentCommand(), agentsCommand(), messageCommand(), statusCommand(),  healthCommand(),
                        sessionsCommand(), channelsCommand(), pairingCommand(), devicesCommand(), configCommand(),  modelsCommand(),
                        logsCommand(),     directoryCommand(), pluginsCommand(), skillsCommand(), traceCommand(), cronCommand(), systemCommand(), hooksCommand(), approvalsCommand(), doctorCommand(), daemonCommand(), migrateCommand(), resetCommand(), uninstallCommand(), piCommand()};
    return root;
}

}
