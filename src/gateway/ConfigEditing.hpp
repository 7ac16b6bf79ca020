#pragma once

#include "openclaw/commands/arguments.hpp"
#include "openclaw/config/Snapshot.hpp"
#include "openclaw/core/environment.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// Carries out `/config`: the text for the person, secrets hidden. A change is checked as a whole before it
/// is written; what config::protectedChange guards cannot be changed this way. Reads and writes the file: not
/// for the main thread.
Result<std::string> editConfig(const commands::EditCommand& command,
                               const config::Snapshot& current,
                               const Environment& environment,
                               const std::string& version,
                               std::int64_t nowMs);

/// Values by path that lie over the configuration file's until the process ends.
using Overrides = std::map<std::string, Json>;

/// The configuration with the overrides in place. Errc::invalidInput names a path that leads nowhere.
Result<Json> withOverrides(const Json& config, const Overrides& overrides);

/// What `/debug` makes of the overrides.
struct OverrideEdit {
    Overrides overrides;
    bool isChange = false;
    /// For the person; secrets are hidden.
    std::string reply;
};
/// Carries out `/debug` on `config`, which the present overrides are part of. What config::protectedChange guards
/// cannot be overridden: Errc::refused. Pure.
Result<OverrideEdit>
editOverrides(const commands::EditCommand& command, const Json& config, const Overrides& overrides);

/// A group whose id changed.
struct GroupMove {
    std::string channel;
    std::string accountId;
    std::string from;
    std::string to;
};
/// Renames `groups.<from>` to `groups.<to>` of the channel and of the account, unless the new one exists or
/// configWrites forbids it; the paths that changed. Reads and writes the file: not for the main thread.
Result<std::vector<std::string>> moveGroup(const GroupMove& move,
                                           const config::Snapshot& current,
                                           const Environment& environment,
                                           const std::string& version,
                                           std::int64_t nowMs);

}
