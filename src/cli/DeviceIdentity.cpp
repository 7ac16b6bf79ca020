// Identity and device tokens as small JSON files, in the layout that other OpenClaw programs of this machine share.
#include "cli/DeviceIdentity.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <algorithm>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxFileBytes = 256 * 1024;

Json readObject(const std::filesystem::path& file) {
    const Result<std::string> text = readFile(file, maxFileBytes);
    if (!text)
        return Json::object();
    Result<Json> parsed = parseJson(*text);
    return parsed && parsed->is_object() ? std::move(*parsed) : Json::object();
}

std::optional<DeviceIdentity> decodeIdentity(const Json& stored) {
    const Result<std::string> publicKey = crypto::ed25519PublicFromPem(stringOr(stored, "publicKeyPem"));
    const Result<std::string> seed = crypto::ed25519SeedFromPem(stringOr(stored, "privateKeyPem"));
    if (!publicKey || !seed)
        return std::nullopt;
    DeviceIdentity identity;
    identity.deviceId = crypto::sha256Hex(*publicKey);
    identity.publicKey = *publicKey;
    identity.privateSeed = Secret(*seed);
    return identity;
}

}

Result<DeviceIdentity> loadOrCreateIdentity(const std::filesystem::path& file, std::int64_t nowMs) {
    Json stored = readObject(file);
    if (const auto identity = decodeIdentity(stored)) {
        if (stringOr(stored, "deviceId") == identity->deviceId)
            return *identity;
        stored["deviceId"] = identity->deviceId;
        const Result<void> corrected = writeFileAtomically(file, dumpJsonPretty(stored) + "\n");
        if (!corrected)
            return corrected.error().withContext("device identity");
        return *identity;
    }
    const crypto::Ed25519Pair pair = crypto::generateEd25519();
    DeviceIdentity identity;
    identity.deviceId = crypto::sha256Hex(pair.publicKey);
    identity.publicKey = pair.publicKey;
    identity.privateSeed = Secret(pair.privateSeed);
    const Json fresh = {{"version", 1},
                        {"deviceId", identity.deviceId},
                        {"publicKeyPem", crypto::ed25519PublicToPem(pair.publicKey)},
                        {"privateKeyPem", crypto::ed25519SeedToPem(pair.privateSeed)},
                        {"createdAtMs", nowMs}};
    const Result<void> written = writeFileAtomically(file, dumpJsonPretty(fresh) + "\n");
    if (!written)
        return written.error().withContext("device identity");
    return identity;
}

Secret readDeviceToken(const std::filesystem::path& file, const std::string& deviceId, const std::string& role) {
    const Json stored = readObject(file);
    if (stringOr(stored, "deviceId") != deviceId)
        return Secret();
    const Json* tokens = findMember(stored, "tokens");
    const Json* entry = tokens ? findMember(*tokens, role) : nullptr;
    return entry ? Secret(stringOr(*entry, "token")) : Secret();
}

Result<void> storeDeviceToken(const std::filesystem::path& file,
                              const std::string& deviceId,
                              const std::string& role,
                              const std::string& token,
                              std::vector<std::string> scopes,
                              std::int64_t nowMs) {
    if (readDeviceToken(file, deviceId, role).reveal() == token)
        return {};
    std::sort(scopes.begin(), scopes.end());
    Json stored = readObject(file);
    if (stringOr(stored, "deviceId") != deviceId || !findMember(stored, "tokens") || !stored["tokens"].is_object())
        stored = Json{{"version", 1}, {"deviceId", deviceId}, {"tokens", Json::object()}};
    stored["tokens"][role] = Json{{"token", token}, {"role", role}, {"scopes", std::move(scopes)}, {"updatedAtMs", nowMs}};
    return writeFileAtomically(file, dumpJsonPretty(stored) + "\n");
}

}
