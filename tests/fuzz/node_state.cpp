// The files of OpenClaw for Node that `openclaw migrate` reads: no crash, and nothing that leaves its folder.
#include "cli/migrate/legacy_files.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<cli::LegacySessions> index = cli::readLegacySessions(text, "main", "main");
    if (index) {
        for (const cli::LegacySession& session : index->sessions) {
            for (const std::string& file : session.files) {
                if (file.find('/') != std::string::npos) std::abort();
            }
        }
    }
    cli::LegacyTranscriptReader reader("id");
    process::LineSplitter lines(1 << 16);
    lines.push(text);
    while (const auto line = lines.next())
        reader.addLine(*line);
    if (reader.takeMessages().size() > size) std::abort();
    cli::readLegacySenders(text);
    cli::readLegacyPairing(text);
    cli::readLegacyJobs(text, 1'764'000'000'000);
    cli::readLegacyDevices(text);
    cli::readLegacyOffset(text);
    return 0;
}
