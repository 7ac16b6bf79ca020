// skills.status.
#include "gateway/MethodTable.hpp"

#include "openclaw/routing/session_keys.hpp"

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::Schema;

asio::awaitable<Answer> skillsStatus(Services& services, Call call) {
    const std::string given = stringOr(call.params, "agentId");
    std::string agentId = services.settings()->defaultAgentId;
    if (!given.empty()) agentId = routing::normalizeAgentId(given);
    Result<Json> report = co_await services.skillsReport(std::move(agentId));
    if (!report) co_return Answer(report.error());
    co_return Answer(*report);
}

}

std::vector<Method> skillMethods() {
    return {{.name = "skills.status",
             .scope = Scope::read,
             .params = Schema::object({optional("agentId", Schema::string(1))}),
             .later = skillsStatus}};
}

}
