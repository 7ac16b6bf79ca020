// Starting a plugin's program, telling it its settings, and noticing that it no longer answers.
#include "plugins/program.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "plugins/wire.hpp"

namespace openclaw::plugins {

namespace {

using namespace std::chrono_literals;

constexpr int protocolVersion = 1;
constexpr std::size_t maxLineBytes = 8 * 1024 * 1024;
constexpr auto startTimeout = 30s;
constexpr auto pingInterval = 60s;
constexpr auto pingTimeout = 10s;
constexpr int maxMissedPings = 2;

}

Result<Program> launchProgram(asio::any_io_executor executor,
                              process::Launcher& launcher,
                              const Environment& environment,
                              const Manifest& manifest) {
    process::LaunchSpec spec;
    spec.command = manifest.command;
    if (spec.command.front().find('/') != std::string::npos)
        spec.command.front() = (manifest.folder / spec.command.front()).string();
    spec.workingDirectory = manifest.folder.string();
    for (const char* name : {"PATH", "HOME", "LANG"}) {
        if (const auto value = environment.find(name)) spec.environment.emplace(name, *value);
    }
    Result<std::unique_ptr<process::ChildProcess>> child = launcher.launch(std::move(spec));
    if (!child) return Error(Errc::unavailable, "plugin " + manifest.id + ": " + child.error().message);
    return std::make_shared<process::RpcClient>(std::move(executor), std::move(*child), maxLineBytes,
                                                "plugin " + manifest.id);
}

asio::awaitable<Result<Json>> introduceHost(
    Program program, Manifest manifest, std::filesystem::path stateDirectory, Json settings, Json more) {
    const std::filesystem::path state = stateDirectory / "plugin-state" / manifest.id;
    if (const Result<void> made = ensurePrivateDirectory(state); !made)
        co_return Error(Errc::unavailable, made.error().withContext("the plugin's state folder").message);
    Json params{{"protocol", protocolVersion}, {"config", std::move(settings)}, {"stateDir", state.string()}};
    params.update(more);
    process::RpcClient::ErrorReader reader = readStartError;
    Result<Json> answer = co_await program->call("start", std::move(params), startTimeout, std::move(reader));
    co_return answer;
}

asio::awaitable<Error> watchProgram(Clock& clock,
                                    Program program,
                                    std::string id,
                                    std::function<void(const Json& status)> onStatus) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    int missed = 0;
    for (;;) {
        co_await clock.sleepUntil(clock.steadyNow() + pingInterval);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        // A machine that slept does not wait once more.
        auto raced = co_await (program->call("status", Json::object(), pingTimeout) ||
                               clock.sleepUntil(clock.steadyNow() + pingTimeout));
        Result<Json> status = Error(Errc::timeout, "not answered");
        if (raced.index() == 0) status = std::move(std::get<0>(raced));
        missed = status ? 0 : missed + 1;
        if (status) onStatus(*status);
        if (missed >= maxMissedPings) co_return Error(Errc::unavailable, "plugin " + id + " does not answer");
    }
}

void hideSecrets(const Manifest& manifest, const Json& settings) {
    for (const auto& [key, hint] : manifest.uiHints.items()) {
        const Json* secret = findMember(settings, key);
        if (findBool(hint, "sensitive").value_or(false) && secret && secret->is_string())
            log::addSecret(secret->get<std::string>());
    }
}

}
