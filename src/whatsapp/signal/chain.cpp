// The symmetric half of the ratchet.
#include "whatsapp/signal/chain.hpp"

#include "openclaw/crypto/ciphers.hpp"

namespace openclaw::whatsapp {

crypto::SecretBytes KeyChain::step() {
    crypto::SecretBytes seed = crypto::hmacSha256Secret(key, std::string_view("\x01", 1));
    key = crypto::hmacSha256Secret(key, std::string_view("\x02", 1));
    ++next;
    return seed;
}

Result<crypto::SecretBytes> KeyChain::seedFor(std::uint32_t counter) {
    if (counter < next) {
        auto kept = skipped.extract(counter);
        if (kept.empty()) return Error(Errc::conflict, "the message was received before");
        return std::move(kept.mapped());
    }
    if (counter - next > maxSkipped) return Error(Errc::invalidInput, "the message is too far ahead");
    while (next < counter) {
        const std::uint32_t number = next;
        skipped[number] = step();
    }
    while (skipped.size() > maxSkipped)
        skipped.erase(skipped.begin());
    return step();
}

void KeyChain::write(RecordWriter& out) const {
    out.bytes(key).number(next).number(static_cast<std::uint32_t>(skipped.size()));
    for (const auto& [number, seed] : skipped)
        out.number(number).bytes(seed);
}

KeyChain KeyChain::read(RecordReader& in) {
    KeyChain chain;
    chain.key = in.key();
    chain.next = in.number();
    const std::uint32_t count = in.count(maxSkipped);
    for (std::uint32_t i = 0; i < count && in.isGood(); ++i) {
        const std::uint32_t number = in.number();
        chain.skipped[number] = in.key();
    }
    return chain;
}

}
