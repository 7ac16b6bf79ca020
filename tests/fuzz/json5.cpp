// The configuration's JSON5: no crash, bounded depth, and what it accepts must come out as JSON that parses again.
#include "openclaw/config/json5.hpp"
#include "openclaw/config/validation.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Result<config::Document> document = config::parseJson5(text);
    if (!document)
        return 0;
    const Json value = config::toJson(document->value);
    if (!parseJson(dumpJson(value)))
        std::abort();
    config::validate(value, document->location, Environment());
    return 0;
}
