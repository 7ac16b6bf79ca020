#include "cli/configWriting.hpp"

#include "openclaw/config/write.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/version.hpp"

namespace openclaw::cli {

Result<void> saveConfig(Context& context, OrderedJson document) {
    config::WriteRequest request;
    request.file = context.snapshot().path;
    request.document = std::move(document);
    request.version = version;
    request.nowMs = SystemClock().nowMs();
    const Result<config::Snapshot> written = config::writeConfig(std::move(request), context.environment);
    if (!written) return written.error();
    return {};
}

int writeConfigDocument(Context& context, OrderedJson document, const std::string& done) {
    const Result<void> written = saveConfig(context, std::move(document));
    if (!written) return context.fail("Error: " + written.error().message);
    context.print(done);
    return 0;
}

}
