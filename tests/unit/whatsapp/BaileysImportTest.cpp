// A folder that Baileys wrote, and messages encrypted for its device after it was copied.
#include "openclaw/whatsapp/baileys_import.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/pairing.hpp"
#include "unit/whatsapp/vectors.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

const Json& fixture() {
    static const Json json =
        parseJson(readFile(testing::projectFile("tests/unit/whatsapp/baileys_folder.json")).value()).value();
    return json;
}

std::map<std::string, std::string> files() {
    std::map<std::string, std::string> all;
    for (const auto& [name, content] : fixture().at("files").items())
        all[name] = content.get<std::string>();
    return all;
}

Vault vaultOf(const ImportedAccount& account) {
    Vault vault;
    for (const Vault::Change& record : account.records)
        vault.load(record.id, record.value);
    return vault;
}

Envelope envelope(const Json& message, const Jid& sender, const Jid& chat, const std::string& type) {
    Envelope made;
    made.id = "x";
    made.sender = sender;
    made.chat = chat;
    made.from = chat;
    made.parts.push_back(Envelope::Part{type, unhex(message, "body"), 0});
    return made;
}

const Jid friendJid("15550000002", server::user);

}

TEST(BaileysImport, KeepsTheLink) {
    const ImportedAccount account = importBaileys(files()).value();

    EXPECT_TRUE(account.credentials.isLinked());
    EXPECT_EQ(account.credentials.me.text(), "15550000001:3@s.whatsapp.net");
    EXPECT_EQ(account.credentials.lid.text(), "91000001:3@lid");
    EXPECT_EQ(account.credentials.pushName, "Owner");
    EXPECT_EQ(account.credentials.nextPreKeyId, 3u);
    EXPECT_TRUE(
        isDeviceIdentityValid(account.credentials.deviceIdentity, account.credentials.identity.publicKey));
    EXPECT_EQ(account.sessions, 1u);
    EXPECT_EQ(account.senderKeys, 1u);
    EXPECT_EQ(account.preKeys, 1u);
    EXPECT_TRUE(account.unreadable.empty());
}

TEST(BaileysImport, GoesOnWithTheSessions) {
    const ImportedAccount account = importBaileys(files()).value();
    Vault vault = vaultOf(account);
    vault.load(lidRecord(friendJid.user), std::nullopt);

    for (const Json& message : fixture().at("messages")) {
        const OpenedEnvelope opened =
            openEnvelope(vault, account.credentials, envelope(message, friendJid, friendJid, message.at("type")));

        ASSERT_EQ(opened.messages.size(), 1u) << opened.failure->message;
        EXPECT_EQ(Proto(opened.messages[0]).bytes(field::Message::conversation),
                  message.at("text").get<std::string>());
    }
    EXPECT_TRUE(sealForDevice(vault, account.credentials, friendJid, "reply"));
}

TEST(BaileysImport, GoesOnInGroups) {
    const ImportedAccount account = importBaileys(files()).value();
    Vault vault = vaultOf(account);
    vault.load(lidRecord(friendJid.user), std::nullopt);
    const Json& message = fixture().at("group");
    const Jid group = *parseJid(message.at("id").get<std::string>());

    const OpenedEnvelope opened =
        openEnvelope(vault, account.credentials, envelope(message, friendJid, group, "skmsg"));

    ASSERT_EQ(opened.messages.size(), 1u) << opened.failure->message;
    EXPECT_EQ(Proto(opened.messages[0]).bytes(field::Message::conversation),
              message.at("text").get<std::string>());
}

TEST(BaileysImport, RefusesFoldersThatAreNotLinked) {
    EXPECT_TRUE(importBaileys({}).error().is(Errc::notFound));
    EXPECT_TRUE(importBaileys({{"creds.json", "{}"}}).error().is(Errc::invalidInput));
    auto damaged = files();
    damaged["creds.json.bak"] = damaged["creds.json"];
    damaged["creds.json"] = "{\"noise";
    damaged["session-1.0.json"] = "{}";
    EXPECT_EQ(importBaileys(damaged)->unreadable, std::vector<std::string>{"session-1.0.json"});
}

}
