#pragma once

#include "openclaw/net/WebSocket.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::gateway {

/// Who is at the other end of a connection and what it may do. Scopes are what was granted, never what was asked for.
struct Identity {
    std::string connectionId;
    std::string clientId;
    std::string clientMode;
    std::string displayName;
    std::string role = "operator";
    std::vector<std::string> scopes;
    std::string deviceId;
    std::string presenceKey;
    std::string address;
    bool wantsToolEvents = false;

    bool hasScope(std::string_view scope) const;
    bool isAdmin() const { return hasScope("operator.admin"); }
};

/// A connection that has said hello.
struct Client {
    Client(Identity who, net::WebSocket& connection) : identity(std::move(who)), socket(&connection) {}

    void send(std::shared_ptr<const std::string> frame) {
        if (socket)
            socket->send(std::move(frame));
    }
    void send(std::string frame) { send(std::make_shared<const std::string>(std::move(frame))); }

    Identity identity;
    /// Null once the connection is gone; late answers then go nowhere.
    net::WebSocket* socket;
    std::size_t requestsUnderWay = 0;
};

using ClientPtr = std::shared_ptr<Client>;

enum class Audience { everyone, approvals, pairing, toolEvents };

struct Broadcast {
    /// Skipped for a client whose buffer is full; other events close such a client.
    bool mayDrop = false;
    bool withStateVersion = false;
    Audience audience = Audience::everyone;
};

/// Every connection that has said hello, and the numbering of the events they all see.
class Clients {
public:
    void add(const ClientPtr& client);
    void remove(const ClientPtr& client);
    std::size_t size() const { return clients_.size(); }
    bool empty() const { return clients_.empty(); }
    const std::set<ClientPtr>& all() const { return clients_; }

    /// Encodes once, sends to all who may see it. The sequence number also advances for those who may not.
    void broadcast(std::string_view event, std::string_view payloadText, Broadcast how = Broadcast());
    void closeAll(std::uint16_t code, std::string_view reason);
    /// Closes the connections of a device in a role, all but the one that asks for it.
    void closeDevice(const std::string& deviceId,
                     const std::string& role,
                     std::string_view reason,
                     const ClientPtr& asking);

    std::int64_t presenceVersion = 1;
    std::int64_t healthVersion = 1;

private:
    std::set<ClientPtr> clients_;
    std::int64_t seq_ = 0;
};

}
