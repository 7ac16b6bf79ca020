// Encrypted attachments as a media server delivers them, in odd pieces.
#include "openclaw/whatsapp/media.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw::whatsapp;
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    MediaDecryptor decryptor(MediaExpectation{std::string(32, 'k'), MediaKind::image, {}, {}, 1 << 20});
    std::string out;
    std::size_t piece = 1;
    bool isGood = true;
    while (!rest.empty() && isGood) {
        isGood = decryptor.update(rest.substr(0, piece), out).has_value();
        rest.remove_prefix(std::min(piece, rest.size()));
        piece = piece * 3 % 4097 + 1;
    }
    if (isGood) (void)decryptor.finish(out);
    (void)openMediaRetry(std::string(32, 'k'), "id", std::string(12, 'n'),
                         std::string_view(reinterpret_cast<const char*>(data), size));
    return 0;
}
