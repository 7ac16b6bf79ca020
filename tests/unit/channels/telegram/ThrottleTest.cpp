// When messages may go.
#include "channels/telegram/Throttle.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::telegram {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime start(seconds(1000));

/// Sends `count` messages as early as allowed; the delay of the last one.
milliseconds lastDelay(Throttle& throttle, const std::string& chat, bool isGroup, int count) {
    SteadyTime now = start;
    for (int i = 0; i < count; ++i) {
        now = throttle.earliest(chat, isGroup, now);
        throttle.note(chat, isGroup, now);
    }
    return std::chrono::duration_cast<milliseconds>(now - start);
}

TEST(TelegramThrottle, SmallBurstGoesAtOnce) {
    Throttle throttle;
    EXPECT_EQ(lastDelay(throttle, "1", false, 3), milliseconds(0));
}

TEST(TelegramThrottle, OneASecondPerChatAfterTheBurst) {
    Throttle throttle;
    EXPECT_EQ(lastDelay(throttle, "1", false, 6), seconds(3));
}

TEST(TelegramThrottle, ChatsDoNotHoldEachOtherBack) {
    Throttle throttle;
    lastDelay(throttle, "1", false, 10);
    EXPECT_EQ(throttle.earliest("2", false, start), start);
}

TEST(TelegramThrottle, GroupsTakeTwentyAMinute) {
    Throttle throttle;
    EXPECT_EQ(lastDelay(throttle, "-1", true, 21), seconds(60));
}

TEST(TelegramThrottle, ThirtyASecondOverall) {
    Throttle throttle;
    for (int i = 0; i < 30; ++i)
        throttle.note(std::to_string(i), false, start);
    EXPECT_EQ(throttle.earliest("new", false, start), start + seconds(1));
}

TEST(TelegramThrottle, RestedChatHasItsBurstAgain) {
    Throttle throttle;
    lastDelay(throttle, "1", false, 6);
    const SteadyTime later = start + seconds(100);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(throttle.earliest("1", false, later), later);
        throttle.note("1", false, later);
    }
    EXPECT_GT(throttle.earliest("1", false, later), later);
}

}
}
