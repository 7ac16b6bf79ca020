// Stored session records and the encrypted messages that meet them.
#include "openclaw/whatsapp/Credentials.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace openclaw::whatsapp;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static const LocalIdentity local{openclaw::crypto::generateX25519(), 1};
    const auto session = Session::parse(bytes);
    if (session && !Session::parse(session->serialize())) __builtin_trap();
    (void)SenderKey::parse(bytes);
    (void)Credentials::parse(bytes);
    PreKeyLookup keys;
    keys.preKey = [](std::uint32_t) { return local.key; };
    keys.signedPreKey = keys.preKey;
    Session fresh;
    (void)openPreKeyMessage(fresh, local, keys, bytes);
    (void)openMessage(fresh, local, bytes);
    SenderKey group;
    (void)learnSenderKey(group, bytes);
    (void)openGroupMessage(group, bytes);
    return 0;
}
