// The agent's end of the tool socket, with a scripted gateway.
#include "pi/GatewayTools.hpp"

#include "openclaw/core/files.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::pi {
namespace {

using namespace openclaw::testing;

class GatewayToolsTest : public ::testing::Test {
protected:
    /// Opens the gateway with one tool, "greet".
    void open() {
        auto client = std::make_unique<FakeHttpClient>(io_.get_executor());
        http_ = client.get();
        http_->enqueueBody(
            200, R"({"tools":[{"name":"greet","description":"Greets","parameters":{"type":"object"}}]})");
        client_ = std::move(client);
        ASSERT_TRUE(writeFileAtomically(folder_ / "tools.json", R"({"socket":"/run/x.sock","token":"t0k"})"));
        const auto opened = runCoro(io_, gateway_.open(folder_ / "tools.json"));
        ASSERT_TRUE(opened) << opened.error().message;
    }
    ToolOutcome greet(const std::string& reply, int status = 200) {
        http_->enqueueBody(status, reply);
        auto tools = gateway_.makeTools();
        return runCoro(io_, tools.front()->run(Json{{"name", "Ada"}},
                                               [this](Json partial) { updates_.push_back(partial); }));
    }
    static std::string textOf(const ToolOutcome& outcome) { return outcome.content.at(0)["text"]; }

    asio::io_context io_{1};
    TempDir folder_;
    std::unique_ptr<net::HttpClient> client_;
    FakeHttpClient* http_ = nullptr;
    std::string socket_;
    std::vector<Json> updates_;
    GatewayTools gateway_{[this](const std::string& socket) {
        socket_ = socket;
        return std::move(client_);
    }};
};

TEST_F(GatewayToolsTest, TakesItsTokenOutOfTheFile) {
    open();

    EXPECT_EQ(socket_, "/run/x.sock");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "tools.json"));
    EXPECT_EQ(http_->requests().front().headers.get("Authorization"), "Bearer t0k");
    EXPECT_EQ(gateway_.makeTools().front()->definition().name, "greet");
}

TEST_F(GatewayToolsTest, CannotBeOpenedWithoutTheFile) {
    EXPECT_FALSE(runCoro(io_, gateway_.open(folder_ / "tools.json")));
}

TEST_F(GatewayToolsTest, HandsTheResultOn) {
    open();

    const ToolOutcome outcome = greet("{\"update\":\"soon\"}\n{\"result\":{\"content\":[{\"type\":\"text\","
                                      "\"text\":\"hi\"}],\"details\":{\"a\":1}}}\n");

    EXPECT_EQ(textOf(outcome), "hi");
    EXPECT_EQ(outcome.details["a"], 1);
    EXPECT_FALSE(outcome.isError);
    ASSERT_EQ(updates_.size(), 1U);
    EXPECT_EQ(updates_[0]["content"][0]["text"], "soon");
    EXPECT_EQ(Json::parse(http_->requests().back().body),
              (Json{{"tool", "greet"}, {"args", {{"name", "Ada"}}}}));
}

TEST_F(GatewayToolsTest, HandsRefusalsOn) {
    open();

    EXPECT_EQ(textOf(greet("{\"error\":\"not here\"}\n")), "not here");
    EXPECT_TRUE(greet("{\"error\":\"not here\"}\n").isError);
    EXPECT_EQ(textOf(greet("no turn", 403)), "The gateway refused: no turn");
    EXPECT_EQ(textOf(greet("rubbish\n")), "the gateway gave no result");
    EXPECT_EQ(textOf(greet("")), "the gateway gave no result");
}

/// A tool that must not run without a word.
class CountingTool final : public Tool {
public:
    explicit CountingTool(int& runs) : runs_(runs) { definition_.name = "bash"; }
    const llm::ToolDefinition& definition() const override { return definition_; }
    asio::awaitable<ToolOutcome> run(Json, ToolUpdate) override {
        ++runs_;
        co_return ToolOutcome::text("ran");
    }

private:
    int& runs_;
    llm::ToolDefinition definition_;
};

TEST_F(GatewayToolsTest, RunsGuardedToolsOnlyWithItsWord) {
    open();
    int runs = 0;
    const std::unique_ptr<Tool> bash = gateway_.guard(std::make_unique<CountingTool>(runs));
    http_->enqueueBody(200, R"({"allow":true})");
    http_->enqueueBody(200, R"({"allow":false,"reason":"denied"})");
    http_->enqueueBody(200, "nonsense");
    http_->enqueueBody(500, R"({"allow":true})");

    std::vector<std::string> texts;
    for (int i = 0; i < 4; ++i)
        texts.push_back(textOf(runCoro(io_, bash->run(Json{{"command", "ls"}}, ToolUpdate()))));

    EXPECT_EQ(texts,
              (std::vector<std::string>{"ran", "denied", "the gateway refused", "the gateway refused"}));
    EXPECT_EQ(runs, 1);
}

}
}
