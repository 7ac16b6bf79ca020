// Waiting for a person's word, on a real store: who is asked, who may answer, and how every wait ends.
#include "gateway/ExecApprovals.hpp"

#include "support/FakeClock.hpp"
#include "support/RecordingChannel.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

using commands::ApprovalDecision;
using openclaw::testing::runCoro;

dispatch::ReplyRoute chat(const std::string& target) {
    dispatch::ReplyRoute route;
    route.channel = "telegram";
    route.accountId = "default";
    route.target = target;
    return route;
}

dispatch::RunRequest personIn(const std::string& target) {
    dispatch::RunRequest request;
    request.route = chat(target);
    return request;
}

ApprovalRequest question() {
    ApprovalRequest request;
    request.id = "a1";
    request.command = "rm -rf ```x";
    request.agentId = "main";
    request.sessionKey = "agent:main:main";
    request.chat = chat("5");
    return request;
}

Json forwarded(Json rules) {
    rules["enabled"] = true;
    return Json{{"approvals", {{"exec", std::move(rules)}}}};
}

std::vector<std::string> targets(const Json& config, const ApprovalRequest& request = question()) {
    std::vector<std::string> found;
    for (const auto& route : approvalChats(config, request))
        found.push_back(route.channel + ":" + route.target + ":" + route.threadId);
    return found;
}

TEST(ApprovalChats, AreNoneUnlessSwitchedOn) {
    EXPECT_TRUE(targets(Json::object()).empty());
    EXPECT_TRUE(targets(Json{{"approvals", {{"exec", {{"enabled", false}}}}}}).empty());
}

TEST(ApprovalChats, FollowTheMode) {
    const Json target = {{"channel", "Discord"}, {"to", "9"}, {"threadId", 3}};
    const Json targetsOnly = {{"mode", "targets"}, {"targets", Json::array({target})}};
    Json both = targetsOnly;
    both["mode"] = "both";
    using Names = std::vector<std::string>;

    EXPECT_EQ(targets(forwarded(Json::object())), Names{"telegram:5:"});
    EXPECT_EQ(targets(forwarded(targetsOnly)), Names{"discord:9:3"});
    EXPECT_EQ(targets(forwarded(both)), (Names{"telegram:5:", "discord:9:3"}));
}

TEST(ApprovalChats, AreFiltered) {
    EXPECT_TRUE(targets(forwarded(Json{{"agentFilter", {"work"}}})).empty());
    EXPECT_FALSE(targets(forwarded(Json{{"agentFilter", {"main"}}})).empty());
    EXPECT_TRUE(targets(forwarded(Json{{"sessionFilter", {"discord"}}})).empty());
    EXPECT_FALSE(targets(forwarded(Json{{"sessionFilter", {"main"}}})).empty());
}

class ExecApprovalsTest : public ::testing::Test {
protected:
    void SetUp() override { begin(); }
    void TearDown() override { end(); }
    void begin() {
        store_ = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path())).value());
        const auto lookup = [this](const std::string&, const std::string&) -> channels::Channel* {
            return &channel_;
        };
        outbox_ = std::make_unique<channels::Outbox>(io_.get_executor(), clock_, *store_, lookup);
        approvals_ = std::make_unique<ExecApprovals>(io_.get_executor(), clock_, *store_, clients_, *outbox_,
                                                     lookup, [this] { return settings_; });
        runCoro(io_, outbox_->start());
    }
    void end() {
        runCoro(io_, outbox_->stop(std::chrono::milliseconds(0)));
        approvals_.reset();
        outbox_.reset();
        store_->stop();
        store_.reset();
    }
    void configure(const Json& config) {
        settings_ = std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(config));
    }
    asio::awaitable<void> askInto(ApprovalRequest request) {
        outcome_ = co_await approvals_->ask(std::move(request));
    }
    void settle() {
        for (int i = 0; i < 60; ++i)
            runCoro(io_, store_->offsets().get("telegram", "default"));
    }
    /// Asks and goes on until the chat has the question.
    void ask(ApprovalRequest request = question()) {
        outcome_.reset();
        tasks_.spawn("ask", askInto(std::move(request)));
        settle();
    }
    std::optional<ApprovalDecision> decision() {
        runCoro(io_, tasks_.join());
        return outcome_.value().value().decision;
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    openclaw::testing::FakeClock clock_{io_.get_executor()};
    openclaw::testing::RecordingChannel channel_;
    Clients clients_;
    std::shared_ptr<const dispatch::Settings> settings_ =
        std::make_shared<const dispatch::Settings>(dispatch::settingsFromJson(forwarded(Json::object())));
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<channels::Outbox> outbox_;
    std::unique_ptr<ExecApprovals> approvals_;
    std::optional<Result<ApprovalOutcome>> outcome_;
    TaskGroup tasks_{io_.get_executor()};
};

TEST_F(ExecApprovalsTest, AsksTheChatAndTakesItsWord) {
    ask();

    ASSERT_EQ(channel_.sent.size(), 1U);
    EXPECT_NE(channel_.sent[0].text.find("```\nrm -rf '''x\n```"), std::string::npos)
        << channel_.sent[0].text;
    EXPECT_NE(channel_.sent[0].text.find("/approve a1 allow-once|allow-always|deny"), std::string::npos);
    ASSERT_TRUE(approvals_->resolveFromChat("a1", ApprovalDecision::allowOnce, personIn("5")));
    EXPECT_EQ(decision(), ApprovalDecision::allowOnce);
    settle();
    EXPECT_EQ(channel_.sent.back().text, "✅ Exec approval a1: allow-once by telegram");
    EXPECT_EQ(approvals_->pendingCount(), 0U);
}

TEST_F(ExecApprovalsTest, IsNobodysBusinessInOtherChats) {
    ask();

    EXPECT_FALSE(approvals_->resolveFromChat("a1", ApprovalDecision::allowOnce, personIn("6")));
    EXPECT_FALSE(approvals_->resolveFromChat("a2", ApprovalDecision::allowOnce, personIn("5")));
    ASSERT_TRUE(approvals_->resolve("a1", ApprovalDecision::deny, "the page"));
    EXPECT_FALSE(approvals_->resolve("a1", ApprovalDecision::allowOnce, "the page"));
    EXPECT_EQ(decision(), ApprovalDecision::deny);
}

TEST_F(ExecApprovalsTest, EndsByTimeUndecided) {
    ask();

    clock_.advance(std::chrono::seconds(121));

    EXPECT_EQ(decision(), std::nullopt);
    settle();
    EXPECT_NE(channel_.sent.back().text.find("expired"), std::string::npos);
    EXPECT_FALSE(approvals_->resolve("a1", ApprovalDecision::allowOnce, "late"));
}

TEST_F(ExecApprovalsTest, DoesNotWaitWhenThereIsNobodyToAsk) {
    configure(Json::object());

    ask();

    EXPECT_EQ(decision(), std::nullopt);
    EXPECT_TRUE(channel_.sent.empty());
}

TEST_F(ExecApprovalsTest, RefusesAnIdThatWaits) {
    ask();

    const auto second = runCoro(io_, approvals_->ask(question()));

    EXPECT_EQ(second.error().message, "approval id already pending");
    ASSERT_TRUE(approvals_->resolve("a1", ApprovalDecision::deny, ""));
    EXPECT_EQ(decision(), ApprovalDecision::deny);
}

TEST_F(ExecApprovalsTest, DeniesWhenTheTurnEnds) {
    ask();

    tasks_.cancel();

    EXPECT_EQ(decision(), ApprovalDecision::deny);
    settle();
    EXPECT_EQ(channel_.sent.back().text, "⛔ Exec approval a1: deny by the end of the turn");
}

TEST_F(ExecApprovalsTest, TellsPeopleAndAgentThatARestartDenied) {
    ask();
    approvals_->park();
    tasks_.cancel();
    runCoro(io_, tasks_.join());
    end();
    begin();

    ASSERT_TRUE(runCoro(io_, approvals_->start()));
    settle();

    EXPECT_EQ(channel_.sent.back().text,
              "⛔ Exec approval a1: the gateway restarted, so the command counts as denied.");
    const auto events = runCoro(io_, store_->systemEvents().list("agent:main:main")).value();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_NE(events[0].text.find("counts as denied"), std::string::npos);
    const std::size_t told = channel_.sent.size();
    ASSERT_TRUE(runCoro(io_, approvals_->start()));
    settle();
    EXPECT_EQ(channel_.sent.size(), told);
}

}
}
