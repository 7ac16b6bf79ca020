// What WhatsApp's protocol costs in CPU, one line a figure: handshake, messages, fan-out, groups, media,
// pre-keys.
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/whatsapp/Noise.hpp"
#include "openclaw/whatsapp/media.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "support/FakePerson.hpp"
#include "whatsapp/signal/Session.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>

namespace {

using namespace openclaw;
using namespace openclaw::whatsapp;

double cpuSeconds(const std::function<void()>& work) {
    const std::clock_t start = std::clock();
    work();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void report(const char* what, double value, const char* unit) {
    std::printf("%-44s %10.2f %s\n", what, value, unit);
}

/// A linked account with sessions towards `count` devices.
struct Fleet {
    explicit Fleet(std::size_t count) {
        self.me = Jid("1", server::user, 3);
        self.lid = Jid("91", server::lid, 3);
        self.deviceIdentity = "identity";
        vault.load(accountRecord(), std::nullopt);
        openclaw::testing::FakePerson person("2");
        const Node bundle = person.bundleNode(Jid("2", server::user));
        for (std::size_t i = 0; i < count; ++i) {
            const Jid device(std::to_string(1000 + i), server::lid);
            vault.load(sessionRecord(device), std::nullopt);
            (void)startSessionFrom(vault, self, device, bundle);
            devices.push_back(device);
        }
    }
    Credentials self = Credentials::generate(std::string(32, 'r'));
    Vault vault;
    std::vector<Jid> devices;
};

void benchHandshake() {
    constexpr int rounds = 50;
    const double seconds = cpuSeconds([] {
        for (int i = 0; i < rounds; ++i) {
            const crypto::X25519Pair own = crypto::generateX25519();
            const crypto::X25519Pair other = crypto::generateX25519();
            // What a login computes: four key agreements, two certificate signatures, six sealed texts.
            for (int each = 0; each < 4; ++each)
                (void)crypto::x25519(own.privateKey, other.publicKey);
            const std::string signature = crypto::signXeddsa(other.privateKey, "details").value();
            (void)crypto::verifyXeddsa(other.publicKey, "details", signature);
            (void)crypto::verifyXeddsa(other.publicKey, "details", signature);
            NoiseState state("WA");
            for (int each = 0; each < 6; ++each)
                (void)state.seal(std::string(200, 'x'));
        }
    });
    report("handshake and login", seconds / rounds * 1000, "ms");
}

void benchMessages() {
    constexpr int count = 5000;
    LocalIdentity alice{crypto::generateX25519(), 1};
    Credentials bob = Credentials::generate("root");
    PreKeyBundle bundle{
        1, bob.identity.publicKey, 1, bob.signedPreKey.publicKey, bob.signedPreKeySignature, {}, {}};
    Session sender;
    (void)startSession(sender, alice, bundle);
    std::vector<std::string> messages;
    for (int i = 0; i < count; ++i)
        messages.push_back(sealMessage(sender, alice, std::string(100, 'x'))->bytes);
    Session receiver;
    const LocalIdentity local{bob.identity, 2};
    PreKeyLookup keys;
    keys.preKey = [](std::uint32_t) { return crypto::X25519Pair(); };
    keys.signedPreKey = [&](std::uint32_t) { return bob.signedPreKey; };
    const double seconds = cpuSeconds([&] {
        for (const std::string& message : messages) {
            receiver = receiver.current ? Session::parse(receiver.serialize()).value() : receiver;
            (void)openPreKeyMessage(receiver, local, keys, message);
        }
    });
    report("messages opened, records included", count / seconds, "per second");
}

void benchFanOut() {
    Fleet fleet(100);
    const double seconds = cpuSeconds([&] {
        for (const Jid& device : fleet.devices)
            (void)sealForDevice(fleet.vault, fleet.self, device, std::string(200, 'x'));
    });
    report("one message for 100 devices", seconds * 1000, "ms");
}

void benchGroup() {
    Fleet fleet(1000);
    const Jid group("1", server::group);
    fleet.vault.load(senderKeyRecord(group, ownKeyAddress(fleet.self)), std::nullopt);
    fleet.vault.load(keyHoldersRecord(group), std::nullopt);
    const double seconds = cpuSeconds([&] {
        const std::string key = ownSenderKeyDistribution(fleet.vault, fleet.self, group, false);
        for (const Jid& device : fleet.devices)
            (void)sealForDevice(fleet.vault, fleet.self, device, key);
        setKeyHolders(fleet.vault, group, fleet.devices);
        (void)sealForGroup(fleet.vault, fleet.self, group, std::string(200, 'x'));
    });
    report("first message to a group of 1000, sealing", seconds * 1000, "ms");
    const double sessions = cpuSeconds([] { Fleet again(1000); });
    report("sessions with 1000 new devices", sessions * 1000, "ms");
}

void benchMedia() {
    constexpr std::size_t piece = 256 * 1024;
    constexpr std::size_t pieces = 400;
    const std::string plain(piece, 'p');
    const std::string key(32, 'k');
    std::vector<std::string> sealed;
    MediaDigests digests;
    const double sealing = cpuSeconds([&] {
        MediaEncryptor encryptor(key, MediaKind::video);
        for (std::size_t i = 0; i < pieces; ++i) {
            std::string out;
            (void)encryptor.update(plain, out);
            sealed.push_back(std::move(out));
        }
        std::string out;
        digests = encryptor.finish(out).value();
        sealed.push_back(std::move(out));
    });
    const double opening = cpuSeconds([&] {
        MediaDecryptor decryptor(MediaExpectation{key, MediaKind::video, digests.fileSha256,
                                                  digests.fileEncSha256, piece * pieces});
        std::string out;
        for (const std::string& each : sealed) {
            out.clear();
            (void)decryptor.update(each, out);
        }
        (void)decryptor.finish(out);
    });
    const double megabytes = static_cast<double>(piece * pieces) / 1e6;
    report("media sealed", megabytes / sealing, "MB/s");
    report("media opened and checked", megabytes / opening, "MB/s");
}

void benchPreKeys() {
    Fleet fleet(0);
    const double seconds = cpuSeconds([&] {
        const Node upload = makePreKeyUpload(fleet.vault, fleet.self, "id", 812);
        (void)encodeNode(upload);
    });
    report("812 pre-keys and their upload", seconds * 1000, "ms");
}

}

int main() {
    benchHandshake();
    benchMessages();
    benchFanOut();
    benchGroup();
    benchMedia();
    benchPreKeys();
    return 0;
}
