// Watching and swapping the configuration.
#include "gateway/ConfigHolder.hpp"

#include "openclaw/config/reload.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <sys/inotify.h>
#include <unistd.h>

namespace openclaw::gateway {

ConfigHolder::ConfigHolder(Environment environment, config::Snapshot snapshot, AuthConfig auth)
    : environment_(std::move(environment)), auth_(std::move(auth)) {
    adopt(std::move(snapshot));
}

void ConfigHolder::adopt(config::Snapshot snapshot) {
    snapshot_ = std::move(snapshot);
    Result<Json> root = withOverrides(snapshot_.config, overrides_);
    if (!root) {
        log::warn("gateway", "the /debug overrides no longer fit and are dropped: {}", root.error().message);
        overrides_.clear();
        root = snapshot_.config;
    }
    config_ = std::make_shared<const config::Config>(std::move(*root), environment_);
    root_ = std::make_shared<const Json>(config_->root());
    settings_ = std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(config_->root()));
    auth_.trustedProxies = config_->gateway().trustedProxies;
    auth_.allowedOrigins = config_->gateway().allowedOrigins;
}

asio::awaitable<Result<void>> ConfigHolder::setOverrides(Overrides overrides) {
    const Result<Json> after = withOverrides(snapshot_.config, overrides);
    if (!after) co_return after.error();
    const config::Findings findings = config::validate(*after, config::Location(), environment_);
    if (!findings.errors.empty())
        co_return Error(Errc::invalidInput, config::describeIssue(findings.errors.front()));
    const config::ReloadPlan plan = config::planReload(config::changedPaths(*root_, *after));
    if (plan.needsRestart())
        co_return Error(Errc::refused, plan.restartPaths.front() + " needs a restart, which would end the override");
    overrides_ = std::move(overrides);
    adopt(snapshot_);
    if (channelsChanged_ && !plan.restartChannels.empty()) co_await channelsChanged_(plan.restartChannels);
    co_return Result<void>();
}

asio::awaitable<void> ConfigHolder::watch() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    const std::string folder = snapshot_.path.parent_path().string();
    // The folder is watched, not the file: editors and our own writer replace the file by renaming.
    if (fd < 0 || ::inotify_add_watch(fd, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE) < 0) {
        log::warn("gateway", "cannot watch {} for changes", folder);
        if (fd >= 0) ::close(fd);
        co_return;
    }
    asio::posix::stream_descriptor events(co_await asio::this_coro::executor, fd);
    std::string buffer(4096, '\0');
    for (;;) {
        const auto [error, size] =
            co_await events.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
        const bool isOurs = std::string_view(buffer.data(), size).find(snapshot_.path.filename().string()) !=
                            std::string_view::npos;
        if (!isOurs) continue;
        co_await sleepFor(std::chrono::milliseconds(config_->gateway().reloadDebounceMs));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
        co_await reload();
        const bool cancelledMeanwhile = co_await isCancelled();
        if (cancelledMeanwhile) co_return;
    }
}

asio::awaitable<void> ConfigHolder::reload() {
    config::Snapshot fresh = config::readSnapshot(snapshot_.path, environment_);
    if (fresh.hash == snapshot_.hash) co_return;
    if (!fresh.valid) {
        std::vector<std::string> problems;
        for (const auto& issue : fresh.issues)
            problems.push_back(config::describeIssue(issue));
        log::warn("gateway", "config reload skipped (invalid config): {}", join(problems, ", "));
        co_return;
    }
    const config::ReloadPlan plan = config::planReload(config::changedPaths(snapshot_.config, fresh.config));
    const auto mode = config::parseReloadMode(config_->gateway().reloadMode);
    if (mode == config::ReloadMode::off) {
        log::info("gateway", "config reload disabled (gateway.reload.mode=off)");
        co_return;
    }
    if (plan.changedPaths.empty()) {
        snapshot_ = std::move(fresh);
        co_return;
    }
    log::info("gateway", "config change detected; evaluating reload ({})", join(plan.changedPaths, ", "));
    if (mode == config::ReloadMode::hot && plan.needsRestart()) {
        log::warn("gateway", "config reload requires gateway restart; hot mode ignoring ({})",
                  join(plan.restartPaths, ", "));
        co_return;
    }
    if (restartNeeded_ && (plan.needsRestart() || mode == config::ReloadMode::restart)) {
        log::info("gateway", "config change requires gateway restart ({})", join(plan.changedPaths, ", "));
        restartNeeded_();
        co_return;
    }
    adopt(std::move(fresh));
    if (channelsChanged_ && !plan.restartChannels.empty()) co_await channelsChanged_(plan.restartChannels);
}

}
