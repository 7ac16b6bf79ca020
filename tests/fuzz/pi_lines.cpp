// What a Pi process writes: line splitting in odd pieces, then the turn tracker.
#include "agent/TurnTracker.hpp"
#include "openclaw/process/ChildProcess.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    agent::TurnListener listener;
    agent::TurnTracker tracker(listener);
    process::LineSplitter lines(64 * 1024);
    std::size_t piece = 1;
    while (!rest.empty()) {
        lines.push(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
        piece = piece * 3 % 4097 + 1;
        while (const auto line = lines.next()) {
            const Result<Json> event = parseJson(*line);
            if (event && tracker.onEvent(*event) == agent::TurnTracker::Next::probe)
                tracker.onState(*event);
        }
    }
    (void)tracker.outcome();
    return 0;
}
