// The pauses between messages (spec whatsapp-web.md section 15).
#include "channels/whatsapp/Pacing.hpp"

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::chrono::milliseconds chatPause{1000};
constexpr std::chrono::milliseconds chatSpread{500};
/// Twenty answers a second to twenty people at once is what a gateway after a restart would do, and nobody
/// else.
constexpr std::chrono::milliseconds anywherePause{100};
/// Well within the time the outbox gives one attempt.
constexpr std::chrono::seconds maxWait{10};
constexpr std::size_t maxChats = 1000;

}

std::optional<SteadyTime>
Pacing::reserve(const openclaw::whatsapp::Jid& chat, SteadyTime now, double jitter) {
    if (nextInChat_.size() >= maxChats)
        std::erase_if(nextInChat_, [&](const auto& entry) { return entry.second <= now; });
    SteadyTime& next = nextInChat_[chat];
    const SteadyTime at = std::max({now, next, nextAnywhere_});
    if (at - now > maxWait) return std::nullopt;
    const auto spread = std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(chatSpread.count()) * jitter));
    next = at + chatPause + spread;
    nextAnywhere_ = at + anywherePause;
    return at;
}

}
