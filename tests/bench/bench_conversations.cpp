// Figures of the message path (issue targets in docs/benchmarks.md); printed, never asserted.
//   openclaw_bench_conversations            everything
// CPU time of this process, so that a busy machine changes little; hand-off is wall time.
#include "dispatch/inbound.hpp"
#include "openclaw/cron/CronService.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/telegram_html.hpp"
#include "support/FakeClock.hpp"
#include "unit/dispatch/HouseFixture.hpp"
#include "unit/text/hostile_inputs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>

using namespace openclaw;

namespace {

double cpuMs() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <class Work>
double cpuMsOf(Work work) {
    const double before = cpuMs();
    work();
    return cpuMs() - before;
}

double residentMb() {
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    double resident = 0;
    file >> pages >> resident;
    return resident * 4096 / 1e6;
}

Json config() {
    return Json{{"channels", {{"telegram", {{"allowFrom", {"5", "6"}}, {"groupPolicy", "open"}}}}},
                {"session", {{"dmScope", "per-channel-peer"}}},
                {"bindings", {{{"agentId", "main"}, {"match", {{"channel", "telegram"}}}}}}};
}

void accessRouteRender() {
    const dispatch::Settings settings = dispatch::settingsFromJson(config());
    const std::set<std::string> approved;
    const std::string answer =
        "**Yes.** It runs at `08:00`:\n\n- mail\n- [news](https://example.com/a)\n\n" + std::string(300, 'x');
    constexpr int count = 5000;
    std::size_t bytes = 0;
    const double ms = cpuMsOf([&] {
        for (int i = 0; i < count; ++i) {
            const auto message = openclaw::testing::groupMessage(std::to_string(i), "@bot what is the time?");
            const dispatch::GateContext context{settings.root, "main", approved, "always", false};
            const dispatch::GateDecision decision = dispatch::judge(message, context);
            const routing::Route route =
                routing::resolveAgentRoute(settings.routing, dispatch::routeRequest(message));
            const auto request = dispatch::toRunRequest(message, settings, route.agentId, route.sessionKey);
            bytes += request.message.size() + decision.reason.size();
            for (const auto& chunk : text::renderTelegramChunks(answer, 4000))
                bytes += chunk.html.size();
        }
    });
    std::printf("access, route and render   %8.1f us a message (target 50)\n", ms * 1000 / count);
    if (bytes == 0) std::printf("nothing was rendered\n");
}

void textSpeed() {
    const std::string plain = text::mixedText(1, 200'000);
    const double megabytes = static_cast<double>(plain.size()) / 1e6;
    const auto print = [&](const char* what, double ms) {
        std::printf("%-26s %8.0f MB/s (target 100)\n", what, megabytes * 1000 / ms);
    };
    print("chunking, plain", cpuMsOf([&] { text::chunkText(plain, 4000); }));
    print("chunking, Markdown", cpuMsOf([&] { text::chunkMarkdown(plain, 4000); }));
    print("Telegram HTML", cpuMsOf([&] { text::renderTelegramHtml(plain); }));
    print("Telegram messages", cpuMsOf([&] { text::renderTelegramChunks(plain, 4000); }));
}

/// Twice the input should take about twice the time.
void hostileText() {
    const auto half = text::hostileInputs(1 << 19);
    const auto whole = text::hostileInputs(1 << 20);
    double worst = 0;
    double worstRatio = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const double first =
            cpuMsOf([&] { text::renderTelegramChunks(half[i], 4000, text::TableMode::code); });
        const double second =
            cpuMsOf([&] { text::renderTelegramChunks(whole[i], 4000, text::TableMode::code); });
        worst = std::max(worst, second);
        if (second > 50) worstRatio = std::max(worstRatio, second / std::max(first, 0.1));
    }
    std::printf("hostile Markdown of 1 MB   %8.0f ms at worst, %.1f times the time of half of it\n", worst,
                worstRatio);
}

void handOff() {
    asio::io_context io(1);
    openclaw::testing::TempDir folder;
    openclaw::testing::House house(io, folder.path(), config());
    std::vector<double> times;
    for (int i = 0; i < 300; ++i) {
        const auto before = std::chrono::steady_clock::now();
        house.receive(openclaw::testing::directMessage("h" + std::to_string(i), "hello"));
        openclaw::testing::runCoro(io, house.agent.waitForTurns(static_cast<std::size_t>(i) + 1));
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
        openclaw::testing::runCoro(
            io, house.runs.wait("telegram:default:h" + std::to_string(i), std::chrono::seconds(20)));
    }
    std::ranges::sort(times);
    std::printf("durable message to agent   %8.2f ms p50, %.2f ms p99 (target 2)\n", times[times.size() / 2],
                times[times.size() * 99 / 100]);
    house.stop();
}

void manySessions() {
    asio::io_context io(1);
    openclaw::testing::TempDir folder;
    openclaw::testing::House house(io, folder.path(), config());
    for (int i = 0; i < 10'000; ++i) {
        store::SessionPatch patch;
        patch.sessionKey = "agent:main:telegram:dm:" + std::to_string(i);
        patch.agentId = "main";
        patch.patch = Json{{"sessionId", "s" + std::to_string(i)}, {"lastChannel", "telegram"}};
        openclaw::testing::runCoro(io, house.store->sessions().upsert(std::move(patch)));
    }
    house.agent.hold();
    const double before = residentMb();
    for (int i = 0; i < 1000; ++i) {
        dispatch::RunRequest request;
        request.runId = "lane" + std::to_string(i);
        request.sessionKey = "agent:main:telegram:dm:" + std::to_string(i);
        request.agentId = "main";
        request.message = "a message of ordinary length, as people write them";
        openclaw::testing::runCoro(io, house.runs.admit(std::move(request)));
    }
    std::printf("10000 sessions, 1000 lanes %8.1f MB resident, %.1f MB of it for the lanes (target 60)\n",
                residentMb(), residentMb() - before);
    house.agent.release();
    house.stop();
}

class NoRunner final : public cron::JobRunner {
public:
    asio::awaitable<cron::JobOutcome> run(cron::JobRun) override { co_return cron::JobOutcome(); }
    void onRecorded(const Json&) override {}
};

void manyJobs() {
    asio::io_context io(1);
    openclaw::testing::TempDir folder;
    openclaw::testing::FakeClock clock(io.get_executor());
    auto store = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder.path())).value());
    for (int i = 0; i < 10'000; ++i) {
        const std::string id = std::to_string(i);
        Json job{{"id", id},
                 {"name", "job " + id},
                 {"enabled", true},
                 {"schedule", {{"kind", "cron"}, {"expr", "0 9 * * *"}, {"tz", "Europe/Berlin"}}},
                 {"sessionTarget", "main"},
                 {"payload", {{"kind", "systemEvent"}, {"text", "x"}}},
                 {"state", {{"nextRunAtMs", clock.nowMs() + 1'000'000'000}}}};
        openclaw::testing::runCoro(io, store->cron().put(std::move(job)));
    }
    NoRunner runner;
    cron::CronService service(io.get_executor(), clock, *store, runner);
    openclaw::testing::runCoro(io, service.start(cron::CronOptions()));
    TaskGroup tasks(io.get_executor());
    tasks.spawn("cron", service.run());
    openclaw::testing::runCoro(io, clock.waitForSleepers(1));
    constexpr int ticks = 200;
    const double ms = cpuMsOf([&] {
        for (int i = 0; i < ticks; ++i) {
            clock.advance(std::chrono::minutes(1));
            io.restart();
            io.poll();
        }
    });
    std::printf("tick with 10000 jobs       %8.3f ms (target 1)\n", ms / ticks);
    tasks.cancel();
    openclaw::testing::runCoro(io, tasks.join());
    openclaw::testing::runCoro(io, service.stop());
    store->stop();
}

}

int main() {
    accessRouteRender();
    textSpeed();
    hostileText();
    handOff();
    manySessions();
    manyJobs();
    return 0;
}
