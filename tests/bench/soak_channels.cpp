// A long life in compressed time, from the socket to the ledger and back: people ask and others talk in a
// group, through one account of each network whose connection is cut again and again. Prints how memory and
// descriptors moved; whoever reads it judges.
#include "bench/soak.hpp"
#include "conformance/House.hpp"
#include "conformance/Network.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/LedgerKeeper.hpp"
#include "support/TempDir.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace {

using namespace openclaw;
using namespace openclaw::testing;
using soak::openDescriptors;
using soak::residentKb;
using soak::slopeOf;
using NetworkFactory = std::unique_ptr<Network> (*)(asio::io_context&, const std::filesystem::path&);

constexpr std::size_t messagesPerSample = 1000;
constexpr std::size_t messagesPerWave = 100;
constexpr std::size_t messagesPerQuestion = 5;
/// How many ask at the same time.
constexpr std::size_t people = messagesPerWave / messagesPerQuestion;
constexpr std::size_t firstPerson = 4242;

/// Everybody may write, and everybody has a session of their own, so that many people can ask at once.
Json openHouse(Json config) {
    for (auto& [name, channel] : config["channels"].items()) {
        channel["dmPolicy"] = "open";
        channel["allowFrom"] = Json::array({"*"});
        if (channel.contains("dm")) channel["dm"] = Json{{"policy", "open"}, {"allowFrom", {"*"}}};
    }
    config["session"] = Json{{"dmScope", "per-channel-peer"}};
    config["agents"] = Json{{"defaults", {{"maxConcurrent", people}, {"typingMode", "never"}}}};
    return config;
}

class Soak {
public:
    explicit Soak(NetworkFactory make) : network_(make(io_, folder_.path())) {}
    const std::string& name() const { return name_; }
    void start() {
        network_->start();
        house_ =
            std::make_unique<House>(io_, folder_.path(), openHouse(network_->config()), network_->launcher());
        house_->start();
        // Some networks tell a new account only what comes after it has arrived.
        network_->say(Place::direct, std::to_string(firstPerson), "hello", false);
        runCoro(io_, network_->waitForArrivals(1));
        network_->forget();
    }
    ~Soak() {
        if (!house_) return;
        house_->stop();
        network_->stop();
    }
    void run(std::size_t messages, std::size_t messagesPerConnection) {
        const auto begin = std::chrono::steady_clock::now();
        std::vector<double> samples;
        std::vector<std::size_t> descriptors;
        while (messages_ < messages) {
            for (const std::size_t end = messages_ + messagesPerSample; messages_ < end;)
                liveOn(messagesPerConnection);
            // In this compressed time an hour is long ago.
            dispatch::LedgerKeeper keeper(house_->clock, house_->store(), std::chrono::hours(1));
            if (!runCoro(io_, keeper.sweep())) throw std::runtime_error("the ledgers cannot be swept");
            samples.push_back(residentKb());
            descriptors.push_back(openDescriptors());
        }
        const double seconds =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        const auto [fewest, most] = std::ranges::minmax(descriptors);
        std::printf("%-11s %9zu %10zu %6.0f %11.0f %10.0f %10.0f %11.2f %5zu-%zu\n", name_.c_str(), messages_,
                    reconnects_, static_cast<double>(messages_) / seconds, samples.front(),
                    samples[samples.size() / 2], samples.back(), slopeOf(samples), fewest, most);
        std::fflush(stdout);
    }

private:
    /// Talk in a group that is not for the bot, and between it the questions of everybody, the last one at
    /// the end: when that is answered, all before it is through.
    void liveOn(std::size_t messagesPerConnection) {
        std::set<std::string> wanted;
        for (std::size_t said = 1; said <= messagesPerWave; ++said) {
            if (++messages_ % messagesPerConnection == 0) {
                network_->breakConnection();
                ++reconnects_;
            }
            const std::string text = "message " + std::to_string(messages_);
            const std::size_t person = said / messagesPerQuestion;
            if (said % messagesPerQuestion != 0) {
                network_->say(Place::group, std::to_string(firstPerson), text, false);
            } else {
                wanted.insert("answer: " + text);
                network_->say(Place::direct, std::to_string(firstPerson + person), text, false);
            }
        }
        runCoro(io_, untilAnswered());
        for (const Arrival& arrival : network_->arrivals()) {
            if (wanted.erase(arrival.text) == 0)
                throw std::runtime_error("not asked for, or answered twice: " + arrival.text);
        }
        network_->forget();
        house_->agent.forgetTurns();
    }
    asio::awaitable<void> untilAnswered() {
        using namespace asio::experimental::awaitable_operators;
        co_await (network_->waitForArrivals(people) || passTime());
    }
    /// Back-off, sending limits and heartbeats pass two hundred times as fast.
    asio::awaitable<void> passTime() {
        co_await asio::this_coro::throw_if_cancelled(false);
        for (bool cancelled = false; !cancelled; cancelled = co_await isCancelled()) {
            co_await sleepFor(std::chrono::milliseconds(1));
            house_->clock.advance(std::chrono::milliseconds(200));
        }
    }

    asio::io_context io_{1};
    TempDir folder_;
    std::unique_ptr<Network> network_;
    std::string name_ = network_->channel();
    std::unique_ptr<House> house_;
    std::size_t messages_ = 0;
    std::size_t reconnects_ = 0;
};

}

int main(int argc, char** argv) {
    const auto messages = argc > 1 ? parseInteger(argv[1]) : std::optional<std::int64_t>(100'000);
    const auto perConnection = argc > 2 ? parseInteger(argv[2]) : std::optional<std::int64_t>(100);
    if (!messages || !perConnection || *messages < 1 || *perConnection < 1) {
        std::fprintf(stderr, "usage: openclaw_soak_channels [MESSAGES [MESSAGES-PER-CONNECTION [NETWORK]]]\n"
                             "MESSAGES are shared out among the networks, whether one or all of them run.\n");
        return 2;
    }
    std::printf("%-11s %9s %10s %6s %11s %10s %10s %11s %5s\n", "network", "messages", "reconnects", "per s",
                "RSS: first", "half", "last, kB", "kB per 1000", "fds");
    constexpr NetworkFactory networks[] = {&makeTelegramNetwork, &makeDiscordNetwork, &makeMattermostNetwork,
                                           &makeIMessageNetwork};
    try {
        for (const NetworkFactory make : networks) {
            Soak soak(make);
            if (argc > 3 && soak.name() != argv[3]) continue;
            soak.start();
            soak.run(static_cast<std::size_t>(*messages) / std::size(networks),
                     static_cast<std::size_t>(*perConnection));
        }
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
    return 0;
}
