// From command-line options to a running App: configuration, secret, lock, store. Refusals are worded as
// clients and scripts know them (spec cli.md section 2).
#include "openclaw/gateway/Gateway.hpp"

#include "gateway/App.hpp"
#include "openclaw/gateway/InstanceLock.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/config/environment_files.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/config/write.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <boost/asio/co_spawn.hpp>

#include <filesystem>
#include <sys/resource.h>
#include <unistd.h>

namespace openclaw::gateway {

namespace {

int refuse(const std::string& text) {
    fmt::print(stderr, "{}\n", text);
    return 1;
}

void configureLog(const config::Config& config, const std::filesystem::path& stateDirectory, bool verbose) {
    log::Options options;
    options.consoleLevel =
        log::parseLevel(config.logging().consoleLevel, verbose ? log::Level::debug : log::Level::info);
    options.fileLevel = log::parseLevel(config.logging().level, log::Level::info);
    const SystemClock clock;
    options.filePath = config.logging().file;
    if (options.filePath.empty())
        options.filePath =
            (stateDirectory / "logs" / ("openclaw-" + formatIsoTime(clock.nowMs()).substr(0, 10) + ".log"))
                .string();
    log::configure(options);
}

/// The first start makes a token and keeps it in the configuration file, which only its owner can read.
Result<config::Snapshot> withGeneratedToken(const config::Snapshot& snapshot,
                                            const Environment& environment,
                                            const std::string& version) {
    config::WriteRequest request;
    request.file = snapshot.path;
    request.document = snapshot.exists ? snapshot.document.value : OrderedJson::object();
    const Result<void> set =
        config::setAt(request.document, {"gateway", "auth", "token"}, OrderedJson(randomHex(24)));
    if (!set) return set.error();
    request.version = version;
    request.nowMs = SystemClock().nowMs();
    return config::writeConfig(std::move(request), environment);
}

void raiseDescriptorLimit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/// The store is closed by now and every descriptor but the standard three ends with the call, the lock's too:
/// the new program starts like the first one. Returns only when that failed.
int executeAgain(const GatewayOptions& options) {
    std::vector<std::string> words = options.commandLine;
    std::vector<char*> pointers;
    for (std::string& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
#ifdef __linux__
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
    ::execv(options.selfPath.c_str(), pointers.data());
    const std::string reason = std::error_code(errno, std::system_category()).message();
    return refuse(fmt::format("Gateway failed to restart: cannot execute {}: {}", options.selfPath, reason));
}

}

int runGateway(GatewayOptions options) {
    Environment environment = options.environment;
    const std::filesystem::path stateDirectory = config::stateDirectory(environment);
    config::loadDotEnvFiles(environment, std::filesystem::current_path(), stateDirectory);
    if (!options.token.empty()) environment.set("OPENCLAW_GATEWAY_TOKEN", options.token);
    if (!options.password.empty()) environment.set("OPENCLAW_GATEWAY_PASSWORD", options.password);
    config::Snapshot snapshot = config::readSnapshot(config::configFile(environment), environment);
    if (!snapshot.valid) return refuse(config::describeInvalid(snapshot, environment));
    if (!snapshot.exists && !options.allowUnconfigured)
        return refuse(
            "Missing config. Run `openclaw setup` or set gateway.mode=local (or pass --allow-unconfigured).");
    auto config = config::Config::fromSnapshot(snapshot, environment);
    if (config->gateway().mode != "local" && !options.allowUnconfigured)
        return refuse("Gateway start blocked: set gateway.mode=local (current: " +
                      (config->gateway().mode.empty() ? std::string("unset") : config->gateway().mode) +
                      ") or pass --allow-unconfigured.");

    // Serving plain text where somebody asked for TLS would be worse than not serving.
    if (config->gateway().tlsEnabled)
        return refuse(
            "Gateway start blocked: gateway.tls.enabled is set, and this version does not serve TLS itself.\n"
            "Put a TLS proxy in front (gateway.trustedProxies) and unset gateway.tls.enabled.");

    AuthConfig auth;
    const std::string authMode = options.authMode.empty() ? config->gateway().authMode : options.authMode;
    auth.mode = authMode == "password" ? AuthMode::password : AuthMode::token;
    auth.allowInsecureControlUi = config->gateway().allowInsecureAuth;
    auth.token = options.token.empty() ? config->gateway().token : Secret(options.token);
    auth.password = options.password.empty() ? config->gateway().password : Secret(options.password);
    if (auth.mode == AuthMode::password && auth.password.empty())
        return refuse("Gateway auth is set to password, but no password is configured.\n"
                      "Set gateway.auth.password (or OPENCLAW_GATEWAY_PASSWORD), or pass --password.");

    if (const Result<void> made = ensurePrivateDirectory(stateDirectory); !made)
        return refuse("Gateway failed to start: " + made.error().message);
    const auto patience =
        std::chrono::milliseconds(environment.isTrue("OPENCLAW_ALLOW_MULTI_GATEWAY") ? 0 : 5000);
    InstanceLock lock;
    if (patience.count() > 0) {
        Result<InstanceLock> held =
            InstanceLock::acquire(snapshot.path, std::filesystem::temp_directory_path(), patience);
        if (!held)
            return refuse("Gateway failed to start: " + held.error().message +
                          "\nIf the gateway is supervised, stop it with: openclaw gateway stop");
        lock = std::move(*held);
    }
    if (auth.mode == AuthMode::token && auth.token.empty()) {
        Result<config::Snapshot> written = withGeneratedToken(snapshot, environment, options.version);
        if (!written)
            return refuse("Gateway failed to start: cannot store a new token: " + written.error().message);
        snapshot = std::move(*written);
        config = config::Config::fromSnapshot(snapshot, environment);
        auth.token = config->gateway().token;
    }
    configureLog(*config, stateDirectory, options.verbose);
    for (const auto& warning : snapshot.warnings)
        log::warn("config", "{}", config::describeIssue(warning));

    channels::WhatsAppEndpoint whatsApp = channels::productionWhatsApp();
    if (!options.whatsAppTestEndpoint.empty()) {
        Result<channels::WhatsAppEndpoint> test =
            channels::readWhatsAppTestEndpoint(options.whatsAppTestEndpoint);
        if (!test) return refuse("Gateway failed to start: " + test.error().message);
        whatsApp = std::move(*test);
        log::warn("whatsapp", "using the test server {} instead of WhatsApp", whatsApp.url);
    }

    Result<std::unique_ptr<store::SqliteStore>> store =
        store::SqliteStore::open(store::SqliteStore::fileIn(stateDirectory));
    if (!store) return refuse("Gateway failed to start: " + store.error().message);

    raiseDescriptorLimit();
    asio::io_context io(1);
    Ending ending = Ending::failed;
    {
        App app(io, options, environment, std::move(snapshot), std::move(auth), std::move(*store),
                std::move(whatsApp));
        asio::co_spawn(io, app.run(), [&](std::exception_ptr failure, Ending how) {
            if (failure) std::rethrow_exception(failure);
            ending = how;
            io.stop();
        });
        io.run();
    }
    if (ending == Ending::restart) return executeAgain(options);
    return ending == Ending::stopped ? 0 : 1;
}

}
