// A line of imsg's standard output: JSON-RPC, then the row in it.
#include "channels/imessage/rows.hpp"
#include "openclaw/process/JsonRpc.hpp"

#include <cstddef>
#include <cstdint>

using namespace openclaw;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const process::RpcMessage message = process::readRpcLine(bytes);
    const std::string account = "default";
    const std::set<std::string> groups = {"2"};
    const channels::imessage::RowContext context{account, true, false, groups};
    const Json* row = findMember(message.params, "message");
    if (!row) return 0;
    channels::imessage::decodeRow(*row, context);
    channels::imessage::chatKeyOf(*row);
    return 0;
}
