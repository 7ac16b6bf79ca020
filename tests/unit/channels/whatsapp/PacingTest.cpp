// Nobody types faster than this.
#include "channels/whatsapp/Pacing.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels::whatsapp {
namespace {

using openclaw::whatsapp::Jid;
using openclaw::whatsapp::phoneJid;
using std::chrono::milliseconds;

TEST(Pacing, TheFirstMessageLeavesAtOnce) {
    Pacing pacing;
    const SteadyTime now{milliseconds(5000)};

    EXPECT_EQ(pacing.reserve(phoneJid("1"), now, 0.9), now);
}

TEST(Pacing, AChatGetsOneMessageASecondOrLess) {
    Pacing pacing;
    const SteadyTime now{milliseconds(5000)};

    pacing.reserve(phoneJid("1"), now, 0);
    EXPECT_EQ(pacing.reserve(phoneJid("1"), now, 0.5), now + milliseconds(1000));
    EXPECT_EQ(pacing.reserve(phoneJid("1"), now, 0), now + milliseconds(2250));
}

TEST(Pacing, ManyChatsShareWhatOnePersonCouldDo) {
    Pacing pacing;
    const SteadyTime now{milliseconds(5000)};
    std::optional<SteadyTime> last;
    for (int i = 0; i < 20; ++i)
        last = pacing.reserve(phoneJid(std::to_string(i)), now, 0);

    EXPECT_EQ(last, now + milliseconds(1900));
}

TEST(Pacing, WhatIsFarAwayComesAgainAndTakesNobodysPlace) {
    Pacing pacing;
    const SteadyTime now{milliseconds(5000)};
    for (int i = 0; i <= 100; ++i)
        EXPECT_TRUE(pacing.reserve(phoneJid(std::to_string(i)), now, 0));

    EXPECT_FALSE(pacing.reserve(phoneJid("late"), now, 0));
    EXPECT_FALSE(pacing.reserve(phoneJid("late"), now, 0));
    EXPECT_EQ(pacing.reserve(phoneJid("late"), now + milliseconds(100), 0), now + milliseconds(10'100));
}

TEST(Pacing, RestsAreForgiven) {
    Pacing pacing;
    const SteadyTime now{milliseconds(5000)};

    pacing.reserve(phoneJid("1"), now, 0);
    EXPECT_EQ(pacing.reserve(phoneJid("1"), now + milliseconds(3000), 0), now + milliseconds(3000));
}

}
}
