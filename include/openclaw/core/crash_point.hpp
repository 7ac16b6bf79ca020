#pragma once

#include <string_view>

namespace openclaw {

/// A durable step of a message's path. In builds with OPENCLAW_CRASH_POINTS the process kills itself with SIGKILL
/// at the n-th pass of the point that OPENCLAW_CRASH_AT names ("outbox.sent" or "outbox.sent:3"); otherwise nothing.
/// The crash tests walk every point in docs/testing.md.
#ifdef OPENCLAW_CRASH_POINTS
void crashPoint(std::string_view name);
/// The point "family.step.moment", for steps that their caller names.
void crashPoint(std::string_view family, std::string_view step, std::string_view moment);
#else
inline void crashPoint(std::string_view) {}
inline void crashPoint(std::string_view, std::string_view, std::string_view) {}
#endif

}
