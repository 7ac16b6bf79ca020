// The ClientPayload of the handshake: what we say we are (spec section 2).
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"
#include "whatsapp/session/numbers.hpp"

#include <fmt/format.h>

namespace openclaw::whatsapp {

namespace {

using Payload = field::ClientPayload;

constexpr std::uint64_t versionPrimary = 2;
constexpr std::uint64_t versionSecondary = 3000;
constexpr std::uint64_t platformWeb = 14;
constexpr std::uint64_t platformTypeDesktop = 7;
constexpr std::uint64_t storageQuotaMb = 10240;
constexpr std::uint64_t historyDays = 1;

ProtoWriter appVersion(const ClientVersion& version) {
    ProtoWriter out;
    out.number(field::ClientPayloadUserAgentAppVersion::primary, versionPrimary);
    out.number(field::ClientPayloadUserAgentAppVersion::secondary, versionSecondary);
    out.number(field::ClientPayloadUserAgentAppVersion::tertiary, version.revision);
    return out;
}

void writeCommon(ProtoWriter& out, const ClientVersion& version) {
    using Agent = field::ClientPayloadUserAgent;
    ProtoWriter agent;
    agent.number(Agent::platform, platformWeb).message(Agent::appVersion, appVersion(version));
    agent.text(Agent::mcc, "000")
        .text(Agent::mnc, "000")
        .text(Agent::osVersion, "0.1")
        .bytes(Agent::manufacturer, "");
    agent.text(Agent::device, "Desktop").text(Agent::osBuildNumber, "0.1").number(Agent::releaseChannel, 0);
    agent.text(Agent::localeLanguageIso6391, "en").text(Agent::localeCountryIso31661Alpha2, "US");
    ProtoWriter web;
    web.number(field::ClientPayloadWebInfo::webSubPlatform, 0);
    out.message(Payload::userAgent, agent).message(Payload::webInfo, web);
    out.number(Payload::connectType, 1).number(Payload::connectReason, 1);
}

ProtoWriter deviceProperties(const ClientVersion& version) {
    using History = field::DevicePropsHistorySyncConfig;
    ProtoWriter number;
    number.number(field::DevicePropsAppVersion::primary, 1);
    // As little history as can be had: an assistant answers what is said from now on.
    ProtoWriter history;
    history.number(History::storageQuotaMb, storageQuotaMb)
        .flag(History::inlineInitialPayloadInE2EeMsg, true);
    history.number(History::recentSyncDaysLimit, historyDays);
    ProtoWriter out;
    out.text(field::DeviceProps::os, version.deviceName).message(field::DeviceProps::version, number);
    out.number(field::DeviceProps::platformType, platformTypeDesktop);
    out.flag(field::DeviceProps::requireFullSync, false)
        .message(field::DeviceProps::historySyncConfig, history);
    return out;
}

}

std::string ClientVersion::text() const {
    return fmt::format("{}.{}.{}", versionPrimary, versionSecondary, revision);
}

std::string registrationPayload(const Credentials& credentials, const ClientVersion& version) {
    using Data = field::ClientPayloadDevicePairingRegistrationData;
    ProtoWriter data;
    data.bytes(Data::eRegid, bigEndian(credentials.registrationId, 4)).bytes(Data::eKeytype, "\x05");
    data.bytes(Data::eIdent, credentials.identity.publicKey);
    data.bytes(Data::eSkeyId, bigEndian(credentials.signedPreKeyId, 3));
    data.bytes(Data::eSkeyVal, credentials.signedPreKey.publicKey);
    data.bytes(Data::eSkeySig, credentials.signedPreKeySignature);
    data.bytes(Data::buildHash, crypto::md5(version.text()));
    data.message(Data::deviceProps, deviceProperties(version));
    ProtoWriter out;
    out.flag(Payload::passive, false);
    writeCommon(out, version);
    out.message(Payload::devicePairingData, data).flag(Payload::pull, false);
    return out.take();
}

std::string loginPayload(const Credentials& credentials, const ClientVersion& version) {
    ProtoWriter out;
    out.number(Payload::username, static_cast<std::uint64_t>(parseInteger(credentials.me.user).value_or(0)));
    out.flag(Payload::passive, true);
    writeCommon(out, version);
    out.number(Payload::device, credentials.me.device).number(Payload::lc, 1);
    out.flag(Payload::pull, true).flag(Payload::lidDbMigrated, true);
    return out.take();
}

}
