#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/error.hpp"

#include <filesystem>

namespace openclaw::gateway {

/// One gateway per configuration file: a lock file that OpenClaw 2026.2.1 understands as well (spec state.md 9.3).
class InstanceLock {
public:
    InstanceLock() = default;
    ~InstanceLock();
    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&& other) noexcept;

    /// Tries for up to `patience`. Errc::conflict names the process that holds it.
    static Result<InstanceLock> acquire(const std::filesystem::path& configPath,
                                        const std::filesystem::path& temporaryDirectory,
                                        std::chrono::milliseconds patience);

private:
    int fd_ = -1;
    std::filesystem::path path_;
};

}
