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

/// What a network may be without.
enum class Trait { threads, edits, reactions, rateLimits, credentials, sockets, ownMessages };

/// The size of an event that nobody sends in good faith.
constexpr std::size_t hugeBytes = 100 * 1024 * 1024;

/// One chat network with its fake, as the conformance suite needs it. What belongs to a trait is only called
/// when the network has it. "4242" is on the allowlist, "666" is a stranger.
class Network {
public:
    virtual ~Network() = default;
    virtual std::string channel() const = 0;
    /// The configuration: DMs of 4242 are allowed, the group needs a mention, no pairing approval is needed.
    virtual Json config() const = 0;
    virtual process::Launcher* launcher() { return nullptr; }
    virtual void start() = 0;
    virtual void stop() = 0;
    /// Why this network cannot show a trait, in words for the skipped test; "" when it can.
    virtual std::string lacks(Trait trait) const = 0;
    virtual bool isIdempotent() const = 0;
    /// Whether the account says that it is connected before anything was said.
    virtual bool tellsWhenConnected() const { return true; }

    /// Somebody writes; `mention` addresses the bot where the network has mentions.
    virtual void say(Place place, const std::string& user, const std::string& text, bool mention) = 0;
    /// 4242 sends a file with these words to the bot.
    virtual void sayWithFile(const std::string& text, const std::string& bytes) = 0;
    /// The last message once more, as after a reconnect.
    virtual void repeatLast() = 0;
    /// 4242 writes two direct messages; the one that was written later arrives first.
    virtual void sayOutOfOrder(const std::string& earlier, const std::string& later) = 0;
    /// The last message of 4242 gets this text instead. Trait::edits.
    virtual void editLast(const std::string&) {}
    /// 4242 reacts to the answer that arrived last, in a place where the network is asked for reactions.
    /// Trait::reactions.
    virtual void react() = 0;
    virtual Place placeOfReactions() const { return Place::direct; }
    /// What the bot said to 4242 comes back as an event. Trait::ownMessages.
    virtual void reportOwn(const std::string&) {}
    /// Events that no sane server sends.
    virtual void sayJunk() = 0;
    /// An event of hugeBytes.
    virtual void sayHuge() = 0;

    /// Where an answer to this place has to arrive.
    virtual std::string placeOf(Place place) const = 0;
    virtual std::vector<Arrival> arrivals() const = 0;
    virtual asio::awaitable<void> waitForArrivals(std::size_t count) = 0;

    /// The next sends fail like this. SendFailure::rateLimit needs Trait::rateLimits.
    virtual void failSends(SendFailure failure, int times) = 0;
    /// The inbound connection (or the program that is one) ends.
    virtual void breakConnection() = 0;
    /// The inbound connection, or the program that is one, stays there and carries nothing any more.
    /// Trait::sockets.
    virtual void goSilent() {}
    /// Whatever the network says arrives byte by byte from now on.
    virtual void trickle() = 0;
    /// The credentials stop working. Trait::credentials.
    virtual void revoke() {}
    /// What the account's status says then, and whether it stops trying.
    virtual std::string reasonOfRevocation() const { return "does not accept"; }
    virtual bool isRevocationFinal() const { return true; }
    /// The fake drops what it remembers of things that are settled, so that a long run measures the gateway
    /// alone. Arrivals are counted anew.
    virtual void forget() {}
};

std::unique_ptr<Network> makeTelegramNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeDiscordNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeMattermostNetwork(asio::io_context& io, const std::filesystem::path& folder);
std::unique_ptr<Network> makeIMessageNetwork(asio::io_context& io, const std::filesystem::path& folder);
/// The channel of docs/plugins.md.
std::unique_ptr<Network> makePluginNetwork(asio::io_context& io, const std::filesystem::path& folder);

}
