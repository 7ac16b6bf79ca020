#include "gateway/MethodTable.hpp"

#include <gtest/gtest.h>

#include <set>

namespace openclaw::gateway {
namespace {

std::string refusal(const std::vector<std::string>& scopes, const std::string& method, const std::string& role = "operator") {
    static const MethodTable table = makeMethodTable();
    Identity identity;
    identity.role = role;
    identity.scopes = scopes;
    const auto error = table.authorize(identity, method);
    return error ? error->message : "";
}

}

TEST(MethodTable, GrantsByScope) {
    EXPECT_EQ(refusal({"operator.read"}, "health"), "");
    EXPECT_EQ(refusal({"operator.write"}, "health"), "");
    EXPECT_EQ(refusal({"operator.read"}, "chat.send"), "missing scope: operator.write");
    EXPECT_EQ(refusal({"operator.write"}, "sessions.delete"), "missing scope: operator.admin");
    EXPECT_EQ(refusal({"operator.admin"}, "sessions.delete"), "");
    EXPECT_EQ(refusal({"operator.admin"}, "device.pair.list"), "");
    EXPECT_EQ(refusal({"operator.write"}, "device.pair.list"), "missing scope: operator.pairing");
    EXPECT_EQ(refusal({}, "health"), "missing scope: operator.read");
}

TEST(MethodTable, HidesUnknownMethodsFromNonAdmins) {
    EXPECT_EQ(refusal({"operator.write"}, "no.such"), "missing scope: operator.admin");
    EXPECT_EQ(refusal({"operator.admin"}, "no.such"), "");
}

TEST(MethodTable, NodesMayCallNothingHere) { EXPECT_EQ(refusal({}, "health", "node"), "unauthorized role: node"); }

TEST(MethodTable, EveryRowCanAnswerAndIsUnique) {
    const MethodTable table = makeMethodTable();
    std::set<std::string> names;
    for (const Method& method : table.all()) {
        EXPECT_TRUE(names.insert(method.name).second) << method.name;
        EXPECT_TRUE(method.now || method.later) << method.name;
    }
    const Json advertised = table.advertisedNames();
    EXPECT_NE(std::find(advertised.begin(), advertised.end(), Json("chat.send")), advertised.end());
    EXPECT_EQ(std::find(advertised.begin(), advertised.end(), Json("chat.inject")), advertised.end());
}

TEST(MethodTable, ValidatesParamsInTheWordsClientsKnow) {
    const MethodTable table = makeMethodTable();
    EXPECT_EQ(table.find("chat.send")->params.check(Json{{"sessionKey", "main"}, {"message", "x"}}),
              "must have required property 'idempotencyKey'");
    EXPECT_EQ(table.find("chat.history")->params.check(Json{{"sessionKey", "main"}, {"limit", 5000}}), "at /limit: must be <= 1000");
}

}
