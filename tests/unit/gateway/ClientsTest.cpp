#include "gateway/Client.hpp"
#include "gateway/Presence.hpp"
#include "gateway/sessionKeys.hpp"
#include "support/FakeClock.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::gateway {

TEST(Presence, PutsTheGatewayFirstAndFadesOthers) {
    asio::io_context io;
    testing::FakeClock clock(io.get_executor());
    Presence presence(clock, "1");
    presence.update("Device", Json{{"host", "a"}, {"roles", {"operator"}}});
    presence.update("device", Json{{"reason", "again"}, {"roles", {"node"}}});

    const Json list = presence.list();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0]["mode"], "gateway");
    EXPECT_EQ(list[1]["host"], "a");
    EXPECT_EQ(list[1]["roles"], Json::array({"node", "operator"}));

    clock.advance(std::chrono::minutes(6));
    EXPECT_EQ(presence.list().size(), 1U);
}

TEST(Presence, IsBounded) {
    asio::io_context io;
    testing::FakeClock clock(io.get_executor());
    Presence presence(clock, "1");
    for (int i = 0; i < 1000; ++i)
        presence.update("k" + std::to_string(i), Json::object());
    EXPECT_LE(presence.list().size(), 201U);
}

TEST(SessionKeys, KnowTheMainSessionByEveryName) {
    const dispatch::Settings settings = dispatch::settingsFromJson(Json::object());
    for (const char* key : {"main", " Main ", "", "agent:main:main"})
        EXPECT_EQ(canonicalSessionKey(settings, key), "agent:main:main") << key;
    EXPECT_EQ(canonicalSessionKey(settings, "work"), "agent:main:work");
    EXPECT_EQ(canonicalSessionKey(settings, "agent:ops:x"), "agent:ops:x");
    EXPECT_EQ(canonicalSessionKey(settings, "global"), "global");
    EXPECT_EQ(agentOfSession(settings, "agent:ops:x"), "ops");
}

}
