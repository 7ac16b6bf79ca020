// What a run that is over sets off. It is decided before the run's commit and stored with it.
#include "dispatch/RunEngineImpl.hpp"

namespace openclaw::dispatch {

store::InboundRecord ledgerRow(const RunRequest& request, std::string reason) {
    store::InboundRecord record;
    record.channel = "gateway";
    record.accountId = "rpc";
    record.platformMessageId = request.runId;
    record.conversation = request.sessionKey;
    record.receivedAtMs = request.receivedAtMs;
    record.sessionKey = request.sessionKey;
    record.agentId = request.agentId;
    record.body = request.toJson();
    if (request.route) record.route = request.route->toJson();
    Trace trace;
    trace.add("access", "accepted", std::move(reason));
    record.trace = trace.toJson();
    return record;
}

asio::awaitable<RunSequel> RunEngine::Impl::sequelOf(const RunRequest& request,
                                                     const RunResult& result,
                                                     store::TurnCompletion& completion) {
    RunSequel sequel;
    const auto finisher = finishers.find(stringOr(request.purpose, "kind"));
    if (finisher == finishers.end()) co_return sequel;
    sequel = co_await finisher->second(request, result, completion);
    for (RunRequest& next : sequel.runs) {
        next.receivedAtMs = completion.nowMs;
        completion.followUps.push_back(ledgerRow(next, "an earlier turn asked for it"));
    }
    co_return sequel;
}

void RunEngine::Impl::follow(RunSequel sequel, const std::vector<store::Admission>& admitted) {
    for (std::size_t i = 0; i < sequel.runs.size(); ++i) {
        if (admitted[i].isNew) enqueue(admitted[i].id, std::move(sequel.runs[i]));
    }
    if (sequel.afterwards) sequel.afterwards();
}

}
