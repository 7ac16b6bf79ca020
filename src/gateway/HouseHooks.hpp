#pragma once

#include "openclaw/core/Worker.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/CommandDesk.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/plugins/PluginServices.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace openclaw::gateway {

/// Tells hooks what happens: those of plugins, and the three of the house (docs/automation.md). None of them
/// can hold up what it hears of.
class HouseHooks {
public:
    using Boot = std::function<asio::awaitable<Result<void>>(std::string agentId, std::string prompt)>;

    HouseHooks(asio::any_io_executor executor,
               Clock& clock,
               store::Store& store,
               Worker& worker,
               plugins::PluginServices& plugins,
               dispatch::SettingsSource settings,
               std::function<std::filesystem::path(const std::string& agentId)> workspace,
               std::filesystem::path stateDirectory,
               Boot boot);

    void onStartup();
    void onCommand(const dispatch::CommandEvent& event);
    asio::awaitable<void> stop();

private:
    asio::awaitable<void> bootAgents();
    asio::awaitable<void> logCommand(Json line);
    asio::awaitable<void> rememberConversation(dispatch::CommandEvent event);
    bool isOn(std::string_view hook) const;

    Clock& clock_;
    store::Store& store_;
    Worker& worker_;
    plugins::PluginServices& plugins_;
    dispatch::SettingsSource settings_;
    std::function<std::filesystem::path(const std::string& agentId)> workspace_;
    std::filesystem::path stateDirectory_;
    Boot boot_;
    TaskGroup tasks_;
};

}
