#pragma once

#include "gateway/Authenticator.hpp"
#include "gateway/Automation.hpp"
#include "gateway/ConfigEditing.hpp"
#include "gateway/ConfigHolder.hpp"
#include "gateway/GatewayServer.hpp"
#include "gateway/Health.hpp"
#include "gateway/ImageFitting.hpp"
#include "gateway/Presence.hpp"
#include "gateway/Routes.hpp"
#include "gateway/RunEvents.hpp"
#include "gateway/ServiceNotifier.hpp"
#include "gateway/Services.hpp"
#include "gateway/SubAgents.hpp"
#include "gateway/WhatsAppLogins.hpp"
#include "gateway/tools/ExecGate.hpp"
#include "gateway/HouseHooks.hpp"
#include "gateway/tools/Tools.hpp"
#include "openclaw/agent/PiBackend.hpp"
#include "openclaw/core/Worker.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/Dispatcher.hpp"
#include "openclaw/dispatch/LedgerKeeper.hpp"
#include "openclaw/dispatch/MediaReader.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/dispatch/SpokenReplies.hpp"
#include "openclaw/gateway/Gateway.hpp"
#include "openclaw/media/ImageWorker.hpp"
#include "openclaw/media/Speaker.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/process/ChildProcess.hpp"
#include "openclaw/store/Store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <memory>
#include <optional>

namespace openclaw::gateway {

/// How a run of the daemon came to its end.
enum class Ending { stopped, failed, restart };

/// The composition root: the one place that names concrete classes. Members stand in the order of their dependencies,
/// so that they are destroyed in reverse.
class App {
public:
    App(asio::io_context& io,
        const GatewayOptions& options,
        Environment environment,
        config::Snapshot snapshot,
        AuthConfig auth,
        std::unique_ptr<store::SqliteStore> store,
        channels::WhatsAppEndpoint whatsApp);

    /// Listens, serves until a signal arrives or a restart is needed, then stops in order.
    asio::awaitable<Ending> run();

private:
    Result<void> listen();
    asio::awaitable<void> startChannels(std::set<std::string> only);
    asio::awaitable<void> serveSignals();
    asio::awaitable<void> hintAtMigration();
    void stop(Ending ending);
    asio::awaitable<void> restartSoon();
    asio::awaitable<void> startAutomation();
    asio::awaitable<void> settle();
    asio::awaitable<Result<void>> boot(std::string agentId, std::string prompt);
    asio::awaitable<void> tick();
    asio::awaitable<void> shutDown();
    asio::awaitable<Result<std::string>> changeConfig(commands::EditCommand command);
    asio::awaitable<Result<std::string>> overrideConfig(commands::EditCommand command);
    asio::awaitable<Result<Json>> skillsReport(std::string agentId);
    asio::awaitable<void> followGroup(GroupMove move);
    asio::awaitable<Result<std::string>>
    summarize(std::string agentId, std::string wish, std::string text, std::size_t length);
    dispatch::CommandServices commandServices();

    asio::any_io_executor executor_;
    GatewayOptions options_;
    channels::WhatsAppEndpoint whatsApp_;
    SystemClock clock_;
    std::unique_ptr<store::SqliteStore> store_;
    ConfigHolder config_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<process::Launcher> launcher_;
    agent::PiBackend backend_;
    Worker worker_;
    channels::Supervisor supervisor_;
    channels::Outbox outbox_;
    media::ImageWorker images_;
    ImageFitting imageFitting_;
    dispatch::MediaReader media_;
    media::Speaker speaker_;
    dispatch::SpokenReplies spoken_;
    dispatch::RunEngine runs_;
    dispatch::CommandDesk desk_;
    dispatch::Dispatcher dispatcher_;
    dispatch::LedgerKeeper ledgers_{clock_, *store_};
    Clients clients_;
    Presence presence_;
    RunEvents runEvents_;
    Health health_;
    WhatsAppLogins whatsAppLogins_;
    Automation automation_;
    SubAgents subAgents_;
    cron::CronService cron_;
    ExecApprovals approvals_;
    ExecGate execGate_;
    plugins::PluginServices plugins_;
    HouseHooks hooks_;
    Tools tools_;
    Services services_;
    Authenticator authenticator_;
    hooks::Webhooks webhooks_;
    UiRoutes ui_;
    Routes routes_;
    GatewayServer gateway_;
    net::HttpServer server_;
    ServiceNotifier notifier_;
    asio::signal_set signals_;
    TaskGroup tasks_;
    Notifier stopRequested_;
    std::optional<Ending> ending_;   // set once stopping has begun
};

}
