#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/config/Config.hpp"
#include "openclaw/dispatch/Dispatcher.hpp"
#include "openclaw/dispatch/MediaReader.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/plugins/registry.hpp"
#include "openclaw/process/ChildProcess.hpp"
#include "support/FakeAgent.hpp"
#include "support/ShiftingClock.hpp"
#include "support/run_coro.hpp"

#include <filesystem>
#include <memory>

namespace openclaw::testing {

/// One life of the gateway's message path: real store, ledger, dispatch and channels, a fake agent.
class House {
public:
    /// `launcher` replaces real programs; nullptr keeps them.
    House(asio::io_context& io, const std::filesystem::path& folder, Json root, process::Launcher* launcher)
        : io_(io), folder_(folder), store_(openStore(folder)), root_(std::move(root)), config_(root_, Environment::fromProcess()),
          settings_(std::make_shared<dispatch::Settings>(dispatch::settingsFromJson(root_))), ownLauncher_(process::makeLauncher(io.get_executor())),
          launcher_(launcher ? *launcher : *ownLauncher_), clock(io.get_executor()), agent(io.get_executor()), supervisor(io.get_executor(), clock),
          outbox(io.get_executor(), clock, *store_, lookup()),
          runs_(io.get_executor(), clock, *store_, agent, outbox, lookup(), source()),
          dispatcher_(clock, *store_, runs_, outbox, source()),
          media_(launcher_, Environment::fromProcess(), folder_ / "media") {
        runs_.readMediaWith(media_);
        supervisor.deliverTo(dispatcher_);
        supervisor.onAvailable([this] { outbox.wake(); });
    }

    void start() {
        const channels::ChannelContext context{io_.get_executor(), clock, *http_, *store_, launcher_, Environment::fromProcess(), folder_, {}};
        for (auto& channel : plugins::makeChannels(config_, context))
            runCoro(io_, supervisor.start(std::move(channel)));
        (void)runCoro(io_, outbox.start());
        (void)runCoro(io_, runs_.resume());
    }
    void stop() {
        runCoro(io_, supervisor.stopAll());
        runCoro(io_, runs_.stop(std::chrono::milliseconds(0)));
        runCoro(io_, outbox.stop(std::chrono::milliseconds(50)));
        store_->stop();
    }
    store::Store& store() { return *store_; }
    std::filesystem::path mediaFolder() const { return folder_ / "media"; }

private:
    static std::unique_ptr<store::SqliteStore> openStore(const std::filesystem::path& folder) {
        auto opened = store::SqliteStore::open(store::SqliteStore::fileIn(folder));
        return std::move(opened.value());
    }
    channels::ChannelLookup lookup() {
        return [this](const std::string& channel, const std::string& account) { return supervisor.find(channel, account); };
    }
    dispatch::SettingsSource source() {
        return [this] { return settings_; };
    }

    asio::io_context& io_;
    std::filesystem::path folder_;
    std::unique_ptr<store::SqliteStore> store_;
    Json root_;
    config::Config config_;
    std::shared_ptr<const dispatch::Settings> settings_;
    std::unique_ptr<net::HttpClient> http_ = net::makeHttpClient(io_.get_executor());
    std::unique_ptr<process::Launcher> ownLauncher_;
    process::Launcher& launcher_;

public:
    ShiftingClock clock;
    FakeAgent agent;
    channels::Supervisor supervisor;
    channels::Outbox outbox;

private:
    dispatch::RunEngine runs_;
    dispatch::Dispatcher dispatcher_;
    dispatch::MediaReader media_;
};

}
