// Remembers what was sent: texts for seconds, guids for minutes.
#include "channels/imessage/EchoGuard.hpp"

#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::channels::imessage {

namespace {

constexpr std::chrono::seconds textLifetime{30};
constexpr std::chrono::minutes guidLifetime{10};
constexpr std::size_t maxEntries = 500;

}

void EchoGuard::noteText(std::string text, SteadyTime now) {
    forgetOld(now);
    std::string plain(trimUnicode(text));
    if (!plain.empty()) texts_.push_back(Entry{std::move(plain), now});
}

void EchoGuard::noteGuid(std::string guid, SteadyTime now) {
    forgetOld(now);
    if (!guid.empty()) guids_.push_back(Entry{std::move(guid), now});
}

bool EchoGuard::isEcho(const std::string& guid, const std::string& text, SteadyTime now) {
    forgetOld(now);
    if (!guid.empty() && std::ranges::find(guids_, guid, &Entry::value) != guids_.end()) return true;
    const auto found = std::ranges::find(texts_, std::string(trimUnicode(text)), &Entry::value);
    if (found == texts_.end()) return false;
    texts_.erase(found);
    // The same row may be reported again once it is marked.
    if (!guid.empty()) guids_.push_back(Entry{guid, now});
    return true;
}

void EchoGuard::forgetOld(SteadyTime now) {
    while (!texts_.empty() && (texts_.front().at + textLifetime < now || texts_.size() > maxEntries))
        texts_.pop_front();
    while (!guids_.empty() && (guids_.front().at + guidLifetime < now || guids_.size() > maxEntries))
        guids_.pop_front();
}

}
