// Order, cooldowns and the file of an agent's credentials.
#include "openclaw/agent/auth_profiles.hpp"

#include "agent/cooldown.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace openclaw::agent {

namespace {

constexpr const char* fileName = "auth-profiles.json";
constexpr std::int64_t refreshMarginMs = 60'000;
constexpr std::chrono::seconds staleLockAge{30};
constexpr int lockTries = 10;
constexpr std::chrono::milliseconds lockPause{100};

/// Best first; 3 for what we cannot use.
int rankOf(const Json& profile) {
    const std::string type = stringOr(profile, "type");
    if (type == "oauth") return 0;
    if (type == "token") return 1;
    return type == "api_key" ? 2 : 3;
}

const char* secretField(const Json& profile) {
    switch (rankOf(profile)) {
    case 0: return "access";
    case 1: return "token";
    default: return "key";
    }
}

std::int64_t usageNumber(const Json& file, const std::string& id, const char* field) {
    const Json* stats = findMember(file, "usageStats");
    const Json* own = stats ? findMember(*stats, id) : nullptr;
    return own ? findInteger(*own, field).value_or(0) : 0;
}

bool isExpired(const Json& profile, std::int64_t nowMs) {
    const auto expires = findInteger(profile, "expires");
    return expires && *expires > 0 && *expires <= nowMs;
}

/// Configuration may tie an id to a provider and a kind; a stored profile that contradicts it is not used.
bool agreesWithConfig(const Json& config, const std::string& id, const Json& profile) {
    const Json* known = findPath(config, "auth.profiles");
    const Json* entry = known ? findMember(*known, id) : nullptr;
    if (!entry) return true;
    if (stringOr(*entry, "provider") != stringOr(profile, "provider")) return false;
    const std::string mode = stringOr(*entry, "mode");
    const std::string type = stringOr(profile, "type");
    return mode.empty() || mode == type || (mode == "oauth" && type == "token");
}

void addStrings(std::vector<std::string>& out, const Json& list) {
    if (!list.is_array()) return;
    for (const Json& entry : list) {
        if (entry.is_string()) out.push_back(entry.get<std::string>());
    }
}

Json readProfiles(const std::filesystem::path& file) {
    const Result<std::string> text = readFile(file);
    if (!text) return Json::object();
    Result<Json> parsed = parseJson(*text);
    if (!parsed || !parsed->is_object()) {
        log::warn("agent", "{} is not a JSON object and is ignored", file.string());
        return Json::object();
    }
    return std::move(*parsed);
}

bool holdsProfile(const Json& file, const std::string& id) {
    const Json* profiles = findMember(file, "profiles");
    return profiles && profiles->is_object() && profiles->contains(id);
}

/// A folder beside the file is its lock; one that nobody has touched for long was left behind.
class FolderLock {
public:
    explicit FolderLock(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~FolderLock() {
        std::error_code ignored;
        if (isHeld_) std::filesystem::remove(folder_, ignored);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    bool acquire() {
        for (int i = 0; i < lockTries && !isHeld_; ++i) {
            if (i > 0) std::this_thread::sleep_for(lockPause);
            std::error_code failure;
            isHeld_ = std::filesystem::create_directory(folder_, failure);
            const auto changed = std::filesystem::last_write_time(folder_, failure);
            const bool isStale =
                !failure && std::filesystem::file_time_type::clock::now() - changed > staleLockAge;
            if (!isHeld_ && isStale) std::filesystem::remove(folder_, failure);
        }
        return isHeld_;
    }

private:
    std::filesystem::path folder_;
    bool isHeld_ = false;
};

}

AuthProfiles::AuthProfiles(Json file) : file_(std::move(file)) {
    if (!file_.is_object()) file_ = Json::object();
}

const Json* AuthProfiles::profile(const std::string& id) const {
    const Json* profiles = findMember(file_, "profiles");
    const Json* own = profiles ? findMember(*profiles, id) : nullptr;
    return own && own->is_object() ? own : nullptr;
}

Json& AuthProfiles::section(const char* name) {
    Json& own = file_[name];
    if (!own.is_object()) own = Json::object();
    return own;
}

std::int64_t AuthProfiles::unusableUntil(const std::string& id) const {
    return std::max(usageNumber(file_, id, "cooldownUntil"), usageNumber(file_, id, "disabledUntil"));
}

/// The ids to look at, and whether somebody put them into this order.
std::vector<std::string>
AuthProfiles::candidates(const Json& config, const std::string& provider, bool& isOrdered) const {
    std::vector<std::string> ids;
    const Json* stored = findMember(file_, "order");
    const Json* configured = findPath(config, "auth.order");
    for (const Json* orders : {stored, configured}) {
        const Json* own = orders && ids.empty() ? findMember(*orders, provider) : nullptr;
        if (own) addStrings(ids, *own);
    }
    isOrdered = !ids.empty();
    if (isOrdered) return ids;
    const Json* known = findPath(config, "auth.profiles");
    if (known && known->is_object()) {
        for (const auto& [id, entry] : known->items()) {
            if (stringOr(entry, "provider") == provider) ids.push_back(id);
        }
    }
    const Json* profiles = findMember(file_, "profiles");
    if (ids.empty() && profiles && profiles->is_object()) {
        for (const auto& [id, entry] : profiles->items())
            ids.push_back(id);
    }
    return ids;
}

std::vector<AuthProfile>
AuthProfiles::order(const Json& config, const std::string& provider, std::int64_t nowMs) const {
    struct Entry {
        AuthProfile profile;
        int rank = 0;
        std::int64_t lastUsedMs = 0;
        std::int64_t restsUntilMs = 0;
    };
    bool isOrdered = false;
    std::vector<Entry> entries;
    for (const std::string& id : candidates(config, provider, isOrdered)) {
        const Json* stored = profile(id);
        const bool isKnown =
            std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.profile.id == id; });
        if (!stored || isKnown || stringOr(*stored, "provider") != provider || rankOf(*stored) > 2) continue;
        Entry entry;
        entry.profile.id = id;
        entry.rank = rankOf(*stored);
        entry.profile.secret = Secret(stringOr(*stored, secretField(*stored)));
        entry.profile.isToken = entry.rank < 2;
        if (entry.rank == 0) entry.profile.refreshToken = Secret(stringOr(*stored, "refresh"));
        entry.profile.needsRefresh =
            !entry.profile.refreshToken.empty() && isExpired(*stored, nowMs + refreshMarginMs);
        const bool isUseless = entry.profile.secret.empty() || isExpired(*stored, nowMs);
        if (!agreesWithConfig(config, id, *stored) || (isUseless && !entry.profile.needsRefresh)) continue;
        entry.lastUsedMs = usageNumber(file_, id, "lastUsed");
        const std::int64_t until = unusableUntil(id);
        entry.restsUntilMs = until > nowMs ? until : 0;
        entries.push_back(std::move(entry));
    }
    std::stable_sort(entries.begin(), entries.end(), [isOrdered](const Entry& a, const Entry& b) {
        if (a.restsUntilMs != b.restsUntilMs) return a.restsUntilMs < b.restsUntilMs;
        if (isOrdered) return false;
        return a.rank != b.rank ? a.rank < b.rank : a.lastUsedMs < b.lastUsedMs;
    });
    std::vector<AuthProfile> ordered;
    for (Entry& entry : entries)
        ordered.push_back(std::move(entry.profile));
    return ordered;
}

void AuthProfiles::succeeded(const std::string& id, std::int64_t nowMs) {
    const Json* stored = profile(id);
    if (!stored) return;
    const std::string provider = stringOr(*stored, "provider");
    section("usageStats")[id] = Json{{"lastUsed", nowMs}, {"errorCount", 0}};
    section("lastGood")[provider] = id;
}

void AuthProfiles::failed(const std::string& id,
                          llm::FailureClass failure,
                          const Json& config,
                          std::int64_t nowMs) {
    const Json* stored = profile(id);
    if (!stored || failure == llm::FailureClass::none) return;
    const std::string provider = stringOr(*stored, "provider");
    Json& stats = section("usageStats")[id];
    if (!stats.is_object() ||
        nowMs - findInteger(stats, "lastFailureAt").value_or(0) > failureWindowMs(config)) {
        const Json lastUsed = stats.is_object() && stats.contains("lastUsed") ? stats["lastUsed"] : Json();
        stats = Json::object();
        if (!lastUsed.is_null()) stats["lastUsed"] = lastUsed;
    }
    const std::string reason(llm::toString(failure));
    const auto count = [](const Json& object, const std::string& key) {
        return static_cast<int>(std::clamp<std::int64_t>(findInteger(object, key).value_or(0), 0, 1000)) + 1;
    };
    const int errors = count(stats, "errorCount");
    Json& counts = stats["failureCounts"];
    if (!counts.is_object()) counts = Json::object();
    const int ofThisKind = count(counts, reason);
    counts[reason] = ofThisKind;
    stats["errorCount"] = errors;
    stats["lastFailureAt"] = nowMs;
    if (failure == llm::FailureClass::billing) {
        stats["disabledUntil"] = nowMs + billingPauseMs(config, provider, ofThisKind);
        stats["disabledReason"] = reason;
    } else {
        stats["cooldownUntil"] = nowMs + failurePauseMs(errors);
    }
}

Result<void> AuthProfiles::refreshed(const std::string& id,
                                     const Secret& access,
                                     const Secret& refresh,
                                     std::int64_t expiresMs) {
    if (!profile(id)) return Error(Errc::notFound, fmt::format("there is no credential {} any more", id));
    Json& stored = file_["profiles"][id];
    stored["access"] = access.reveal();
    if (!refresh.empty()) stored["refresh"] = refresh.reveal();
    stored["expires"] = expiresMs;
    return {};
}

AuthProfiles loadAuthProfiles(const std::filesystem::path& agentDirectory,
                              const std::filesystem::path& defaultDirectory) {
    Json own = readProfiles(agentDirectory / fileName);
    if (agentDirectory == defaultDirectory) return AuthProfiles(std::move(own));
    const Json shared = readProfiles(defaultDirectory / fileName);
    for (const char* section : {"profiles", "usageStats", "order", "lastGood"}) {
        const Json* others = findMember(shared, section);
        if (!others || !others->is_object()) continue;
        if (!own.contains(section) || !own[section].is_object()) own[section] = Json::object();
        for (const auto& [key, value] : others->items())
            own[section].emplace(key, value); // the agent's own stay
    }
    return AuthProfiles(std::move(own));
}

Result<void> updateAuthProfiles(const std::filesystem::path& agentDirectory,
                                const std::filesystem::path& defaultDirectory,
                                const std::string& id,
                                const std::function<Result<void>(AuthProfiles&)>& change) {
    const bool isOwn = holdsProfile(readProfiles(agentDirectory / fileName), id);
    const std::filesystem::path file = (isOwn ? agentDirectory : defaultDirectory) / fileName;
    FolderLock lock(file.string() + ".lock");
    if (!lock.acquire())
        return Error(Errc::unavailable, fmt::format("{} is locked by another program", file.string()));
    AuthProfiles profiles(readProfiles(file));
    if (const Result<void> changed = change(profiles); !changed) return changed.error();
    return writeFileAtomically(file, dumpJsonPretty(profiles.file()) + "\n");
}

}
