#pragma once

#include "gateway/tools/Tools.hpp"

#include "unit/dispatch/HouseFixture.hpp"

#include <boost/asio/io_context.hpp>

namespace openclaw::gateway {

using namespace openclaw::testing;

struct NoJobs final : cron::JobRunner {
    asio::awaitable<cron::JobOutcome> run(cron::JobRun) override { co_return cron::JobOutcome(); }
    void onRecorded(const Json&) override {}
};

/// The tools as an agent uses them in the middle of a turn that a message began: gate, run, tool, outbox.
class ToolsTest : public ::testing::Test {
protected:
    void SetUp() override { begin(Json{{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}}}); }
    void TearDown() override { end(); }

    void begin(const Json& config) {
        house_ = std::make_unique<House>(io_, folder_.path(), config);
        cron_ = std::make_unique<cron::CronService>(io_.get_executor(), house_->clock, *house_->store, jobs_);
        ASSERT_TRUE(runCoro(io_, cron_->start(cron::CronOptions())));
        House& house = *house_;
        const auto lookup = [&house](const std::string& name, const std::string&) -> channels::Channel* {
            return name == "telegram" ? &house.channel : nullptr;
        };
        approvals_ =
            std::make_unique<ExecApprovals>(io_.get_executor(), house_->clock, *house_->store, clients_,
                                            house_->outbox, lookup, [this] { return house_->settings; });
        house_->approve = [this](const std::string& id, commands::ApprovalDecision decision,
                                 const dispatch::RunRequest& approver) {
            return approvals_->resolveFromChat(id, decision, approver);
        };
        gate_ = std::make_unique<ExecGate>(
            house_->clock, house_->runs, [this] { return house_->settings; }, *approvals_, worker_,
            ExecPolicyFile(folder_ / "exec-approvals.json"), testEnvironment(), folder_ / "state");
        subAgents_ = std::make_unique<SubAgents>(io_.get_executor(), house.clock, *house.store, house.agent,
                                                 house.runs, lookup, [&house] { return house.settings; });
        house_->subAgents = [this](dispatch::RunRequest request, std::string arguments) {
            return subAgents_->command(std::move(request), std::move(arguments));
        };
        house_->stopSubAgents = [this](std::string key) { return subAgents_->stopAll(std::move(key)); };
        plugins_ = std::make_unique<plugins::PluginServices>(
            io_.get_executor(), house_->clock, *launcher_, Environment(), folder_ / "state", Json::object());
        tools_ = std::make_unique<Tools>(
            io_.get_executor(),
            ToolServices{house.clock, *house.store, house.runs, house.desk, house.outbox, lookup, *cron_,
                         *gate_, *subAgents_, [&house] { return house.settings; }, *plugins_,
                         [this](std::string agentId, std::string text, bool isNow) {
                             return tell(agentId, text, isNow);
                         }});
    }
    static Environment testEnvironment() {
        Environment environment;
        environment.set("PATH", "/usr/bin:/bin");
        environment.set("HOME", "/nonexistent");
        return environment;
    }
    void end() {
        runCoro(io_, tools_->stop());
        runCoro(io_, cron_->stop());
        house_->stop();
        runCoro(io_, subAgents_->stop());
        tools_.reset();
        subAgents_.reset();
        gate_.reset();
        approvals_.reset();
        cron_.reset();
        house_.reset();
    }
    asio::awaitable<Result<void>> tell(std::string, std::string text, bool) {
        told_.push_back(std::move(text));
        co_return Result<void>();
    }

    /// The next turn calls the tool and answers with the text.
    void script(const std::string& tool, const Json& arguments, const std::string& answer) {
        house_->agent.answerWith(answer);
        house_->agent.actWith([this, tool, arguments](agent::TurnRequest turn) {
            return act(std::move(turn), tool, arguments);
        });
    }
    asio::awaitable<void> act(agent::TurnRequest turn, std::string tool, Json arguments) {
        agent::ToolCaller caller;
        caller.runId = turn.runId;
        caller.agentId = turn.agentId;
        caller.sessionKey = turn.sessionKey;
        caller.chat = turn.chat;
        caller.isAuthorized = turn.isAuthorized;
        Result<Json> result = co_await tools_->call(std::move(caller), std::move(tool), std::move(arguments));
        results_.push_back(std::move(result));
    }
    asio::awaitable<void> twice(agent::TurnRequest turn) {
        agent::TurnRequest again = turn;
        Json arguments = {{"message", "beep"}};
        Json sameArguments = arguments;
        co_await act(std::move(turn), "message", std::move(arguments));
        co_await act(std::move(again), "message", std::move(sameArguments));
    }
    /// The next turn wants to run a command.
    void scriptCommand(const std::string& command) {
        house_->agent.answerWith("I have looked.");
        house_->agent.actWith(
            [this, command](agent::TurnRequest turn) { return runCommand(std::move(turn), command); });
    }
    asio::awaitable<void> runCommand(agent::TurnRequest turn, std::string command) {
        agent::ToolCaller caller;
        caller.runId = turn.runId;
        caller.agentId = turn.agentId;
        caller.sessionKey = turn.sessionKey;
        caller.workspace = folder_.path();
        Json arguments = {{"command", std::move(command)}};
        verdict_ = co_await tools_->judge(std::move(caller), "bash", std::move(arguments));
    }
    void settle(int rounds = 100) {
        for (int i = 0; i < rounds; ++i)
            runCoro(io_, house_->store->offsets().get("telegram", "default"));
    }
    /// The id in the newest question.
    std::string askedId() {
        for (int i = 0; i < 100 && approvals_->pendingCount() == 0; ++i)
            settle();
        settle();
        const std::string& text = house_->channel.sent.back().text;
        const std::size_t at = text.find("ID: ");
        return at == std::string::npos ? std::string() : text.substr(at + 4, text.find('\n', at) - at - 4);
    }
    void waitForAnswer(const std::string& id) {
        ASSERT_TRUE(runCoro(io_, house_->runs.wait("telegram:default:" + id, std::chrono::seconds(5))));
        settle();
    }

    /// A message comes in and its turn runs to the end.
    void say(const std::string& id) {
        house_->receive(directMessage(id, "please"));
        const auto result =
            runCoro(io_, house_->runs.wait("telegram:default:" + id, std::chrono::seconds(5)));
        ASSERT_TRUE(result);
        for (int i = 0; i < 50; ++i)
            runCoro(io_, house_->store->offsets().get("telegram", "default"));
    }
    std::string text() const {
        const Result<Json>& last = results_.back();
        return last ? (*last)["content"][0]["text"].get<std::string>() : "error: " + last.error().message;
    }
    std::vector<std::string> sent() const {
        std::vector<std::string> texts;
        for (const auto& message : house_->channel.sent)
            texts.push_back(message.target + ": " + message.text);
        return texts;
    }
    using Texts = std::vector<std::string>;

    asio::io_context io_{1};
    TempDir folder_;
    NoJobs jobs_;
    std::unique_ptr<House> house_;
    std::unique_ptr<cron::CronService> cron_;
    Clients clients_;
    Worker worker_;
    std::unique_ptr<ExecApprovals> approvals_;
    std::unique_ptr<ExecGate> gate_;
    std::unique_ptr<SubAgents> subAgents_;
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<plugins::PluginServices> plugins_;
    std::unique_ptr<Tools> tools_;
    std::vector<Result<Json>> results_;
    agent::ToolVerdict verdict_;
    Texts told_;
};

}
