#pragma once

#include "pi/SessionLog.hpp"

#include <string>

namespace openclaw::pi {

/// Deeper than this a session's tree is not told as nested JSON: readers, ours too, recurse into it.
inline constexpr std::size_t maxTreeDepth = 2000;

/// get_tree's `tree`: the roots, each {entry, children} (pi-rpc.md section 3). An entry whose parent is
/// unknown is a root. Errc::invalidInput when it is deeper than maxTreeDepth; get_entries tells the same
/// without nesting.
Result<Json> sessionTree(const SessionLog& log);

/// export_html's page: the path from the root to the leaf as one HTML file without scripts or outside
/// references.
std::string sessionPage(const SessionLog& log);

}
