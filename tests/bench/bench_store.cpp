// Figures of the store, and databases for the other benchmarks.
//   openclaw_bench_store inbound DIR COUNT               durable admissions, 64 under way
//   openclaw_bench_store seed DIR SESSIONS ROWS          sessions and transcript rows in a state folder
#include "openclaw/core/clock.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/store/Store.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>

using namespace openclaw;

namespace {

asio::awaitable<void> admitLane(store::Store& store, std::size_t lane, std::size_t count, std::size_t& running) {
    for (std::size_t i = 0; i < count; ++i) {
        store::InboundRecord record;
        record.channel = "bench";
        record.accountId = "default";
        record.platformMessageId = std::to_string(lane) + ":" + std::to_string(i);
        record.conversation = "c";
        record.senderId = "s";
        record.body = Json{{"message", "a durable message of ordinary length, as people write them"}};
        std::vector<store::InboundRecord> batch;
        batch.push_back(std::move(record));
        Result<std::vector<store::Admission>> admitted = co_await store.inbox().admit(std::move(batch), std::nullopt);
        if (!admitted)
            std::fprintf(stderr, "%s\n", admitted.error().message.c_str());
    }
    --running;
}

asio::awaitable<void> seed(store::Store& store, std::size_t sessions, std::size_t rows, bool& done) {
    const SystemClock clock;
    const std::int64_t now = clock.nowMs();
    const std::size_t perSession = sessions > 0 ? rows / sessions : 0;
    for (std::size_t s = 0; s < sessions; ++s) {
        const std::string sessionId = randomUuid();
        store::SessionPatch patch;
        patch.sessionKey = s == 0 ? "agent:main:main" : "agent:main:bench-" + std::to_string(s);
        patch.agentId = "main";
        patch.updatedAtMs = now - static_cast<std::int64_t>(s) * 1000;
        patch.patch = Json{{"sessionId", sessionId}, {"chatType", "direct"}, {"channel", "telegram"}};
        co_await store.sessions().upsert(std::move(patch));
        std::vector<store::TranscriptMessage> messages;
        for (std::size_t r = 0; r < perSession; ++r) {
            store::TranscriptMessage message;
            message.sessionId = sessionId;
            message.timestampMs = now;
            message.role = r % 2 == 0 ? "user" : "assistant";
            message.message = Json{{"role", message.role}, {"content", "a message of ordinary length, as people write them"}};
            messages.push_back(std::move(message));
        }
        co_await store.transcript().append(std::move(messages));
    }
    done = true;
}

}

int main(int argc, char** argv) {
    if (argc < 4)
        return 2;
    const auto number = [&](int i) { return static_cast<std::size_t>(i < argc ? parseInteger(argv[i]).value_or(1) : 1); };
    Result<std::unique_ptr<store::SqliteStore>> store = store::SqliteStore::open(store::SqliteStore::fileIn(argv[2]));
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().message.c_str());
        return 1;
    }
    asio::io_context io(1);
    auto work = asio::make_work_guard(io);
    const auto start = std::chrono::steady_clock::now();
    const std::string what = argv[1];
    constexpr std::size_t lanes = 64;
    std::size_t running = lanes;
    bool done = false;
    const std::size_t count = number(3);
    if (what == "inbound") {
        for (std::size_t lane = 0; lane < lanes; ++lane)
            asio::co_spawn(io, admitLane(**store, lane, count / lanes, running), asio::detached);
        while (running > 0)
            io.run_one();
    } else {
        asio::co_spawn(io, seed(**store, count, number(4), done), asio::detached);
        while (!done)
            io.run_one();
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"count\":%zu,\"perSecond\":%.0f}\n", count, static_cast<double>(count) / seconds);
    (*store)->stop();
}
