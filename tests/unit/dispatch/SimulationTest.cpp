// Many small lives of the message path with a virtual clock: mixed traffic in several chats, repeated
// deliveries, resets, stops, restarts, turns that take their time. Each seed is one life. What must hold
// whatever happens: a message is answered at most once, never in another chat, in order within its chat; in
// the end none is left over. OPENCLAW_SIMULATION_RUNS sets the number of lives.
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

std::size_t lifeCount() {
    const char* given = std::getenv("OPENCLAW_SIMULATION_RUNS");
    return given ? static_cast<std::size_t>(std::strtoul(given, nullptr, 10)) : 60;
}

Json configFor(std::mt19937& random) {
    static const char* modes[] = {"collect", "followup", "steer", "steer-backlog", "interrupt"};
    return Json{{"channels", {{"telegram", {{"allowFrom", {"5", "6"}}, {"groupPolicy", "open"}}}}},
                {"session",
                 {{"dmScope", "per-channel-peer"}, {"reset", {{"mode", random() % 2 ? "idle" : "daily"}}}}},
                {"messages",
                 {{"queue",
                   {{"mode", modes[random() % 5]},
                    {"debounceMs", random() % 2 ? 0 : 800},
                    {"cap", 3},
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
            testing::RecordingChannel& channel,
            const Json& config)
        : store(std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder)).value())),
          settings(std::make_shared<const Settings>(settingsFromJson(config))), agent(io.get_executor()),
          outbox(
              io.get_executor(),
              clock,
              *store,
              [&channel](const std::string&, const std::string&) -> channels::Channel* { return &channel; }),
          runs(
              io.get_executor(),
              clock,
              *store,
              agent,
              outbox,
              [&channel](const std::string&, const std::string&) -> channels::Channel* { return &channel; },
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
            switch (random_() % 10) {
            case 0: restart(); break;
            case 1: hold(); break;
            case 2: clock_.advance(std::chrono::milliseconds(random_() % 5000)); break;
            case 3: clock_.advance(std::chrono::hours(random_() % 30)); break;
            case 4: redeliver(); break;
            case 5: say(random_() % 2 ? "/stop" : "/new"); break;
            default: say("m" + std::to_string(++counter_) + "."); break;
            }
            settle(4);
        }
        process_->agent.release();
        for (int round = 0; round < 60 && !isQuiet(); ++round) {
            clock_.advance(std::chrono::milliseconds(1500));
            settle(8);
        }
    }

    void check(unsigned seed) {
        EXPECT_TRUE(isQuiet()) << "seed " << seed << ": messages are left over";
        std::map<std::string, std::string> seenIn;
        std::map<std::string, int> lastInChat;
        for (const auto& sent : channel_.sent) {
            // The note about dropped messages repeats their texts; they were not answered.
            if (sent.text.find("due to cap.") != std::string::npos) continue;
            for (const auto& [token, chat] : chatOf_) {
                if (sent.text.find(token) == std::string::npos) continue;
                EXPECT_EQ(sent.target, chat) << "seed " << seed << ": " << token << " answered elsewhere";
                EXPECT_TRUE(seenIn.emplace(token, sent.text).second)
                    << "seed " << seed << ": " << token << " answered twice";
            }
            const std::string token = firstToken(sent.text);
            if (token.empty()) continue;
            const int number = std::atoi(token.c_str() + 1);
            EXPECT_GT(number, lastInChat[sent.target]) << "seed " << seed << ": order";
            lastInChat[sent.target] = number;
        }
        process_->end(io_);
    }

private:
    void start() { process_ = std::make_unique<Process>(io_, folder_.path(), clock_, channel_, config_); }
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
        if (text[0] == 'm') chatOf_[text] = message.chatId;
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
    testing::RecordingChannel channel_;
    Json config_;
    std::unique_ptr<Process> process_;
    std::map<std::string, std::string> chatOf_;
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

}
}
