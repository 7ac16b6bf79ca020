#include "openclaw/protocol/Schema.hpp"
#include "openclaw/protocol/connect.hpp"

#include <gtest/gtest.h>

namespace openclaw::protocol {
namespace {

Json validConnect() {
    return Json{{"minProtocol", 3},
                {"maxProtocol", 3},
                {"client", {{"id", "cli"}, {"version", "dev"}, {"platform", "linux"}, {"mode", "cli"}}}};
}

}

TEST(Schema, UsesTheWordingClientsKnow) {
    const Schema schema = Schema::object({required("key", Schema::string(1)), optional("limit", Schema::integer(1, 10)),
                                          optional("list", Schema::array(Schema::string(1), 1)),
                                          optional("mode", Schema::oneOf({"a", "b"}))});

    EXPECT_EQ(schema.check(Json{{"key", "x"}, {"limit", 3.0}}), "");
    EXPECT_EQ(schema.check(Json::object()), "must have required property 'key'");
    EXPECT_EQ(schema.check(Json{{"key", ""}, {"limit", 0}}),
              "at /key: must NOT have fewer than 1 characters; at /limit: must be >= 1");
    EXPECT_EQ(schema.check(Json{{"key", "x"}, {"limit", 1.5}, {"z", 1}}),
              "at root: unexpected property 'z'; at /limit: must be integer");
    EXPECT_EQ(schema.check(Json{{"key", "x"}, {"list", {""}}}), "at /list/0: must NOT have fewer than 1 characters");
    EXPECT_EQ(schema.check(Json{{"key", "x"}, {"mode", "c"}}),
              "at /mode: must be equal to constant; at /mode: must match a schema in anyOf");
    EXPECT_EQ(schema.check(Json(3)), "must be object");
}

TEST(Schema, BoundsTheNumberOfComplaints) {
    const Schema schema = Schema::array(Schema::string(1));
    const std::string problems = schema.check(Json(std::vector<int>(100'000, 1)));
    EXPECT_LT(problems.size(), 2000U);
}

TEST(ConnectSchema, AcceptsWhatRealClientsSendAndNothingElse) {
    Json connect = validConnect();
    EXPECT_EQ(connectSchema().check(connect), "");
    connect["foo"] = 1;
    EXPECT_EQ(connectSchema().check(connect), "at root: unexpected property 'foo'");
    connect = validConnect();
    connect["client"]["id"] = "nope";
    EXPECT_EQ(connectSchema().check(connect),
              "at /client/id: must be equal to constant; at /client/id: must match a schema in anyOf");
}

TEST(SignedText, DependsOnTheNonce) {
    Json json = validConnect();
    json["scopes"] = {"operator.admin", "x"};
    json["auth"] = {{"token", "t"}};
    json["device"] = {{"id", "d"}, {"publicKey", "k"}, {"signature", "s"}, {"signedAt", 12}};
    ConnectParams connect = decodeConnectParams(json);

    EXPECT_EQ(signedText(connect, "operator"), "v1|d|cli|cli|operator|operator.admin,x|12|t");
    connect.device->nonce = "n";
    EXPECT_EQ(signedText(connect, "operator"), "v2|d|cli|cli|operator|operator.admin,x|12|t|n");
}

}
