// What other people's devices encrypt for us: padding, protobuf, the whole message reader.
#include "openclaw/whatsapp/content.hpp"
#include "openclaw/whatsapp/message_keys.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw::whatsapp;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto plain = unpadMessage(bytes);
    (void)readContent(plain ? std::string_view(*plain) : bytes, Jid("1", server::user));
    (void)readContent(bytes, Jid("1", server::user));
    (void)stanzaKind(bytes);
    (void)deviceSentMessage(Jid("2", server::user), bytes);
    return 0;
}
