#pragma once

#include "pi/RpcServer.hpp"

#include "support/FakeHttpClient.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <optional>

namespace openclaw::pi::testing {

/// Collects protocol lines.
class CollectingSink final : public EventSink {
public:
    void send(std::string line) override { lines.push_back(Json::parse(line)); }
    asio::awaitable<void> ready() override { co_return; }

    std::vector<Json> lines;
};

/// An agent without a process around it: commands go in as lines, answers and events are collected.
class PiHarness {
public:
    /// `settings` is the content of settings.json; `provider`/`model` must be in the catalog below.
    explicit PiHarness(const std::string& provider = "offline", const std::string& model = "offline",
        const std::string& settings = R"({"retry":{"baseDelayMs":1,"maxRetries":2}})",
        std::optional<std::filesystem::path> sessionFile = std::nullopt);
    ~PiHarness();

    void send(const Json& command) { server->handleLine(dumpJson(command)); }
    void sendText(const std::string& line) { server->handleLine(line); }
    /// Runs until the n-th line of that type has come since the last clear(), and returns it.
    Json waitFor(const std::string& type, int count = 1);
    /// Sends and waits for the response with the same id.
    Json ask(Json command);
    /// Sends a prompt and waits until the agent has settled.
    void prompt(const std::string& message);
    void clear() { sink.lines.clear(); }
    /// The types of all lines in order; message events with their role: "message_end:user".
    std::vector<std::string> types() const;
    std::vector<Json> all(const std::string& type) const;
    /// The text of the newest assistant message.
    std::string lastText();

    openclaw::testing::TempDir folder;
    asio::io_context io;
    openclaw::testing::FakeHttpClient http{io.get_executor()};
    std::unique_ptr<process::Launcher> launcher = process::makeLauncher(io.get_executor());
    SystemClock clock;
    CollectingSink sink;
    ModelCatalog catalog;
    std::unique_ptr<AgentSession> session;
    std::unique_ptr<RpcServer> server;

private:
    void runUntil(const std::function<bool()>& done);
};

/// A Chat Completions stream with one text, or one tool call.
std::string completionsText(const std::string& text, int promptTokens = 10);
std::string completionsTool(const std::string& name, const Json& arguments);

}
