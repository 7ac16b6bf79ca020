// The pool of Pi processes, by session.
#include "openclaw/agent/PiBackend.hpp"

#include "agent/PiProcess.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <map>

namespace openclaw::agent {

namespace {

constexpr std::chrono::seconds steerTimeout{30};
constexpr std::chrono::seconds compactTimeout{180};
constexpr std::chrono::milliseconds stopPatience{2000};
constexpr std::chrono::milliseconds shutdownPatience{250};

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
        int users = 0;
        bool isReleased = false;
    };
    using SlotPtr = std::shared_ptr<Slot>;

    Impl(asio::any_io_executor ex, Clock& c, process::Launcher& l, net::HttpClient& http, Environment env, PiConfig p,
         ConfigSource source)
        : executor(ex), clock(c), launcher(l), environment(std::move(env)), pi(std::move(p)), config(std::move(source)),
          proxy(ex, http, [this](const std::string& agentId, const std::string& provider) {
              return resolveProvider(*config(), provider, environment, agentFolder(agentId) / "agent");
          }),
          tasks(ex), sweepTasks(ex) {}

    std::filesystem::path agentFolder(const std::string& agentId) const { return pi.stateDirectory / "agents" / agentId; }
    Result<SlotPtr> acquire(const TurnRequest& request);
    Result<SlotPtr> start(const TurnRequest& request, const ModelRef& model, std::string fingerprint);
    process::LaunchSpec launchSpec(const TurnRequest& request, const ModelRef& model, const Slot& slot,
                                   const std::filesystem::path& workspace) const;
    void retire(const std::string& sessionKey);
    asio::awaitable<void> shutDown(SlotPtr slot, std::chrono::milliseconds patience);
    void makeRoom();
    asio::awaitable<void> sweep();

    asio::any_io_executor executor;
    Clock& clock;
    process::Launcher& launcher;
    Environment environment;
    PiConfig pi;
    ConfigSource config;
    ModelProxy proxy;
    std::map<std::string, SlotPtr> slots;
    TaskGroup tasks;
    TaskGroup sweepTasks;
    bool stopping = false;
};

PiBackend::PiBackend(asio::any_io_executor executor, Clock& clock, process::Launcher& launcher, net::HttpClient& client,
                     Environment environment, PiConfig pi, ConfigSource config)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, launcher, client, std::move(environment), std::move(pi),
                                   std::move(config))) {}

PiBackend::~PiBackend() = default;

std::size_t PiBackend::processCount() const { return impl_->slots.size(); }

asio::awaitable<Result<TurnOutcome>> PiBackend::runTurn(TurnRequest request, TurnListener& listener) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<Impl::SlotPtr> acquired = impl_->acquire(request);
    if (!acquired)
        co_return acquired.error();
    const Impl::SlotPtr slot = *acquired;
    ++slot->users;
    Json command = {{"type", "prompt"}, {"message", request.message}};
    for (const auto& image : request.images)
        command["images"].push_back({{"type", "image"}, {"data", image.base64}, {"mimeType", image.mimeType}});
    Result<TurnOutcome> outcome = co_await slot->process->prompt(std::move(command), listener, request.timeout);
    --slot->users;
    if (!slot->process->isAlive() || slot->isReleased)
        impl_->retire(request.sessionKey);
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
    const auto found = impl_->slots.find(sessionKey);
    if (found != impl_->slots.end())
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
    co_await impl_->proxy.stop();
}

Result<PiBackend::Impl::SlotPtr> PiBackend::Impl::acquire(const TurnRequest& request) {
    if (stopping)
        return Error(Errc::cancelled, "the gateway is stopping");
    const auto current = config();
    const ModelRef model = chooseModel(*current, request.agentId, request.provider, request.model, environment);
    std::string fingerprint = model.text() + "\n" + request.thinkingLevel + "\n" + request.sessionId + "\n" +
                              request.extraSystemPrompt + "\n" + workspaceOf(*current, request.agentId, environment).string() +
                              "\n" + join(configuredPiCommand(*current), " ");
    const auto found = slots.find(request.sessionKey);
    if (found != slots.end()) {
        if (found->second->process->isAlive() && found->second->process->fingerprint == fingerprint && !found->second->isReleased)
            return found->second;
        retire(request.sessionKey);
    }
    makeRoom();
    Result<SlotPtr> slot = start(request, model, std::move(fingerprint));
    if (!slot)
        return slot.error();
    slots[request.sessionKey] = *slot;
    if (sweepTasks.size() == 0)
        sweepTasks.spawn("pi.sweep", sweep());
    return slot;
}

Result<PiBackend::Impl::SlotPtr> PiBackend::Impl::start(const TurnRequest& request, const ModelRef& model,
                                                        std::string fingerprint) {
    const auto current = config();
    auto slot = std::make_shared<Slot>();
    slot->agentDirectory = pi.stateDirectory / "run" / ("pi-" + randomHex(8));
    Json models = Json{{"providers", Json::object()}};
    if (!model.isOffline()) {
        Result<ProviderEndpoint> endpoint =
            resolveProvider(*current, model.provider, environment, agentFolder(request.agentId) / "agent");
        if (!endpoint)
            return endpoint.error();
        Result<std::string> baseUrl = proxy.baseUrlFor(model.provider);
        if (!baseUrl)
            return baseUrl.error();
        slot->token = proxy.issueToken(request.agentId, model.provider);
        models = piModelsFile(*current, model, endpoint->api, *baseUrl, slot->token);
    }
    const Json settings = {{"retry", {{"enabled", true}, {"maxRetries", 2}}}, {"quietStartup", true}};
    const std::filesystem::path workspace = workspaceOf(*current, request.agentId, environment);
    for (const auto& prepared : {ensurePrivateDirectory(workspace), ensurePrivateDirectory(agentFolder(request.agentId) / "sessions"),
                                 writeFileAtomically(slot->agentDirectory / "models.json", dumpJsonPretty(models)),
                                 writeFileAtomically(slot->agentDirectory / "settings.json", dumpJsonPretty(settings))}) {
        if (!prepared)
            return prepared.error().withContext("preparing the agent");
    }
    Result<std::unique_ptr<process::ChildProcess>> child = launcher.launch(launchSpec(request, model, *slot, workspace));
    if (!child)
        return child.error().withContext("starting the agent");
    slot->process = std::make_unique<PiProcess>(executor, clock, std::move(*child));
    slot->process->fingerprint = std::move(fingerprint);
    log::debug("agent", "started a process for session {} with {}", request.sessionKey, model.text());
    return slot;
}

process::LaunchSpec PiBackend::Impl::launchSpec(const TurnRequest& request, const ModelRef& model, const Slot& slot,
                                                const std::filesystem::path& workspace) const {
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
    add({"--mode", "rpc", "--provider", model.provider, "--model", model.model, "--thinking", request.thinkingLevel});
    add({"--session", (sessions / (request.sessionId + ".jsonl")).string(), "--session-dir", sessions.string()});
    add({"--no-extensions", "--no-skills", "--no-prompt-templates", "--no-themes"});
    if (!request.extraSystemPrompt.empty())
        add({"--append-system-prompt", request.extraSystemPrompt});
    spec.workingDirectory = workspace.string();
    for (const char* name : {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER", "SHELL", "TMPDIR"}) {
        if (const auto value = environment.find(name))
            spec.environment[name] = *value;
    }
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
