#pragma once

#include "cli/CommandLine.hpp"
#include "cli/Context.hpp"

#include <string>

namespace openclaw::cli {

/// `agents`: list, add, delete, set-identity.
Command agentsCommand();
Command agentAddCommand();
Command agentDeleteCommand();
Command agentIdentityCommand();

/// The document with an agents.list that names every agent there is, so that adding one keeps the others.
OrderedJson documentWithAgents(Context& context);

/// What an IDENTITY.md says: name, theme, emoji, avatar; only those that are filled in.
Json parseIdentity(std::string_view text);

}
