#pragma once

#include "openclaw/channels/Channel.hpp"
#include "openclaw/channels/images.hpp"
#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/config/Config.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/process/ChildProcess.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::channels {

/// What adapters are built from. Everything outlives the channels.
struct ChannelContext {
    asio::any_io_executor executor;
    Clock& clock;
    net::HttpClient& http;
    store::Store& store;
    /// For channels that talk to a program.
    process::Launcher& launcher;
    Environment environment;
    /// Where a channel may keep files of its own, in a folder of its name.
    std::filesystem::path stateDirectory;
    /// The command menu for a channel; called when it connects. Absent: no menu.
    std::function<std::vector<NativeCommand>(const std::string& channel)> nativeCommands = {};
    /// Makes pictures fit for a network; outlives the channels. Absent: they go out as they are.
    ImageFitter* images = nullptr;
    /// Another server only in tests.
    WhatsAppEndpoint whatsApp = productionWhatsApp();
    /// Told when a group got another id, so that what is configured for the old one holds for the new one.
    /// Absent: no configuration is written.
    std::function<void(const std::string& channel,
                       const std::string& accountId,
                       const std::string& from,
                       const std::string& to)>
        onGroupMoved = {};
};

/// Every enabled and configured account of every channel, ready to run.
std::vector<std::unique_ptr<Channel>> makeChannels(const config::Config& config, ChannelContext context);

}
