// Looking methods up and deciding who may call them.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

Answer Answer::text(std::string payloadText) {
    Answer answer;
    answer.payload = std::move(payloadText);
    return answer;
}

Answer invalidRequest(std::string message) {
    return Answer(protocol::RpcError(protocol::code::invalidRequest, std::move(message)));
}

std::string_view scopeName(Scope scope) {
    switch (scope) {
    case Scope::read: return "operator.read";
    case Scope::write: return "operator.write";
    case Scope::admin: return "operator.admin";
    case Scope::pairing: return "operator.pairing";
    case Scope::approvals: return "operator.approvals";
    }
    return "operator.admin";
}

MethodTable::MethodTable(std::vector<Method> methods) : methods_(std::move(methods)) {
    for (std::size_t i = 0; i < methods_.size(); ++i)
        index_.emplace(methods_[i].name, i);
}

const Method* MethodTable::find(const std::string& name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? nullptr : &methods_[found->second];
}

std::optional<protocol::RpcError> MethodTable::authorize(const Identity& identity, const std::string& name) const {
    const auto refuse = [](std::string message) {
        return protocol::RpcError(protocol::code::invalidRequest, std::move(message));
    };
    if (identity.role != "operator")
        return refuse("unauthorized role: " + identity.role);
    if (identity.isAdmin())
        return std::nullopt;
    const Method* method = find(name);
    const Scope needed = method ? method->scope : Scope::admin;
    if (identity.hasScope(scopeName(needed)))
        return std::nullopt;
    if (needed == Scope::read && identity.hasScope(scopeName(Scope::write)))
        return std::nullopt;
    return refuse("missing scope: " + std::string(scopeName(needed)));
}

Json MethodTable::advertisedNames() const {
    Json names = Json::array();
    for (const auto& method : methods_) {
        if (method.isAdvertised)
            names.push_back(method.name);
    }
    return names;
}

MethodTable makeMethodTable() {
    std::vector<Method> all;
    for (auto family : {systemMethods, channelMethods, messageMethods, agentMethods, sessionMethods, deviceMethods, chatMethods, whatsAppMethods,
                        traceMethods, cronMethods, approvalMethods, skillMethods, speechMethods}) {
        for (Method& method : family())
            all.push_back(std::move(method));
    }
    return MethodTable(std::move(all));
}

}
