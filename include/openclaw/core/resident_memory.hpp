#pragma once

#include <cstddef>

namespace openclaw {

/// Hands pages back that only the start needed: freed heap, and program text of this process and its
/// libraries, which the kernel maps again from its page cache when it is next executed. Costs well under a
/// millisecond; the process runs as before, its resident size is then what it really uses. Does nothing where
/// the system lacks the calls. Returns the bytes of text that were unmapped.
std::size_t releaseStartPages();

}
