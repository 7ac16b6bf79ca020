// Many small lives of the message path with a virtual clock: mixed traffic in several chats of two networks,
// repeated deliveries, refused sends, resets, stops, restarts, turns that take their time, other time zones,
// changes of the clocks. Each seed is one life. What must hold whatever happens: a message is answered once
// or its trace says why not, never in another chat, in order within its chat; what waits stays within its
// cap; in the end none is left over. OPENCLAW_SIMULATION_RUNS sets the number of lives.
#include "unit/dispatch/HouseFixture.hpp"

#include "support/FakeClock.hpp"

#include <cstdlib>
#include <map>
#include <random>
#include <set>

namespace openclaw::dispatch {
namespace {

using testing::directMessage;
using testing::groupMessage;
using testing::runCoro;

constexpr std::size_t waitingCap = 3;

/// A network that now and then asks for patience.
class BusyChannel final : public testing::RecordingChannel {
public:
    explicit BusyChannel(std::string name) : name_(std::move(name)) {}
    const std::string& name() const override { return name_; }
    asio::awaitable<Result<channels::Delivery>> send(channels::OutboundPart part) override {
        if (refusals > 0) {
            --refusals;
            Error busy(Errc::rateLimited, "slow down");
            busy.retryAfter = std::chrono::milliseconds(700);
            co_return busy;
        }
        Result<channels::Delivery> delivered = co_await RecordingChannel::send(std::move(part));
        co_return delivered;
    }

    int refusals = 0;

private:
    std::string name_;
};

/// The two networks; they outlive the process.
struct Networks {
    BusyChannel telegram{"telegram"};
    BusyChannel mattermost{"mattermost"};

    channels::ChannelLookup lookup() {
        return [this](const std::string& name, const std::string&) -> channels::Channel* {
            return name == "mattermost" ? &mattermost : &telegram;
        };
    }
};

std::size_t lifeCount() {
    const char* given = std::getenv("OPENCLAW_SIMULATION_RUNS");
    return given ? static_cast<std::size_t>(std::strtoul(given, nullptr, 10)) : 60;
}

Json configFor(std::mt19937& random) {
    static const char* modes[] = {"collect", "followup", "steer", "steer-backlog", "interrupt"};
    static const char* zones[] = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                                  "America/Santiago", "Pacific/Chatham"};
    const Json channel{{"allowFrom", {"5", "6"}}, {"groupPolicy", "open"}};
    return Json{{"channels", {{"telegram", channel}, {"mattermost", channel}}},
                {"agents", {{"defaults", {{"userTimezone", zones[random() % 5]}}}}},
                {"session",
                 {{"dmScope", "per-channel-peer"}, {"reset", {{"mode", random() % 2 ? "idle" : "daily"}}}}},
                {"messages",
                 {{"queue",
                   {{"mode", modes[random() % 5]},
                    {"debounceMs", random() % 2 ? 0 : 800},
                    {"cap", waitingCap},
                    {"drop", random() % 2 ? "old" : "summarize"}}},
                  {"inbound", {{"debounceMs", random() % 3 == 0 ? 400 : 0}}}}}};
}

CommandServices testServices() {
    CommandServices services;
    services.version = "test";
    return services;
}

/// One process: everything but the folder, the clock and what the chats have seen.
struct Process {
    Process(asio::io_context& io,
            const std::filesystem::path& folder,
            Clock& clock,
            Networks& networks,
            const Json& config)
        : store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())),
          settings(std::make_shared<const Settings>(settingsFromJson(config))), agent(io.get_executor()),
          outbox(io.get_executor(), clock, *store, networks.lookup()), runs(io.get_executor(),
                                                                            clock,
                                                                            *store,
                                                                            agent,
                                                                            outbox,
                                                                            networks.lookup(),
                                                                            [this] { return settings; }),
          desk(
              clock, *store, agent, runs, [this] { return settings; }, testServices()),
          dispatcher(clock, *store, runs, outbox, [this] { return settings; }) {
        dispatcher.useCommands(desk);
        runs.answerCommandsWith([this](RunRequest request) { return desk.run(std::move(request)); });
        runCoro(io, outbox.start());
        runCoro(io, runs.resume());
    }
    void end(asio::io_context& io) {
        runCoro(io, runs.stop(std::chrono::milliseconds(0)));
        runCoro(io, outbox.stop(std::chrono::milliseconds(0)));
        store->stop();
    }

    std::unique_ptr<store::SqliteStore> store;
    std::shared_ptr<const Settings> settings;
    testing::FakeAgent agent;
    channels::Outbox outbox;
    RunEngine runs;
    CommandDesk desk;
    Dispatcher dispatcher;
};

class Life {
public:
    explicit Life(unsigned seed) : random_(seed), clock_(io_.get_executor()), config_(configFor(random_)) {
        start();
    }

    void live() {
        for (int step = 0; step < 14; ++step) {
            switch (random_() % 13) {
            case 0: restart(); break;
            case 1: hold(); break;
            case 2: clock_.advance(std::chrono::milliseconds(random_() % 5000)); break;
            case 3: clock_.advance(std::chrono::hours(random_() % 30)); break;
            case 4: redeliver(); break;
            case 5: say(random_() % 2 ? "/stop" : "/new"); break;
            case 6: (random_() % 2 ? networks_.telegram : networks_.mattermost).refusals = 2; break;
            case 7: // another season, another zone
                clock_.advance(std::chrono::hours(24 * (random_() % 200)));
                config_ = configFor(random_);
                restart();
                break;
            default: say("m" + std::to_string(++counter_) + "."); break;
            }
            settle(4);
            checkBounds();
        }
        process_->agent.release();
        for (int round = 0; round < 60 && !isQuiet(); ++round) {
            clock_.advance(std::chrono::milliseconds(1500));
            settle(8);
        }
    }

    void check(unsigned seed) {
        EXPECT_TRUE(isQuiet()) << "seed " << seed << ": messages are left over";
        std::set<std::string> seen;
        for (BusyChannel* network : {&networks_.telegram, &networks_.mattermost})
            checkNetwork(*network, seed, seen);
        for (const auto& [token, place] : placeOf_) {
            if (!seen.contains(token)) checkRefusal(token, place, seed);
        }
        process_->end(io_);
    }

private:
    /// Where a message was written.
    struct Place {
        std::string network;
        std::string chat;
        std::string messageId;
    };

    void checkNetwork(const BusyChannel& network, unsigned seed, std::set<std::string>& seen) {
        std::map<std::string, int> lastInChat;
        for (const auto& sent : network.sent) {
            // The note about dropped messages repeats their texts; they were not answered.
            if (sent.text.find("due to cap.") != std::string::npos) continue;
            for (const auto& [token, place] : placeOf_) {
                if (sent.text.find(token) == std::string::npos) continue;
                EXPECT_EQ(network.name(), place.network)
                    << "seed " << seed << ": " << token << " on another network";
                EXPECT_EQ(sent.target, place.chat)
                    << "seed " << seed << ": " << token << " answered elsewhere";
                EXPECT_TRUE(seen.insert(token).second)
                    << "seed " << seed << ": " << token << " answered twice";
            }
            const std::string token = firstToken(sent.text);
            if (token.empty()) continue;
            const int number = std::atoi(token.c_str() + 1);
            EXPECT_GT(number, lastInChat[sent.target]) << "seed " << seed << ": order";
            lastInChat[sent.target] = number;
        }
    }
    /// A message without an answer has a row that says why.
    void checkRefusal(const std::string& token, const Place& place, unsigned seed) {
        const auto row =
            runCoro(io_, process_->store->inbox().findByMessage(place.network, "default", place.messageId));
        ASSERT_TRUE(row && *row) << "seed " << seed << ": " << token << " is not in the ledger";
        const std::string cause = explainTrace(**row, {}).front();
        EXPECT_EQ(cause.find("no decision was recorded"), std::string::npos)
            << "seed " << seed << ": " << token;
        EXPECT_FALSE((*row)->state == store::InboundState::admitted ||
                     (*row)->state == store::InboundState::running)
            << "seed " << seed << ": " << token << " " << cause;
    }
    void checkBounds() {
        const auto rows = runCoro(io_, process_->store->sessions().list(store::SessionQuery()));
        for (const store::SessionRow& row : *rows)
            EXPECT_LE(process_->runs.waitingCount(row.sessionKey), waitingCap);
    }
    void start() { process_ = std::make_unique<Process>(io_, folder_.path(), clock_, networks_, config_); }
    void restart() {
        process_->end(io_);
        process_.reset();
        start();
    }
    void hold() {
        if (random_() % 2)
            process_->agent.hold();
        else
            process_->agent.release();
    }
    void say(const std::string& text) {
        const std::string sender = random_() % 2 ? "5" : "6";
        const std::string id = std::to_string(++messages_);
        channels::InboundMessage message =
            random_() % 3 == 0 ? groupMessage("g" + id, text, sender) : directMessage("d" + id, text, sender);
        message.mentionsBot = message.kind == channels::ChatKind::group && random_() % 3 != 0;
        message.timestampMs = clock_.nowMs();
        if (random_() % 3 == 0) message.channel = "mattermost";
        if (text[0] == 'm') placeOf_[text] = Place{message.channel, message.chatId, message.messageId};
        history_.push_back(message);
        deliver(std::move(message));
    }
    void redeliver() {
        if (!history_.empty()) deliver(history_[random_() % history_.size()]);
    }
    void deliver(channels::InboundMessage message) {
        std::vector<channels::InboundMessage> batch;
        batch.push_back(std::move(message));
        ASSERT_TRUE(runCoro(io_, process_->dispatcher.accept(std::move(batch), std::nullopt)));
    }
    /// Lets what is ready run.
    void settle(int rounds) {
        for (int i = 0; i < rounds; ++i)
            runCoro(io_, process_->store->offsets().get("telegram", "default"));
        io_.poll();
        io_.restart();
    }
    bool isQuiet() {
        const auto open = runCoro(io_, process_->store->inbox().listUnfinished());
        const auto waiting = runCoro(io_, process_->store->outbox().listUnfinished());
        return open && open->empty() && waiting && waiting->empty();
    }
    /// The first "m<number>." that is no pending history of a group.
    static std::string firstToken(const std::string& text) {
        const std::size_t from = text.rfind("[Current message");
        const std::string part = from == std::string::npos ? text : text.substr(from);
        for (std::size_t at = part.find('m'); at != std::string::npos; at = part.find('m', at + 1)) {
            const std::size_t end = part.find_first_not_of("0123456789", at + 1);
            if (end != std::string::npos && end > at + 1 && part[end] == '.')
                return part.substr(at, end - at);
        }
        return {};
    }

    asio::io_context io_;
    std::mt19937 random_;
    testing::FakeClock clock_;
    testing::TempDir folder_;
    Networks networks_;
    Json config_;
    std::unique_ptr<Process> process_;
    std::map<std::string, Place> placeOf_;
    std::vector<channels::InboundMessage> history_;
    int counter_ = 0;
    int messages_ = 0;
};

TEST(Simulation, NothingIsLostDoubledMisdirectedOrReordered) {
    for (unsigned seed = 1; seed <= lifeCount(); ++seed) {
        Life life(seed);
        life.live();
        life.check(seed);
        if (::testing::Test::HasFailure()) break;
    }
}

/// One message on each network, and a restart while both are at the stage.
class RestartTest : public ::testing::TestWithParam<const char*> {};

TEST_P(RestartTest, BothNetworksAreAnsweredOnceAndInTheirOwnChats) {
    const std::string stage = GetParam();
    asio::io_context io;
    testing::FakeClock clock(io.get_executor());
    testing::TempDir folder;
    Networks networks;
    const Json channel{{"allowFrom", {"5"}}};
    const Json config{{"channels", {{"telegram", channel}, {"mattermost", channel}}},
                      {"session", {{"dmScope", "per-channel-peer"}}},
                      {"messages", {{"inbound", {{"debounceMs", stage == "waiting" ? 5000 : 0}}}}}};
    auto process = std::make_unique<Process>(io, folder.path(), clock, networks, config);
    const auto look = [&](int rounds) {
        for (int i = 0; i < rounds; ++i)
            runCoro(io, process->store->offsets().get("telegram", "default"));
        io.poll();
        io.restart();
    };
    if (stage == "running") process->agent.hold();
    if (stage == "delivering") networks.telegram.refusals = networks.mattermost.refusals = 1;
    std::vector<channels::InboundMessage> batch{directMessage("1", "one"), directMessage("2", "two")};
    batch[1].channel = "mattermost";
    ASSERT_TRUE(runCoro(io, process->dispatcher.accept(std::move(batch), std::nullopt)));
    look(20);

    process->end(io);
    process = std::make_unique<Process>(io, folder.path(), clock, networks, config);
    for (int round = 0; round < 20; ++round) {
        look(8);
        clock.advance(std::chrono::seconds(1));
    }

    ASSERT_EQ(networks.telegram.sent.size(), 1u);
    EXPECT_EQ(networks.telegram.sent[0].text, "answer: one");
    ASSERT_EQ(networks.mattermost.sent.size(), 1u);
    EXPECT_EQ(networks.mattermost.sent[0].text, "answer: two");
    process->end(io);
}

INSTANTIATE_TEST_SUITE_P(Stages,
                         RestartTest,
                         ::testing::Values("waiting", "running", "delivering", "delivered"));

}
}
