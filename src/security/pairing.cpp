// Pairing rules over values: pruning, codes, caps and approval.
#include "openclaw/security/pairing.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::security {

namespace {

constexpr int maxCodeAttempts = 500;

std::string toUpperAscii(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
}

std::string makeCode(const RandomBelow& randomBelow) {
    std::string code;
    for (std::size_t i = 0; i < pairingCodeLength; ++i)
        code += pairingAlphabet[static_cast<std::size_t>(randomBelow(pairingAlphabet.size()))];
    return code;
}

/// A code no pending request has; empty when the generator keeps repeating itself.
std::string makeUniqueCode(const PairingState& state, const RandomBelow& randomBelow) {
    for (int attempt = 0; attempt < maxCodeAttempts; ++attempt) {
        std::string code = makeCode(randomBelow);
        const bool taken = std::any_of(state.requests.begin(), state.requests.end(),
                                       [&](const PairingRequest& request) { return request.code == code; });
        if (!taken)
            return code;
    }
    return {};
}

}

void prunePairings(PairingState& state, std::int64_t nowMs) {
    std::erase_if(state.requests, [&](const PairingRequest& request) {
        return request.createdAtMs <= 0 || nowMs - request.createdAtMs > pairingTtlMs;
    });
    while (state.requests.size() > maxPendingPairings) {
        state.requests.erase(std::min_element(
            state.requests.begin(), state.requests.end(),
            [](const PairingRequest& a, const PairingRequest& b) { return a.lastSeenAtMs < b.lastSeenAtMs; }));
    }
}

PairingOutcome requestPairing(PairingState& state, std::string_view id, std::map<std::string, std::string> meta,
                              std::int64_t nowMs, const RandomBelow& randomBelow) {
    PairingOutcome outcome;
    const std::string_view sender = trimUnicode(id);
    prunePairings(state, nowMs);
    if (sender.empty())
        return outcome;
    const auto known = std::find_if(state.requests.begin(), state.requests.end(),
                                    [&](const PairingRequest& request) { return request.id == sender; });
    if (known != state.requests.end()) {
        known->lastSeenAtMs = nowMs;
        if (!meta.empty())
            known->meta = std::move(meta);
        outcome.code = known->code;
        return outcome;
    }
    if (state.requests.size() >= maxPendingPairings)
        return outcome;
    PairingRequest request;
    request.id = std::string(sender);
    request.code = makeUniqueCode(state, randomBelow);
    request.createdAtMs = nowMs;
    request.lastSeenAtMs = nowMs;
    request.meta = std::move(meta);
    if (request.code.empty())
        return outcome;
    outcome.code = request.code;
    outcome.created = true;
    state.requests.push_back(std::move(request));
    return outcome;
}

std::optional<PairingRequest> approvePairing(PairingState& state, std::string_view code, std::int64_t nowMs) {
    const std::string wanted = toUpperAscii(trimUnicode(code));
    prunePairings(state, nowMs);
    if (wanted.empty())
        return std::nullopt;
    const auto found =
        std::find_if(state.requests.begin(), state.requests.end(),
                     [&](const PairingRequest& request) { return equalsConstantTime(wanted, request.code); });
    if (found == state.requests.end())
        return std::nullopt;
    PairingRequest approved = std::move(*found);
    state.requests.erase(found);
    return approved;
}

std::string pairingReply(std::string_view channel, std::string_view idLine, std::string_view code) {
    return fmt::format("OpenClaw: access not configured.\n\n{}\n\nPairing code: {}\n\n"
                       "Ask the bot owner to approve with:\nopenclaw pairing approve {} <code>",
                       idLine, code, channel);
}

}
