// The identity file and the device tokens.
#include "cli/DeviceIdentity.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::cli {
namespace {

class DeviceIdentityFiles : public ::testing::Test {
protected:
    openclaw::testing::TempDir folder_;
    std::filesystem::path identityFile_ = folder_ / "identity" / "device.json";
    std::filesystem::path tokenFile_ = folder_ / "identity" / "device-auth.json";
};

TEST_F(DeviceIdentityFiles, MakesAPrivateFileOnce) {
    const Result<DeviceIdentity> first = loadOrCreateIdentity(identityFile_, 5);
    const Result<DeviceIdentity> second = loadOrCreateIdentity(identityFile_, 6);

    ASSERT_TRUE(first);
    ASSERT_TRUE(second);
    EXPECT_EQ(first->deviceId, second->deviceId);
    EXPECT_EQ(first->deviceId, crypto::sha256Hex(first->publicKey));
    struct stat info {};
    ASSERT_EQ(::stat(identityFile_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(DeviceIdentityFiles, CorrectsAWrongId) {
    const Result<DeviceIdentity> made = loadOrCreateIdentity(identityFile_, 5);
    ASSERT_TRUE(made);
    Json stored = *parseJson(*readFile(identityFile_));
    stored["deviceId"] = "somebody else";
    ASSERT_TRUE(writeFileAtomically(identityFile_, dumpJson(stored)));

    const Result<DeviceIdentity> read = loadOrCreateIdentity(identityFile_, 6);

    ASSERT_TRUE(read);
    EXPECT_EQ(read->deviceId, made->deviceId);
    EXPECT_EQ(stringOr(*parseJson(*readFile(identityFile_)), "deviceId"), made->deviceId);
}

TEST_F(DeviceIdentityFiles, ReplacesAnUnusableFile) {
    ASSERT_TRUE(writeFileAtomically(identityFile_, "{\"publicKeyPem\": 7}"));

    const Result<DeviceIdentity> made = loadOrCreateIdentity(identityFile_, 5);

    ASSERT_TRUE(made);
    EXPECT_EQ(loadOrCreateIdentity(identityFile_, 6)->deviceId, made->deviceId);
}

TEST_F(DeviceIdentityFiles, SignsVerifiably) {
    const Result<DeviceIdentity> identity = loadOrCreateIdentity(identityFile_, 5);
    ASSERT_TRUE(identity);

    const Result<std::string> signature = crypto::signEd25519(identity->privateSeed.reveal(), "text");

    ASSERT_TRUE(signature);
    EXPECT_TRUE(crypto::verifyEd25519(identity->publicKey, "text", *signature));
}

TEST_F(DeviceIdentityFiles, KeepsTokensOfThisDeviceOnly) {
    ASSERT_TRUE(storeDeviceToken(tokenFile_, "device-a", "operator", "t0ken", {"b", "a"}, 7));

    EXPECT_EQ(readDeviceToken(tokenFile_, "device-a", "operator").reveal(), "t0ken");
    EXPECT_TRUE(readDeviceToken(tokenFile_, "device-a", "node").empty());
    EXPECT_TRUE(readDeviceToken(tokenFile_, "device-b", "operator").empty());
    EXPECT_EQ((*parseJson(*readFile(tokenFile_)))["tokens"]["operator"]["scopes"], Json({"a", "b"}));
}

}
}
