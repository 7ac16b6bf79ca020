#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::testing {

enum class Place { direct, group, thread };

/// A message that arrived at the network.
struct Arrival {
    /// As the network addresses it.
    std::string place;
    std::string text;
    bool hasMedia = false;
};

enum class SendFailure { rateLimit, serverError, lostBefore, lostAfter, hangAfter };

/// One chat network with its fake, as the conformance suite needs it. "4242" is on the allowlist, "666" is a stranger.
class Network {
public:
    virtual ~Network() = default;
    virtual std::string channel() const = 0;
    /// The configuration: DMs of 4242 are allowed, the group needs a mention, no pairing approval is needed.
    virtual Json config() const = 0;
    virtual process::Launcher* launcher() { return nullptr; }
    virtual void start() = 0;
    virtual void stop() = 0;
    /// Somebody writes; `mention` addresses the bot where the network has mentions.
    virtual void say(Place place, const std::string& user, const std::string& text, bool mention) = 0;
    /// The last message once more, as after a reconnect.
    virtual void repeatLast() = 0;
    /// Events that no sane server sends.
    virtual void sayJunk() = 0;
    /// Where an answer to this place has to arrive.
    virtual std::string placeOf(Place place) const = 0;
    virtual std::vector<Arrival> arrivals() const = 0;
    virtual asio::awaitable<void> waitForArrivals(std::size_t count) = 0;
    /// The next sends fail like this; false when the network cannot.
    virtual bool failSends(SendFailure failure, int times) = 0;
    /// The inbound connection breaks; false when there is none of its own.
    virtual bool breakConnection() = 0;
    /// The credentials stop working; false when there are none.
    virtual bool revoke() { return false; }
    virtual bool isIdempotent() const = 0;
    virtual bool hasGroups() const { return true; }
    virtual bool hasThreads() const { return true; }
    /// Whether the account says that it is connected before anything was said.
    virtual bool tellsWhenConnected() const { return true; }
    virtual bool hasMedia() const { return true; }
};

std::unique_ptr<Network> makeTelegramNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeDiscordNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeMattermostNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeIMessageNetwork(asio::io_context& io, const std::filesystem::path& folder);
/// The channel of docs/plugins.md.
std::unique_ptr<Network> makePluginNetwork(asio::io_context& io, const std::filesystem::path& folder);

}
