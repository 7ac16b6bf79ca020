#pragma once

#include "gateway/Authenticator.hpp"
#include "gateway/ConfigEditing.hpp"
#include "openclaw/config/Config.hpp"
#include "openclaw/config/Snapshot.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/dispatch/Settings.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>

namespace openclaw::gateway {

/// The configuration in force and everything decoded from it, replaced as a whole when the file changes. A
/// file that became invalid changes nothing: the last good configuration stays.
class ConfigHolder {
public:
    ConfigHolder(Environment environment, config::Snapshot snapshot, AuthConfig auth);

    std::shared_ptr<const config::Config> config() const { return config_; }
    std::shared_ptr<const dispatch::Settings> settings() const { return settings_; }
    std::shared_ptr<const Json> root() const { return root_; }
    const AuthConfig& auth() const { return auth_; }
    const config::Snapshot& snapshot() const { return snapshot_; }
    const Environment& environment() const { return environment_; }

    /// What lies over the file's values (/debug).
    const Overrides& overrides() const { return overrides_; }
    /// Replaces them. Errc::invalidInput: the result would be no valid configuration; Errc::refused: only a restart,
    /// which would end them, brings it into effect. Nothing has changed then.
    asio::awaitable<Result<void>> setOverrides(Overrides overrides);

    /// Called with the channels whose configuration changed.
    void onChannelsChanged(std::function<asio::awaitable<void>(std::set<std::string>)> callback) {
        channelsChanged_ = std::move(callback);
    }
    /// Called when a change was read that only a restart brings into effect.
    void onRestartNeeded(std::function<void()> callback) { restartNeeded_ = std::move(callback); }
    /// Watches the file until cancelled.
    asio::awaitable<void> watch();
    /// Reads the file again and applies what changed.
    asio::awaitable<void> reload();

private:
    void adopt(config::Snapshot snapshot);

    Environment environment_;
    config::Snapshot snapshot_;
    AuthConfig auth_;
    Overrides overrides_;
    std::shared_ptr<const config::Config> config_;
    std::shared_ptr<const dispatch::Settings> settings_;
    std::shared_ptr<const Json> root_;
    std::function<asio::awaitable<void>(std::set<std::string>)> channelsChanged_;
    std::function<void()> restartNeeded_;
};

}
