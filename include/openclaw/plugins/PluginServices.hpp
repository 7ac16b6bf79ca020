#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/plugins/Manifest.hpp"
#include "openclaw/process/JsonRpc.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::plugins {

/// Plugins that are no channels: tools for agents, and hooks that hear what happens. Each has a program of its own,
/// which is started again with a growing pause when it ends; one that does so touches no other.
class PluginServices {
public:
    PluginServices(asio::any_io_executor executor,
                   Clock& clock,
                   process::Launcher& launcher,
                   Environment environment,
                   std::filesystem::path stateDirectory,
                   const Json& configRoot);
    ~PluginServices();

    /// The tools of all plugins that are on. The first plugin that takes a name has it.
    const std::vector<PluginTool>& tools() const { return tools_; }
    /// The plugin's answer: {text} or {content: […]}, details? Errc::unavailable while the program does not run; other
    /// errors carry the plugin's words. `caller` tells the plugin whose turn it is. Cancellation: terminal.
    asio::awaitable<Result<Json>> call(std::string tool, Json arguments, Json caller);
    /// Tells the hooks that listen to the event's name ("command:new"; "command" hears all of them). Never waits: what
    /// happens while a program is not there yet is kept for it up to a bound.
    void publish(const std::string& event, Json data);
    /// Keeps the programs running. Cancellation: terminal; the programs end with it.
    asio::awaitable<void> run();

private:
    struct Service;
    asio::awaitable<void> keep(Service& service);
    asio::awaitable<Result<void>> serve(Service& service);
    asio::awaitable<Result<void>> introduce(Service& service, std::shared_ptr<process::RpcClient> program);
    asio::awaitable<void> tell(Service& service, std::shared_ptr<process::RpcClient> program);

    asio::any_io_executor executor_;
    Clock& clock_;
    process::Launcher& launcher_;
    Environment environment_;
    std::filesystem::path stateDirectory_;
    std::vector<std::unique_ptr<Service>> services_;
    std::vector<PluginTool> tools_;
    TaskGroup tasks_;
};

}
