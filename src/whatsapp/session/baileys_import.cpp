// Takes over a link made by OpenClaw 2026.2.1: one JSON file per record, bytes as
// {"type":"Buffer","data":base64}. The ratchet is the same everywhere, only the clothes differ: its counters
// start at -1 there and at 0 here.
#include "openclaw/whatsapp/baileys_import.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/Noise.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr int sendingChain = 1;

/// Bytes in any of the forms they come in: base64 text, a Buffer with base64 or with numbers.
std::string bytesOf(const Json* json) {
    if (!json) return {};
    if (json->is_string()) return base64Decode(json->get<std::string>()).value_or("");
    const Json* data = json->is_object() ? findMember(*json, "data") : json;
    if (data && data->is_string()) return base64Decode(data->get<std::string>()).value_or("");
    std::string bytes;
    if (data && data->is_array()) {
        for (const Json& each : *data) {
            if (!each.is_number_integer()) return {};
            bytes.push_back(static_cast<char>(each.get<int>()));
        }
    }
    return bytes;
}

std::string member(const Json& object, const char* name) { return bytesOf(findMember(object, name)); }

crypto::X25519Pair pairOf(const Json* json, const char* privateName = "private") {
    if (!json) return {};
    const Result<crypto::X25519Pair> pair = crypto::x25519FromPrivate(member(*json, privateName));
    return pair ? *pair : crypto::X25519Pair();
}

/// A record that was written as text inside a Buffer, as text, or as it is.
Result<Json> innerJson(const Json& json) {
    if (json.is_object() && stringOr(json, "type") == "Buffer") return parseJson(bytesOf(&json));
    if (json.is_string()) {
        Result<Json> direct = parseJson(json.get<std::string>());
        return direct ? direct : parseJson(bytesOf(&json));
    }
    return json;
}

KeyChain readChain(const Json& json) {
    KeyChain chain;
    const Json* key = findMember(json, "chainKey");
    if (key) {
        chain.key = member(*key, "key");
        chain.next = static_cast<std::uint32_t>(findInteger(*key, "counter").value_or(-1) + 1);
    }
    if (const Json* skipped = findMember(json, "messageKeys"); skipped && skipped->is_object()) {
        for (const auto& [counter, seed] : skipped->items()) {
            const auto number = parseInteger(counter);
            const std::string bytes = bytesOf(&seed);
            if (number && *number >= 0 && bytes.size() == 32 && chain.skipped.size() < maxSkipped)
                chain.skipped[static_cast<std::uint32_t>(*number)] = bytes;
        }
    }
    return chain;
}

std::optional<SessionState> readState(const Json& json) {
    const Json* ratchet = findMember(json, "currentRatchet");
    const Json* index = findMember(json, "indexInfo");
    if (!ratchet || !index) return std::nullopt;
    SessionState state;
    state.remoteRegistrationId = static_cast<std::uint32_t>(findInteger(json, "registrationId").value_or(0));
    state.remoteIdentity = unmarkedKey(member(*index, "remoteIdentityKey"));
    state.baseKey = unmarkedKey(member(*index, "baseKey"));
    state.root = member(*ratchet, "rootKey");
    state.ratchet = pairOf(findMember(*ratchet, "ephemeralKeyPair"), "privKey");
    state.previousCounter = static_cast<std::uint32_t>(
        std::max<std::int64_t>(0, findInteger(*ratchet, "previousCounter").value_or(0)));
    if (const Json* chains = findMember(json, "_chains"); chains && chains->is_object()) {
        for (const auto& [name, each] : chains->items()) {
            const std::string key = unmarkedKey(base64Decode(name).value_or(""));
            if (findInteger(each, "chainType").value_or(0) == sendingChain) {
                if (key == state.ratchet.publicKey) state.sending = readChain(each);
            } else if (!key.empty() && state.receiving.size() < 5) {
                state.receiving.push_back(ReceiverChain{key, readChain(each)});
            }
        }
    }
    if (const Json* pending = findMember(json, "pendingPreKey")) {
        state.isUnanswered = true;
        state.baseKey = unmarkedKey(member(*pending, "baseKey"));
        state.signedPreKeyId = static_cast<std::uint32_t>(findInteger(*pending, "signedKeyId").value_or(0));
        if (const auto id = findInteger(*pending, "preKeyId"))
            state.preKeyId = static_cast<std::uint32_t>(*id);
    }
    if (state.remoteIdentity.empty() || state.root.size() != 32 || state.ratchet.privateKey.empty())
        return std::nullopt;
    return state;
}

std::optional<Session> readSession(const Json& file) {
    const Result<Json> record = innerJson(file);
    const Json* sessions = record ? findMember(*record, "_sessions") : nullptr;
    if (!sessions || !sessions->is_object()) return std::nullopt;
    Session session;
    for (const auto& [name, each] : sessions->items()) {
        auto state = readState(each);
        if (!state) continue;
        const Json* index = findMember(each, "indexInfo");
        const bool isOpen = index && findInteger(*index, "closed").value_or(-1) == -1;
        if (isOpen && !session.current)
            session.current = std::move(*state);
        else if (session.archived.size() < 40)
            session.archived.push_back(std::move(*state));
    }
    if (!session.current && session.archived.empty()) return std::nullopt;
    return session;
}

std::optional<SenderKey> readSenderKey(const Json& file) {
    const Result<Json> record = innerJson(file);
    if (!record || !record->is_array()) return std::nullopt;
    SenderKey key;
    for (const Json& each : *record) {
        const Json* chain = findMember(each, "senderChainKey");
        const Json* signing = findMember(each, "senderSigningKey");
        if (!chain || !signing) continue;
        SenderKeyState state;
        state.keyId = static_cast<std::uint32_t>(findInteger(each, "senderKeyId").value_or(0));
        state.chain.key = member(*chain, "seed");
        state.chain.next = static_cast<std::uint32_t>(findInteger(*chain, "iteration").value_or(0));
        state.signing.publicKey = unmarkedKey(member(*signing, "public"));
        state.signing.privateKey = member(*signing, "private");
        if (const Json* skipped = findMember(each, "senderMessageKeys"); skipped && skipped->is_array()) {
            for (const Json& seed : *skipped) {
                const auto number = findInteger(seed, "iteration");
                if (number && state.chain.skipped.size() < maxSkipped)
                    state.chain.skipped[static_cast<std::uint32_t>(*number)] = member(seed, "seed");
            }
        }
        if (state.chain.key.size() == 32 && !state.signing.publicKey.empty())
            key.states.insert(key.states.begin(), std::move(state));
    }
    if (key.states.size() > 5) key.states.resize(5);
    if (key.states.empty()) return std::nullopt;
    return key;
}

/// "15551[_1].4" -> address; 1 is the domain of hidden ids.
std::optional<Jid> addressOf(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto device = parseInteger(name.substr(dot + 1));
    std::string_view user = name.substr(0, dot);
    std::string_view domain = server::user;
    if (const std::size_t underscore = user.find('_'); underscore != std::string_view::npos) {
        domain = user.substr(underscore + 1) == "1" ? server::lid : server::hosted;
        user = user.substr(0, underscore);
    }
    if (!device || *device < 0 || *device > 0xffff || user.empty()) return std::nullopt;
    return Jid(std::string(user), domain, static_cast<std::uint16_t>(*device));
}

Result<Credentials> readCredentials(const Json& json) {
    Credentials credentials;
    credentials.noiseKey = pairOf(findMember(json, "noiseKey"));
    credentials.identity = pairOf(findMember(json, "signedIdentityKey"));
    credentials.registrationId = static_cast<std::uint32_t>(findInteger(json, "registrationId").value_or(0));
    if (const Json* signedKey = findMember(json, "signedPreKey")) {
        credentials.signedPreKey = pairOf(findMember(*signedKey, "keyPair"));
        credentials.signedPreKeyId = static_cast<std::uint32_t>(findInteger(*signedKey, "keyId").value_or(1));
        credentials.signedPreKeySignature = member(*signedKey, "signature");
    }
    credentials.advSecret = member(json, "advSecretKey");
    credentials.nextPreKeyId = static_cast<std::uint32_t>(findInteger(json, "nextPreKeyId").value_or(1));
    if (const Json* me = findMember(json, "me")) {
        credentials.me = parseJid(stringOr(*me, "id")).value_or(Jid());
        credentials.lid = parseJid(stringOr(*me, "lid")).value_or(Jid());
        credentials.pushName = stringOr(*me, "name");
    }
    if (!credentials.lid.empty() && credentials.lid.device == 0)
        credentials.lid.device = credentials.me.device;
    if (const Json* account = findMember(json, "account")) {
        using F = field::ADVSignedDeviceIdentity;
        ProtoWriter identity;
        identity.bytes(F::details, member(*account, "details"));
        identity.bytes(F::accountSignatureKey, member(*account, "accountSignatureKey"));
        identity.bytes(F::accountSignature, member(*account, "accountSignature"));
        identity.bytes(F::deviceSignature, member(*account, "deviceSignature"));
        credentials.deviceIdentity = identity.take();
    }
    credentials.platform = stringOr(json, "platform");
    credentials.routing = member(json, "routingInfo");
    credentials.rootKey = productionRootKey;
    const bool isComplete =
        credentials.isLinked() && !credentials.noiseKey.privateKey.empty() &&
        !credentials.identity.privateKey.empty() && !credentials.signedPreKey.privateKey.empty() &&
        credentials.signedPreKeySignature.size() == 64 && credentials.advSecret.size() == 32;
    if (!isComplete) return Error(Errc::invalidInput, "creds.json is not that of a linked WhatsApp device");
    return credentials;
}

class Importer {
public:
    explicit Importer(ImportedAccount& account) : account_(account) {}

    void take(const std::string& fileName, const Json& json) {
        std::string_view name(fileName);
        if (!name.ends_with(".json")) return;
        name.remove_suffix(5);
        if (name.starts_with("pre-key-"))
            takePreKey(fileName, name.substr(8), json);
        else if (name.starts_with("session-"))
            takeSession(fileName, name.substr(8), json);
        else if (name.starts_with("sender-key-") && !name.starts_with("sender-key-memory-"))
            takeSenderKey(fileName, name.substr(11), json);
        else if (name.starts_with("lid-mapping-"))
            takeMapping(name.substr(12), json);
    }

private:
    void put(RecordId id, crypto::SecretBytes value) {
        account_.records.push_back(Vault::Change{std::move(id), std::move(value)});
    }
    void takePreKey(const std::string& file, std::string_view name, const Json& json) {
        const auto id = parseInteger(name);
        const crypto::X25519Pair pair = pairOf(&json);
        if (!id || *id < 1 || pair.privateKey.empty()) return account_.unreadable.push_back(file);
        put(preKeyRecord(static_cast<std::uint32_t>(*id)), pair.privateKey);
        ++account_.preKeys;
    }
    void takeSession(const std::string& file, std::string_view name, const Json& json) {
        const auto address = addressOf(name);
        const auto session = readSession(json);
        if (!address || !session) return account_.unreadable.push_back(file);
        put(sessionRecord(*address), session->serialize());
        ++account_.sessions;
    }
    void takeSenderKey(const std::string& file, std::string_view name, const Json& json) {
        // <group>--<user[_domain]>--<device>
        const std::size_t second = name.rfind("--");
        const std::size_t first = second == std::string_view::npos ? second : name.rfind("--", second - 1);
        const auto key = readSenderKey(json);
        if (first == std::string_view::npos || !key) return account_.unreadable.push_back(file);
        const auto group = parseJid(name.substr(0, first));
        const std::string device(name.substr(second + 2));
        const auto address =
            addressOf(std::string(name.substr(first + 2, second - first - 2)) + "." + device);
        if (!group || !address) return account_.unreadable.push_back(file);
        // Our own key is kept under one name, whichever the group uses.
        const Credentials& self = account_.credentials;
        const bool isOwn = self.isOwnUser(*address) && address->device == self.me.device;
        put(senderKeyRecord(*group, isOwn ? ownKeyAddress(self) : *address), key->serialize());
        ++account_.senderKeys;
    }
    void takeMapping(std::string_view name, const Json& json) {
        if (!json.is_string()) return;
        const std::string value = json.get<std::string>();
        if (name.ends_with("_reverse"))
            put(phoneRecord(name.substr(0, name.size() - 8)), crypto::SecretBytes(value));
        else
            put(lidRecord(name), crypto::SecretBytes(value));
    }

    ImportedAccount& account_;
};

/// Sessions are looked for under the hidden id where one is known.
void moveToHiddenIds(std::vector<Vault::Change>& records) {
    Vault vault;
    std::vector<std::pair<std::string, std::string>> mappings;
    for (const Vault::Change& record : records) {
        vault.load(record.id, record.value);
        if (record.id.kind == RecordKind::lidOfPhone)
            mappings.emplace_back(record.id.name, std::string(*record.value));
    }
    for (const auto& [phone, lid] : mappings) {
        const std::string from = sessionPrefix(phoneJid(phone));
        const std::string to = sessionPrefix(Jid(lid, server::lid));
        for (Vault::Change& record : records) {
            if (record.id.kind != RecordKind::session || !record.id.name.starts_with(from)) continue;
            const RecordId moved{RecordKind::session, to + record.id.name.substr(from.size())};
            if (!vault.isLoaded(moved)) record.id = moved;
        }
    }
}

}

Result<ImportedAccount> importBaileys(const std::map<std::string, std::string>& files) {
    Result<Json> creds = Error(Errc::notFound, "no creds.json");
    for (const char* name : {"creds.json", "creds.json.bak"}) {
        const auto found = files.find(name);
        if (!creds && found != files.end()) creds = parseJson(found->second);
    }
    if (!creds) return Error(Errc::notFound, "the folder has no readable creds.json");
    Result<Credentials> credentials = readCredentials(*creds);
    if (!credentials) return credentials.error();
    ImportedAccount account;
    account.credentials = std::move(*credentials);
    account.records.push_back(Vault::Change{accountRecord(), account.credentials.serialize()});
    Importer importer(account);
    for (const auto& [name, content] : files) {
        if (name.starts_with("creds.json")) continue;
        const Result<Json> json = parseJson(content);
        if (json)
            importer.take(name, *json);
        else
            account.unreadable.push_back(name);
    }
    moveToHiddenIds(account.records);
    return account;
}

}
