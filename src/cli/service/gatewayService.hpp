#pragma once

#include "cli/Context.hpp"
#include "cli/service/ServiceManager.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The gateway as a service: what is installed, and what is to be said about it.
namespace openclaw::cli {

/// What to put into the service beyond the configuration.
struct ServiceWish {
    std::uint16_t port = 0;
    /// A token that the configuration does not hold.
    std::string token;
};

/// This program as a service with the active profile and folders. The token goes into it only when the
/// configuration, which the gateway reads anyway, holds none or another one.
ServiceDescription describeService(Context& context, const ServiceManager& manager, const ServiceWish& wish);

/// Keys of model providers and channels that only this shell knows, for a warning: the service does not see
/// them.
std::vector<std::string> variablesOutsideTheService(Context& context);

/// {label, loaded, loadedText, notLoadedText}
Json serviceJson(const ServiceManager& manager, bool isLoaded);
/// The same with command, runtime and configAudit, for `gateway status --json`.
Json serviceStatusJson(const ServiceManager& manager);
/// What does not fit between the installed service and this program.
Json auditService(const ServiceDescription& installed);

/// Where the service's program finds its configuration.
std::filesystem::path serviceConfigFile(Context& context, const ServiceDescription& installed);
/// The port among the service's arguments; nullopt without.
std::optional<std::uint16_t> servicePort(const ServiceDescription& installed);

/// Installs the service with the configured port, and lets it run while nobody is logged in. What is left to be typed
/// for the latter, "" for nothing.
Result<std::string> installConfiguredService(Context& context, const ServiceManager& manager);

/// Lets the user's services run while nobody is logged in. Errc::unavailable says what to type instead.
Result<void> enableLingering(const Environment& environment);

}
