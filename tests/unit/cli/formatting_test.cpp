// Text for people.
#include "cli/Context.hpp"
#include "cli/commands/health.hpp"
#include "cli/commands/logs.hpp"
#include "cli/tables.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

TEST(Tables, DrawsBoxes) {
    EXPECT_EQ(renderTable({"A", "Bee"}, {{"x", "y"}, {"long"}}),
              "┌──────┬─────┐\n│ A    │ Bee │\n├──────┼─────┤\n│ x    │ y   │\n│ long │     │\n└──────┴─────┘");
}

TEST(Tables, CutsLongCells) { EXPECT_NE(renderTable({"A"}, {{"abcdefgh"}}, 4).find("│ abc… │"), std::string::npos); }

TEST(Tables, KeepsControlCharactersFromTheTerminal) {
    EXPECT_EQ(renderTable({"A"}, {{"x\x1b[2Jy"}}).find('\x1b'), std::string::npos);
}

TEST(Tables, FitsColumnsByCuttingTheMiddle) {
    EXPECT_EQ(fitColumn("agent:main:main", 9), "agen…main");
    EXPECT_EQ(fitColumn("é", 3), "é  ");
}

TEST(Tables, ShortensTokenCounts) {
    EXPECT_EQ(formatTokens(85), "85");
    EXPECT_EQ(formatTokens(1200), "1.2k");
    EXPECT_EQ(formatTokens(200'000), "200k");
    EXPECT_EQ(formatTokens(1'500'000), "1.5m");
}

TEST(Ages, GrowCoarser) {
    EXPECT_EQ(formatAge(10'000), "just now");
    EXPECT_EQ(formatAge(5 * 60'000), "5m ago");
    EXPECT_EQ(formatAge(3 * 3'600'000), "3h ago");
    EXPECT_EQ(formatAge(72 * 3'600'000LL), "3d ago");
}

TEST(HealthLines, TellTheStateOfEachChannel) {
    const Json health = {{"channelOrder", {"telegram", "whatsapp", "discord"}},
                         {"channelLabels", {{"telegram", "Telegram"}, {"whatsapp", "WhatsApp"}}},
                         {"channels",
                          {{"telegram",
                            {{"configured", true}, {"running", true}, {"connected", true},
                             {"accounts", {{"default", {{"identity", "@bot"}}}}}}},
                           {"whatsapp", {{"configured", true}, {"linked", false}}},
                           {"discord", {{"configured", true}, {"running", false}, {"lastError", "bad token"}}}}}};

    EXPECT_EQ(channelHealthLines(health), (std::vector<std::string>{"Telegram: ok (@bot)", "WhatsApp: not linked",
                                                                    "discord: failed (unknown) - bad token"}));
}

TEST(HealthLines, SurviveAnyAnswer) { EXPECT_TRUE(channelHealthLines(Json{{"channelOrder", 5}}).empty()); }

TEST(LogLines, ReadTheLogFormat) {
    const auto line = parseLogLine(
        R"({"0":"{\"subsystem\":\"gateway\"}","1":"listening","_meta":{"logLevelName":"INFO"},"time":"2026-01-01T00:00:00.000Z"})");

    ASSERT_TRUE(line);
    EXPECT_EQ(line->subsystem, "gateway");
    EXPECT_EQ(line->level, "info");
    EXPECT_EQ(line->message, "listening");
    EXPECT_EQ(line->time, "2026-01-01T00:00:00.000Z");
}

TEST(LogLines, LeaveOtherTextAlone) { EXPECT_FALSE(parseLogLine("plain text")); }

TEST(Hints, NameTheActiveProfile) {
    Environment environment;
    Context plain(environment, {"openclaw"});
    environment.set("OPENCLAW_PROFILE", "work");
    Context named(environment, {"openclaw"});

    EXPECT_EQ(plain.commandHint("status"), "openclaw status");
    EXPECT_EQ(named.commandHint("status"), "openclaw --profile work status");
}

}
}
