// The process around the agent: command line, files, standard streams, signals, and an orderly end.
#include "openclaw/pi/PiRpc.hpp"

#include "pi/GatewayTools.hpp"
#include "pi/RpcServer.hpp"
#include "pi/StandardStreams.hpp"
#include "pi/SystemPrompt.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/net/local.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace openclaw::pi {

namespace {

/// Conversations with pictures make long lines.
constexpr std::size_t maxLineBytes = 256 * 1024 * 1024;
constexpr std::chrono::milliseconds gatewayPatience{10'000};

constexpr std::string_view usage =
    "Usage: openclaw pi --mode rpc [--provider P] [--model M[:thinking]] [--thinking LEVEL]\n"
    "                   [--system-prompt T] [--append-system-prompt T] [--session PATH|ID] [--session-dir DIR]\n"
    "                   [--no-session] [--continue] [--tools a,b] [--no-tools] [--no-context-files]\n";

std::filesystem::path agentDirectory(const Environment& environment) {
    if (const auto configured = environment.find("PI_CODING_AGENT_DIR"))
        return environment.expandPath(*configured);
    return environment.homeDirectory() / ".pi" / "agent";
}

/// Everything that is decided before the first command.
class Setup {
public:
    Setup(const CommandLine& line, const Environment& environment, Clock& clock)
        : line_(line), environment_(environment), clock_(clock), agentDir_(agentDirectory(environment)),
          settings_(Settings::load(agentDir_)), catalog_(ModelCatalog::load(agentDir_, environment)),
          workingDirectory_(std::filesystem::current_path().string()) {
        if (!line.apiKey.empty() && !line.provider.empty())
            catalog_.overrideKey(line.provider, line.apiKey);
    }

    const std::filesystem::path& agentDir() const { return agentDir_; }
    const Settings& settings() const { return settings_; }
    const ModelCatalog& catalog() const { return catalog_; }
    const std::string& workingDirectory() const { return workingDirectory_; }

    std::filesystem::path sessionDirectory() const {
        if (!line_.sessionDir.empty())
            return environment_.expandPath(line_.sessionDir);
        if (const auto configured = environment_.find("PI_CODING_AGENT_SESSION_DIR"))
            return environment_.expandPath(*configured);
        return agentDir_ / "sessions" / sessionFolderName(workingDirectory_);
    }

    Result<SessionLog> openSession() const {
        if (line_.noSession)
            return SessionLog::inMemory(clock_, workingDirectory_);
        const std::filesystem::path directory = sessionDirectory();
        if (!line_.session.empty()) {
            const bool isPath = line_.session.find('/') != std::string::npos || line_.session.ends_with(".jsonl");
            if (isPath)
                return SessionLog::open(clock_, workingDirectory_, environment_.expandPath(line_.session));
            if (const auto found = findSessionById(directory, line_.session))
                return SessionLog::open(clock_, workingDirectory_, *found);
            return Error(Errc::notFound, "No session found matching '" + line_.session + "'");
        }
        if (line_.continueLast) {
            if (const auto latest = findLatestSession(directory))
                return SessionLog::open(clock_, workingDirectory_, *latest);
        }
        return SessionLog::create(clock_, workingDirectory_, directory);
    }

    /// Command line, session, settings, the first model with a key, the offline model: the first that says something.
    Result<llm::Model> chooseModel(const SessionLog::Context& context) const {
        if (!line_.provider.empty() || !line_.model.empty())
            return modelFromCommandLine();
        if (auto model = usable(context.provider, context.model))
            return *model;
        if (auto model = usable(settings_.defaultProvider(), settings_.defaultModel()))
            return *model;
        return catalog_.available().front();
    }

    llm::ThinkingLevel chooseThinking(const SessionLog::Context& context) const {
        if (line_.thinking)
            return *line_.thinking;
        if (const auto level = llm::parseThinkingLevel(context.thinkingLevel))
            return *level;
        return llm::parseThinkingLevel(settings_.defaultThinkingLevel()).value_or(llm::ThinkingLevel::off);
    }

    std::vector<std::unique_ptr<Tool>> chooseTools(const ToolServices& services) const {
        std::vector<std::unique_ptr<Tool>> all;
        all.push_back(makeReadTool(services));
        all.push_back(makeBashTool(services));
        all.push_back(makeEditTool(services));
        all.push_back(makeWriteTool(services));
        std::erase_if(all, [&](const std::unique_ptr<Tool>& tool) {
            const std::string& name = tool->definition().name;
            const auto listed = [&](const std::vector<std::string>& names) {
                return std::find(names.begin(), names.end(), name) != names.end();
            };
            return (line_.tools && !listed(*line_.tools)) || listed(line_.excludedTools);
        });
        return all;
    }

private:
    std::optional<llm::Model> usable(const std::string& provider, const std::string& id) const {
        if (provider.empty() || id.empty() || !catalog_.findKey(provider))
            return std::nullopt;
        return catalog_.findOrDerive(provider, id);
    }

    Result<llm::Model> modelFromCommandLine() const {
        if (line_.provider == "offline")
            return ModelCatalog::offlineModel();
        std::string provider = line_.provider;
        if (provider.empty()) {
            for (const llm::Model& model : catalog_.available()) {
                if (model.id == line_.model)
                    return model;
            }
            return Error(Errc::notFound, "No configured provider has a model \"" + line_.model + "\"");
        }
        // "org/model" ids look like a provider; then the whole text is the id.
        const bool known = catalog_.hasProvider(provider);
        if (!known) {
            for (const llm::Model& model : catalog_.available()) {
                if (model.id == provider + "/" + line_.model)
                    return model;
            }
            return Error(Errc::notFound, "Unknown provider \"" + provider + "\"");
        }
        if (line_.model.empty()) {
            for (const llm::Model& model : catalog_.available()) {
                if (model.provider == provider)
                    return model;
            }
        }
        if (auto model = catalog_.findOrDerive(provider, line_.model)) {
            if (!catalog_.find(provider, line_.model))
                log::warn("pi", "model {} is not listed for provider {}; using it as given", line_.model, provider);
            return *model;
        }
        return Error(Errc::notFound, "Provider \"" + provider + "\" has no models");
    }

    const CommandLine& line_;
    const Environment& environment_;
    Clock& clock_;
    std::filesystem::path agentDir_;
    Settings settings_;
    ModelCatalog catalog_;
    std::string workingDirectory_;
};

int fail(std::string_view message) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
    return 1;
}

/// Reads commands until stdin ends.
asio::awaitable<void> readCommands(StandardInput& input, RpcServer& server) {
    co_await asio::this_coro::throw_if_cancelled(false);
    process::LineSplitter lines(maxLineBytes);
    std::size_t dropped = 0;
    for (;;) {
        const std::string piece = co_await input.read();
        if (piece.empty())
            break;
        lines.push(piece);
        while (std::optional<std::string> line = lines.next())
            server.handleLine(*line);
        for (; dropped < lines.droppedLines(); ++dropped)
            server.reportOversizedLine();
    }
    const std::string rest = lines.takeRest();
    if (!rest.empty())
        server.handleLine(rest);
}

/// Runs the agent inside a ready io_context. Returns the exit code.
class Program {
public:
    Program(const CommandLine& line, Environment environment)
        : line_(line), environment_(std::move(environment)), setup_(line_, environment_, clock_) {}

    int run() {
        Result<SessionLog> log = setup_.openSession();
        if (!log)
            return fail(log.error().message);
        const SessionLog::Context context = log->context();
        const Result<llm::Model> model = setup_.chooseModel(context);
        if (!model)
            return fail(model.error().message);

        const std::unique_ptr<process::Launcher> launcher = process::makeLauncher(io_.get_executor());
        const std::unique_ptr<net::HttpClient> http = net::makeHttpClient(io_.get_executor());
        process::becomeSubreaper();
        StandardOutput output(io_.get_executor(), STDOUT_FILENO, [this] { tasks_.cancel(); });
        StandardInput input(io_.get_executor(), STDIN_FILENO);
        std::map<std::string, std::string> variables(environment_.values().begin(), environment_.values().end());
        variables.erase(toolsFileVariable);
        GatewayTools gateway([this](const std::string& socket) {
            return net::makeLocalHttpClient(io_.get_executor(), socket);
        });
        const Result<bool> hasGateway = openGateway(gateway);
        if (!hasGateway)
            return fail("The tools of the gateway: " + hasGateway.error().message);
        ToolServices toolServices{*launcher, clock_, setup_.workingDirectory(), variables};
        std::vector<std::unique_ptr<Tool>> tools = setup_.chooseTools(toolServices);
        if (*hasGateway)
            addGatewayTools(gateway, tools);

        SessionOptions options;
        options.model = *model;
        options.thinking = setup_.chooseThinking(context);
        options.workingDirectory = setup_.workingDirectory();
        options.systemPrompt = buildSystemPrompt(line_, tools, setup_.agentDir(), setup_.workingDirectory(),
            formatIsoTime(clock_.nowMs()).substr(0, 10));
        if (!line_.noSession)
            options.sessionDirectory = setup_.sessionDirectory();
        ModelClient::Services services{io_.get_executor(), *http, *launcher, clock_, output, variables};
        AgentSession session(std::move(services), setup_.catalog(), setup_.settings(), std::move(options),
            std::move(*log), std::move(tools), std::move(toolServices));
        RpcServer server(io_.get_executor(), session, setup_.catalog(), output);

        tasks_.spawn("commands", serve(input, output, session, server));
        // Idle connections may still wait for something; they end with the process.
        while (tasks_.size() > 0)
            io_.run_one();
        return exitCode_;
    }

private:
    /// False when no gateway started this process. Without an answer of one that did, there is no agent: nobody would be
    /// asked about its commands.
    Result<bool> openGateway(GatewayTools& gateway) {
        const auto file = environment_.find(toolsFileVariable);
        if (!file)
            return false;
        Result<void> opened = Error(Errc::internal, "not opened");
        const auto open = [](GatewayTools& tools, std::filesystem::path path, Result<void>& out) -> asio::awaitable<void> {
            out = co_await withTimeout(gatewayPatience, tools.open(std::move(path)));
        };
        tasks_.spawn("gateway tools", open(gateway, *file, opened));
        while (tasks_.size() > 0)
            io_.run_one();
        io_.restart(); // it may have run out of work with the last answer
        if (!opened)
            return opened.error();
        return true;
    }

    static void addGatewayTools(GatewayTools& gateway, std::vector<std::unique_ptr<Tool>>& tools) {
        for (std::unique_ptr<Tool>& tool : tools) {
            if (tool->definition().name != "read")
                tool = gateway.guard(std::move(tool));
        }
        for (std::unique_ptr<Tool>& tool : gateway.makeTools())
            tools.push_back(std::move(tool));
    }

    /// The whole life of the process; cancelled by a signal or a broken stdout.
    asio::awaitable<void> serve(StandardInput& input, StandardOutput& output, AgentSession& session, RpcServer& server) {
        co_await asio::this_coro::throw_if_cancelled(false);
        asio::signal_set signals(io_, SIGTERM, SIGHUP, SIGINT);
        signals.async_wait([this](boost::system::error_code code, int signal) {
            if (code)
                return;
            exitCode_ = 128 + signal;
            tasks_.cancel();
        });
        co_await readCommands(input, server);
        signals.cancel();
        co_await session.stop();
        co_await server.stop();
        co_await output.flush();
    }

    const CommandLine& line_;
    Environment environment_;
    SystemClock clock_;
    Setup setup_;
    asio::io_context io_{1};
    TaskGroup tasks_{io_.get_executor()};
    int exitCode_ = 0;
};

}

int runPiCommand(const std::vector<std::string>& arguments) {
    const Result<CommandLine> line = parseCommandLine(arguments);
    if (!line)
        return fail(line.error().message);
    if (line->help) {
        std::fputs(usage.data(), stdout);
        return 0;
    }
    if (line->version) {
        std::fputs("openclaw pi, Pi RPC protocol 1.5\n", stdout);
        return 0;
    }
    if (line->mode != "rpc")
        return fail("Only --mode rpc is available here. Run `openclaw pi --help` for the options.");
    return Program(*line, Environment::fromProcess()).run();
}

}
