// Lenient readers: files may be JSON5, carry a byte order mark, be cut off, or come from several older
// versions.
#include "cli/migrate/legacy_files.hpp"

#include "openclaw/config/json5.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/cron/CronService.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/schedule/cron.hpp"
#include "openclaw/schedule/times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

/// Made anew by whoever needs them.
constexpr std::array<const char*, 3> caches{"skillsSnapshot", "systemPromptReport", "sessionFile"};
constexpr std::array<std::pair<const char*, const char*>, 3> renamed{std::pair("provider", "channel"),
                                                                     std::pair("lastProvider", "lastChannel"),
                                                                     std::pair("room", "groupChannel")};

Result<Json> readObject(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    Result<Json> value = parseJson(text);
    if (!value) {
        const Result<config::Document> lenient = config::parseJson5(text);
        if (!lenient) return lenient.error();
        value = config::toJson(lenient->value);
    }
    if (!value->is_object()) return Error(Errc::invalidInput, "it is no JSON object");
    return value;
}

std::string canonicalKey(std::string_view given, const std::string& agentId, const std::string& mainKey) {
    std::string key = toLowerAscii(trimAscii(given));
    while (key.starts_with("surface:"))
        key.erase(0, 8);
    if (key.empty() || key == "global" || key == "unknown" || key.starts_with("node-")) return key;
    return routing::toStoreKey(agentId, key, mainKey);
}

std::string kindOf(const std::string& key, const Json& entry) {
    if (key == "global" || key == "unknown") return key;
    const std::string chat = stringOr(entry, "chatType");
    const bool isGroup = chat == "group" || chat == "channel" || chat == "room" ||
                         key.find(":group:") != std::string::npos ||
                         key.find(":channel:") != std::string::npos;
    return isGroup ? "group" : "direct";
}

/// encodeURIComponent, as the names of topic files have it.
std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool isPlain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             std::string_view("-_.!~*'()").find(c) != std::string_view::npos;
        if (isPlain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// A session id becomes part of a file name, here and in other programs.
bool isSafeId(std::string_view id) {
    return !id.empty() && id.size() <= 200 && id.front() != '.' && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_' || c == '.';
    });
}

std::string lastPart(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

std::vector<std::string>
filesOf(const std::string& key, const std::string& sessionId, const std::string& sessionFile) {
    std::vector<std::string> files;
    if (const std::string name = lastPart(sessionFile); name.ends_with(".jsonl")) files.push_back(name);
    if (const std::size_t topic = key.rfind(":topic:"); topic != std::string::npos)
        files.push_back(sessionId + "-topic-" + encoded(key.substr(topic + 7)) + ".jsonl");
    files.push_back(sessionId + ".jsonl");
    return files;
}

std::optional<LegacySession> toSession(std::string_view givenKey,
                                       const Json& given,
                                       const std::string& agentId,
                                       const std::string& mainKey) {
    LegacySession session;
    if (!given.is_object()) return std::nullopt;
    session.sessionId = stringOr(given, "sessionId");
    session.key = canonicalKey(givenKey, agentId, mainKey);
    if (!isSafeId(session.sessionId) || session.key.empty()) return std::nullopt;
    session.entry = given;
    for (const auto& [from, to] : renamed) {
        if (const Json* old = findMember(given, from); old && !session.entry.contains(to))
            session.entry[to] = *old;
        session.entry.erase(from);
    }
    session.files = filesOf(session.key, session.sessionId, stringOr(given, "sessionFile"));
    for (const char* name : caches)
        session.entry.erase(name);
    session.updatedAtMs = std::max<std::int64_t>(0, findInteger(given, "updatedAt").value_or(0));
    session.entry["updatedAt"] = session.updatedAtMs;
    session.kind = kindOf(session.key, given);
    return session;
}

std::int64_t momentOf(const Json& object, const char* member) {
    if (const auto number = findInteger(object, member)) return *number;
    return schedule::parseMoment(stringOr(object, member)).value_or(0);
}

/// The job as the service keeps it; nullopt when it makes no sense.
std::optional<Json> toJob(const Json& given, std::int64_t nowMs) {
    if (!given.is_object() || stringOr(given, "id").empty()) return std::nullopt;
    Json job = schedule::normalizeJob(given);
    if (!job.is_object()) return std::nullopt;
    for (const char* kept : {"id", "createdAtMs", "updatedAtMs", "state"}) {
        if (const Json* value = findMember(given, kept)) job[kept] = *value;
    }
    if (!job.contains("enabled")) job["enabled"] = true;
    if (!job.contains("wakeMode")) job["wakeMode"] = "next-heartbeat";
    if (!job["state"].is_object()) job["state"] = Json::object();
    job["state"].erase("runningAtMs");
    if (cron::problemOf(job)) return std::nullopt;
    const bool isDue = findBool(job, "enabled").value_or(true) && !job["state"].contains("nextRunAtMs");
    const Result<schedule::Schedule> times = schedule::scheduleFromJson(job["schedule"]);
    if (isDue && times) {
        const auto next = schedule::nextRun(*times, nowMs);
        if (next && *next) job["state"]["nextRunAtMs"] = **next;
    }
    return job;
}

}

Result<LegacySessions>
readLegacySessions(std::string_view text, const std::string& agentId, const std::string& mainKey) {
    const Result<Json> index = readObject(text);
    if (!index) return index.error();
    LegacySessions result;
    for (const auto& [key, entry] : index->items()) {
        auto session = toSession(key, entry, agentId, mainKey);
        if (session)
            result.sessions.push_back(std::move(*session));
        else
            result.unreadable.push_back(key);
    }
    // Two spellings of one key: the one that was used last is the session.
    std::ranges::stable_sort(result.sessions, [](const LegacySession& a, const LegacySession& b) {
        return a.key != b.key ? a.key < b.key : a.updatedAtMs > b.updatedAtMs;
    });
    const auto repeated = std::ranges::unique(result.sessions, {}, &LegacySession::key);
    result.sessions.erase(repeated.begin(), repeated.end());
    return result;
}

void LegacyTranscriptReader::addLine(std::string_view line) {
    if (lines_ == 0 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
    line = trimAscii(line);
    if (line.empty()) return;
    ++lines_;
    const Result<Json> entry = parseJson(line);
    if (!entry || !entry->is_object()) {
        ++unreadable_;
        return;
    }
    const Json* message = findMember(*entry, "message");
    // The oldest files have the message itself on the line.
    if (!message && entry->contains("role") && entry->contains("content")) message = &*entry;
    if (!message || !message->is_object()) return;
    store::TranscriptMessage row;
    row.role = stringOr(*message, "role");
    if (row.role.empty()) return;
    row.sessionId = sessionId_;
    row.messageId = stringOr(*entry, "id");
    if (row.messageId.empty()) row.messageId = fmt::format("{:08x}", lines_);
    row.timestampMs = momentOf(*message, "timestamp");
    if (row.timestampMs == 0) row.timestampMs = momentOf(*entry, "timestamp");
    row.message = *message;
    messages_.push_back(std::move(row));
}

Result<std::vector<std::string>> readLegacySenders(std::string_view text) {
    const Result<Json> file = readObject(text);
    if (!file) return file.error();
    std::vector<std::string> senders;
    const Json* list = findMember(*file, "allowFrom");
    if (!list || !list->is_array()) return senders;
    for (const Json& entry : *list) {
        const std::string sender(trimAscii(entry.is_string() ? entry.get<std::string>() : entry.dump()));
        if (!sender.empty() && sender != "*" && !entry.is_structured() && !entry.is_null())
            senders.push_back(sender);
    }
    return senders;
}

Result<std::vector<store::PairingRequest>> readLegacyPairing(std::string_view text) {
    const Result<Json> file = readObject(text);
    if (!file) return file.error();
    std::vector<store::PairingRequest> requests;
    const Json* list = findMember(*file, "requests");
    if (!list || !list->is_array()) return requests;
    for (const Json& entry : *list) {
        if (!entry.is_object()) continue;
        store::PairingRequest request;
        request.senderId = stringOr(entry, "id");
        request.code = stringOr(entry, "code");
        request.createdAtMs = momentOf(entry, "createdAt");
        request.lastSeenAtMs = std::max(request.createdAtMs, momentOf(entry, "lastSeenAt"));
        if (const Json* meta = findMember(entry, "meta"); meta && meta->is_object()) request.meta = *meta;
        if (!request.senderId.empty() && !request.code.empty()) requests.push_back(std::move(request));
    }
    return requests;
}

Result<LegacyJobs> readLegacyJobs(std::string_view text, std::int64_t nowMs) {
    const Result<Json> file = readObject(text);
    if (!file) return file.error();
    LegacyJobs result;
    const Json* list = findMember(*file, "jobs");
    if (!list || !list->is_array()) return result;
    for (const Json& entry : *list) {
        auto job = toJob(entry, nowMs);
        if (job)
            result.jobs.push_back(std::move(*job));
        else
            result.unreadable.push_back(
                entry.is_object() ? stringOr(entry, "name", stringOr(entry, "id", "?")) : "?");
    }
    return result;
}

Result<std::vector<Json>> readLegacyDevices(std::string_view text) {
    const Result<Json> file = readObject(text);
    if (!file) return file.error();
    std::vector<Json> devices;
    for (const auto& [id, record] : file->items()) {
        if (record.is_object() && stringOr(record, "deviceId") == id &&
            !stringOr(record, "publicKey").empty())
            devices.push_back(record);
    }
    return devices;
}

Result<std::optional<std::int64_t>> readLegacyOffset(std::string_view text) {
    const Result<Json> file = readObject(text);
    if (!file) return file.error();
    return findInteger(*file, "lastUpdateId");
}

}
