#pragma once

#include "cli/service/serviceText.hpp"
#include "openclaw/core/error.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace openclaw::cli {

/// The words by which people know a service manager.
struct ServiceWords {
    /// "systemd"
    const char* label;
    /// "systemd service"; at the start of a sentence "Systemd service".
    const char* noun;
    const char* subject;
    const char* loaded;
    const char* notLoaded;
};

/// The user's service manager and the one gateway service in it. Blocking: every call runs the manager's
/// program.
class ServiceManager {
public:
    virtual ~ServiceManager() = default;

    virtual ServiceWords words() const = 0;
    /// The unit's name or the agent's label.
    virtual std::string name() const = 0;
    /// The file that describes the service, whether it exists or not.
    virtual std::filesystem::path file() const = 0;
    /// What is to be typed to start it by hand.
    virtual std::string startCommand() const = 0;

    /// Errc::unavailable when the manager cannot be reached.
    virtual Result<void> checkAvailable() const = 0;
    /// Whether the service starts by itself. Errc::unavailable.
    virtual Result<bool> isLoaded() const = 0;
    /// Writes the file (0600), makes it start by itself and starts it. What was there before is replaced.
    virtual Result<void> install(const ServiceDescription& service) const = 0;
    /// Stops it and removes its file; false when there was no file.
    virtual Result<bool> uninstall() const = 0;
    virtual Result<void> restart() const = 0;
    virtual Result<void> stop() const = 0;
    /// What the file says; nullopt without a file.
    virtual std::optional<ServiceDescription> installed() const = 0;
    /// Never fails: `detail` says what was wrong.
    virtual ServiceRuntime runtime() const = 0;
};

std::unique_ptr<ServiceManager> makeSystemdManager(const Environment& environment);
std::unique_ptr<ServiceManager> makeLaunchdManager(const Environment& environment);
/// The one of this system.
std::unique_ptr<ServiceManager> makeServiceManager(const Environment& environment);

}
