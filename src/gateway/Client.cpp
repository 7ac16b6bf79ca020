// The set of connected clients and the one place where events go out to them.
#include "gateway/Client.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/protocol/frames.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

bool maySee(const Identity& identity, Audience audience) {
    switch (audience) {
    case Audience::everyone: return true;
    case Audience::approvals:
        return identity.role == "operator" && (identity.isAdmin() || identity.hasScope("operator.approvals"));
    case Audience::pairing:
        return identity.role == "operator" && (identity.isAdmin() || identity.hasScope("operator.pairing"));
    case Audience::toolEvents: return identity.wantsToolEvents;
    }
    return false;
}

}

bool Identity::hasScope(std::string_view scope) const {
    return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

void Clients::add(const ClientPtr& client) { clients_.insert(client); }

void Clients::remove(const ClientPtr& client) {
    client->socket = nullptr;
    clients_.erase(client);
}

void Clients::broadcast(std::string_view event, std::string_view payloadText, Broadcast how) {
    ++seq_;
    if (clients_.empty())
        return;
    const protocol::StateVersion version{presenceVersion, healthVersion};
    const auto frame = std::make_shared<const std::string>(
        protocol::encodeEvent(event, payloadText, seq_, how.withStateVersion ? &version : nullptr));
    for (const ClientPtr& client : clients_) {
        if (!client->socket || !maySee(client->identity, how.audience))
            continue;
        if (client->socket->bufferedBytes() > protocol::maxBufferedBytes) {
            if (!how.mayDrop) {
                log::warn("ws", "closing a slow client conn={}", client->identity.connectionId);
                client->socket->close(1008, "slow consumer");
            }
            continue;
        }
        client->send(frame);
    }
}

void Clients::closeAll(std::uint16_t code, std::string_view reason) {
    for (const ClientPtr& client : clients_) {
        if (client->socket)
            client->socket->close(code, reason);
    }
}

void Clients::closeDevice(const std::string& deviceId,
                          const std::string& role,
                          std::string_view reason,
                          const ClientPtr& asking) {
    for (const ClientPtr& client : clients_) {
        const Identity& who = client->identity;
        if (client != asking && client->socket && who.deviceId == deviceId && who.role == role)
            client->socket->close(1008, reason);
    }
}

}
