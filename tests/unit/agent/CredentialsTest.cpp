// Renewing a login: once, whoever asks meanwhile, and stored before it is used.
#include "agent/Credentials.hpp"

#include "openclaw/core/files.hpp"
#include "support/FakeHttpClient.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

class CredentialsTest : public ::testing::Test {
protected:
    CredentialsTest() {
        const Json login = {{"type", "oauth"},
                            {"provider", "anthropic"},
                            {"access", "old"},
                            {"refresh", "r-1"},
                            {"expires", 1}};
        EXPECT_TRUE(writeFileAtomically(file(), dumpJson({{"profiles", {{"anthropic:a", login}}}})));
    }
    std::filesystem::path file() const { return folder_ / "agents/main/agent/auth-profiles.json"; }
    asio::awaitable<void> ask(std::vector<std::string>& got) {
        const Result<Secret> secret = co_await credentials_.refresh("main", "anthropic", "anthropic:a");
        got.push_back(secret ? secret->reveal() : secret.error().message);
    }

    testing::TempDir folder_;
    asio::io_context io_;
    SystemClock clock_;
    testing::FakeHttpClient http_{io_.get_executor()};
    Worker worker_;
    Credentials credentials_{io_.get_executor(), clock_, http_, worker_, Environment(), folder_.path(), [] {
                                 return std::make_shared<const Json>(Json::object());
                             }};
};

}

TEST_F(CredentialsTest, TwoWhoAskAtOnceRenewOnce) {
    http_.enqueueBody(200, R"({"access_token":"new","refresh_token":"r-2","expires_in":28800})");
    http_.enqueueBody(400, R"({"error":"invalid_grant"})"); // what a second use of r-1 would get
    std::vector<std::string> got;
    TaskGroup tasks(io_.get_executor());
    tasks.spawn("first", ask(got));
    tasks.spawn("second", ask(got));

    testing::runCoro(io_, tasks.join());

    EXPECT_EQ(got, (std::vector<std::string>{"new", "new"}));
    EXPECT_EQ(http_.requests().size(), 1u);
    const Json stored = parseJson(readFile(file()).value()).value();
    EXPECT_EQ(stored["profiles"]["anthropic:a"]["refresh"], "r-2");
}

TEST_F(CredentialsTest, ALoginThatIsGoneSaysSo) {
    http_.enqueueBody(400, R"({"error":"invalid_grant"})");
    std::vector<std::string> got;

    testing::runCoro(io_, ask(got));

    ASSERT_EQ(got.size(), 1u);
    EXPECT_NE(got[0].find("log in again"), std::string::npos) << got[0];
}

TEST_F(CredentialsTest, KeysForOtherThingsThanModelsAreFoundTheSameWay) {
    Environment environment;
    environment.set("DEEPGRAM_API_KEY", "dg-deep-key");
    Credentials credentials(io_.get_executor(), clock_, http_, worker_, environment, folder_.path(), [] {
        return std::make_shared<const Json>(Json{{"models", {{"providers", {{"groq", {{"apiKey", "gq-groq-key"}}}}}}}});
    });

    EXPECT_EQ(testing::runCoro(io_, credentials.keyOf("main", "deepgram", "")).value().reveal(), "dg-deep-key");
    EXPECT_EQ(testing::runCoro(io_, credentials.keyOf("main", "groq", "groq:work")).value().reveal(), "gq-groq-key");
    EXPECT_TRUE(testing::runCoro(io_, credentials.keyOf("main", "google", "")).error().is(Errc::notFound));
}

TEST_F(CredentialsTest, AKeyThatHasRunOutIsRenewedFirst) {
    http_.enqueueBody(200, R"({"access_token":"new","refresh_token":"r-2","expires_in":28800})");
    EXPECT_EQ(testing::runCoro(io_, credentials_.keyOf("main", "anthropic", "anthropic:a")).value().reveal(), "new");
}

}
