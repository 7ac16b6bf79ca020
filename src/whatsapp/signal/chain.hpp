#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/secret_bytes.hpp"
#include "whatsapp/signal/records.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace openclaw::whatsapp {

/// How far ahead of what was seen a message may be.
inline constexpr std::uint32_t maxSkipped = 2000;

/// One line of message keys: each step gives the seed of one message and moves on, and what is passed over is
/// kept for messages that come late. Used by pairwise sessions and by sender keys alike.
struct KeyChain {
    crypto::SecretBytes key;
    /// The number of the next message.
    std::uint32_t next = 0;
    std::map<std::uint32_t, crypto::SecretBytes> skipped;

    /// The seed of the next message.
    crypto::SecretBytes step();
    /// The seed of message `counter`, wherever the chain is. Errc::conflict for one that was used before,
    /// Errc::invalidInput for one too far ahead.
    Result<crypto::SecretBytes> seedFor(std::uint32_t counter);

    void write(RecordWriter& out) const;
    static KeyChain read(RecordReader& in);
};

}
