// Where the configuration says something of one agent.
#include "security/agent_entry.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::security {

const Json* agentEntry(const Json& config, std::string_view agentId) {
    const Json* list = findPath(config, "agents.list");
    if (!list || !list->is_array()) return nullptr;
    for (const Json& agent : *list) {
        if (toLowerAscii(stringOr(agent, "id")) == agentId) return &agent;
    }
    return nullptr;
}

}
