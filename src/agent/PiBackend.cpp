// The pool of Pi processes, by session.
#include "openclaw/agent/PiBackend.hpp"

#include "agent/Credentials.hpp"
#include "agent/PiProcess.hpp"
#include "agent/ToolServer.hpp"
#include "agent/fallback.hpp"
#include "agent/question.hpp"
#include "agent/tools_extension.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <set>

namespace openclaw::agent {

namespace {

constexpr std::chrono::seconds steerTimeout{30};
constexpr std::chrono::seconds compactTimeout{180};
constexpr std::chrono::milliseconds stopPatience{2000};
constexpr std::chrono::milliseconds shutdownPatience{250};
constexpr std::chrono::seconds gitPatience{10};
constexpr const char* promptFile = "system-prompt.md";
constexpr const char* extensionFile = "openclaw-tools.ts"; // every version loads this kind
constexpr const char* toolsFile = "tools.json";

}

std::filesystem::path workspaceOf(const Json& config, const std::string& agentId, const Environment& environment) {
    std::string path;
    if (const Json* defaults = findPath(config, "agents.defaults"))
        path = stringOr(*defaults, "workspace");
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const auto& agent : *list) {
            if (toLowerAscii(stringOr(agent, "id")) == agentId)
                path = stringOr(agent, "workspace", path);
        }
    }
    if (!path.empty())
        return environment.expandPath(path);
    const std::string profile = environment.get("OPENCLAW_PROFILE");
    const std::string suffix = profile.empty() || profile == "default" ? "" : "-" + profile;
    return environment.homeDirectory() / ".openclaw" / ("workspace" + suffix);
}

std::vector<std::string> configuredPiCommand(const Json& config) {
    std::vector<std::string> words;
    const Json* command = findPath(config, "agents.defaults.pi.command");
    if (!command)
        return words;
    if (command->is_string())
        words.push_back(command->get<std::string>());
    else if (command->is_array()) {
        for (const auto& word : *command) {
            if (word.is_string())
                words.push_back(word.get<std::string>());
        }
    }
    return words;
}

struct PiBackend::Impl {
    /// A warm process and what has to be given back with it.
    struct Slot {
        std::unique_ptr<PiProcess> process;
        std::filesystem::path agentDirectory;
        std::string token;
        /// For the gateway's tools; "" when there are none.
        std::string toolToken;
        int users = 0;
        bool isReleased = false;
    };
    using SlotPtr = std::shared_ptr<Slot>;

    Impl(asio::any_io_executor ex, Clock& c, process::Launcher& l, net::HttpClient& http, Environment env, PiConfig p,
         ConfigSource source)
        : executor(ex), clock(c), launcher(l), client(http), environment(std::move(env)), pi(std::move(p)), config(std::move(source)),
          credentials(ex, c, http, worker, environment, pi.stateDirectory, config), proxy(ex, http, credentials),
          tasks(ex), sweepTasks(ex) {}

    std::filesystem::path agentFolder(const std::string& agentId) const { return pi.stateDirectory / "agents" / agentId; }
    asio::awaitable<Result<Preparation>> prepare(TurnRequest request);
    asio::awaitable<void> initRepository(std::filesystem::path workspace);
    std::vector<ModelRef> candidates(const Json& current, const TurnRequest& request) const;
    asio::awaitable<Result<TurnOutcome>> attempt(TurnRequest request, TurnListener& listener, bool mayRetry);
    Result<SlotPtr> acquire(const TurnRequest& request, const Preparation& preparation, bool mayRetry);
    Result<void> prepareTools(Slot& slot);
    Result<SlotPtr> start(const TurnRequest& request, const Preparation& preparation, bool mayRetry,
                          std::string fingerprint);
    process::LaunchSpec launchSpec(const TurnRequest& request, const Preparation& preparation, const Slot& slot) const;
    void retire(const std::string& sessionKey);
    asio::awaitable<void> shutDown(SlotPtr slot, std::chrono::milliseconds patience);
    void makeRoom();
    asio::awaitable<void> sweep();

    asio::any_io_executor executor;
    Clock& clock;
    process::Launcher& launcher;
    net::HttpClient& client;
    Environment environment;
    PiConfig pi;
    ConfigSource config;
    Worker worker;
    Credentials credentials;
    ModelProxy proxy;
    /// Null while nobody offers tools.
    std::unique_ptr<ToolServer> tools;
    ToolHost* toolHost = nullptr;
    std::map<std::string, SlotPtr> slots;
    /// Sessions whose turn is being prepared; true once it has been aborted.
    std::map<std::string, bool> preparing;
    TaskGroup tasks;
    TaskGroup sweepTasks;
    /// Warnings that were logged; once each is enough.
    std::set<std::string> warned;
    ProviderCooldowns cooldowns;
    bool stopping = false;
};

PiBackend::PiBackend(asio::any_io_executor executor, Clock& clock, process::Launcher& launcher, net::HttpClient& client,
                     Environment environment, PiConfig pi, ConfigSource config)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, launcher, client, std::move(environment), std::move(pi),
                                   std::move(config))) {}

PiBackend::~PiBackend() = default;

void PiBackend::offerTools(ToolHost& host) {
    impl_->toolHost = &host;
    impl_->tools = std::make_unique<ToolServer>(impl_->executor, host, impl_->pi.stateDirectory / "run");
}

asio::awaitable<Result<Secret>> PiBackend::keyOf(std::string agentId, std::string provider, std::string profile) {
    Result<Secret> key =
        co_await impl_->credentials.keyOf(std::move(agentId), std::move(provider), std::move(profile));
    co_return key;
}

asio::awaitable<Result<std::string>> PiBackend::ask(std::string agentId, ModelRef model, std::string question,
                                                    std::int64_t maxTokens) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (model.isOffline())
        co_return Error(Errc::notFound, "no model is configured");
    Result<ProviderEndpoint> endpoint = co_await impl_->credentials.resolve(agentId, model.provider);
    if (!endpoint)
        co_return endpoint.error();
    // Through the proxy, like everybody: it knows the keys, renews and rotates them.
    const Result<std::string> baseUrl = impl_->proxy.baseUrlFor(model.provider);
    if (!baseUrl)
        co_return baseUrl.error();
    const std::string token = impl_->proxy.issueToken(agentId, model.provider);
    ModelQuestion asked{endpoint->api, std::move(model), *baseUrl, token, std::move(question), maxTokens};
    Result<std::string> answer = co_await askModel(impl_->client, std::move(asked));
    impl_->proxy.revoke(token);
    co_return answer;
}

std::size_t PiBackend::processCount() const { return impl_->slots.size(); }

/// The chosen model, and when it cannot answer the next one, as long as nothing was said or done yet.
asio::awaitable<Result<TurnOutcome>> PiBackend::runTurn(TurnRequest request, TurnListener& listener) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto current = impl_->config();
    const std::vector<ModelRef> candidates = impl_->candidates(*current, request);
    std::vector<std::string> failures;
    for (std::size_t i = 0;; ++i) {
        const bool isLast = i + 1 == candidates.size();
        AttemptListener attempt(listener, i == 0);
        if (isLast)
            attempt.release();
        TurnRequest wanted = request;
        wanted.provider = candidates[i].provider;
        wanted.model = candidates[i].model;
        const bool mayRetry = isLast; // waiting for a busy provider is for those who have no other
        Result<TurnOutcome> outcome = co_await impl_->attempt(std::move(wanted), attempt, mayRetry);
        const bool isUnknown = !outcome && outcome.error().is(Errc::notFound); // no such provider, no key
        if (!outcome && !(isUnknown && candidates.size() > 1))
            co_return outcome.error();
        if (isUnknown) {
            TurnOutcome failure;
            failure.status = TurnStatus::failed;
            failure.errorMessage = outcome.error().message;
            outcome = std::move(failure);
        }
        const llm::FailureClass failure = isUnknown ? llm::FailureClass::auth : failoverClass(*outcome);
        if (outcome->status == TurnStatus::completed)
            impl_->cooldowns.succeeded(candidates[i].provider);
        else if (!isUnknown)
            impl_->cooldowns.failed(candidates[i].provider, failure, *current, impl_->clock.nowMs());
        const bool isHopeless = failure == llm::FailureClass::none;
        if (!isHopeless)
            failures.push_back(failureText(candidates[i], *outcome, failure));
        if (isHopeless || isLast || attempt.hasProduced()) {
            attempt.release();
            if (failures.size() > 1 && outcome->status == TurnStatus::failed)
                outcome->errorMessage = exhaustedText(failures);
            outcome->failedModels = std::move(failures);
            co_return outcome;
        }
        log::warn("agent", "{}; trying {}", log::redact(failures.back()), candidates[i + 1].text());
    }
}

/// Providers that failed lately come last: they are asked when nobody else is left.
std::vector<ModelRef> PiBackend::Impl::candidates(const Json& current, const TurnRequest& request) const {
    const ModelRef chosen = chooseModel(current, request.agentId, request.provider, request.model, environment);
    std::vector<ModelRef> models = modelCandidates(current, request.agentId, chosen, environment);
    const std::int64_t now = clock.nowMs();
    std::stable_partition(models.begin(), models.end(),
                          [&](const ModelRef& model) { return !cooldowns.isCoolingDown(model.provider, now); });
    return models;
}

asio::awaitable<Result<TurnOutcome>> PiBackend::Impl::attempt(TurnRequest request, TurnListener& listener,
                                                              bool mayRetry) {
    TurnRequest wanted = request;
    preparing[request.sessionKey] = false;
    const Result<Preparation> preparation = co_await prepare(std::move(wanted));
    const bool isAborted = preparing[request.sessionKey];
    preparing.erase(request.sessionKey);
    const bool cancelled = co_await isCancelled();
    if (cancelled)
        co_return Error(Errc::cancelled, "cancelled");
    if (isAborted) {
        TurnOutcome aborted;
        aborted.status = TurnStatus::aborted;
        co_return aborted;
    }
    if (!preparation)
        co_return preparation.error();
    Result<SlotPtr> acquired = acquire(request, *preparation, mayRetry);
    if (!acquired)
        co_return acquired.error();
    const SlotPtr slot = *acquired;
    ++slot->users;
    if (tools) {
        ToolCaller caller;
        caller.runId = request.runId;
        caller.agentId = request.agentId;
        caller.sessionKey = request.sessionKey;
        caller.chat = request.chat;
        caller.isAuthorized = request.isAuthorized;
        caller.workspace = preparation->workspace;
        tools->beginTurn(slot->toolToken, std::move(caller), preparation->tools);
    }
    Json command = {{"type", "prompt"}, {"message", request.message}};
    for (const auto& image : request.images)
        command["images"].push_back({{"type", "image"}, {"data", image.base64}, {"mimeType", image.mimeType}});
    Result<TurnOutcome> outcome = co_await slot->process->prompt(std::move(command), listener, request.timeout);
    if (tools) tools->endTurn(slot->toolToken);
    --slot->users;
    if (!slot->process->isAlive() || slot->isReleased)
        retire(request.sessionKey);
    co_return outcome;
}

asio::awaitable<Result<void>> PiBackend::steer(std::string sessionKey, std::string message) {
    const auto found = impl_->slots.find(sessionKey);
    if (found == impl_->slots.end() || !found->second->process->isBusy())
        co_return Error(Errc::notFound, "no turn is under way");
    const Impl::SlotPtr slot = found->second;
    Json command = {{"type", "steer"}, {"message", message}};
    const Result<Json> answer = co_await slot->process->request(std::move(command), steerTimeout);
    if (!answer)
        co_return answer.error();
    co_return Result<void>();
}

void PiBackend::abort(const std::string& sessionKey) {
    if (const auto turn = impl_->preparing.find(sessionKey); turn != impl_->preparing.end())
        turn->second = true;
    const auto found = impl_->slots.find(sessionKey);
    if (found == impl_->slots.end())
        return;
    if (impl_->tools)
        impl_->tools->endTurn(found->second->toolToken); // nobody's decision is waited for any more
    found->second->process->abort();
}

asio::awaitable<Result<Json>> PiBackend::compact(std::string sessionKey, std::string instructions) {
    const auto found = impl_->slots.find(sessionKey);
    if (found == impl_->slots.end())
        co_return Error(Errc::notFound, "the session has no running agent");
    const Impl::SlotPtr slot = found->second;
    ++slot->users;
    Json command = {{"type", "compact"}};
    if (!instructions.empty())
        command["customInstructions"] = instructions;
    Result<Json> answer = co_await slot->process->request(std::move(command), compactTimeout);
    --slot->users;
    co_return answer;
}

void PiBackend::release(const std::string& sessionKey) {
    const auto found = impl_->slots.find(sessionKey);
    if (found == impl_->slots.end())
        return;
    found->second->isReleased = true;
    if (found->second->users == 0)
        impl_->retire(sessionKey);
}

asio::awaitable<void> PiBackend::stop() {
    impl_->stopping = true;
    impl_->sweepTasks.cancel();
    co_await impl_->sweepTasks.join();
    for (auto& [key, slot] : impl_->slots)
        impl_->tasks.spawn("pi.stop", impl_->shutDown(slot, shutdownPatience));
    impl_->slots.clear();
    co_await impl_->tasks.join();
    if (impl_->tools)
        co_await impl_->tools->stop();
    co_await impl_->proxy.stop();
}

asio::awaitable<Result<Preparation>> PiBackend::prepare(TurnRequest request) {
    Result<Preparation> preparation = co_await impl_->prepare(std::move(request));
    co_return preparation;
}

asio::awaitable<Result<Preparation>> PiBackend::Impl::prepare(TurnRequest request) {
    PreparationContext context;
    context.environment = environment;
    context.stateDirectory = pi.stateDirectory;
    context.program = pi.selfPath;
    if (toolHost) {
        for (const GatewayTool& tool : toolHost->tools())
            if (!tool.needsAuthority || request.isAuthorized) context.gatewayTools.emplace_back(tool.name, tool.summary);
    }
    std::function<Result<Preparation>()> job = [current = config(), request = std::move(request),
                                                context = std::move(context)]() -> Result<Preparation> {
        return prepareTurn(*current, request, context);
    };
    Result<Preparation> preparation = co_await worker.run(std::move(job));
    if (preparation) {
        for (const std::string& warning : preparation->warnings) {
            if (warned.insert(warning).second)
                log::warn("agent", "{}", warning);
        }
    }
    if (preparation && preparation->isNewWorkspace) {
        std::filesystem::path workspace = preparation->workspace;
        co_await initRepository(std::move(workspace));
    }
    co_return preparation;
}

/// A new workspace is worth a history. Without git there is none, and nothing else changes.
asio::awaitable<void> PiBackend::Impl::initRepository(std::filesystem::path workspace) {
    std::error_code failure;
    if (std::filesystem::exists(workspace / ".git", failure))
        co_return;
    process::LaunchSpec spec;
    spec.command = {"git", "init", "--quiet"};
    spec.workingDirectory = workspace.string();
    for (const char* name : {"PATH", "HOME"}) {
        if (const auto value = environment.find(name))
            spec.environment[name] = *value;
    }
    Result<std::unique_ptr<process::ChildProcess>> git = launcher.launch(std::move(spec));
    if (!git)
        co_return;
    (*git)->closeInput();
    const Result<process::ExitStatus> ended = co_await withTimeout(gitPatience, (*git)->wait());
    if (!ended)
        process::killTree((*git)->pid(), SIGKILL);
}

Result<PiBackend::Impl::SlotPtr> PiBackend::Impl::acquire(const TurnRequest& request, const Preparation& preparation,
                                                          bool mayRetry) {
    if (stopping)
        return Error(Errc::cancelled, "the gateway is stopping");
    std::string fingerprint = preparation.model.text() + "\n" + request.thinkingLevel + "\n" + request.sessionId + "\n" +
                              preparation.workspace.string() + "\n" + join(configuredPiCommand(*config()), " ") + "\n" +
                              join(preparation.tools, ",") + "\n" + (mayRetry ? "retries\n" : "\n") +
                              preparation.systemPrompt;
    for (const auto& [name, value] : preparation.variables)
        fingerprint += "\n" + name + "=" + value;
    const auto found = slots.find(request.sessionKey);
    if (found != slots.end()) {
        if (found->second->process->isAlive() && found->second->process->fingerprint == fingerprint && !found->second->isReleased)
            return found->second;
        retire(request.sessionKey);
    }
    makeRoom();
    Result<SlotPtr> slot = start(request, preparation, mayRetry, std::move(fingerprint));
    if (!slot)
        return slot.error();
    slots[request.sessionKey] = *slot;
    if (sweepTasks.size() == 0)
        sweepTasks.spawn("pi.sweep", sweep());
    return slot;
}

Result<PiBackend::Impl::SlotPtr> PiBackend::Impl::start(const TurnRequest& request, const Preparation& preparation,
                                                        bool mayRetry, std::string fingerprint) {
    const auto current = config();
    const ModelRef& model = preparation.model;
    auto slot = std::make_shared<Slot>();
    slot->agentDirectory = pi.stateDirectory / "run" / ("pi-" + randomHex(8));
    Json models = Json{{"providers", Json::object()}};
    if (!model.isOffline()) {
        const AuthProfiles profiles =
            loadAuthProfiles(credentials.folderOf(request.agentId), credentials.defaultFolder());
        Result<ProviderEndpoint> endpoint =
            resolveProvider(*current, model.provider, environment, profiles, clock.nowMs());
        if (!endpoint)
            return endpoint.error();
        Result<std::string> baseUrl = proxy.baseUrlFor(model.provider);
        if (!baseUrl)
            return baseUrl.error();
        slot->token = proxy.issueToken(request.agentId, model.provider);
        models = piModelsFile(*current, model, endpoint->api, *baseUrl, slot->token);
    }
    const Json settings = {{"retry", {{"enabled", mayRetry}, {"maxRetries", 2}}}, {"quietStartup", true}};
    for (const auto& prepared : {ensurePrivateDirectory(preparation.workspace),
                                 ensurePrivateDirectory(agentFolder(request.agentId) / "sessions"),
                                 writeFileAtomically(slot->agentDirectory / "models.json", dumpJsonPretty(models)),
                                 writeFileAtomically(slot->agentDirectory / "settings.json", dumpJsonPretty(settings)),
                                 writeFileAtomically(slot->agentDirectory / promptFile, preparation.systemPrompt)}) {
        if (!prepared)
            return prepared.error().withContext("preparing the agent");
    }
    const Result<void> door = prepareTools(*slot);
    if (!door)
        return door.error().withContext("preparing the agent's tools");
    Result<std::unique_ptr<process::ChildProcess>> child = launcher.launch(launchSpec(request, preparation, *slot));
    if (!child)
        return child.error().withContext("starting the agent");
    slot->process = std::make_unique<PiProcess>(executor, clock, std::move(*child));
    slot->process->fingerprint = std::move(fingerprint);
    log::debug("agent", "started a process for session {} with {}", request.sessionKey, model.text());
    return slot;
}

/// The token goes into a file that its reader deletes, so that nothing that the process starts can find it: neither in
/// an environment nor on disk.
Result<void> PiBackend::Impl::prepareTools(Slot& slot) {
    if (!tools)
        return {};
    const Result<std::string> socket = tools->socketPath();
    if (!socket)
        return socket.error();
    slot.toolToken = tools->issueToken();
    const Json door = {{"socket", *socket}, {"token", slot.toolToken}};
    const Result<void> written = writeFileAtomically(slot.agentDirectory / toolsFile, dumpJson(door));
    if (!written)
        return written.error();
    return writeFileAtomically(slot.agentDirectory / extensionFile, toolsExtension());
}

process::LaunchSpec PiBackend::Impl::launchSpec(const TurnRequest& request, const Preparation& preparation,
                                                const Slot& slot) const {
    process::LaunchSpec spec;
    spec.command = configuredPiCommand(*config());
    if (spec.command.empty())
        spec.command = pi.command;
    if (spec.command.empty())
        spec.command = {pi.selfPath, "pi"};
    const auto add = [&](std::initializer_list<std::string> words) {
        spec.command.insert(spec.command.end(), words.begin(), words.end());
    };
    const std::filesystem::path sessions = agentFolder(request.agentId) / "sessions";
    const ModelRef& model = preparation.model;
    add({"--mode", "rpc", "--provider", model.provider, "--model", model.model, "--thinking", request.thinkingLevel});
    add({"--session", (sessions / (request.sessionId + ".jsonl")).string(), "--session-dir", sessions.string()});
    // The prompt holds the workspace's files already. Pi 0.51 does not know --no-context-files and ignores it.
    add({"--no-extensions", "--no-skills", "--no-prompt-templates", "--no-themes", "--no-context-files"});
    if (!slot.toolToken.empty())
        add({"--extension", (slot.agentDirectory / extensionFile).string()});
    add({"--system-prompt", (slot.agentDirectory / promptFile).string()});
    if (preparation.tools.empty())
        add({"--no-tools"});
    else
        add({"--tools", join(preparation.tools, ",")});
    spec.workingDirectory = preparation.workspace.string();
    for (const char* name : {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "SHELL", "TMPDIR"}) {
        if (const auto value = environment.find(name))
            spec.environment[name] = *value;
    }
    for (const auto& [name, value] : preparation.variables)
        spec.environment[name] = value;
    if (!slot.toolToken.empty())
        spec.environment[toolsFileVariable] = (slot.agentDirectory / toolsFile).string();
    spec.environment["PI_CODING_AGENT_DIR"] = slot.agentDirectory.string();
    spec.environment["PI_OFFLINE"] = "1";
    spec.environment["PI_SKIP_VERSION_CHECK"] = "1";
    spec.environment["PI_TELEMETRY"] = "0";
    spec.environment["NO_COLOR"] = "1";
    return spec;
}

void PiBackend::Impl::retire(const std::string& sessionKey) {
    const auto found = slots.find(sessionKey);
    if (found == slots.end())
        return;
    tasks.spawn("pi.stop", shutDown(std::move(found->second), stopPatience));
    slots.erase(found);
}

asio::awaitable<void> PiBackend::Impl::shutDown(SlotPtr slot, std::chrono::milliseconds patience) {
    co_await slot->process->stop(patience);
    proxy.revoke(slot->token);
    if (tools)
        tools->revoke(slot->toolToken);
    std::error_code ignored;
    std::filesystem::remove_all(slot->agentDirectory, ignored);
}

void PiBackend::Impl::makeRoom() {
    if (slots.size() < pi.maxProcesses)
        return;
    std::string oldest;
    SteadyTime oldestUse = SteadyTime::max();
    for (const auto& [key, slot] : slots) {
        if (slot->users == 0 && slot->process->lastUsed < oldestUse) {
            oldest = key;
            oldestUse = slot->process->lastUsed;
        }
    }
    if (!oldest.empty())
        retire(oldest);
}

asio::awaitable<void> PiBackend::Impl::sweep() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!slots.empty()) {
        co_await clock.sleepUntil(clock.steadyNow() + std::chrono::seconds(30));
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        std::vector<std::string> idle;
        for (const auto& [key, slot] : slots) {
            if (slot->users == 0 && clock.steadyNow() - slot->process->lastUsed > pi.idleLimit)
                idle.push_back(key);
        }
        for (const auto& key : idle)
            retire(key);
    }
}

}
