#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/store/records.hpp"

#include <string>
#include <vector>

/// Why a message was answered, or not: every decision in order, with the config path that made it. Stored
/// with the message's ledger row, bounded, and without anything that anybody wrote (docs/traces.md).
namespace openclaw::dispatch {

struct TraceStep {
    /// access, mention, command, route, queue, session, run or reply.
    std::string stage;
    /// One word: accepted, dropped, remembered, queued, steered, reset, failed, silent, …
    std::string outcome;
    /// For people.
    std::string reason;
    /// The setting that decided, "" when none did.
    std::string path;

    Json toJson() const;
};

class Trace {
public:
    static constexpr std::size_t maxSteps = 32;
    static constexpr std::size_t maxReasonBytes = 240;

    void add(std::string stage, std::string outcome, std::string reason, std::string path = {});
    const std::vector<TraceStep>& steps() const { return steps_; }
    /// An array of steps, the form in the ledger.
    Json toJson() const;
    static Trace fromJson(const Json& json);

private:
    std::vector<TraceStep> steps_;
};

/// One message's story for people. The first line is the cause: why there was no answer, or that there was
/// one.
std::vector<std::string> explainTrace(const store::InboundRecord& message,
                                      const std::vector<store::OutboundRecord>& deliveries);
/// The same as data: trace.get and the `trace` event.
Json traceToJson(const store::InboundRecord& message, const std::vector<store::OutboundRecord>& deliveries);

}
