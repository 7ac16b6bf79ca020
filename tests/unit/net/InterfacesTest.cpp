#include "openclaw/net/interfaces.hpp"

#include <gtest/gtest.h>

using openclaw::net::isTailnetAddress;

TEST(TailnetAddress, LiesInTheSharedRange) {
    for (const char* inside : {"100.64.0.0", "100.101.102.103", "100.127.255.255"})
        EXPECT_TRUE(isTailnetAddress(inside)) << inside;
    for (const char* outside :
         {"100.63.255.255", "100.128.0.0", "127.0.0.1", "10.64.0.1", "fd7a:115c:a1e0::1", "", "100.64"})
        EXPECT_FALSE(isTailnetAddress(outside)) << outside;
}
