#pragma once

#include "gateway/Client.hpp"
#include "gateway/Services.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/protocol/Schema.hpp"
#include "openclaw/protocol/frames.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace openclaw::gateway {

/// One request as a handler sees it.
struct Call {
    ClientPtr client;
    std::string id;
    Json params;
};

/// A handler's answer: a payload as JSON text, an error, or both.
struct Answer {
    std::string payload;
    std::optional<protocol::RpcError> error;

    Answer() = default;
    Answer(const Json& json) : payload(dumpJson(json)) {}
    Answer(protocol::RpcError failure) : error(std::move(failure)) {}
    Answer(const Error& failure) : error(protocol::toRpcError(failure)) {}
    static Answer text(std::string payloadText);
};

/// "INVALID_REQUEST" with this message.
Answer invalidRequest(std::string message);

enum class Scope { read, write, admin, pairing, approvals };
std::string_view scopeName(Scope scope);

/// One row per method: dispatch, authorisation, hello-ok's feature list and docs/protocol.md come from here.
struct Method {
    const char* name;
    Scope scope;
    /// Listed in hello-ok.
    bool isAdvertised = true;
    protocol::Schema params;
    /// Answers at once, or nullopt when only the coroutine can. Either may be null.
    std::optional<Answer> (*now)(Services&, const Call&) = nullptr;
    asio::awaitable<Answer> (*later)(Services&, Call) = nullptr;
};

class MethodTable {
public:
    explicit MethodTable(std::vector<Method> methods);

    const Method* find(const std::string& name) const;
    const std::vector<Method>& all() const { return methods_; }
    /// Why `identity` may not call `method` (which may be unknown), or nullopt. Unknown methods need admin, so that
    /// nobody can probe for them.
    std::optional<protocol::RpcError> authorize(const Identity& identity, const std::string& method) const;
    Json advertisedNames() const;

private:
    std::vector<Method> methods_;
    std::unordered_map<std::string, std::size_t> index_;
};

/// Every method of the gateway, family by family.
MethodTable makeMethodTable();

std::vector<Method> systemMethods();
std::vector<Method> chatMethods();
std::vector<Method> sessionMethods();
std::vector<Method> agentMethods();
std::vector<Method> channelMethods();
std::vector<Method> messageMethods();
std::vector<Method> deviceMethods();
std::vector<Method> traceMethods();
std::vector<Method> whatsAppMethods();
std::vector<Method> cronMethods();
std::vector<Method> approvalMethods();
std::vector<Method> skillMethods();
std::vector<Method> speechMethods();

}
