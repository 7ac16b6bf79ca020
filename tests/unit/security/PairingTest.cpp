#include "openclaw/security/pairing.hpp"

#include <gtest/gtest.h>

namespace openclaw::security {
namespace {

constexpr std::int64_t start = 1'000'000;

struct PairingFlow : ::testing::Test {
    PairingOutcome ask(std::string_view id, std::int64_t now = start) {
        return requestPairing(state, id, {}, now, [this](std::uint64_t bound) { return counter++ % bound; });
    }
    PairingState state;
    std::uint64_t counter = 0;
};

TEST_F(PairingFlow, KeepsTheCodeOfARepeatedContact) {
    const PairingOutcome first = ask("a");
    const PairingOutcome second = ask(" a ", start + 5);

    EXPECT_EQ(second.code, first.code);
    EXPECT_FALSE(second.created);
    EXPECT_EQ(state.requests.at(0).lastSeenAtMs, start + 5);
}

TEST_F(PairingFlow, GivesNoCodeAtTheCap) {
    ask("a");
    ask("b");
    ask("c");

    EXPECT_EQ(ask("d").code, "");
}

TEST_F(PairingFlow, ForgetsARequestAfterAnHour) {
    const std::string code = ask("a").code;

    EXPECT_FALSE(approvePairing(state, code, start + pairingTtlMs + 1));
}

TEST_F(PairingFlow, StillAcceptsACodeAtExactlyOneHour) {
    const std::string code = ask("a").code;

    EXPECT_TRUE(approvePairing(state, code, start + pairingTtlMs));
}

TEST_F(PairingFlow, UsesACodeOnce) {
    const std::string code = ask("a").code;

    EXPECT_TRUE(approvePairing(state, code, start));
    EXPECT_FALSE(approvePairing(state, code, start));
}

TEST_F(PairingFlow, ApprovesNothingForABlankCode) {
    ask("a");

    EXPECT_FALSE(approvePairing(state, "  ", start));
}

TEST_F(PairingFlow, GivesUpWhenTheGeneratorRepeatsItself) {
    const auto stuck = [](std::uint64_t) { return std::uint64_t{0}; };
    requestPairing(state, "a", {}, start, stuck);

    EXPECT_EQ(requestPairing(state, "b", {}, start, stuck).code, "");
}

TEST_F(PairingFlow, KeepsTheMostRecentlySeenOfAnOverfullState) {
    for (int i = 0; i < 5; ++i) {
        PairingRequest request;
        request.id = std::to_string(i);
        request.createdAtMs = start;
        request.lastSeenAtMs = start + i;
        state.requests.push_back(request);
    }

    prunePairings(state, start);

    ASSERT_EQ(state.requests.size(), maxPendingPairings);
    EXPECT_EQ(state.requests.front().id, "2");
}

}
}
