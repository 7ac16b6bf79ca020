// Wiring and life cycle of the daemon, to be read from top to bottom.
#include "gateway/App.hpp"

#include "gateway/ConfigEditing.hpp"

#include "openclaw/config/paths.hpp"
#include "openclaw/config/redact.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/resident_memory.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/net/interfaces.hpp"
#include "openclaw/plugins/registry.hpp"
#include "openclaw/skills/report.hpp"

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace openclaw::gateway {

namespace {

/// How long shutting down may take for each part; together below a second.
constexpr std::chrono::milliseconds runGrace{300};
constexpr std::chrono::milliseconds deliveryGrace{300};
constexpr std::chrono::seconds startPagesAreKept{2};
constexpr std::chrono::seconds restartDelay{2};

const std::string loopback = "127.0.0.1";
const std::string anyAddress = "0.0.0.0";

/// The address of `--bind` or gateway.bind (spec gateway-protocol.md). A tailnet that is not there means loopback, never
/// every interface.
std::string bindAddress(const std::string& mode, const std::string& customHost) {
    if (mode == "lan") return anyAddress;
    if (mode == "custom") return customHost;
    if (mode != "tailnet") return loopback;
    const std::optional<std::string> address = net::tailnetAddress();
    if (!address) log::warn("gateway", "no tailnet address on this machine: listening on {} only", loopback);
    return address.value_or(loopback);
}

net::HttpServerLimits gatewayLimits() {
    net::HttpServerLimits limits;
    limits.webSocket.maxMessageBytes = protocol::maxInboundFrameBytes;
    return limits;
}

cron::CronOptions cronOptions(const Json& config) {
    cron::CronOptions options;
    const Json* cron = findMember(config, "cron");
    if (!cron)
        return options;
    options.isEnabled = findBool(*cron, "enabled").value_or(true);
    options.maxConcurrentRuns =
        static_cast<std::size_t>(std::clamp<std::int64_t>(findInteger(*cron, "maxConcurrentRuns").value_or(1), 1, 100));
    return options;
}

/// Conversations of OpenClaw for Node in this folder.
bool hasNodeSessions(const std::filesystem::path& stateDirectory) {
    std::error_code error;
    for (std::filesystem::directory_iterator each(stateDirectory / "agents", error), end; !error && each != end;
         each.increment(error)) {
        if (std::filesystem::exists(each->path() / "sessions" / "sessions.json", error))
            return true;
    }
    return false;
}

agent::PiConfig piConfig(const GatewayOptions& options, const std::filesystem::path& stateDirectory) {
    agent::PiConfig config;
    config.selfPath = options.selfPath;
    config.stateDirectory = stateDirectory;
    return config;
}

}

App::App(asio::io_context& io, const GatewayOptions& options, Environment environment, config::Snapshot snapshot,
         AuthConfig auth, std::unique_ptr<store::SqliteStore> store, channels::WhatsAppEndpoint whatsApp)
    : executor_(io.get_executor()), options_(options), whatsApp_(std::move(whatsApp)), store_(std::move(store)),
      config_(environment, std::move(snapshot), std::move(auth)), http_(net::makeHttpClient(executor_)),
      launcher_(process::makeLauncher(executor_)),
      backend_(executor_, clock_, *launcher_, *http_, environment, piConfig(options, config::stateDirectory(environment)),
               [this] { return config_.root(); }),
      supervisor_(executor_, clock_), outbox_(executor_, clock_, *store_,
              [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); }),
      images_(executor_, *launcher_, worker_, media::ImageWorker::ownProgram), imageFitting_(images_, worker_),
      media_(*launcher_, options.environment, config::stateDirectory(environment) / "media" / "inbound"),
      speaker_(*http_, *launcher_, worker_, clock_, environment, config::stateDirectory(environment)),
      spoken_(speaker_,
              [this](std::string agentId, std::string model, std::string text, std::size_t length) {
                  return summarize(std::move(agentId), std::move(model), std::move(text), length);
              }),
      runs_(executor_, clock_, *store_, backend_, outbox_,
            [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); },
            [this] { return config_.settings(); }),
      desk_(clock_, *store_, backend_, runs_, [this] { return config_.settings(); }, commandServices()),
      dispatcher_(clock_, *store_, runs_, outbox_, [this] { return config_.settings(); }),
      presence_(clock_, options.version), runEvents_(clock_, clients_),
      health_(executor_, clock_, *store_, supervisor_,
              clients_, [this] { return config_.settings(); },
              (config::stateDirectory(environment) / "agents" / "main" / "sessions").string()),
      whatsAppLogins_(executor_, clock_, *store_, options.environment, whatsApp_, supervisor_,
                      [this] {
                          std::set<std::string> changed{"whatsapp"};
                          return startChannels(std::move(changed));
                      }),
      automation_(executor_, clock_, *store_, runs_, outbox_,
                  [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); },
                  [this] { return config_.settings(); },
                  [this](const std::string& agentId) { return agent::workspaceOf(*config_.root(), agentId, config_.environment()); }),
      subAgents_(executor_, clock_, *store_, backend_, runs_,
                 [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); },
                 [this] { return config_.settings(); }),
      cron_(executor_, clock_, *store_, automation_),
      approvals_(executor_, clock_, *store_, clients_, outbox_,
                 [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); },
                 [this] { return config_.settings(); }),
      execGate_(clock_, runs_, [this] { return config_.settings(); }, approvals_, worker_,
                ExecPolicyFile(execPolicyPath(environment)), environment, config::stateDirectory(environment)),
      plugins_(executor_, clock_, *launcher_, environment, config::stateDirectory(environment), *config_.root()),
      hooks_(executor_, clock_, *store_, worker_, plugins_, [this] { return config_.settings(); },
             [this](const std::string& agentId) { return agent::workspaceOf(*config_.root(), agentId, config_.environment()); },
             config::stateDirectory(environment),
             [this](std::string agentId, std::string prompt) { return boot(std::move(agentId), std::move(prompt)); }),
      tools_(executor_,
             ToolServices{clock_, *store_, runs_, desk_, outbox_,
                          [this](const std::string& channel, const std::string& account) { return supervisor_.find(channel, account); },
                          cron_, execGate_, subAgents_, [this] { return config_.settings(); }, plugins_,
                          [this](std::string agentId, std::string text, bool isNow) {
                              return automation_.tell(std::move(agentId), std::move(text), isNow);
                          }}),
      services_{clock_,
                *store_,
                backend_,
                runs_,
                desk_,
                outbox_,
                supervisor_,
                clients_,
                presence_,
                health_,
                whatsAppLogins_,
                cron_,
                automation_,
                subAgents_,
                approvals_,
                ExecPolicyFile(execPolicyPath(environment)),
                speaker_,
                worker_,
                [this] { return config_.settings(); },
                [this] { return config::redactedSnapshot(config_.snapshot()); },
                [this](std::string agentId) { return skillsReport(std::move(agentId)); },
                config::stateDirectory(environment),
                config_.snapshot().path,
                options.version,
                clock_.steadyNow()},
      authenticator_(clock_, *store_, [this]() -> const AuthConfig& { return config_.auth(); }),
      webhooks_(clock_, automation_, [this] { return config_.root(); }), ui_([this] { return config_.settings(); }),
      routes_(webhooks_, ui_),
      gateway_(executor_, services_, authenticator_, [this]() -> const AuthConfig& { return config_.auth(); }, routes_),
      server_(executor_, gateway_, gatewayLimits()), notifier_(environment),
      signals_(executor_, SIGINT, SIGTERM, SIGUSR1), tasks_(executor_), stopRequested_(executor_) {
    backend_.offerTools(tools_);
    supervisor_.deliverTo(dispatcher_);
    dispatcher_.useCommands(desk_);
    dispatcher_.announceTo([this](const Json& trace) { runEvents_.showTrace(trace); });
    runs_.answerCommandsWith([this](dispatch::RunRequest request) { return desk_.run(std::move(request)); });
    runs_.setWorkspaceLookup([this](const std::string& agentId) { return agent::workspaceOf(*config_.root(), agentId, config_.environment()); });
    media_.preparePicturesWith(images_);
    media_.transcribeWith(*http_, [this](std::string agentId, std::string provider, std::string profile) {
        return backend_.keyOf(std::move(agentId), std::move(provider), std::move(profile));
    });
    runs_.readMediaWith(media_);
    runs_.speakWith(spoken_);
    runs_.observe(runEvents_);
    supervisor_.onAvailable([this] { outbox_.wake(); });
    config_.onChannelsChanged([this](std::set<std::string> changed) { return startChannels(std::move(changed)); });
    config_.onRestartNeeded([this] { stop(Ending::restart); });
}

dispatch::CommandServices App::commandServices() {
    dispatch::CommandServices services;
    services.version = options_.version;
    services.speaker = &speaker_;
    services.prepare = [this](agent::TurnRequest turn) { return backend_.prepare(std::move(turn)); };
    services.editConfig = [this](commands::EditCommand command) { return changeConfig(std::move(command)); };
    services.overrideConfig = [this](commands::EditCommand command) { return overrideConfig(std::move(command)); };
    services.restart = [this] { tasks_.spawn("gateway.restart", restartSoon()); };
    services.subAgents = [this](dispatch::RunRequest request, std::string arguments) {
        return subAgents_.command(std::move(request), std::move(arguments));
    };
    services.stopSubAgents = [this](std::string sessionKey) { return subAgents_.stopAll(std::move(sessionKey)); };
    services.subAgentLine = [this](std::string sessionKey) { return subAgents_.statusLine(std::move(sessionKey)); };
    services.approve = [this](const std::string& id, commands::ApprovalDecision decision, const dispatch::RunRequest& approver) {
        return approvals_.resolveFromChat(id, decision, approver);
    };
    services.onCommand = [this](const dispatch::CommandEvent& event) { hooks_.onCommand(event); };
    services.defaultModel = [this](const std::string& agentId) {
        return agent::chooseModel(*config_.root(), agentId, {}, {}, config_.environment()).text();
    };
    return services;
}

/// The file is watched: what changed comes into effect by itself.
asio::awaitable<Result<std::string>> App::changeConfig(commands::EditCommand command) {
    std::function<Result<std::string>()> job = [command = std::move(command), file = config_.snapshot().path,
                                                environment = config_.environment(), version = options_.version,
                                                now = clock_.nowMs()]() -> Result<std::string> {
        // What is in the file counts, also when it was changed a moment ago.
        Environment variables = environment;
        const config::Snapshot current = config::readSnapshot(file, variables);
        return editConfig(command, current, variables, version, now);
    };
    Result<std::string> text = co_await worker_.run(std::move(job));
    co_return text;
}

asio::awaitable<Result<std::string>> App::overrideConfig(commands::EditCommand command) {
    Result<OverrideEdit> edit = editOverrides(command, *config_.root(), config_.overrides());
    if (!edit) co_return edit.error();
    if (edit->isChange) {
        const Result<void> applied = co_await config_.setOverrides(std::move(edit->overrides));
        if (!applied) co_return applied.error();
    }
    co_return std::move(edit->reply);
}

/// `wish` is "provider/model"; anything else means the agent's own.
asio::awaitable<Result<std::string>>
App::summarize(std::string agentId, std::string wish, std::string text, std::size_t length) {
    agent::ModelRef model = agent::chooseModel(*config_.root(), agentId, {}, {}, config_.environment());
    if (auto wished = agent::parseModelRef(wish))
        model = std::move(*wished);
    std::string question = fmt::format("Say the following in at most {} characters, to be read aloud: keep what matters, the "
                                       "language and the tone, no Markdown, nothing besides it.\n\n{}",
                                       length, text);
    Result<std::string> summary = co_await backend_.ask(std::move(agentId), std::move(model), std::move(question),
                                                        static_cast<std::int64_t>(length));
    co_return summary;
}

asio::awaitable<Result<Json>> App::skillsReport(std::string agentId) {
    std::function<Result<Json>()> job = [root = config_.root(), environment = config_.environment(),
                                         state = config::stateDirectory(config_.environment()),
                                         agentId = std::move(agentId)]() -> Result<Json> {
        return skills::skillsReport(*root, environment, state, agent::workspaceOf(*root, agentId, environment));
    };
    Result<Json> report = co_await worker_.run(std::move(job));
    co_return report;
}

/// As with /config, what is in the file counts and comes into effect by itself.
asio::awaitable<void> App::followGroup(GroupMove move) {
    const std::string words = move.channel + " group " + move.from + " is now " + move.to;
    std::function<Result<std::vector<std::string>>()> job =
        [move, file = config_.snapshot().path, environment = config_.environment(),
         version = options_.version, now = clock_.nowMs()] {
            Environment variables = environment;
            const config::Snapshot current = config::readSnapshot(file, variables);
            return moveGroup(move, current, variables, version, now);
        };
    Result<std::vector<std::string>> changed = co_await worker_.run(std::move(job));
    if (!changed)
        log::error("gateway", "{}, but the configuration could not follow: {}", words,
                   changed.error().message);
    else if (changed->empty())
        log::info("gateway", "{}; the configuration does not name it", words);
    else
        log::info("gateway", "{}; its rules are now in {}", words, join(*changed, ", "));
}

Result<void> App::listen() {
    const auto config = config_.config();
    const std::uint16_t port = options_.port.value_or(config->gateway().port);
    const std::string mode = options_.bind.empty() ? config->gateway().bind : options_.bind;
    const std::string address = bindAddress(mode, config->gateway().customBindHost);
    Result<std::uint16_t> bound = server_.listen(address, port);
    if (!bound) {
        if (bound.error().is(Errc::conflict))
            return Error(Errc::conflict,
                         fmt::format("another gateway instance is already listening on ws://{}:{}", address, port));
        return bound.error();
    }
    log::info("gateway", "listening on ws://{}:{} (PID {})", address, *bound, ::getpid());
    // The shell on this machine looks for the gateway at 127.0.0.1, wherever else it listens.
    if (address != loopback && address != anyAddress) {
        const Result<std::uint16_t> local = server_.listen(loopback, *bound);
        if (!local) return local.error();
        log::info("gateway", "listening on ws://{}:{} (PID {})", loopback, *bound, ::getpid());
    }
    if (address == loopback) {
        const Result<std::uint16_t> alias = server_.listen("::1", *bound);
        if (alias)
            log::info("gateway", "listening on ws://[::1]:{} (PID {})", *bound, ::getpid());
        else
            log::debug("gateway", "not listening on ::1: {}", alias.error().message);
    }
    return {};
}

asio::awaitable<Ending> App::run() {
    if (const Result<void> listening = listen(); !listening) {
        fmt::print(stderr, "Gateway failed to start: {}\n", listening.error().message);
        store_->stop();
        co_return Ending::failed;
    }
    notifier_.ready();
    process::becomeSubreaper();
    const agent::ModelRef model = agent::chooseModel(*config_.root(), config_.settings()->defaultAgentId, {}, {}, config_.environment());
    log::info("gateway", "agent model: {}", model.text());
    if (const std::string file = log::filePath(); !file.empty())
        log::info("gateway", "log file: {}", file);
    co_await hintAtMigration();
    tasks_.spawn("gateway.signals", serveSignals());
    tasks_.spawn("gateway.tick", tick());
    tasks_.spawn("gateway.health", health_.run());
    tasks_.spawn("gateway.config", config_.watch());
    tasks_.spawn("gateway.watchdog", notifier_.feedWatchdog(clock_));
    health_.requestRefresh();

    std::set<std::string> everyChannel;
    co_await startChannels(std::move(everyChannel));
    const Result<void> deliveries = co_await outbox_.start();
    if (!deliveries)
        log::error("gateway", "{}", deliveries.error().message);
    const Result<void> approvals = co_await approvals_.start();
    if (!approvals)
        log::error("gateway", "{}", approvals.error().message);
    const Result<void> resumed = co_await runs_.resume();
    if (!resumed)
        log::error("gateway", "{}", resumed.error().message);

    co_await startAutomation();
    media_.prune();
    speaker_.prune();
    tasks_.spawn("gateway.ledgers", ledgers_.run());
    tasks_.spawn("gateway.subagents", subAgents_.keepTidy());
    tasks_.spawn("gateway.settle", settle());
    tasks_.spawn("gateway.plugins", plugins_.run());
    hooks_.onStartup();

    while (!ending_)
        co_await stopRequested_.wait();
    co_await shutDown();
    co_return *ending_;
}

/// A turn in the agent's main session whose answer goes nowhere.
asio::awaitable<Result<void>> App::boot(std::string agentId, std::string prompt) {
    protocol::AgentCall call;
    call.message = std::move(prompt);
    call.name = "boot-md";
    call.sessionKey = "main";
    call.deliver = false;
    const Result<std::string> begun = co_await automation_.start(std::move(call), std::move(agentId), true);
    if (!begun) co_return begun.error();
    co_return Result<void>();
}

/// The answer to /restart is stored and on its way by then.
asio::awaitable<void> App::restartSoon() {
    co_await sleepFor(restartDelay);
    stop(Ending::restart);
}

void App::stop(Ending ending) {
    if (ending_)
        return;
    ending_ = ending;
    stopRequested_.notify();
}

/// Channels have connected by then: what only the start needed can go.
asio::awaitable<void> App::settle() {
    co_await sleepFor(startPagesAreKept);
    const std::size_t released = releaseStartPages();
    log::debug("gateway", "released {} KiB of program text after the start", released / 1024);
}

/// Nobody loses a conversation by surprise: what the other program left is there, and this one says how to go on with it.
asio::awaitable<void> App::hintAtMigration() {
    const Result<std::int64_t> sessions = co_await store_->sessions().count();
    if (!sessions || *sessions > 0 || !hasNodeSessions(config::stateDirectory(config_.environment())))
        co_return;
    log::warn("gateway", "this folder holds conversations of OpenClaw for Node that were not taken over; stop the gateway "
                         "and run `openclaw migrate` (its files stay as they are)");
}

/// After the ledger's own unfinished runs, which may be runs of jobs.
asio::awaitable<void> App::startAutomation() {
    const auto publish = [this](const char* event) {
        return [this, event](const Json& payload) {
            Broadcast how;
            how.mayDrop = true;
            clients_.broadcast(event, dumpJson(payload), how);
        };
    };
    cron_.onEvent(publish("cron"));
    automation_.heartbeats().onEvent(publish("heartbeat"));
    cron::CronOptions options = cronOptions(*config_.root());
    options.isEnabled = options.isEnabled && !options_.environment.isTrue("OPENCLAW_SKIP_CRON");
    const Result<void> started = co_await cron_.start(options);
    if (!started)
        log::error("gateway", "{}", started.error().message);
    tasks_.spawn("gateway.cron", cron_.run());
    tasks_.spawn("gateway.heartbeats", automation_.heartbeats().run());
}

asio::awaitable<void> App::startChannels(std::set<std::string> only) {
    if (options_.environment.isTrue("OPENCLAW_SKIP_CHANNELS") || options_.environment.isTrue("OPENCLAW_SKIP_PROVIDERS")) {
        log::info("gateway", "channels are skipped (OPENCLAW_SKIP_CHANNELS)");
        co_return;
    }
    for (const auto& report : supervisor_.report()) {
        if (only.contains(report.channel))
            co_await supervisor_.stop(report.channel, report.accountId);
    }
    channels::ChannelContext context{executor_, clock_, *http_, *store_, *launcher_, options_.environment,
                                     config::stateDirectory(options_.environment),
                                     [this](const std::string& channel) { return desk_.menu(channel); }};
    context.whatsApp = whatsApp_;
    context.images = &imageFitting_;
    context.nativeCommands = [this](const std::string& channel) { return desk_.menu(channel); };
    context.onGroupMoved = [this](const std::string& channel, const std::string& account,
                                  const std::string& from, const std::string& to) {
        GroupMove move{channel, account, from, to};
        tasks_.spawn("gateway.group-moved", followGroup(std::move(move)));
    };
    for (auto& channel : plugins::makeChannels(*config_.config(), context)) {
        if (!only.empty() && !only.contains(channel->name()))
            continue;
        co_await supervisor_.start(std::move(channel));
    }
}

asio::awaitable<void> App::serveSignals() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const auto [error, signal] = co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        if (signal == SIGUSR1) {
            if (!config_.config()->commands().restart) {
                log::warn("gateway", "SIGUSR1 restart ignored (commands.restart is not set)");
                continue;
            }
            log::info("gateway", "received SIGUSR1; restarting");
            stop(Ending::restart);
            continue;
        }
        if (ending_ == Ending::stopped)
            std::_Exit(1);   // the second signal: somebody does not want to wait
        log::info("gateway", "received {}, shutting down", signal == SIGINT ? "SIGINT" : "SIGTERM");
        ending_ = Ending::stopped;   // also when a restart was under way
        stopRequested_.notify();
    }
}

asio::awaitable<void> App::tick() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        co_await clock_.sleepUntil(clock_.steadyNow() + std::chrono::milliseconds(protocol::tickIntervalMs));
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        Broadcast how;
        how.mayDrop = true;
        clients_.broadcast("tick", R"({"ts":)" + std::to_string(clock_.nowMs()) + "}", how);
    }
}

asio::awaitable<void> App::shutDown() {
    if (ending_ == Ending::restart) {
        notifier_.reloading();
        clients_.broadcast("shutdown", R"({"reason":"gateway restarting","restartExpectedMs":1500})");
    } else {
        notifier_.stopping();
        clients_.broadcast("shutdown", R"({"reason":"gateway stopping","restartExpectedMs":null})");
    }
    server_.stopAccepting();
    approvals_.park();
    co_await whatsAppLogins_.stop();
    co_await supervisor_.stopAll();
    co_await cron_.stop();
    co_await runs_.stop(runGrace);
    co_await outbox_.stop(deliveryGrace);
    co_await backend_.stop();
    co_await tools_.stop();
    co_await hooks_.stop();
    co_await subAgents_.stop();
    clients_.closeAll(1012, "service restart");
    co_await gateway_.stop();
    // The close frames leave before the sockets are dropped.
    co_await sleepFor(std::chrono::milliseconds(20));
    co_await server_.stop();
    tasks_.cancel();
    co_await tasks_.join();
    store_->stop();
    log::info("gateway", "stopped");
    log::flush();
}

}
