// A gateway reduced to its engine: store, Pi, and nothing that listens or delivers. Unfinished work of the real gateway
// is left alone.
#include "cli/EmbeddedRun.hpp"

#include "openclaw/agent/PiBackend.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace openclaw::cli {

namespace {

constexpr std::chrono::seconds settleTime{30};

class Embedded {
public:
    Embedded(Context& context, store::SqliteStore& store)
        : root_(std::make_shared<const Json>(context.config().root())),
          settings_(std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(*root_))), store_(store),
          http_(net::makeHttpClient(loop_.get_executor())), launcher_(process::makeLauncher(loop_.get_executor())),
          backend_(loop_.get_executor(), clock_, *launcher_, *http_, context.environment, piConfig(context),
                   [root = root_] { return root; }),
          outbox_(loop_.get_executor(), clock_, store_, noChannel),
          runs_(loop_.get_executor(), clock_, store_, backend_, outbox_, noChannel,
                [settings = settings_] { return settings; }) {}

    Result<dispatch::RunResult> run(EmbeddedTurn turn) {
        std::optional<Result<dispatch::RunResult>> outcome;
        std::exception_ptr failure;
        auto onDone = [&outcome, &failure](std::exception_ptr thrown, Result<dispatch::RunResult> result) {
            failure = thrown;
            outcome.emplace(std::move(result));
        };
        asio::co_spawn(loop_, runAndStop(std::move(turn)), onDone);
        while (!outcome && loop_.run_one() > 0) {
        }
        if (failure)
            std::rethrow_exception(failure);
        if (!outcome)
            return Error(Errc::internal, "the turn stopped without a result");
        return std::move(*outcome);
    }

private:
    static channels::Channel* noChannel(const std::string&, const std::string&) { return nullptr; }

    static agent::PiConfig piConfig(const Context& context) {
        agent::PiConfig config;
        config.selfPath = Context::programFile();
        config.stateDirectory = context.stateDirectory();
        return config;
    }

    asio::awaitable<Result<dispatch::RunResult>> runAndStop(EmbeddedTurn turn) {
        Result<dispatch::RunResult> result = co_await runTurn(std::move(turn));
        co_await runs_.stop(std::chrono::milliseconds(0));
        co_await outbox_.stop(std::chrono::milliseconds(0));
        co_await backend_.stop();
        co_return result;
    }

    asio::awaitable<Result<dispatch::RunResult>> runTurn(EmbeddedTurn turn) {
        dispatch::RunRequest request;
        request.agentId = turn.agentId.empty() ? settings_->defaultAgentId : turn.agentId;
        request.sessionKey = routing::buildMainSessionKey(request.agentId, settings_->sessionKeys.mainKey);
        if (!turn.sessionId.empty()) {
            Result<std::optional<store::SessionRow>> row = co_await store_.sessions().findBySessionId(turn.sessionId);
            if (!row)
                co_return row.error();
            if (*row) {
                request.sessionKey = (*row)->sessionKey;
                request.agentId = (*row)->agentId;
            } else {
                request.sessionKey = "agent:" + request.agentId + ":" + turn.sessionId;
            }
        }
        request.runId = randomUuid();
        request.displayKey = request.sessionKey;
        request.message = turn.message;
        request.thinking = turn.thinking;
        request.timeout = turn.timeout;
        const std::string runId = request.runId;
        const std::chrono::milliseconds limit =
            (turn.timeout.count() > 0 ? turn.timeout : settings_->runTimeout) + settleTime;
        Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
        if (!admitted)
            co_return admitted.error();
        std::optional<dispatch::RunResult> result = co_await runs_.wait(runId, limit);
        if (!result)
            co_return Error(Errc::timeout, "the agent did not finish in time");
        co_return std::move(*result);
    }

    asio::io_context loop_{1};
    SystemClock clock_;
    std::shared_ptr<const Json> root_;
    std::shared_ptr<const dispatch::Settings> settings_;
    store::SqliteStore& store_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<process::Launcher> launcher_;
    agent::PiBackend backend_;
    channels::Outbox outbox_;
    dispatch::RunEngine runs_;
};

}

Result<dispatch::RunResult> runEmbedded(Context& context, EmbeddedTurn turn) {
    Result<std::unique_ptr<store::SqliteStore>> store =
        store::SqliteStore::open(store::SqliteStore::fileIn(context.stateDirectory()));
    if (!store)
        return store.error();
    Result<dispatch::RunResult> result = Embedded(context, **store).run(std::move(turn));
    (*store)->stop();
    return result;
}

}
