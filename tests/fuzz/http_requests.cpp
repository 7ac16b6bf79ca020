// Bytes of an HTTP connection against the real server.
#include "fuzz/FuzzServer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto* server = new openclaw::testing::FuzzServer();
    server->feed(std::string_view(reinterpret_cast<const char*>(data), size));
    return 0;
}
