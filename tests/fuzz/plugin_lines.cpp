// A line of a plugin's standard output, and the bytes as a manifest with its schema.
#include "openclaw/plugins/Manifest.hpp"
#include "openclaw/process/JsonRpc.hpp"
#include "plugins/wire.hpp"

#include <cstddef>
#include <cstdint>

using namespace openclaw;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const process::RpcMessage message = process::readRpcLine(bytes);
    (void)plugins::readInbound(message.params, "echo", "default");
    plugins::readOffset(message.params, "echo", "default");
    if (message.error) plugins::readSendError(*message.error);
    const Result<Json> document = parseJson(bytes);
    if (!document) return 0;
    const auto manifest = plugins::readManifest(*document, "/");
    plugins::readCapabilities(*document);
    if (manifest) plugins::schemaProblems(manifest->configSchema, *document);
    return 0;
}
