#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pairing: how a stranger's DM becomes an allowed sender (spec access-control.md §3). The rules work on values; the
/// store room keeps one PairingState per channel account and saves it.
namespace openclaw::security {

/// No I, O, 0 or 1: codes are read aloud and typed.
inline constexpr std::string_view pairingAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
inline constexpr std::size_t pairingCodeLength = 8;
inline constexpr std::int64_t pairingTtlMs = 60 * 60 * 1000;
inline constexpr std::size_t maxPendingPairings = 3;

struct PairingRequest {
    std::string id;
    std::string code;
    std::int64_t createdAtMs = 0;
    std::int64_t lastSeenAtMs = 0;
    std::map<std::string, std::string> meta;
};

struct PairingState {
    std::vector<PairingRequest> requests;
};

/// Uniform random numbers below a bound, from the operating system's generator in the product.
using RandomBelow = std::function<std::uint64_t(std::uint64_t bound)>;

struct PairingOutcome {
    /// Empty when the pending cap is reached: no reply is sent then.
    std::string code;
    /// Only a created request is answered; a repeated contact is not.
    bool created = false;
};

/// Drops expired requests and, in an over-full state, all but the most recently seen.
void prunePairings(PairingState& state, std::int64_t nowMs);
/// Records that `id` (not blank) asked for access.
PairingOutcome requestPairing(PairingState& state, std::string_view id, std::map<std::string, std::string> meta,
                              std::int64_t nowMs, const RandomBelow& randomBelow);
/// Takes the request with this code out of the state; each code works once. Blanks and case are ignored.
std::optional<PairingRequest> approvePairing(PairingState& state, std::string_view code, std::int64_t nowMs);

/// What a stranger is told. `idLine` is the channel's own, such as "Your Telegram user id: 5".
std::string pairingReply(std::string_view channel, std::string_view idLine, std::string_view code);

}
