#include "agent/tool_requests.hpp"

#include <gtest/gtest.h>

namespace openclaw::agent {
namespace {

TEST(ToolRequests, KnowTheirRoutes) {
    EXPECT_EQ(toolRoute("GET", "/tools"), ToolRoute::list);
    EXPECT_EQ(toolRoute("POST", "/call"), ToolRoute::call);
    EXPECT_EQ(toolRoute("POST", "/approve"), ToolRoute::approve);
    EXPECT_EQ(toolRoute("GET", "/call"), ToolRoute::unknown);
    EXPECT_EQ(toolRoute("POST", "/tools/"), ToolRoute::unknown);
}

TEST(ToolRequests, ReadTheTokenOfTheHeader) {
    EXPECT_EQ(bearerToken("Bearer abc"), "abc");
    EXPECT_EQ(bearerToken("bearer  abc "), "abc");
    EXPECT_EQ(bearerToken("Basic abc"), "");
    EXPECT_EQ(bearerToken("Bearer "), "");
    EXPECT_EQ(bearerToken(""), "");
}

TEST(ToolRequests, TakeACall) {
    const auto request = parseToolRequest(R"({"tool":"message","toolCallId":"c1","args":{"message":"hi"}})");

    ASSERT_TRUE(request);
    EXPECT_EQ(request->tool, "message");
    EXPECT_EQ(request->callId, "c1");
    EXPECT_EQ(request->arguments, (Json{{"message", "hi"}}));
}

TEST(ToolRequests, TakeACallWithoutArguments) {
    const auto request = parseToolRequest(R"({"tool":"agents_list","args":null})");

    ASSERT_TRUE(request);
    EXPECT_TRUE(request->arguments.empty());
}

TEST(ToolRequests, RefuseWhatIsNone) {
    for (const char* body : {"", "[]", "null", "{", R"({"tool":""})", R"({"tool":"../x"})", R"({"tool":7})",
                             R"({"tool":"a","args":[1]})", R"({"args":{}})"})
        EXPECT_FALSE(parseToolRequest(body)) << body;
    EXPECT_FALSE(parseToolRequest(R"({"tool":")" + std::string(65, 'a') + R"("})"));
    EXPECT_FALSE(parseToolRequest(std::string(maxToolRequestBytes + 1, ' ')));
}

}
}
