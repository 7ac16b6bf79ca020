// Keeps the programs of tools and hooks alive.
#include "openclaw/plugins/PluginServices.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/plugins/registry.hpp"
#include "plugins/program.hpp"

#include <algorithm>
#include <deque>

namespace openclaw::plugins {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds firstPause = 1s;
constexpr std::chrono::milliseconds longestPause = 60s;
/// A program that ran this long starts again at once.
constexpr auto stableAfter = 60s;
constexpr std::size_t maxWaitingEvents = 100;

bool listensTo(const Manifest& manifest, const std::string& event) {
    return std::ranges::any_of(manifest.events, [&](const std::string& wanted) {
        return event == wanted || event.starts_with(wanted + ":");
    });
}

}

struct PluginServices::Service {
    Service(asio::any_io_executor executor, Manifest what, Json config)
        : manifest(std::move(what)), settings(std::move(config)), hasEvents(std::move(executor)) {}

    Manifest manifest;
    Json settings;
    /// While it runs and has been introduced.
    Program program;
    std::deque<Json> events;
    Notifier hasEvents;
};

PluginServices::PluginServices(asio::any_io_executor executor,
                               Clock& clock,
                               process::Launcher& launcher,
                               Environment environment,
                               std::filesystem::path stateDirectory,
                               const Json& configRoot)
    : executor_(executor), clock_(clock), launcher_(launcher), environment_(std::move(environment)),
      stateDirectory_(std::move(stateDirectory)), tasks_(executor) {
    for (PluginEntry& entry : discoverPlugins(configRoot, environment_, stateDirectory_)) {
        if (entry.status != "loaded" || entry.manifest.kind == "channel") continue;
        const Json* own = findPath(configRoot, "plugins.entries." + entry.manifest.id + ".config");
        for (const PluginTool& tool : entry.manifest.tools) {
            const bool isTaken =
                std::ranges::any_of(tools_, [&](const PluginTool& other) { return other.name == tool.name; });
            if (isTaken)
                log::error("plugins", "{}: another plugin has the tool {}", entry.manifest.id, tool.name);
            else
                tools_.push_back(tool);
        }
        hideSecrets(entry.manifest, own ? *own : Json::object());
        services_.push_back(
            std::make_unique<Service>(executor, std::move(entry.manifest), own ? *own : Json::object()));
    }
}

PluginServices::~PluginServices() = default;

asio::awaitable<Result<Json>> PluginServices::call(std::string tool, Json arguments, Json caller) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (const auto& service : services_) {
        const Manifest& manifest = service->manifest;
        const bool isHis =
            std::ranges::any_of(manifest.tools, [&](const PluginTool& own) { return own.name == tool; });
        if (!isHis) continue;
        const Program program = service->program;
        if (!program) co_return Error(Errc::unavailable, "plugin " + manifest.id + " is not running");
        Json params{{"name", tool}, {"arguments", std::move(arguments)}, {"caller", std::move(caller)}};
        Result<Json> answer = co_await program->call("tool", std::move(params),
                                                     std::chrono::seconds(manifest.toolTimeoutSeconds));
        co_return answer;
    }
    co_return Error(Errc::notFound, "there is no tool " + tool);
}

void PluginServices::publish(const std::string& event, Json data) {
    for (const auto& service : services_) {
        if (!listensTo(service->manifest, event)) continue;
        if (service->events.size() >= maxWaitingEvents) {
            log::warn("plugins", "{}: it does not keep up, an event is dropped", service->manifest.id);
            service->events.pop_front();
        }
        service->events.push_back(Json{{"event", event}, {"timestampMs", clock_.nowMs()}, {"data", data}});
        service->hasEvents.notify();
    }
}

asio::awaitable<void> PluginServices::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (const auto& service : services_)
        tasks_.spawn("plugins.service", keep(*service));
    Notifier never(executor_);
    co_await never.wait();
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<void> PluginServices::keep(Service& service) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::chrono::milliseconds pause = firstPause;
    for (;;) {
        const SteadyTime startedAt = clock_.steadyNow();
        const Result<void> ended = co_await serve(service);
        service.program.reset();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
        log::warn("plugins", "{}: {}", service.manifest.id,
                  ended ? std::string("ended") : log::redact(ended.error().message));
        if (!ended && ended.error().is(Errc::unauthorized)) co_return;
        if (clock_.steadyNow() - startedAt >= stableAfter) pause = firstPause;
        co_await clock_.sleepUntil(clock_.steadyNow() + pause);
        const bool isOver = co_await isCancelled();
        if (isOver) co_return;
        pause = std::min(pause * 2, longestPause);
    }
}

/// One life of the program.
asio::awaitable<Result<void>> PluginServices::serve(Service& service) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<Program> started = launchProgram(executor_, launcher_, environment_, service.manifest);
    if (!started) co_return started.error();
    const Program program = *started;
    process::RpcClient::Listener listener = [&service](process::RpcMessage message) {
        if (message.method == "log")
            log::info("plugins", "{}: {}", service.manifest.id,
                      std::string(utf8Prefix(stringOr(message.params, "message"), 500)));
    };
    auto raced = co_await (program->run(std::move(listener)) || introduce(service, program));
    service.program.reset();
    Result<void> ended;
    if (raced.index() == 0)
        ended = std::move(std::get<0>(raced));
    else
        ended = std::move(std::get<1>(raced));
    co_await program->stop(stopGrace);
    co_return ended;
}

asio::awaitable<Result<void>> PluginServices::introduce(Service& service, Program program) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    Json more{{"kind", service.manifest.kind}};
    const Result<Json> answer = co_await introduceHost(program, service.manifest, stateDirectory_,
                                                       service.settings, std::move(more));
    if (!answer) co_return answer.error();
    log::info("plugins", "{} started", service.manifest.id);
    service.program = program;
    std::function<void(const Json&)> onStatus = [](const Json&) {};
    auto raced = co_await (watchProgram(clock_, program, service.manifest.id, std::move(onStatus)) ||
                           tell(service, program));
    if (raced.index() == 0) co_return std::move(std::get<0>(raced));
    co_return Error(Errc::closed, "it no longer listens");
}

/// Hands out the events in their order, as fast as the program reads.
asio::awaitable<void> PluginServices::tell(Service& service, Program program) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        while (service.events.empty()) {
            co_await service.hasEvents.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return;
        }
        Json event = std::move(service.events.front());
        service.events.pop_front();
        const Result<void> told = co_await program->notify("event", std::move(event));
        const bool cancelled = co_await isCancelled();
        if (cancelled || !told) co_return;
    }
}

}
