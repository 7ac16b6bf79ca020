#include "openclaw/routing/bindings.hpp"
#include "openclaw/routing/group_keys.hpp"
#include "openclaw/routing/targets.hpp"

#include <gtest/gtest.h>

namespace openclaw::routing {
namespace {

TEST(RoutingOptions, LeaveMalformedEntriesOut) {
    const Json config = {{"agents", {{"list", {1, {{"id", 5}}, {{"id", "ok"}}}}}},
                         {"bindings", {"x", {{"agentId", "a"}}, {{"agentId", "a"}, {"match", {{"channel", "t"}}}}}},
                         {"session", 7}};

    const RoutingOptions options = routingOptionsFromJson(config);

    EXPECT_EQ(options.agents.size(), 1U);
    EXPECT_EQ(options.bindings.size(), 1U);
}

TEST(ResolveAgentRoute, TreatsAPeerOfUnknownKindAsScoped) {
    const Json config = {{"bindings", {{{"agentId", "a"},
                                        {"match", {{"channel", "t"}, {"peer", {{"kind", "?"}, {"id", "1"}}}}}}}}};
    RouteRequest request;
    request.channel = "t";

    EXPECT_EQ(resolveAgentRoute(routingOptionsFromJson(config), request).matchedBy, MatchedBy::defaultAgent);
}

TEST(ResolveAgentRoute, DoesNotMatchATopicByItsGroup) {
    const Json config = {{"bindings", {{{"agentId", "a"},
                                        {"match", {{"channel", "t"}, {"peer", {{"kind", "group"}, {"id", "-1"}}}}}}}}};
    RouteRequest request;
    request.channel = "t";
    request.peer = Peer{PeerKind::group, "-1:topic:9"};

    EXPECT_EQ(resolveAgentRoute(routingOptionsFromJson(config), request).matchedBy, MatchedBy::defaultAgent);
}

TEST(SessionKeys, LowerCaseBeyondAscii) {
    PeerKeyRequest request;
    request.channel = "imessage";
    request.peerId = "\xc3\x9c@X.com";
    request.dmScope = DmScope::perPeer;

    EXPECT_EQ(buildPeerSessionKey(request), "agent:main:dm:\xc3\xbc@x.com");
}

TEST(SessionKeys, SurviveAMegabyteOfColons) {
    const std::string colons(1 << 20, ':');

    EXPECT_FALSE(parseAgentKey("agent" + colons));
    EXPECT_FALSE(announceTargetFromKey(colons));
}

TEST(TelegramTarget, IgnoresAnOversizedThreadNumber) {
    EXPECT_FALSE(parseTelegramTarget("-1:topic:99999999999999999999999").messageThreadId);
}

TEST(IMessageTarget, RefusesAnUnreadableChatId) { EXPECT_FALSE(parseIMessageTarget("chat_id:x")); }

TEST(IMessageHandle, StripsNestedPrefixesWithoutRecursion) {
    std::string handle;
    for (int i = 0; i < 200000; ++i)
        handle += "sms:";

    EXPECT_EQ(normalizeIMessageHandle(handle + "A@b.C"), "a@b.c");
}

}
}
