// The tools as an agent uses them in the middle of a turn that a message began: gate, run, tool, outbox.
#include "gateway/tools/Tools.hpp"

#include "../dispatch/HouseFixture.hpp"

#include "openclaw/core/files.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>

namespace openclaw::gateway {
namespace {

using namespace openclaw::testing;

struct NoJobs final : cron::JobRunner {
    asio::awaitable<cron::JobOutcome> run(cron::JobRun) override { co_return cron::JobOutcome(); }
    void onRecorded(const Json&) override {}
};

class ToolsTest : public ::testing::Test {
protected:
    void SetUp() override { begin(Json{{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}}}); }
    void TearDown() override { end(); }

    void begin(const Json& config) {
        house_ = std::make_unique<House>(io_, folder_.path(), config);
        cron_ = std::make_unique<cron::CronService>(io_.get_executor(), house_->clock, *house_->store, jobs_);
        ASSERT_TRUE(runCoro(io_, cron_->start(cron::CronOptions())));
        House& house = *house_;
        const auto lookup = [&house](const std::string& name,
                                               const std::string&) -> channels::Channel* {
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
        plugins_ = std::make_unique<plugins::PluginServices>(io_.get_executor(), house_->clock, *launcher_, Environment(),
                                                             folder_ / "state", Json::object());
        tools_ = std::make_unique<Tools>(
            io_.get_executor(), ToolServices{house.clock, *house.store, house.runs, house.desk, house.outbox,
                                             lookup, *cron_, *gate_, [&house] { return house.settings; }, *plugins_,
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
        tools_.reset();
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
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    std::unique_ptr<plugins::PluginServices> plugins_;
    std::unique_ptr<Tools> tools_;
    std::vector<Result<Json>> results_;
    agent::ToolVerdict verdict_;
    Texts told_;
};

TEST_F(ToolsTest, AMessageToTheOwnChatStandsForTheAnswer) {
    script("message", Json{{"message", "All is well here."}}, "I have told them that all is well.");

    say("1");

    EXPECT_EQ(sent(), Texts{"5: All is well here."});
    EXPECT_EQ(results_.back().value()["details"]["messageId"], "1");
    const Texts lines = house_->explain("1");
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("message tool") != std::string::npos;
    }));
}

TEST_F(ToolsTest, AnAnswerThatRepeatsAMessageToAnotherChatIsNotSent) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "The door is open.");

    say("1");

    EXPECT_EQ(sent(), Texts{"6: [from telegram] The door is open."});
}

TEST_F(ToolsTest, AnotherAnswerIsSentBesidesAMessageToAnotherChat) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "Done, they know.");

    say("1");

    EXPECT_EQ(sent(), (Texts{"6: [from telegram] The door is open.", "5: Done, they know."}));
}

TEST_F(ToolsTest, ATurnThatRunsAgainSendsNothingTwice) {
    script("message", Json{{"message", "The door is open."}, {"to", "6"}}, "Done, they know.");
    say("1");
    agent::TurnRequest again = house_->agent.turns().back();
    end();
    begin(Json{{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}}});

    runCoro(io_, act(std::move(again), "message", Json{{"message", "The door is open."}, {"to", "6"}}));

    EXPECT_TRUE(results_.back());
    EXPECT_EQ(sent(), Texts());
}

TEST_F(ToolsTest, SayingTheSameTwiceOnPurposeIsPossible) {
    house_->agent.answerWith("NO_REPLY");
    house_->agent.actWith([this](agent::TurnRequest turn) { return twice(std::move(turn)); });

    say("1");

    EXPECT_EQ(sent(), (Texts{"5: beep", "5: beep"}));
}

TEST_F(ToolsTest, AMessageThatCannotBeDeliveredIsAnError) {
    house_->channel.refusal = Error(Errc::notFound, "chat not found");
    script("message", Json{{"message", "hello there"}, {"to", "404"}}, "NO_REPLY");

    say("1");

    EXPECT_NE(text().find("chat not found"), std::string::npos);
}

TEST_F(ToolsTest, SessionsAreListedAndReadByWhoMayAsk) {
    script("sessions_list", Json::object(), "fine");
    say("1");
    const Json list = results_.back().value()["details"];
    ASSERT_EQ(list["count"], 1);
    EXPECT_EQ(list["sessions"][0]["key"], "agent:main:main");

    script("sessions_history", Json{{"sessionKey", "main"}}, "fine");
    say("2");
    const Json history = results_.back().value()["details"]["messages"];
    EXPECT_TRUE(history.is_array());

    script("sessions_history", Json{{"sessionKey", "agent:work:main"}}, "fine");
    say("3");
    EXPECT_EQ(text(), "error: there is no such session, or you may not see it");
}

TEST_F(ToolsTest, TheStatusIsThatOfTheCommand) {
    script("session_status", Json::object(), "fine");

    say("1");

    EXPECT_NE(text().find("🦞 OpenClaw test"), std::string::npos) << text();
}

TEST_F(ToolsTest, JobsBelongToTheirAgent) {
    const Json job = {{"name", "tea"},
                      {"schedule", {{"kind", "every"}, {"everyMs", 3'600'000}}},
                      {"sessionTarget", "main"},
                      {"payload", {{"kind", "systemEvent"}, {"text", "Tea time."}}}};
    script("cron", Json{{"action", "add"}, {"job", job}}, "fine");
    say("1");
    ASSERT_TRUE(results_.back()) << text();
    const std::string id = results_.back().value()["details"]["id"];
    Json foreign = job;
    foreign["agentId"] = "work";
    ASSERT_TRUE(runCoro(io_, cron_->add(foreign)));

    script("cron", Json{{"action", "list"}}, "fine");
    say("2");
    EXPECT_EQ(results_.back().value()["details"]["jobs"].size(), 1U);

    script("cron", Json{{"action", "add"}, {"job", foreign}}, "fine");
    say("3");
    EXPECT_EQ(text(), "error: jobs can be made for your own agent only");

    script("cron", Json{{"action", "remove"}, {"id", id}}, "fine");
    say("4");
    EXPECT_EQ(cron_->count(), 1U);
}

TEST_F(ToolsTest, AWakeIsToldToTheAgent) {
    script("cron", Json{{"action", "wake"}, {"text", "look at the mail"}}, "fine");

    say("1");

    EXPECT_EQ(told_, Texts{"look at the mail"});
}

const Json askingConfig = {{"channels", {{"telegram", {{"allowFrom", {"5"}}}}}},
                           {"tools", {{"exec", {{"security", "allowlist"}}}}},
                           {"approvals", {{"exec", {{"enabled", true}}}}}};

class AskingToolsTest : public ToolsTest {
protected:
    void SetUp() override { begin(askingConfig); }
};

TEST_F(ToolsTest, TheShellIsOpenWhileNoPolicySaysOtherwise) {
    scriptCommand("touch $HOME/x");

    say("1");

    EXPECT_TRUE(verdict_.isAllowed);
}

TEST_F(AskingToolsTest, ACommandWaitsForTheWordInItsChat) {
    scriptCommand("touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();

    house_->receive(directMessage("2", "/approve " + id + " once"));
    waitForAnswer("1");

    EXPECT_TRUE(verdict_.isAllowed) << verdict_.reason;
    const Texts texts = sent();
    EXPECT_TRUE(std::find(texts.begin(), texts.end(), "5: I have looked.") != texts.end());
}

TEST_F(AskingToolsTest, ADenialReachesTheAgent) {
    scriptCommand("touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();

    house_->receive(directMessage("2", "/approve " + id + " deny"));
    waitForAnswer("1");

    EXPECT_FALSE(verdict_.isAllowed);
    EXPECT_NE(verdict_.reason.find("denied"), std::string::npos);
}

TEST_F(AskingToolsTest, AllowAlwaysIsRememberedForTheProgram) {
    scriptCommand("/usr/bin/touch x");
    house_->receive(directMessage("1", "please"));
    const std::string id = askedId();
    house_->receive(directMessage("2", "/approve " + id + " always"));
    waitForAnswer("1");
    ASSERT_TRUE(verdict_.isAllowed) << verdict_.reason;
    const std::size_t messages = house_->channel.sent.size();

    scriptCommand("/usr/bin/touch y && /usr/bin/touch z");
    say("3");

    EXPECT_TRUE(verdict_.isAllowed) << verdict_.reason;
    EXPECT_EQ(house_->channel.sent.size(), messages + 1); // the answer, and no question
}

TEST_F(AskingToolsTest, TheGatewaysOwnFilesAreNotForFileTools) {
    const auto judged = [this](const std::string& path) {
        agent::ToolCaller caller;
        caller.workspace = folder_ / "state/workspace";
        return runCoro(io_, tools_->judge(std::move(caller), "write", Json{{"path", path}})).isAllowed;
    };

    EXPECT_FALSE(judged((folder_ / "state/openclaw.json").string()));
    EXPECT_FALSE(judged("../openclaw.json"));
    EXPECT_FALSE(judged((folder_ / "exec-approvals.json").string()));
    EXPECT_TRUE(judged("notes.md"));
    EXPECT_TRUE(judged("/tmp/notes.md"));
}

TEST_F(AskingToolsTest, APolicyThatCannotBeReadAllowsNothing) {
    ASSERT_TRUE(writeFileAtomically(folder_ / "exec-approvals.json", "{ nonsense"));
    scriptCommand("ls");

    say("1");

    EXPECT_FALSE(verdict_.isAllowed);
}

}
}
