// The long-lived identity of a linked device and its stored form.
#include "openclaw/whatsapp/Credentials.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "whatsapp/signal/Session.hpp"
#include "whatsapp/signal/records.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::uint32_t recordVersion = 2;
/// Without a second signed pre-key.
constexpr std::uint32_t firstVersion = 1;
constexpr std::uint32_t maxRegistrationId = 16383;

void writeJid(RecordWriter& out, const Jid& jid) { out.bytes(jid.empty() ? std::string() : jid.text()); }
Jid readJid(RecordReader& in) { return parseJid(in.bytes()).value_or(Jid()); }
void writePair(RecordWriter& out, const crypto::X25519Pair& pair) {
    out.bytes(pair.publicKey).bytes(pair.privateKey);
}
crypto::X25519Pair readPair(RecordReader& in) {
    crypto::X25519Pair pair;
    pair.publicKey = in.key();
    pair.privateKey = in.key();
    return pair;
}

}

bool Credentials::isOwnUser(const Jid& jid) const {
    return !jid.user.empty() &&
           ((jid.isUser() && jid.user == me.user) || (jid.isLid() && jid.user == lid.user));
}

Credentials Credentials::generate(std::string_view rootKey) {
    Credentials credentials;
    credentials.noiseKey = crypto::generateX25519();
    credentials.identity = crypto::generateX25519();
    credentials.registrationId = 1 + static_cast<std::uint32_t>(randomBelow(maxRegistrationId));
    credentials.makeSignedPreKey();
    credentials.advSecret = crypto::randomKey(32);
    credentials.rootKey = rootKey;
    return credentials;
}

void Credentials::makeSignedPreKey() {
    signedPreKey = crypto::generateX25519();
    signedPreKeySignature =
        crypto::signXeddsa(identity.privateKey, markedKey(signedPreKey.publicKey)).value();
}

crypto::SecretBytes Credentials::serialize() const {
    RecordWriter out;
    out.number(recordVersion);
    writePair(out, noiseKey);
    writePair(out, identity);
    out.number(registrationId).number(signedPreKeyId);
    writePair(out, signedPreKey);
    out.bytes(signedPreKeySignature).bytes(advSecret).number(nextPreKeyId);
    writeJid(out, me);
    writeJid(out, lid);
    out.bytes(deviceIdentity).bytes(platform).bytes(pushName).bytes(routing).bytes(rootKey);
    out.number(static_cast<std::uint32_t>(linkedAtMs / 1000));
    out.number(previousSignedPreKeyId);
    writePair(out, previousSignedPreKey);
    out.number(isSignedPreKeyPublished ? 1 : 0);
    out.number(static_cast<std::uint32_t>(signedPreKeyMadeAtMs / 1000));
    return out.take();
}

Result<Credentials> Credentials::parse(std::string_view record) {
    RecordReader in(record);
    const std::uint32_t version = in.number();
    if (version != recordVersion && version != firstVersion)
        return Error(Errc::corrupt, "the WhatsApp credentials have an unknown version");
    Credentials credentials;
    credentials.noiseKey = readPair(in);
    credentials.identity = readPair(in);
    credentials.registrationId = in.number();
    credentials.signedPreKeyId = in.number();
    credentials.signedPreKey = readPair(in);
    credentials.signedPreKeySignature = in.key(64);
    credentials.advSecret = in.key();
    credentials.nextPreKeyId = in.number();
    credentials.me = readJid(in);
    credentials.lid = readJid(in);
    credentials.deviceIdentity = in.bytes();
    credentials.platform = in.bytes();
    credentials.pushName = in.bytes();
    credentials.routing = in.bytes();
    credentials.rootKey = in.bytes();
    credentials.linkedAtMs = static_cast<std::int64_t>(in.number()) * 1000;
    credentials.signedPreKeyMadeAtMs = credentials.linkedAtMs;
    if (version != firstVersion) {
        credentials.previousSignedPreKeyId = in.number();
        credentials.previousSignedPreKey = readPair(in);
        credentials.isSignedPreKeyPublished = in.number() != 0;
        credentials.signedPreKeyMadeAtMs = static_cast<std::int64_t>(in.number()) * 1000;
    }
    if (!in.isFinished()) return Error(Errc::corrupt, "the WhatsApp credentials are damaged");
    return credentials;
}

}
