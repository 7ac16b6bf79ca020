// What is read out of the server's stanzas.
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <fmt/format.h>

namespace openclaw::whatsapp {

namespace {

constexpr std::uint16_t hostedDevice = 99;

StreamEnd endWith(EndAction action, std::string reason) { return StreamEnd{action, std::move(reason), 0}; }

StreamEnd readStreamError(const Node& node) {
    const std::string code = node.text("code");
    const Node* conflict = node.child("conflict");
    const std::string kind = conflict ? conflict->text("type") : std::string();
    if (code == "515") return endWith(EndAction::reconnectNow, "the server asks for a new connection");
    if (code == "401" || kind == "device_removed")
        return endWith(EndAction::unlinked, "this device was unlinked from the phone; link it again");
    if (kind == "replaced")
        return endWith(EndAction::replaced,
                       "the same link is in use by another program; stop that one, then restart this");
    if (node.child("ack") || node.child("xml-not-well-formed"))
        return endWith(EndAction::reconnect, "the server did not understand one of our stanzas");
    if (code == "516") return endWith(EndAction::unlinked, "the account's main device is gone; link again");
    return endWith(EndAction::reconnect, "stream error " + (code.empty() ? kind : code));
}

StreamEnd readFailure(const Node& node) {
    const std::string reason = node.text("reason");
    const auto code = parseInteger(reason).value_or(0);
    switch (code) {
    case 401:
    case 403:
        return endWith(EndAction::unlinked,
                       fmt::format("logged out by the server ({}); link the device again", code));
    case 406: return endWith(EndAction::unlinked, "this number is banned from WhatsApp (406)");
    case 402: {
        StreamEnd end = endWith(EndAction::wait, "this number is banned for some time (402)");
        end.waitSeconds = node.integer("expire").value_or(3600);
        return end;
    }
    case 405:
        return endWith(EndAction::stop,
                       "the client version is too old for the server (405); update openclaw or set "
                       "OPENCLAW_WHATSAPP_REVISION");
    case 409: return endWith(EndAction::stop, "the server refuses this kind of client (409)");
    case 411: return endWith(EndAction::stop, "multi-device is not enabled on the phone (411)");
    case 413:
    case 414:
    case 415:
    case 418: return endWith(EndAction::stop, fmt::format("the server refuses this client ({})", code));
    default: return endWith(EndAction::reconnect, fmt::format("login failed ({})", reason));
    }
}

}

std::optional<StreamEnd> readStreamEnd(const Node& node) {
    if (node.tag == "stream:error") return readStreamError(node);
    if (node.tag == "failure") return readFailure(node);
    if (node.tag == "xmlstreamend") return endWith(EndAction::reconnect, "the server ended the stream");
    return std::nullopt;
}

std::vector<DeviceList> readDeviceLists(const Node& result) {
    std::vector<DeviceList> lists;
    const Node* usync = result.child("usync");
    const Node* list = usync ? usync->child("list") : nullptr;
    if (!list) return lists;
    for (const Node& user : list->children) {
        const auto jid = user.jid("jid");
        if (user.tag != "user" || !jid) continue;
        DeviceList entry;
        entry.user = jid->withoutDevice();
        if (const Node* lid = user.child("lid")) entry.lid = lid->jid("val");
        const Node* devices = user.child("devices");
        const Node* deviceList = devices ? devices->child("device-list") : nullptr;
        for (const Node& device : deviceList ? deviceList->children : std::vector<Node>()) {
            const auto id = device.integer("id");
            if (device.tag != "device" || !id || *id < 0 || *id > 0xffff) continue;
            // A companion without a key index is not verified by its account; hosted ones take no part.
            if (*id != 0 && !device.has("key-index")) continue;
            if (device.text("is_hosted") == "true" || *id == hostedDevice) continue;
            entry.devices.push_back(entry.user.withDevice(static_cast<std::uint16_t>(*id)));
        }
        lists.push_back(std::move(entry));
    }
    return lists;
}

Result<GroupInfo> readGroupInfo(const Node& result) {
    if (const auto error = iqError(result)) return *error;
    const Node* group = result.child("group");
    if (!group) return Error(Errc::invalidInput, "the server's answer names no group");
    GroupInfo info;
    const std::string id = group->text("id");
    info.id = parseJid(id).value_or(Jid(id, server::group));
    info.subject = group->text("subject");
    info.usesLids = group->text("addressing_mode") == "lid";
    info.isAnnouncement = group->child("announcement") != nullptr;
    if (const Node* ephemeral = group->child("ephemeral"))
        info.expiration = static_cast<std::uint32_t>(ephemeral->integer("expiration").value_or(0));
    for (const Node& child : group->children) {
        const auto jid = child.jid("jid");
        if (child.tag != "participant" || !jid) continue;
        GroupMember member;
        member.id = jid->withoutDevice();
        member.lid = child.jid("lid");
        member.phone = child.jid("phone_number");
        const std::string type = child.text("type");
        member.isAdmin = type == "admin" || type == "superadmin";
        info.members.push_back(std::move(member));
    }
    return info;
}

Result<MediaConnection> readMediaConnection(const Node& result) {
    if (const auto error = iqError(result)) return *error;
    const Node* node = result.child("media_conn");
    if (!node) return Error(Errc::invalidInput, "the server names no media hosts");
    MediaConnection connection;
    connection.auth = node->text("auth");
    connection.ttlSeconds = node->integer("ttl").value_or(300);
    for (const Node& host : node->children) {
        if (host.tag == "host" && !host.text("hostname").empty())
            connection.hosts.push_back(host.text("hostname"));
    }
    if (connection.hosts.empty()) return Error(Errc::unavailable, "the server names no media hosts");
    return connection;
}

std::optional<Error> iqError(const Node& result) {
    if (result.text("type") != "error") return std::nullopt;
    const Node* error = result.child("error");
    const std::string code = error ? error->text("code") : std::string();
    const std::string text = error ? error->text("text") : std::string();
    Errc kind = Errc::invalidInput;
    if (code == "404" || code == "403" || code == "410") kind = Errc::notFound;
    if (code == "401") kind = Errc::unauthorized;
    if (code == "429") kind = Errc::rateLimited;
    if (code.starts_with("5")) kind = Errc::unavailable;
    return Error(kind, fmt::format("WhatsApp answered {} {}", code, text));
}

}
