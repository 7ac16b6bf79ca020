// Manifests, their schemas, the registry's decisions and the protocol's values.
#include "openclaw/core/files.hpp"
#include "openclaw/plugins/registry.hpp"
#include "plugins/wire.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::plugins {
namespace {

const Json goodManifest{{"id", "echo"}, {"kind", "channel"}, {"command", {"python3", "echo.py"}},
                        {"configSchema", {{"type", "object"}, {"required", {"folder"}}, {"properties", {{"folder", {{"type", "string"}}}}}}}};

TEST(Manifest, NeedsIdKindAndCommand) {
    EXPECT_TRUE(readManifest(goodManifest, "/p"));
    for (const auto& [key, value] : std::vector<std::pair<std::string, Json>>{{"id", "../x"}, {"id", ""}, {"kind", "theme"}, {"command", Json::array()}, {"command", {1}}, {"configSchema", 5}}) {
        Json broken = goodManifest;
        broken[key] = value;
        const auto manifest = readManifest(broken, "/p");
        ASSERT_FALSE(manifest) << key;
        EXPECT_NE(manifest.error().message.find(key), std::string::npos);
    }
}

TEST(Manifest, ToolsAndHooksSayWhatTheyAre) {
    Json tool = goodManifest;
    tool["kind"] = "tool";
    EXPECT_NE(readManifest(tool, "/p").error().message.find("tools"), std::string::npos);
    tool["tools"] = Json::array({Json{{"name", "Shout!"}, {"description", "x"}}});
    EXPECT_NE(readManifest(tool, "/p").error().message.find("name"), std::string::npos);
    tool["tools"] = Json::array({Json{{"name", "shout"}, {"description", "Says it loudly"}}});
    ASSERT_TRUE(readManifest(tool, "/p"));
    EXPECT_EQ(readManifest(tool, "/p")->tools.at(0).parameters["type"], "object");

    Json hook = goodManifest;
    hook["kind"] = "hook";
    EXPECT_NE(readManifest(hook, "/p").error().message.find("events"), std::string::npos);
    hook["events"] = Json::array({"command"});
    EXPECT_TRUE(readManifest(hook, "/p"));
}

TEST(Schema, NamesEveryProblem) {
    const Json schema{{"type", "object"}, {"required", {"a"}}, {"additionalProperties", false},
                      {"properties", {{"a", {{"type", "string"}, {"minLength", 2}}}, {"n", {{"type", "integer"}, {"minimum", 1}, {"maximum", 5}}},
                                      {"e", {{"enum", {"x", "y"}}}}, {"l", {{"type", "array"}, {"items", {{"type", "number"}}}}}}}};
    EXPECT_TRUE(schemaProblems(schema, Json{{"a", "ok"}, {"n", 3}, {"e", "x"}, {"l", {1, 2.5}}}).empty());
    EXPECT_EQ(schemaProblems(schema, Json{{"a", "x"}, {"n", 9}, {"e", "z"}, {"l", {"no"}}, {"other", 1}}).size(), 5u);
    EXPECT_EQ(schemaProblems(schema, Json::object()).front(), "a: is missing");
    EXPECT_EQ(schemaProblems(schema, Json(5)).size(), 1u);
}

class RegistryTest : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(writeFileAtomically(folder_.path() / "plugins/echo/openclaw.plugin.json", dumpJson(goodManifest)));
    }
    PluginEntry find(const Json& root, const std::string& id) const {
        for (const PluginEntry& entry : discoverPlugins(root, Environment(), folder_.path())) {
            if (entry.manifest.id == id) return entry;
        }
        return {};
    }
    testing::TempDir folder_;
};

TEST_F(RegistryTest, BundledPluginsAreOnAndProgramsAreOff) {
    EXPECT_EQ(find(Json::object(), "mattermost").status, "loaded");
    EXPECT_EQ(find(Json::object(), "echo").status, "disabled");
}

TEST_F(RegistryTest, EnabledProgramNeedsAFittingConfiguration) {
    Json root{{"plugins", {{"entries", {{"echo", {{"enabled", true}}}}}}}};
    EXPECT_EQ(find(root, "echo").status, "error");
    EXPECT_EQ(find(root, "echo").reason, "invalid config: folder: is missing");
    root["plugins"]["entries"]["echo"]["config"] = Json{{"folder", "/x"}};
    EXPECT_EQ(find(root, "echo").status, "loaded");
}

TEST_F(RegistryTest, DenyAndAllowDecide) {
    const Json denied{{"plugins", {{"deny", {"mattermost"}}}}};
    EXPECT_EQ(find(denied, "mattermost").status, "disabled");
    const Json others{{"plugins", {{"allow", {"echo"}}}}};
    EXPECT_EQ(find(others, "mattermost").reason, "not in plugins.allow");
    const Json off{{"plugins", {{"enabled", false}}}};
    EXPECT_EQ(find(off, "mattermost").status, "disabled");
}

TEST_F(RegistryTest, TakenIdsAndBrokenManifestsAreErrors) {
    Json taken = goodManifest;
    taken["id"] = "telegram";
    ASSERT_TRUE(writeFileAtomically(folder_.path() / "plugins/bad/openclaw.plugin.json", dumpJson(taken)));
    ASSERT_TRUE(writeFileAtomically(folder_.path() / "plugins/worse/openclaw.plugin.json", "{"));

    EXPECT_EQ(find(Json::object(), "telegram").status, "error");
    EXPECT_EQ(find(Json::object(), "worse").status, "error");
}

TEST(Wire, InboundMessagesAreCheckedOneByOne) {
    const Json good{{"messageId", "1"}, {"chatId", "c"}, {"senderId", "s"}, {"text", "t"}};
    EXPECT_EQ(readInbound(Json{{"messages", {good}}}, "echo", "default")->size(), 1u);
    for (const char* key : {"messageId", "chatId", "senderId", "text"}) {
        Json broken = good;
        broken.erase(key);
        EXPECT_FALSE(readInbound(Json{{"messages", {good, broken}}}, "echo", "default")) << key;
    }
    EXPECT_FALSE(readInbound(Json(5), "echo", "default"));
    EXPECT_FALSE(readInbound(Json{{"messages", std::vector<Json>(101, good)}}, "echo", "default"));
}

TEST(Wire, OnlyRefusedCredentialsEndAStartForGood) {
    EXPECT_EQ(readStartError(Json{{"code", -32004}, {"message", "no"}}).code, Errc::unauthorized);
    EXPECT_EQ(readStartError(Json{{"code", -32000}}).code, Errc::unavailable);
    EXPECT_EQ(readStartError(Json()).code, Errc::unavailable);
}

TEST(Wire, SendErrorsKeepTheirMeaning) {
    EXPECT_EQ(readSendError(Json{{"code", -32001}}).code, Errc::refused);
    const Error limited = readSendError(Json{{"code", -32002}, {"data", {{"retryAfterMs", 1500}}}});
    EXPECT_EQ(limited.code, Errc::rateLimited);
    EXPECT_EQ(limited.retryAfter, std::chrono::milliseconds(1500));
    EXPECT_EQ(readSendError(Json{{"code", -32003}}).code, Errc::closed);
    EXPECT_EQ(readSendError(Json()).code, Errc::invalidInput);
}

TEST(Wire, CapabilitiesByName) {
    const auto can = readCapabilities(Json{{"groups", true}, {"media", true}, {"textLimit", 100}, {"actions", {"react", "nonsense", 5}}});
    EXPECT_EQ(can.chats.size(), 2u);
    EXPECT_TRUE(can.hasMedia);
    EXPECT_EQ(can.textLimit, 100u);
    EXPECT_EQ(can.actions.size(), 1u);
}

}
}
