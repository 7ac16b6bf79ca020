#pragma once

#include "openclaw/channels/messages.hpp"

#include <vector>

/// The command menu as Discord's application commands (spec channels/discord.md §6). Pure.
namespace openclaw::channels::discord {

/// At most 100 commands; names that Discord would refuse are left out, long descriptions are cut.
Json commandDefinitions(const std::vector<NativeCommand>& menu);
/// Whether the commands that Discord has say the same as the wanted ones.
bool isSameMenu(const Json& current, const Json& wanted);
/// Choices for the option that is being typed in an autocomplete interaction: those that contain what was
/// typed, 25 at most.
Json autocompleteChoices(const Json& interaction, const std::vector<NativeCommand>& menu);

}
