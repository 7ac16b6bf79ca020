#include "openclaw/security/allowlists.hpp"

#include <gtest/gtest.h>

namespace openclaw::security {
namespace {

TEST(TelegramAllowlist, NeverMatchesNamesInTheProduct) {
    const std::vector<std::string> entries = {"bob"};
    const TelegramAllowlist list(entries, {});

    EXPECT_FALSE(list.match("9", "bob", NameMatching::never).allowed);
    EXPECT_TRUE(list.match("9", "Bob", NameMatching::compatible).allowed);
}

TEST(TelegramAllowlist, AdmitsNobodyWhenEmpty) {
    EXPECT_FALSE(TelegramAllowlist({}, {}).match("1", "", NameMatching::never).allowed);
}

TEST(DiscordAllowlist, NeverMatchesTagsInTheProduct) {
    const std::vector<std::string> entries = {"bob#1", "<@42>"};
    const DiscordAllowlist list(entries);
    DiscordCandidate impostor;
    impostor.id = "7";
    impostor.tag = "bob#1";
    DiscordCandidate known;
    known.id = "42";

    EXPECT_FALSE(list.match(impostor, NameMatching::never).allowed);
    EXPECT_TRUE(list.match(known, NameMatching::never).allowed);
}

TEST(DecideDm, OffersPairingToStrangersOnlyUnderThatPolicy) {
    EXPECT_EQ(decideDm(DmPolicy::pairing, false), DmDecision::offerPairing);
    EXPECT_EQ(decideDm(DmPolicy::allowlist, false), DmDecision::drop);
    EXPECT_EQ(decideDm(DmPolicy::disabled, true), DmDecision::drop);
}

TEST(DecideGroupSender, NeedsASenderIdAndAnEntry) {
    EXPECT_FALSE(decideGroupSender(GroupPolicy::allowlist, false, true, false));
    EXPECT_FALSE(decideGroupSender(GroupPolicy::allowlist, true, false, true));
    EXPECT_TRUE(decideGroupSender(GroupPolicy::allowlist, true, true, true));
}

}
}
