// The presence list of gateway-protocol.md section 7.2.
#include "gateway/Presence.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sys/utsname.h>
#include <unistd.h>
#include <vector>

namespace openclaw::gateway {

namespace {

constexpr std::int64_t lifetimeMs = 5 * 60 * 1000;
constexpr std::size_t maxEntries = 200;

void uniteList(Json& entry, const Json& previous, const char* key) {
    const Json* before = findMember(previous, key);
    if (!before || !before->is_array())
        return;
    std::set<std::string> all;
    for (const Json* list : {before, findMember(entry, key)}) {
        if (!list)
            continue;
        for (const auto& item : *list)
            all.insert(item.get<std::string>());
    }
    entry[key] = all;
}

}

Presence::Presence(Clock& clock, std::string version) : clock_(clock) {
    utsname system{};
    uname(&system);
    const std::string host = system.nodename;
    self_ = Json{{"host", host},
                 {"version", version},
                 {"platform", toLowerAscii(system.sysname) + " " + system.release},
                 {"deviceFamily", system.sysname},
                 {"modelIdentifier", system.machine},
                 {"mode", "gateway"},
                 {"reason", "self"},
                 {"text", fmt::format("Gateway: {} · app {} · mode gateway · reason self", host, version)}};
}

void Presence::update(const std::string& key, Json entry) {
    const std::int64_t now = clock_.nowMs();
    prune(now);
    Entry& slot = entries_[toLowerAscii(key)];
    if (slot.value.is_object()) {
        uniteList(entry, slot.value, "roles");
        uniteList(entry, slot.value, "scopes");
        slot.value.update(entry);
    } else {
        slot.value = std::move(entry);
    }
    slot.ts = now;
    slot.value["ts"] = now;
}

Json Presence::list() {
    const std::int64_t now = clock_.nowMs();
    prune(now);
    std::vector<const Entry*> sorted;
    for (const auto& [key, entry] : entries_)
        sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(), [](const Entry* a, const Entry* b) { return a->ts > b->ts; });
    self_["ts"] = now;
    Json result = Json::array({self_});
    for (const Entry* entry : sorted)
        result.push_back(entry->value);
    return result;
}

void Presence::prune(std::int64_t now) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.ts + lifetimeMs < now; });
    while (entries_.size() >= maxEntries) {
        const auto oldest = std::min_element(entries_.begin(), entries_.end(),
                                             [](const auto& a, const auto& b) { return a.second.ts < b.second.ts; });
        entries_.erase(oldest);
    }
}

}
