#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"

#include <map>
#include <string>

namespace openclaw::gateway {

/// Who is around: this gateway and every tracked client, newest first. Entries fade after five minutes.
class Presence {
public:
    Presence(Clock& clock, std::string version);

    /// Merges `entry` under the key (case-insensitive); roles and scopes are united.
    void update(const std::string& key, Json entry);
    /// The list with this gateway's own entry first.
    Json list();

private:
    struct Entry {
        std::int64_t ts = 0;
        Json value;
    };

    void prune(std::int64_t now);

    Clock& clock_;
    Json self_;
    std::map<std::string, Entry> entries_;
};

}
