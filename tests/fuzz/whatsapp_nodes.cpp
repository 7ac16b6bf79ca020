// What the WhatsApp server sends after decryption: frames in odd pieces, stanzas, and everything read out of
// them.
#include "openclaw/whatsapp/Noise.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw::whatsapp;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const Credentials self;
    FrameBuffer frames;
    std::size_t piece = 1;
    const auto visit = [&](std::string_view body) {
        const auto node = decodeNode(body);
        if (!node) return;
        (void)summarize(*node);
        (void)readEnvelope(*node, self);
        (void)readStreamEnd(*node);
        (void)readGroupInfo(*node);
        (void)readDeviceLists(*node);
        (void)readMediaConnection(*node);
        // What was read can be written, and reads the same.
        const auto again = decodeNode(encodeNode(*node));
        if (!again || encodeNode(*again) != encodeNode(*node)) __builtin_trap();
    };
    visit(rest);
    while (!rest.empty()) {
        frames.push(rest.substr(0, piece));
        rest.remove_prefix(std::min(piece, rest.size()));
        piece = piece * 3 % 4097 + 1;
        while (const auto body = frames.next())
            visit(*body);
    }
    return 0;
}
