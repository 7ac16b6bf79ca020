// Threads on Discord: one opened for a question, and what the agent is told about one that is there already.
#include "conformance/House.hpp"
#include "support/FakeDiscord.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::testing {
namespace {

class DiscordThreads : public ::testing::Test {
protected:
    DiscordThreads() { (void)server_.listen(); }
    ~DiscordThreads() override {
        house_->stop();
        runCoro(io_, server_.stop());
    }
    void start() {
        const Json channels{{"501", {{"autoThread", true}}}};
        const Json guild{{"requireMention", true}, {"users", {"4242"}}, {"channels", channels}};
        const Json discord{{"token", server_.token()},
                           {"apiRoot", server_.root()},
                           {"replyToMode", "all"},
                           {"guilds", {{"500", guild}}}};
        house_ =
            std::make_unique<House>(io_, folder_.path(), Json{{"channels", {{"discord", discord}}}}, nullptr);
        house_->start();
        runCoro(io_, server_.waitForSessions(1, 0));
    }
    std::string ask(const std::string& channel, const std::string& text, bool mention) {
        Json more = Json::object();
        if (mention) more["mentions"] = Json::array({Json{{"id", FakeDiscord::botId}}});
        return server_.pushMessage(channel, "4242", text, more);
    }

    asio::io_context io_{1};
    TempDir folder_;
    FakeDiscord server_{io_.get_executor()};
    std::unique_ptr<House> house_;
};

TEST_F(DiscordThreads, AQuestionIsAnsweredInAThreadOfItsOwn) {
    start();
    ask("501", "not for the bot", false);
    const std::string question = ask("501", "how does   it work?", true);
    runCoro(io_, server_.waitForSent(1));

    EXPECT_EQ(server_.sent()[0].at("channel_id"), question);
    EXPECT_FALSE(server_.sent()[0].contains("message_reference"));
    EXPECT_EQ(server_.countCalls("POST /channels/501/messages/" + question + "/threads"), 1u);
    for (const DiscordCall& call : server_.calls()) {
        if (call.path.ends_with("/threads")) {
            EXPECT_EQ(call.body.at("name"), "how does it work?");
        }
    }

    ask(question, "and now without calling", false);
    runCoro(io_, server_.waitForSent(2));

    EXPECT_EQ(server_.sent()[1].at("channel_id"), question);
    EXPECT_EQ(server_.countCalls("POST /channels/501/messages/"), 1u);
    EXPECT_EQ(house_->agent.turns()[1].sessionKey, house_->agent.turns()[0].sessionKey);
}

TEST_F(DiscordThreads, WithoutThePermissionTheChannelIsAnswered) {
    HttpFault fault;
    fault.status = 403;
    fault.body = Json{{"message", "Missing Permissions"}, {"code", 50013}};
    start();
    const std::string question = server_.newId();
    fault.call = "POST /channels/501/messages/" + question + "/threads";
    server_.faults.add(fault);
    server_.pushMessage(
        "501", "4242", "hello",
        Json{{"id", question}, {"mentions", Json::array({Json{{"id", FakeDiscord::botId}}})}});
    runCoro(io_, server_.waitForSent(1));

    EXPECT_EQ(server_.sent()[0].at("channel_id"), "501");
}

TEST_F(DiscordThreads, TheFirstTurnKnowsWhatTheThreadIsAbout) {
    start();
    server_.pushMessage("501", "4242", "The server is down", Json{{"id", "502"}});
    ask("502", "why?", true);
    runCoro(io_, server_.waitForSent(1));
    ask("502", "and now?", true);
    runCoro(io_, server_.waitForSent(2));

    const std::string first = house_->agent.turns()[0].message;
    EXPECT_NE(first.find("[Thread starter - for context]\nada: The server is down"), std::string::npos)
        << first;
    EXPECT_EQ(house_->agent.turns()[1].message.find("Thread starter"), std::string::npos);
}

}
}
