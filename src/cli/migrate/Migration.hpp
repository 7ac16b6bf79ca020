#pragma once

#include "openclaw/config/Config.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace openclaw::cli {

/// One thing found in a state folder of OpenClaw for Node, and what became of it.
struct MigrationItem {
    enum class Outcome {
        taken,
        /// It is here already, or it is used where it is.
        present,
        left,
        failed,
    };
    std::string kind; // session, whatsapp, pairing, telegram, device, cron, file
    std::string name;
    Outcome outcome = Outcome::taken;
    std::string note;
};
std::string_view toString(MigrationItem::Outcome outcome);

struct MigrationPlan {
    /// The folder that is read, and only read.
    std::filesystem::path source;
    std::filesystem::path credentials;
    /// The state folder of this program; may be the same.
    std::filesystem::path target;
    /// Files are not copied; the store is whatever the caller gave.
    bool isDryRun = false;
};

/// Takes over what a state folder of OpenClaw for Node holds (spec state.md §12). May be repeated: what is
/// here already stays, conversations that have grown are continued, conversations that this program has gone
/// on with are left alone.
class Migration {
public:
    /// `config` names the agents, the accounts and WhatsApp folders elsewhere.
    Migration(MigrationPlan plan, const config::Config& config, store::Store& store, Clock& clock)
        : plan_(std::move(plan)), config_(config), store_(store), clock_(clock) {}

    /// Everything, in the order of the spec. A part that fails is an item; the others go on.
    asio::awaitable<std::vector<MigrationItem>> run();

private:
    void note(std::string kind, std::string name, MigrationItem::Outcome outcome, std::string text);
    std::vector<std::string> accountsOf(const std::string& channel) const;

    asio::awaitable<void> takePairing();
    asio::awaitable<void> takeRequests(std::string channel, std::filesystem::path file);
    asio::awaitable<void> takeSenders(std::string channel, std::filesystem::path file);
    asio::awaitable<void> takeWhatsApp();
    asio::awaitable<void> takeOffsets();
    asio::awaitable<void> takeDevices();
    asio::awaitable<void> takeJobs();
    void takeFiles();

    // MigrationSessions.cpp
    asio::awaitable<void> takeSessions();
    asio::awaitable<void> takeAgent(std::string agentId, std::filesystem::path folder);
    struct SessionWork;
    asio::awaitable<void> takeSession(SessionWork work);
    asio::awaitable<Result<std::string>> takeTranscript(std::string sessionId, std::filesystem::path file);

    MigrationPlan plan_;
    const config::Config& config_;
    store::Store& store_;
    Clock& clock_;
    std::vector<MigrationItem> items_;
};

}
