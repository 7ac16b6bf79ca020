// Cron expressions over the days on which clocks change, and what a bad expression is told.
#include "openclaw/schedule/cron.hpp"

#include <gtest/gtest.h>

namespace openclaw::schedule {
namespace {

struct Row {
    const char* zone;
    const char* expression;
    std::int64_t after;
    std::int64_t next;
    const char* why;
};

/// Computed with another implementation of the time zone database.
constexpr Row rows[] = {
    {"America/New_York", "30 2 * * *", 1772902800000, 1772955000000,
     "skipped: as much later as the clocks jump"},
    {"America/New_York", "30 2 * * *", 1772956800000, 1773037800000, "once on the day of the jump"},
    {"America/New_York", "30 1 * * *", 1793462400000, 1793511000000, "twice: the first time"},
    {"America/New_York", "30 1 * * *", 1793511000000, 1793601000000, "twice: not the second time"},
    {"America/New_York", "0 * * * *", 1772951400000, 1772953200000, "hourly over the jump"},
    {"Europe/Vienna", "30 2 * * *", 1774695600000, 1774747800000, "skipped"},
    {"Europe/Vienna", "15 2 * * *", 1792836000000, 1792887300000, "twice: the first time"},
    {"Europe/Vienna", "15 2 * * *", 1792887300000, 1792977300000, "twice: not the second time"},
    {"Australia/Sydney", "30 2 * * *", 1790992800000, 1791045000000, "skipped, southern half"},
    {"Australia/Lord_Howe", "15 2 * * *", 1790991000000, 1791042300000, "a jump of half an hour"},
    {"Asia/Kolkata", "30 2 * * *", 1772951400000, 1773003600000, "no daylight saving, half hours"},
};

std::optional<std::int64_t> next(const char* expression, std::int64_t after, const char* zone = "UTC") {
    const auto cron = CronExpression::parse(expression);
    return cron ? cron->next(after, zone) : std::nullopt;
}

constexpr std::int64_t newYear2026 = 1767225600000; // 2026-01-01T00:00Z, a Thursday
constexpr std::int64_t day = 86'400'000;

}

TEST(Cron, FollowsTheClocksOfEveryZone) {
    for (const Row& row : rows)
        EXPECT_EQ(next(row.expression, row.after, row.zone), row.next)
            << row.zone << " " << row.expression << ": " << row.why;
}

TEST(Cron, UnderstandsNamesListsAndSteps) {
    EXPECT_EQ(next("0 0 * * MON", newYear2026), newYear2026 + 4 * day);
    EXPECT_EQ(next("0 0 1 FEB,MAR *", newYear2026), newYear2026 + 31 * day);
    EXPECT_EQ(next("0 12/6 * * *", newYear2026), newYear2026 + day / 2);
    EXPECT_EQ(next("@daily", newYear2026), newYear2026 + day);
    EXPECT_EQ(next("0 0 L * *", newYear2026), newYear2026 + 30 * day);
    EXPECT_EQ(next("0 0 * * FRI#1", newYear2026), newYear2026 + day);
    EXPECT_EQ(next("0 0 * * 7", newYear2026), newYear2026 + 3 * day);
}

TEST(Cron, FindsRareDaysAndGivesUpOnNone) {
    EXPECT_EQ(next("0 0 29 2 *", newYear2026), 1835395200000); // 2028-02-29
    EXPECT_EQ(next("0 0 30 2 *", newYear2026), std::nullopt);
}

TEST(Cron, SaysWhatIsWrong) {
    for (const char* bad : {"", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
                            "a * * * *", "*/0 * * * *", "5-1 * * * *", "* * * * * * *"})
        EXPECT_FALSE(CronExpression::parse(bad)) << bad;
    EXPECT_NE(CronExpression::parse("99 * * * *").error().message.find("99 is not a minute"),
              std::string::npos);
}

TEST(Cron, AnUnknownZoneNeverMatches) {
    EXPECT_EQ(next("* * * * *", newYear2026, "Mars/Base"), std::nullopt);
}

TEST(Schedules, EveryIsCountedFromItsAnchor) {
    Schedule schedule;
    schedule.kind = Schedule::Kind::every;
    schedule.everyMs = 1000;
    schedule.anchorMs = 500;
    EXPECT_EQ(nextRun(schedule, 400).value(), 500);
    EXPECT_EQ(nextRun(schedule, 600).value(), 1500);
    EXPECT_EQ(nextRun(schedule, 1500).value(), 1500);
}

}
