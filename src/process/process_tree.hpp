#pragma once

namespace openclaw::process {

/// Children that the launcher started: reapOrphans() leaves them alone, their ChildProcess collects them.
void registerChild(int pid);
void unregisterChild(int pid);
/// Collects ended children that nobody here started. Does nothing unless becomeSubreaper() was called.
void reapOrphans();

}
