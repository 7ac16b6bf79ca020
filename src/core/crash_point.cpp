// Test-only: dies without any clean-up at a named step, as a power cut or the OOM killer would.
#include "openclaw/core/crash_point.hpp"

#ifdef OPENCLAW_CRASH_POINTS

#include "openclaw/core/strings.hpp"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>

namespace openclaw {

void crashPoint(std::string_view name) {
    static const std::string wanted = std::getenv("OPENCLAW_CRASH_AT") ? std::getenv("OPENCLAW_CRASH_AT") : "";
    static const std::string_view wantedName = std::string_view(wanted).substr(0, wanted.find(':'));
    static const std::int64_t wantedPass =
        wanted.find(':') == std::string::npos ? 1 : parseInteger(wanted.substr(wanted.find(':') + 1)).value_or(1);
    static std::atomic<std::int64_t> passes{0};
    if (wanted.empty() || name != wantedName)
        return;
    if (++passes == wantedPass)
        std::raise(SIGKILL);
}

void crashPoint(std::string_view family, std::string_view step, std::string_view moment) {
    std::string name(family);
    crashPoint(name.append(".").append(step).append(".").append(moment));
}

}

#endif
