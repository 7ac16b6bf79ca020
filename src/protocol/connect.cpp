// The first request of every connection: its shape and the text that a device signs.
#include "openclaw/protocol/connect.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

namespace openclaw::protocol {

namespace {

std::vector<std::string> stringList(const Json& object, std::string_view key) {
    std::vector<std::string> list;
    if (const Json* member = findMember(object, key); member && member->is_array()) {
        for (const auto& item : *member)
            list.push_back(item.get<std::string>());
    }
    return list;
}

}

const Schema& connectSchema() {
    static const Schema text = Schema::string(1);
    static const Schema schema = Schema::object({
        required("minProtocol", Schema::integer(1)),
        required("maxProtocol", Schema::integer(1)),
        required("client",
                 Schema::object({
                     required("id", Schema::oneOf({"webchat-ui", "openclaw-control-ui", "webchat", "cli", "gateway-client",
                                                   "openclaw-macos", "openclaw-ios", "openclaw-android", "node-host",
                                                   "test", "fingerprint", "openclaw-probe"})),
                     optional("displayName", text),
                     required("version", text),
                     required("platform", text),
                     optional("deviceFamily", text),
                     optional("modelIdentifier", text),
                     required("mode", Schema::oneOf({"webchat", "cli", "ui", "backend", "node", "probe", "test"})),
                     optional("instanceId", text),
                 })),
        optional("caps", Schema::array(text)),
        optional("commands", Schema::array(text)),
        optional("permissions", Schema::map(Schema::boolean())),
        optional("pathEnv", Schema::string()),
        optional("role", text),
        optional("scopes", Schema::array(text)),
        optional("device", Schema::object({
                               required("id", text),
                               required("publicKey", text),
                               required("signature", text),
                               required("signedAt", Schema::integer(0)),
                               optional("nonce", text),
                           })),
        optional("auth", Schema::object({
                             optional("token", Schema::string()),
                             optional("password", Schema::string()),
                         })),
        optional("locale", Schema::string()),
        optional("userAgent", Schema::string()),
    });
    return schema;
}

ConnectParams decodeConnectParams(const Json& params) {
    ConnectParams connect;
    const auto clampVersion = [](std::optional<std::int64_t> value) {
        return static_cast<int>(std::min<std::int64_t>(value.value_or(0), 1'000'000));
    };
    connect.minProtocol = clampVersion(findInteger(params, "minProtocol"));
    connect.maxProtocol = clampVersion(findInteger(params, "maxProtocol"));
    const Json& client = params.at("client");
    connect.clientId = stringOr(client, "id");
    connect.clientMode = stringOr(client, "mode");
    connect.clientVersion = stringOr(client, "version");
    connect.platform = stringOr(client, "platform");
    connect.displayName = stringOr(client, "displayName");
    connect.deviceFamily = stringOr(client, "deviceFamily");
    connect.modelIdentifier = stringOr(client, "modelIdentifier");
    connect.instanceId = stringOr(client, "instanceId");
    connect.role = stringOr(params, "role");
    connect.scopes = stringList(params, "scopes");
    connect.caps = stringList(params, "caps");
    connect.commands = stringList(params, "commands");
    if (const Json* permissions = findMember(params, "permissions"))
        connect.permissions = *permissions;
    connect.pathEnv = stringOr(params, "pathEnv");
    if (const Json* device = findMember(params, "device")) {
        DeviceProof proof;
        proof.id = stringOr(*device, "id");
        proof.publicKey = stringOr(*device, "publicKey");
        proof.signature = stringOr(*device, "signature");
        proof.signedAt = findInteger(*device, "signedAt").value_or(0);
        proof.nonce = std::string(trimAscii(stringOr(*device, "nonce")));
        connect.device = std::move(proof);
    }
    if (const Json* auth = findMember(params, "auth")) {
        connect.token = stringOr(*auth, "token");
        connect.password = stringOr(*auth, "password");
        connect.hasToken = !connect.token.empty();
        connect.hasPassword = !connect.password.empty();
    }
    return connect;
}

Result<std::string> decodePublicKey(const std::string& text) {
    constexpr std::size_t keyBytes = 32;
    if (text.find("BEGIN") != std::string::npos)
        return crypto::ed25519PublicFromPem(text);
    std::optional<std::string> raw = base64Decode(text);
    if (!raw || raw->size() != keyBytes)
        return Error(Errc::invalidInput, "device public key invalid");
    return *std::move(raw);
}

std::string signedText(const ConnectParams& connect, const std::string& role) {
    const DeviceProof& device = *connect.device;
    const std::string fields = device.id + "|" + connect.clientId + "|" + connect.clientMode + "|" + role + "|" +
                               join(connect.scopes, ",") + "|" + std::to_string(device.signedAt) + "|" + connect.token;
    return device.nonce.empty() ? "v1|" + fields : "v2|" + fields + "|" + device.nonce;
}

}
