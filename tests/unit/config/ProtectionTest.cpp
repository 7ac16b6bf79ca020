#include "openclaw/config/protection.hpp"

#include <gtest/gtest.h>

namespace openclaw::config {
namespace {

Json config() {
    return Json{
        {"agents", {{"defaults", {{"model", "a/b"}, {"sandbox", {{"mode", "all"}}}}}}},
        {"channels", {{"telegram", {{"allowFrom", {"5"}}, {"botToken", "t"}, {"replyToMode", "first"}}}}},
        {"gateway", {{"port", 1}}}};
}

TEST(ProtectedChange, LetsHarmlessEditsPass) {
    Json after = config();
    after["channels"]["telegram"]["replyToMode"] = "all";
    after["agents"]["defaults"]["model"] = "c/d";
    after["messages"]["responsePrefix"] = "x";

    EXPECT_EQ(protectedChange(config(), after), std::nullopt);
}

TEST(ProtectedChange, SeesChangedAddedAndRemovedSettings) {
    Json changed = config();
    changed["gateway"]["port"] = 2;
    Json added = config();
    added["agents"]["defaults"]["pi"]["command"] = "/bin/evil";
    Json removed = config();
    removed["channels"]["telegram"].erase("allowFrom");

    Json written = config();
    written["messages"]["tts"] = Json{{"auto", "always"}, {"prefsPath", "~/.ssh/authorized_keys"}};
    Json run = config();
    run["messages"]["tts"]["command"] = Json::array({"/bin/evil"});

    EXPECT_EQ(protectedChange(config(), written), "messages.tts.prefsPath");
    EXPECT_EQ(protectedChange(config(), run), "messages.tts.command");
    EXPECT_EQ(protectedChange(config(), changed), "gateway");
    EXPECT_EQ(protectedChange(config(), added), "agents.defaults.pi");
    EXPECT_EQ(protectedChange(config(), removed), "channels.telegram.allowFrom");
}

TEST(ProtectedChange, IsNotFooledByReplacingWhatStandsAround) {
    Json replaced = config();
    replaced["agents"] = Json{{"defaults", {{"model", "a/b"}}}};
    Json hidden = config();
    hidden["agents"]["list"] = Json::array({Json{{"id", "x"}, {"tools", {{"allow", {"*"}}}}}});

    EXPECT_EQ(protectedChange(config(), replaced), "agents.defaults.sandbox");
    EXPECT_EQ(protectedChange(config(), hidden), "agents.list[0].tools");
}

TEST(ProtectedChange, KeepsSecretsWhereTheyAre) {
    Json after = config();
    after["channels"]["telegram"]["botToken"] = "other";

    EXPECT_EQ(protectedChange(config(), after), "channels.telegram.botToken");
}

}
}
