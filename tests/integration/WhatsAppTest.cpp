// A linked device from its first code to its last message, against a server of our own: real store, real
// sockets.
#include "integration/WhatsAppHouse.hpp"
#include "openclaw/whatsapp/votes.hpp"

namespace openclaw {
namespace {

using testing::alice;
using testing::bob;
using testing::FakeWhatsApp;
using testing::runCoro;
using testing::WhatsApp;

TEST_F(WhatsApp, SaysThatItIsNotLinked) {
    start();

    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::unauthorized));
    EXPECT_EQ(channel_->status().linked, false);
}

TEST_F(WhatsApp, LinksLogsInAndStocksPreKeys) {
    linkAndStart();

    EXPECT_EQ(server_.logins, 2); // the login's own proof, and the channel
    EXPECT_EQ(server_.preKeysLeft(), 812u);
    EXPECT_EQ(channel_->status().linked, true);
    EXPECT_EQ(channel_->status().identity, "+15550000001");
}

TEST_F(WhatsApp, TakesAMessageAndAcknowledgesItAfterwards) {
    linkAndStart();

    const std::string id = server_.say(alice, "hello");
    until([&] { return hasReceipt("inactive:" + id); });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "hello");
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
    EXPECT_EQ(sink_.kept[0].chatId, "+15550000002");
    EXPECT_EQ(server_.unacknowledged(), 0u);
}

TEST_F(WhatsApp, AnswersEveryDeviceWithAnIdThatFollowsFromTheKey) {
    linkAndStart();

    const auto first = send("+15550000002", Json{{"kind", "text"}, {"text", "hi"}}, "part-1");
    const auto again = send("+15550000002", Json{{"kind", "text"}, {"text", "hi"}}, "part-1");

    ASSERT_TRUE(first) << first.error().message;
    ASSERT_TRUE(again);
    EXPECT_EQ(first->messageId, again->messageId);
    ASSERT_EQ(server_.sent.size(), 2u);
    EXPECT_EQ(server_.sent[0].id, server_.sent[1].id);
    EXPECT_EQ(server_.sent[0].devices.size(), 2u); // hers and the owner's phone
    EXPECT_EQ(whatsapp::readContent(server_.sent[0].message, whatsapp::Jid()).text, "hi");
}

TEST_F(WhatsApp, TalksBothWaysAcrossRestarts) {
    linkAndStart();
    for (int i = 0; i < 3; ++i) {
        const std::string id = server_.say(alice, "question " + std::to_string(i));
        until([&] { return hasReceipt("inactive:" + id); });
        const std::string key = "answer" + std::to_string(i);
        ASSERT_TRUE(send("+15550000002", Json{{"kind", "text"}, {"text", "answer"}}, key));
        close();
        server_.say(alice, "while away " + std::to_string(i));
        open();
        start();
        until([&] { return channel_->status().connected && server_.unacknowledged() == 0; });
    }

    EXPECT_EQ(sink_.kept.size(), 6u);
    EXPECT_EQ(server_.sent.size(), 3u);
}

TEST_F(WhatsApp, DoesNotAcknowledgeWhatCouldNotBeStored) {
    linkAndStart();
    sink_.refusals = 1;

    const std::string id = server_.say(alice, "once");
    until([&] { return sink_.calls == 1; });
    EXPECT_EQ(server_.unacknowledged(), 1u);
    until([&] { return sink_.calls == 2 && server_.unacknowledged() == 0; });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "once");
    EXPECT_TRUE(hasReceipt("inactive:" + id));
}

TEST_F(WhatsApp, AsksAgainForADamagedMessage) {
    linkAndStart();

    const std::string id = server_.say(alice, "damaged", true);
    until([&] { return !sink_.kept.empty(); });

    EXPECT_TRUE(hasReceipt("retry:" + id));
    EXPECT_EQ(sink_.kept[0].text, "damaged");
    const std::string next = server_.say(alice, "fine");
    until([&] { return hasReceipt("inactive:" + next); });
}

TEST_F(WhatsApp, SendsAgainToADeviceThatCouldNotRead) {
    linkAndStart();
    const auto sent = send("+15550000002", Json{{"kind", "text"}, {"text", "hard to read"}}, "k");
    ASSERT_TRUE(sent);
    whatsapp::Node retry("retry");
    retry.set("id", sent->messageId).set("count", "1").set("v", "1");
    whatsapp::Node receipt("receipt");
    receipt.set("id", sent->messageId)
        .set("from", server_.person(alice).phone())
        .set("type", "retry")
        .add(std::move(retry));

    server_.send(receipt);
    until([&] { return server_.sent.size() == 2; });

    EXPECT_EQ(server_.sent[1].type, "resent");
    EXPECT_EQ(whatsapp::readContent(server_.sent[1].message, whatsapp::Jid()).text, "hard to read");
}

TEST_F(WhatsApp, DoesNotShowMessagesToOthersWhoAsk) {
    linkAndStart();
    server_.person(bob);
    const auto sent = send("+15550000002", Json{{"kind", "text"}, {"text", "private"}}, "k");
    whatsapp::Node retry("retry");
    retry.set("id", sent->messageId).set("count", "1").set("v", "1");
    whatsapp::Node receipt("receipt");
    receipt.set("id", sent->messageId)
        .set("from", server_.person(bob).phone())
        .set("type", "retry")
        .add(std::move(retry));

    server_.send(receipt);
    const std::string id = server_.say(alice, "next");
    until([&] { return hasReceipt("inactive:" + id); });

    EXPECT_EQ(server_.sent.size(), 1u);
}

TEST_F(WhatsApp, SpeaksInGroupsWithOneKeyForAll) {
    server_.person(bob);
    linkAndStart();
    const std::string id = server_.sayInGroup(alice, "hello all");
    until([&] { return hasReceipt("inactive:" + id); });

    ASSERT_TRUE(send(FakeWhatsApp::group().text(), Json{{"kind", "text"}, {"text", "hello"}}, "g1"));
    ASSERT_TRUE(send(FakeWhatsApp::group().text(), Json{{"kind", "text"}, {"text", "again"}}, "g2"));

    EXPECT_EQ(sink_.kept[0].kind, channels::ChatKind::group);
    EXPECT_EQ(sink_.kept[0].chatTitle, "Test group");
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
    EXPECT_EQ(server_.sent[0].devices.size(), 3u); // everybody gets the key once
    EXPECT_TRUE(server_.sent[1].devices.empty());
    EXPECT_EQ(whatsapp::readContent(server_.sent[1].message, whatsapp::Jid()).text, "again");
}

TEST_F(WhatsApp, ReconnectsAfterACut) {
    linkAndStart();
    const int before = server_.logins;

    server_.dropConnection();
    until([&] { return server_.logins > before && channel_->status().connected; });

    const std::string id = server_.say(alice, "still there?");
    until([&] { return hasReceipt("inactive:" + id); });
}

TEST_F(WhatsApp, ForgetsItsKeysWhenThePhoneUnlinksIt) {
    linkAndStart();
    server_.refuseLogin("401");

    server_.dropConnection();
    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::unauthorized));
    EXPECT_EQ(channel_->status().linked, false);
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "default")).value(), 0);
}

TEST_F(WhatsApp, KeepsItsKeysWhenTheClientIsTooOld) {
    linkAndStart();
    server_.refuseLogin("405");

    server_.dropConnection();
    until([&] { return ended_.has_value(); });

    EXPECT_TRUE(ended_->error().is(Errc::invalidInput));
    EXPECT_EQ(channel_->status().linked, true);
}

TEST_F(WhatsApp, LogsOutForGood) {
    linkAndStart();

    ASSERT_TRUE(runCoro(io_, channel_->logOut()));
    until([&] { return ended_.has_value(); });

    EXPECT_EQ(channel_->status().linked, false);
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "default")).value(), 0);
}

TEST_F(WhatsApp, TellsWhoVotedForWhat) {
    linkAndStart();
    channels::ActionRequest request;
    request.kind = channels::ActionKind::poll;
    request.target = "+15550000002";
    request.parameters = Json{{"question", "Lunch?"}, {"options", {"yes", "no"}}};
    const Result<Json> asked = runCoro(io_, channel_->perform(request));
    ASSERT_TRUE(asked) << asked.error().message;
    const std::string id = stringOr(*asked, "messageId");
    const whatsapp::Jid me = whatsapp::phoneJid(FakeWhatsApp::owner);
    const whatsapp::VoteParties parties{id, me, server_.person(alice).phone()};
    const whatsapp::MessageRef poll{me, false, id, {}};

    server_.sayMessage(alice, whatsapp::voteMessage(server_.sent.at(0).message, {"no"}, parties, poll,
                                                    std::string(12, 'n')));
    until([&] { return sink_.kept.size() == 1; });

    EXPECT_EQ(sink_.kept[0].event, channels::InboundKind::reaction);
    EXPECT_EQ(sink_.kept[0].emoji, "vote \"no\"");
    EXPECT_EQ(sink_.kept[0].targetMessageId, id);
    EXPECT_EQ(sink_.kept[0].senderId, "+15550000002");
}

TEST_F(WhatsApp, VotesInPollsOfOthersAreNotForTheHouse) {
    linkAndStart();
    const std::string poll = whatsapp::pollMessage("Theirs?", {"a", "b"}, 1, std::string(32, 's'));
    const whatsapp::VoteParties parties{"3EB0FF", server_.person(alice).phone(),
                                        server_.person(alice).phone()};
    const whatsapp::MessageRef ref{server_.person(alice).phone(), true, "3EB0FF", {}};

    server_.sayMessage(alice, whatsapp::voteMessage(poll, {"a"}, parties, ref, std::string(12, 'n')));
    const std::string next = server_.say(alice, "and a word");
    until([&] { return hasReceipt("inactive:" + next); });

    ASSERT_EQ(sink_.kept.size(), 1u);
    EXPECT_EQ(sink_.kept[0].text, "and a word");
}

TEST_F(WhatsApp, AMonthOldSignedPreKeyIsReplacedAndTheOldOneStillOpens) {
    server_.person(bob);
    linkAndStart();
    // Bob's phone has fetched a bundle with the first key and writes only after the change.
    server_.prepareSession(bob);
    close();
    open();
    ageSignedPreKey();
    start();
    until([&] { return server_.signedPreKeyId() == 2; });

    server_.say(bob, "with the old key");
    server_.say(alice, "with the new key");
    until([&] { return sink_.kept.size() == 2; });

    EXPECT_EQ(sink_.kept[0].text, "with the old key");
    EXPECT_EQ(sink_.kept[1].text, "with the new key");
}

TEST_F(WhatsApp, AccountsKeepTheirKeysAndChatsApart) {
    linkAndStart();
    FakeWhatsApp other(io_.get_executor());
    ASSERT_TRUE(other.listen());
    other.person(alice);
    other.person(FakeWhatsApp::owner);
    auto second = std::make_unique<SecondAccount>(*this, other, "work");
    until([&] { return second->channel->status().connected && other.preKeyUploads > 0; });

    const std::string here = server_.say(alice, "to the first");
    const std::string there = other.say(alice, "to the second");
    until([&] { return sink_.kept.size() == 1 && second->sink.kept.size() == 1; });

    EXPECT_EQ(sink_.kept[0].accountId, "default");
    EXPECT_EQ(sink_.kept[0].text, "to the first");
    EXPECT_EQ(second->sink.kept[0].accountId, "work");
    EXPECT_EQ(second->sink.kept[0].text, "to the second");
    until([&] { return server_.unacknowledged() + other.unacknowledged() == 0; });

    // Logging one out leaves the other alone.
    ASSERT_TRUE(runCoro(io_, second->channel->logOut()));
    ASSERT_TRUE(send("+15550000002", Json{{"kind", "text"}, {"text", "still here"}}, "k"));
    EXPECT_EQ(runCoro(io_, store_->channelRecords().removeAll("whatsapp", "work")).value(), 0);
    second.reset();
    runCoro(io_, other.stop());
    EXPECT_EQ(other.problems(), std::vector<std::string>());
}

TEST_F(WhatsApp, ReactsEditsAndDeletes) {
    linkAndStart();
    channels::ActionRequest request;
    request.kind = channels::ActionKind::react;
    request.target = "+15550000002";
    request.messageId = "15550000002:15550000002:3A1001";
    request.parameters = Json{{"emoji", "👍"}};

    ASSERT_TRUE(runCoro(io_, channel_->perform(request)));

    const whatsapp::Content content = whatsapp::readContent(server_.sent.at(0).message, whatsapp::Jid());
    EXPECT_EQ(content.kind, whatsapp::Content::Kind::reaction);
    EXPECT_EQ(content.target.id, "3A1001");
    EXPECT_EQ(server_.sent.at(0).type, "reaction");
}

}
}
