// Records between loading and committing.
#include "openclaw/whatsapp/Vault.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace openclaw::whatsapp {

namespace {

const Jid phone("1555", server::user);
const Jid lid("99", server::lid);

}

TEST(Vault, RefusesToGuess) {
    const Vault vault;
    EXPECT_THROW(vault.find(preKeyRecord(1)), std::logic_error);
}

TEST(Vault, ReportsAndForgetsChanges) {
    Vault vault;
    vault.load(preKeyRecord(1), crypto::SecretBytes("old"));
    vault.load(preKeyRecord(2), std::nullopt);
    vault.put(preKeyRecord(2), crypto::SecretBytes("new"));
    vault.erase(preKeyRecord(1));

    EXPECT_EQ(vault.changes().size(), 2u);
    vault.rollback();
    EXPECT_FALSE(vault.isLoaded(preKeyRecord(1)));
    vault.put(preKeyRecord(3), crypto::SecretBytes("kept"));
    vault.settle();
    vault.rollback();
    EXPECT_EQ(*vault.find(preKeyRecord(3)), "kept");
}

TEST(Vault, TrimsOnlyWhatIsOnDisk) {
    Vault vault;
    for (std::uint32_t i = 0; i < 10; ++i)
        vault.load(preKeyRecord(i), std::nullopt);
    vault.put(preKeyRecord(20), crypto::SecretBytes("changed"));

    vault.trim(5);

    EXPECT_EQ(vault.size(), 1u);
    EXPECT_TRUE(vault.isLoaded(preKeyRecord(20)));
}

TEST(Vault, SessionsMoveToTheHiddenId) {
    Vault vault;
    vault.load(lidRecord("1555"), std::nullopt);
    vault.load(phoneRecord("99"), std::nullopt);
    vault.load(sessionRecord(phone), crypto::SecretBytes("phone"));
    vault.load(sessionRecord(phone.withDevice(4)), crypto::SecretBytes("companion"));
    vault.load(sessionRecord(lid), crypto::SecretBytes("newer"));
    vault.load(sessionRecord(lid.withDevice(4)), std::nullopt);

    EXPECT_EQ(sessionAddress(vault, phone.withDevice(4)), phone.withDevice(4));
    EXPECT_TRUE(learnLid(vault, phone, lid));
    EXPECT_FALSE(learnLid(vault, phone, lid));
    moveSessions(vault, phone, lid, {sessionRecord(phone).name, sessionRecord(phone.withDevice(4)).name});

    EXPECT_EQ(sessionAddress(vault, phone.withDevice(4)), lid.withDevice(4));
    EXPECT_EQ(*vault.find(sessionRecord(lid)), "newer");
    EXPECT_EQ(*vault.find(sessionRecord(lid.withDevice(4))), "companion");
    EXPECT_EQ(vault.find(sessionRecord(phone)), nullptr);
    EXPECT_EQ(otherForm(vault, lid), phone);
}

}
