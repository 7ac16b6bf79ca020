// A long life in compressed time: many messages and many lost connections through one account of each
// network, from the socket to the ledger and back. Prints how memory and descriptors moved; whoever reads it
// judges.
#include "conformance/House.hpp"
#include "conformance/Network.hpp"
#include "openclaw/core/strings.hpp"
#include "support/TempDir.hpp"

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>

namespace {

using namespace openclaw;
using namespace openclaw::testing;
using NetworkFactory = std::unique_ptr<Network> (*)(asio::io_context&, const std::filesystem::path&);

constexpr std::size_t messagesPerSample = 1000;

double residentKb() {
    malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

std::size_t openDescriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

/// Least squares over the second half of the samples: what a warm process grows by from one sample to the
/// next.
double slopeOf(const std::vector<double>& samples) {
    const std::size_t first = samples.size() / 2;
    const auto count = static_cast<double>(samples.size() - first);
    if (count < 2) return 0;
    const double meanY =
        std::accumulate(samples.begin() + static_cast<std::ptrdiff_t>(first), samples.end(), 0.0) / count;
    const double meanX = (count - 1) / 2;
    double above = 0;
    double below = 0;
    for (std::size_t i = first; i < samples.size(); ++i) {
        const double x = static_cast<double>(i - first) - meanX;
        above += x * (samples[i] - meanY);
        below += x * x;
    }
    return above / below;
}

class Soak {
public:
    explicit Soak(NetworkFactory make) : network_(make(io_, folder_.path())) {
        network_->start();
        house_ = std::make_unique<House>(io_, folder_.path(), network_->config(), network_->launcher());
        house_->start();
    }
    ~Soak() {
        house_->stop();
        network_->stop();
    }
    void run(std::size_t messages, std::size_t messagesPerConnection) {
        const std::size_t descriptorsBefore = descriptorsAfter(messagesPerSample, messagesPerConnection);
        std::vector<double> samples{residentKb()};
        std::size_t descriptors = descriptorsBefore;
        for (std::size_t done = messagesPerSample; done < messages; done += messagesPerSample) {
            descriptors = descriptorsAfter(messagesPerSample, messagesPerConnection);
            samples.push_back(residentKb());
        }
        std::printf("%-12s %9zu %9zu %12.0f %12.0f %16.2f %6zu %6zu\n", network_->channel().c_str(), asked_,
                    reconnects_, samples.front(), samples.back(), slopeOf(samples), descriptorsBefore,
                    descriptors);
        std::fflush(stdout);
    }

private:
    std::size_t descriptorsAfter(std::size_t messages, std::size_t messagesPerConnection) {
        for (std::size_t i = 0; i < messages; ++i) {
            if (++asked_ % messagesPerConnection == 0) {
                network_->breakConnection();
                ++reconnects_;
            }
            network_->say(Place::direct, "4242", "question " + std::to_string(asked_), false);
            runCoro(io_, untilAnswered());
            if (network_->arrivals().size() != 1)
                throw std::runtime_error("question " + std::to_string(asked_) +
                                         " was not answered exactly once");
            network_->forget();
            house_->agent.forgetTurns();
        }
        return openDescriptors();
    }
    asio::awaitable<void> untilAnswered() {
        using namespace asio::experimental::awaitable_operators;
        co_await (network_->waitForArrivals(1) || passTime());
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
    std::unique_ptr<House> house_;
    std::size_t asked_ = 0;
    std::size_t reconnects_ = 0;
};

}

int main(int argc, char** argv) {
    const auto messages = argc > 1 ? parseInteger(argv[1]) : std::optional<std::int64_t>(100'000);
    const auto perConnection = argc > 2 ? parseInteger(argv[2]) : std::optional<std::int64_t>(10);
    if (!messages || !perConnection || *messages < 1 || *perConnection < 1) {
        std::fprintf(stderr, "usage: openclaw_soak_channels [MESSAGES [MESSAGES-PER-CONNECTION]]\n");
        return 2;
    }
    std::printf("%-12s %9s %9s %12s %12s %16s %6s %6s\n", "network", "messages", "reconnects", "RSS before",
                "RSS after, kB", "kB per 1000", "fds", "after");
    for (const NetworkFactory make :
         {&makeTelegramNetwork, &makeDiscordNetwork, &makeMattermostNetwork, &makeIMessageNetwork}) {
        Soak soak(make);
        soak.run(static_cast<std::size_t>(*messages), static_cast<std::size_t>(*perConnection));
    }
    return 0;
}
