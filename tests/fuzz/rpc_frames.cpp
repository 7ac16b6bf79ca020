// Gateway frames: whatever parses must survive validation and encoding.
#include "openclaw/protocol/connect.hpp"
#include "openclaw/protocol/frames.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const protocol::ParsedFrame parsed = protocol::parseRequestFrame(text);
    if (!parsed.request) {
        if (parsed.problem.isJson)
            protocol::encodeErrorResponse(parsed.problem.id, protocol::RpcError("X", parsed.problem.message));
        return 0;
    }
    const Result<Json> echoed = parseJson(protocol::encodeResponse(parsed.request->id, dumpJson(parsed.request->params)));
    if (!echoed)
        std::abort();
    if (protocol::connectSchema().check(parsed.request->params).empty()) {
        const protocol::ConnectParams connect = protocol::decodeConnectParams(parsed.request->params);
        if (connect.device) {
            protocol::signedText(connect, "operator");
            (void)protocol::decodePublicKey(connect.device->publicKey);
        }
    }
    return 0;
}
