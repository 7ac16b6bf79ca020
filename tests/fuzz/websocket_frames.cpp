// Bytes that follow a valid WebSocket upgrade against the real server.
#include "fuzz/FuzzServer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static auto* server = new openclaw::testing::FuzzServer();
    std::string bytes = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    bytes.append(reinterpret_cast<const char*>(data), size);
    server->feed(bytes);
    return 0;
}
