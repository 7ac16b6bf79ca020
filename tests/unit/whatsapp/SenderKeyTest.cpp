// Group keys: recorded messages of another implementation, disorder, forgery.
#include "whatsapp/signal/SenderKey.hpp"

#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw::whatsapp {

TEST(SenderKey, OpensRecordedMessagesInAnyOrder) {
    const Json& vector = vectors().at("senderKey");
    std::vector<std::size_t> order{0, 1, 2};
    do {
        SenderKey key;
        ASSERT_TRUE(learnSenderKey(key, unhex(vector, "distribution")));
        for (const std::size_t i : order) {
            const Json& message = vector.at("messages").at(i);
            EXPECT_EQ(openGroupMessage(key, unhex(message, "skmsg")).value(),
                      message.at("plain").get<std::string>());
            EXPECT_TRUE(openGroupMessage(key, unhex(message, "skmsg")).error().is(Errc::conflict));
            key = SenderKey::parse(key.serialize()).value();
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(SenderKey, MembersReadFromWhereTheyJoined) {
    SenderKey own = makeSenderKey();
    SenderKey early;
    ASSERT_TRUE(learnSenderKey(early, senderKeyDistribution(own)));
    const std::string first = sealGroupMessage(own, "first").value();
    SenderKey late;
    ASSERT_TRUE(learnSenderKey(late, senderKeyDistribution(own)));
    const std::string second = sealGroupMessage(own, "second").value();

    EXPECT_EQ(openGroupMessage(early, first).value(), "first");
    EXPECT_EQ(openGroupMessage(early, second).value(), "second");
    EXPECT_FALSE(openGroupMessage(late, first));
    EXPECT_EQ(openGroupMessage(late, second).value(), "second");
}

TEST(SenderKey, LearningAgainDoesNotTurnBack) {
    SenderKey own = makeSenderKey();
    const std::string distribution = senderKeyDistribution(own);
    SenderKey member;
    ASSERT_TRUE(learnSenderKey(member, distribution));
    const std::string message = sealGroupMessage(own, "once").value();
    ASSERT_TRUE(openGroupMessage(member, message));

    ASSERT_TRUE(learnSenderKey(member, distribution));

    EXPECT_TRUE(openGroupMessage(member, message).error().is(Errc::conflict));
}

TEST(SenderKey, RefusesForgeries) {
    SenderKey own = makeSenderKey();
    SenderKey member;
    ASSERT_TRUE(learnSenderKey(member, senderKeyDistribution(own)));
    const std::string message = sealGroupMessage(own, "signed").value();
    for (std::size_t i = 1; i < message.size(); ++i) {
        std::string forged = message;
        forged[i] = static_cast<char>(forged[i] ^ 2);
        EXPECT_FALSE(openGroupMessage(member, forged));
    }

    EXPECT_EQ(openGroupMessage(member, message).value(), "signed");
    EXPECT_TRUE(sealGroupMessage(member, "mine").error().is(Errc::notFound));
}

}
