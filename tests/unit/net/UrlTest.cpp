#include "openclaw/net/http_types.hpp"

#include <gtest/gtest.h>

namespace openclaw::net {

TEST(Url, SplitsHostPortAndTarget) {
    const auto url = parseUrl("https://api.example.org:8443/v1/chat?x=1");

    ASSERT_TRUE(url);
    EXPECT_EQ(url->host, "api.example.org");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->target, "/v1/chat?x=1");
    EXPECT_EQ(url->authority(), "api.example.org:8443");
}

TEST(Url, KnowsTheUsualPorts) {
    EXPECT_EQ(parseUrl("http://a")->port, 80);
    EXPECT_EQ(parseUrl("wss://a")->port, 443);
    EXPECT_EQ(parseUrl("http://a")->target, "/");
    EXPECT_EQ(parseUrl("http://[::1]:80/")->authority(), "[::1]");
}

TEST(Url, RefusesWhatItCannotServe) {
    for (const char* text : {"", "a", "ftp://a", "http://", "http://user:pw@a/", "http://a:0/", "http://a:99999/", "//a/b"})
        EXPECT_FALSE(parseUrl(text)) << text;
}

TEST(HttpHeaders, CompareNamesWithoutCase) {
    HttpHeaders headers;
    headers.add("Content-Type", "text/plain");
    headers.set("content-type", "a/b");

    EXPECT_EQ(headers.size(), 1U);
    EXPECT_EQ(headers.get("CONTENT-TYPE"), "a/b");
    EXPECT_FALSE(headers.has("Accept"));
}

}
