#include "gateway/ConfigEditing.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::gateway {
namespace {

class ConfigEditing : public ::testing::Test {
protected:
    ConfigEditing() : file(home / "openclaw.json") {
        const auto written = writeFileAtomically(
            file,
            R"({gateway: {mode: "local", auth: {token: "secret-token"}}, messages: {responsePrefix: "old"}})");
        EXPECT_TRUE(written);
    }
    Result<std::string> run(const std::string& text) {
        const auto command = commands::parseConfigCommand(text);
        const config::Snapshot current = config::readSnapshot(file, environment);
        return editConfig(*command, current, environment, "test", 1);
    }

    testing::TempDir home;
    std::filesystem::path file;
    Environment environment;
};

TEST_F(ConfigEditing, ShowsValuesWithoutSecrets) {
    const std::string all = run("/config show").value();

    EXPECT_NE(all.find("\"responsePrefix\": \"old\""), std::string::npos) << all;
    EXPECT_EQ(all.find("secret-token"), std::string::npos);
    EXPECT_NE(run("/config get messages.responsePrefix").value().find("old"), std::string::npos);
    EXPECT_EQ(run("/config get nothing.here").value(), "⚙️ nothing.here is not set.");
}

TEST_F(ConfigEditing, SetsAndUnsetsValues) {
    EXPECT_EQ(run("/config set messages.responsePrefix=\"new\"").value(),
              "⚙️ Config updated: messages.responsePrefix=\"new\"");
    EXPECT_NE(readFile(file)->find("\"new\""), std::string::npos);

    EXPECT_EQ(run("/config unset messages.responsePrefix").value(),
              "⚙️ Config updated: messages.responsePrefix removed.");
    EXPECT_EQ(readFile(file)->find("\"new\""), std::string::npos);
}

TEST(Overrides, LieOverTheFileAndAreTakenBack) {
    const Json config{{"messages", {{"responsePrefix", "old"}}}, {"gateway", {{"port", 1}}}};
    const auto edit = [&](const char* text, const Overrides& now) {
        return editOverrides(*commands::parseDebugCommand(text), config, now);
    };

    const OverrideEdit set = edit("/debug set messages.responsePrefix=\"new\"", {}).value();
    EXPECT_TRUE(set.isChange);
    EXPECT_EQ((*withOverrides(config, set.overrides))["messages"]["responsePrefix"], "new");
    EXPECT_NE(edit("/debug show", set.overrides)->reply.find("\"new\""), std::string::npos);
    EXPECT_TRUE(edit("/debug unset messages.responsePrefix", set.overrides)->overrides.empty());
    EXPECT_TRUE(edit("/debug reset", set.overrides)->overrides.empty());
    EXPECT_FALSE(edit("/debug unset nothing.here", {})->isChange);
    EXPECT_TRUE(edit("/debug set gateway.port=2", {}).error().is(Errc::refused));
}

TEST_F(ConfigEditing, GroupThatGotAnotherIdKeepsItsRules) {
    (void)writeFileAtomically(file,
                              R"({channels: {telegram: {groups: {"-5": {requireMention: false}, "-6": {}},
        accounts: {work: {groups: {"-5": {}, "-1005": {}}}}}}})");
    const GroupMove move{"telegram", "work", "-5", "-1005"};

    const auto changed = moveGroup(move, config::readSnapshot(file, environment), environment, "test", 1);

    ASSERT_TRUE(changed) << changed.error().message;
    EXPECT_EQ(*changed, std::vector<std::string>{"channels.telegram.groups.-1005"});
    const Json telegram = config::readSnapshot(file, environment).config.at("channels").at("telegram");
    EXPECT_EQ(telegram.at("groups").at("-1005").at("requireMention"), false);
    EXPECT_FALSE(telegram.at("groups").contains("-5"));
    EXPECT_TRUE(telegram.at("accounts").at("work").at("groups").contains("-5"))
        << "the new one has rules of its own";
}

TEST_F(ConfigEditing, GroupIsNotFollowedWhereConfigWritesForbidsIt) {
    (void)writeFileAtomically(file, R"({channels: {telegram: {configWrites: false, groups: {"-5": {}}}}})");
    const GroupMove move{"telegram", "default", "-5", "-1005"};

    const auto changed = moveGroup(move, config::readSnapshot(file, environment), environment, "test", 1);

    EXPECT_TRUE(changed && changed->empty());
}

TEST_F(ConfigEditing, RefusesWhatWouldOpenTheHouse) {
    const std::string before = *readFile(file);

    const auto token = run("/config set gateway.auth.token=\"mine\"");
    const auto command = run("/config set agents.defaults.pi.command=\"/bin/sh\"");
    const auto log = run("/config set logging.file=\"/home/somebody/.profile\"");

    EXPECT_TRUE(log.error().is(Errc::refused));
    EXPECT_TRUE(token.error().is(Errc::refused));
    EXPECT_TRUE(command.error().is(Errc::refused));
    EXPECT_EQ(*readFile(file), before);
}

TEST_F(ConfigEditing, LeavesTheFileAloneWhenAValueIsWrong) {
    const std::string before = *readFile(file);

    const auto wrong = run("/config set messages.queue.cap=\"many\"");

    EXPECT_FALSE(wrong);
    EXPECT_EQ(*readFile(file), before);
}

}
}
