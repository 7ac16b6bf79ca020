#include "channels/discord/RateLimits.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::discord {
namespace {

using namespace std::chrono_literals;

net::HttpHeaders limits(const std::string& bucket, int remaining, const std::string& resetAfter) {
    net::HttpHeaders headers;
    headers.add("X-RateLimit-Bucket", bucket);
    headers.add("X-RateLimit-Remaining", std::to_string(remaining));
    headers.add("X-RateLimit-Reset-After", resetAfter);
    return headers;
}

TEST(Route, LeavesOutMinorIds) {
    EXPECT_EQ(routeOf("POST", "/channels/123/messages").key(), "POST /channels/{}/messages|123");
    EXPECT_EQ(routeOf("PUT", "/channels/1/messages/2/reactions/%F0%9F%91%8D/@me").name,
              "PUT /channels/{}/messages/{}/reactions/{}/@me");
    EXPECT_EQ(routeOf("GET", "/guilds/5/members/search?query=x").key(), "GET /guilds/{}/members/search|5");
    EXPECT_EQ(routeOf("POST", "/webhooks/7/a.token").key(), "POST /webhooks/{}/{}|7:a.token");
    EXPECT_EQ(routeOf("POST", "/users/@me/channels").key(), "POST /users/@me/channels|");
}

class RateLimitsTest : public ::testing::Test {
protected:
    void answer(const Route& route, const net::HttpHeaders& headers, int status = 200,
                std::chrono::milliseconds wait = 0ms, bool isGlobal = false) {
        limits_.begin(route, now);
        limits_.end(route, headers, status, wait, isGlobal, now);
    }

    RateLimits limits_;
    SteadyTime now = SteadyTime(1h);
    Route one = routeOf("POST", "/channels/1/messages");
    Route two = routeOf("POST", "/channels/2/messages");
    Route other = routeOf("GET", "/channels/1");
};

TEST_F(RateLimitsTest, OneCallAtATimePerBucket) {
    limits_.begin(one, now);

    EXPECT_TRUE(limits_.isBusy(one));
    EXPECT_FALSE(limits_.isBusy(two));
}

TEST_F(RateLimitsTest, EmptyBucketWaitsForItsReset) {
    answer(one, limits("b", 0, "2.5"));

    EXPECT_EQ(limits_.earliest(one, now), now + 2501ms);
    EXPECT_EQ(limits_.earliest(two, now), now);
    EXPECT_EQ(limits_.earliest(one, now + 3s), now + 3s);
}

TEST_F(RateLimitsTest, RoutesShareABucketThatDiscordNamesTheSame) {
    const Route edit = routeOf("PATCH", "/channels/1/messages/5");
    answer(edit, limits("same", 4, "1"));
    answer(one, limits("same", 0, "1"));

    EXPECT_GT(limits_.earliest(edit, now), now);
}

TEST_F(RateLimitsTest, LimitedBucketWaitsAsLongAsAsked) {
    answer(one, net::HttpHeaders(), 429, 1500ms);

    EXPECT_EQ(limits_.earliest(one, now), now + 1500ms);
    EXPECT_EQ(limits_.earliest(other, now), now);
}

TEST_F(RateLimitsTest, GlobalLimitStopsEverything) {
    answer(one, net::HttpHeaders(), 429, 1500ms, true);

    EXPECT_EQ(limits_.earliest(other, now), now + 1500ms);
}

TEST_F(RateLimitsTest, StaysBelowTheGlobalRate) {
    for (int i = 0; i < 45; ++i)
        answer(routeOf("GET", "/channels/" + std::to_string(i)), net::HttpHeaders());

    EXPECT_EQ(limits_.earliest(other, now), now + 1s);
    EXPECT_EQ(limits_.earliest(routeOf("POST", "/interactions/1/t/callback"), now), now);
}

TEST_F(RateLimitsTest, JunkHeadersDoNotBlock) {
    net::HttpHeaders junk;
    junk.add("X-RateLimit-Remaining", "many");
    junk.add("X-RateLimit-Reset-After", "soon");
    answer(one, junk);

    EXPECT_EQ(limits_.earliest(one, now), now);
}

}
}
