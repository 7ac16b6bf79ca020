#include "openclaw/protocol/frames.hpp"

#include <gtest/gtest.h>

namespace openclaw::protocol {

TEST(RequestFrame, ReadsAWellFormedRequest) {
    const auto parsed = parseRequestFrame(R"({"type":"req","id":"1","method":"health","params":{"probe":true}})");

    ASSERT_TRUE(parsed.request);
    EXPECT_EQ(parsed.request->method, "health");
    EXPECT_EQ(parsed.request->params["probe"], true);
    EXPECT_TRUE(parseRequestFrame(R"({"type":"req","id":"1","method":"health"})").request->params.is_object());
}

TEST(RequestFrame, ExplainsWhatIsWrong) {
    const auto problem = [](std::string_view text) { return parseRequestFrame(text).problem; };

    EXPECT_FALSE(problem("{").isJson);
    EXPECT_EQ(problem(R"({"type":"event","event":"x"})").message,
              "invalid request frame: must have required property 'id'; must have required property 'method'; "
              "at root: unexpected property 'event'; at /type: must be equal to constant");
    EXPECT_EQ(problem(R"({"type":"res","id":"7"})").message,
              "invalid request frame: must have required property 'method'; at /type: must be equal to constant");
    EXPECT_EQ(problem(R"({"type":"req","id":7,"method":"x"})").id, 7);
    EXPECT_EQ(problem("[1]").id, "invalid");
}

TEST(Frames, EncodeWhatClientsExpect) {
    EXPECT_EQ(encodeResponse("a\"b", "{}"), R"({"type":"res","id":"a\"b","ok":true,"payload":{}})");
    EXPECT_EQ(encodeErrorResponse("x", RpcError(code::unavailable, "no")),
              R"({"type":"res","id":"x","ok":false,"error":{"code":"UNAVAILABLE","message":"no"}})");
    const StateVersion version{2, 3};
    EXPECT_EQ(encodeEvent("tick", R"({"ts":1})", 5, &version),
              R"({"type":"event","event":"tick","payload":{"ts":1},"seq":5,"stateVersion":{"presence":2,"health":3}})");
}

}
