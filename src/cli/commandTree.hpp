#pragma once

#include "cli/CommandLine.hpp"

/// The commands of the program. Only what works is listed, because the list is the help.
namespace openclaw::cli {

Command commandTree();

/// One function per folder file; each returns its top-level command.
Command agentCommand();
Command channelsCommand();
Command configCommand();
Command cronCommand();
Command daemonCommand();
Command gatewayCommand();
Command healthCommand();
Command logsCommand();
Command messageCommand();
Command migrateCommand();
Command directoryCommand();
Command pluginsCommand();
Command modelsCommand();
Command pairingCommand();
Command piCommand();
Command sessionsCommand();
Command skillsCommand();
Command statusCommand();
Command systemCommand();
Command traceCommand();

}
