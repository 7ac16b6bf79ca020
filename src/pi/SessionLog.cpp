// Session files. Loading tolerates damaged lines (a crash may have cut the last one); files of older versions, whose
// entries have no ids, are rewritten once in the current form.
#include "pi/SessionLog.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_set>

namespace openclaw::pi {

namespace {

constexpr std::size_t maxSessionBytes = 1024ULL * 1024 * 1024;
constexpr std::size_t entryIdBytes = 4;

bool writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool isAssistantMessage(const Json& entry) {
    const Json* message = findMember(entry, "message");
    return stringOr(entry, "type") == "message" && message && stringOr(*message, "role") == "assistant";
}


}

SessionLog::SessionLog(Clock& clock) : clock_(&clock) {}

Descriptor::~Descriptor() {
    if (value_ >= 0)
        ::close(value_);
}

SessionLog SessionLog::inMemory(Clock& clock, const std::string& cwd) {
    SessionLog log(clock);
    log.id_ = timeOrderedUuid(clock.nowMs());
    log.cwd_ = cwd;
    log.createdAt_ = formatIsoTime(clock.nowMs());
    return log;
}

SessionLog SessionLog::create(
    Clock& clock, const std::string& cwd, const std::filesystem::path& directory, const std::string& parent) {
    SessionLog log = inMemory(clock, cwd);
    log.parent_ = parent;
    std::string time = log.createdAt_;
    std::replace(time.begin(), time.end(), ':', '-');
    std::replace(time.begin(), time.end(), '.', '-');
    log.file_ = directory / (time + "_" + log.id_ + ".jsonl");
    log.pending_ = log.header();
    return log;
}

Result<SessionLog> SessionLog::open(Clock& clock, const std::string& cwd, const std::filesystem::path& file) {
    SessionLog log = inMemory(clock, cwd);
    log.file_ = file;
    const Result<std::string> text = readFile(file, maxSessionBytes);
    if (!text && !text.error().is(Errc::notFound))
        return text.error().withContext("opening session " + file.string());
    if (!text || trimAscii(*text).empty()) {
        log.pending_ = log.header();
        return log;
    }
    const Result<bool> migrated = log.load(*text);
    if (!migrated)
        return migrated.error().withContext("opening session " + file.string());
    log.onDisk_ = true;
    log.needsNewline_ = text->back() != '\n';
    if (*migrated)
        log.rewrite();
    return log;
}

/// True when entries had to be given ids.
Result<bool> SessionLog::load(const std::string& text) {
    bool sawHeader = false;
    bool migrated = false;
    std::size_t damaged = 0;
    for (const std::string_view line : split(text, '\n')) {
        if (trimAscii(line).empty())
            continue;
        Result<Json> entry = parseJson(line);
        if (!entry || !entry->is_object()) {
            ++damaged;
            continue;
        }
        if (!sawHeader) {
            if (stringOr(*entry, "type") != "session")
                return Error(Errc::corrupt, "the file is not a session: its first line is no session header");
            sawHeader = true;
            id_ = stringOr(*entry, "id", id_);
            createdAt_ = stringOr(*entry, "timestamp", createdAt_);
            cwd_ = stringOr(*entry, "cwd", cwd_);
            parent_ = stringOr(*entry, "parentSession");
            continue;
        }
        if (stringOr(*entry, "id").empty()) {
            migrated = true;
            (*entry)["id"] = newEntryId();
            (*entry)["parentId"] = leafId_.empty() ? Json(nullptr) : Json(leafId_);
            const auto kept = findInteger(*entry, "firstKeptEntryIndex");
            // The index of the oldest format counts the header as line 0.
            if (kept && *kept >= 1 && static_cast<std::size_t>(*kept) <= entries_.size())
                (*entry)["firstKeptEntryId"] = entries_[static_cast<std::size_t>(*kept) - 1]["id"];
        }
        index(std::move(*entry));
    }
    if (!sawHeader)
        return Error(Errc::corrupt, "the file is not a session: no line of it is readable");
    if (damaged > 0)
        log::warn("pi", "session {}: {} damaged lines skipped", id_, damaged);
    return migrated;
}

void SessionLog::index(Json entry) {
    leafId_ = stringOr(entry, "id");
    byId_[leafId_] = entries_.size();
    entries_.push_back(std::move(entry));
}

std::string SessionLog::newEntryId() const {
    for (;;) {
        std::string id = randomHex(entryIdBytes);
        if (!byId_.contains(id))
            return id;
    }
}

std::string SessionLog::header() const {
    std::string line = R"({"type":"session","version":3,"id":)" + quoteJson(id_) + R"(,"timestamp":)" +
                       quoteJson(createdAt_) + R"(,"cwd":)" + quoteJson(cwd_);
    if (!parent_.empty())
        line += R"(,"parentSession":)" + quoteJson(parent_);
    return line + "}\n";
}

std::string SessionLog::append(Json entry) {
    const std::string id = newEntryId();
    entry["id"] = id;
    entry["parentId"] = leafId_.empty() ? Json(nullptr) : Json(leafId_);
    entry["timestamp"] = formatIsoTime(clock_->nowMs());
    const bool firstReply = !onDisk_ && isAssistantMessage(entry);
    std::string line = dumpJson(entry) + "\n";
    index(std::move(entry));
    if (!file_)
        return id;
    if (!onDisk_ && !firstReply) {
        pending_ += line;
        return id;
    }
    onDisk_ = true;
    persist(std::exchange(pending_, {}) + line);
    return id;
}

std::string SessionLog::appendMessage(const Json& message) {
    return append(Json{{"type", "message"}, {"message", message}});
}

bool SessionLog::ensureOpen() {
    if (descriptor_.get() >= 0)
        return true;
    if (const Result<void> made = ensurePrivateDirectory(file_->parent_path()); !made)
        return false;
    descriptor_.set(::open(file_->c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    return descriptor_.get() >= 0;
}

void SessionLog::persist(const std::string& line) {
    std::string bytes = line;
    if (needsNewline_)
        bytes.insert(0, 1, '\n');
    if (ensureOpen() && writeAll(descriptor_.get(), bytes)) {
        needsNewline_ = false;
        return;
    }
    if (!failed_)
        log::error("pi", "cannot write session {}: {}", file_->string(), std::strerror(errno));
    failed_ = true;
    needsNewline_ = true;
}

void SessionLog::rewrite() {
    std::string content = header();
    for (const Json& entry : entries_)
        content += dumpJson(entry) + "\n";
    const Result<void> written = writeFileAtomically(*file_, content);
    if (!written)
        log::error("pi", "cannot migrate session {}: {}", file_->string(), written.error().message);
    needsNewline_ = false;
}

const Json* SessionLog::findEntry(const std::string& id) const {
    const auto found = byId_.find(id);
    return found == byId_.end() ? nullptr : &entries_[found->second];
}

std::string SessionLog::name() const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
        if (stringOr(*entry, "type") == "session_info")
            return stringOr(*entry, "name");
    }
    return {};
}

std::vector<const Json*> SessionLog::path() const {
    std::vector<const Json*> out;
    std::string id = leafId_;
    // A damaged file could contain a cycle; the length of a path is bounded by the number of entries.
    while (!id.empty() && out.size() < entries_.size()) {
        const Json* entry = findEntry(id);
        if (!entry)
            break;
        out.push_back(entry);
        id = stringOr(*entry, "parentId");
    }
    std::reverse(out.begin(), out.end());
    return out;
}

namespace {

/// The message an entry stands for, or null.
Json messageOf(const Json& entry) {
    const std::string type = stringOr(entry, "type");
    const Json* message = findMember(entry, "message");
    if (type == "message" && message && message->is_object())
        return *message;
    if (type == "custom_message")
        return Json{{"role", "custom"},
            {"customType", stringOr(entry, "customType")},
            {"content", entry.value("content", Json(""))},
            {"display", findBool(entry, "display").value_or(false)},
            {"timestamp", 0}};
    if (type == "branch_summary" && !stringOr(entry, "summary").empty())
        return Json{{"role", "branchSummary"},
            {"summary", stringOr(entry, "summary")},
            {"fromId", stringOr(entry, "fromId")},
            {"timestamp", 0}};
    return nullptr;
}

}

SessionLog::Context SessionLog::context() const {
    const std::vector<const Json*> entries = path();
    Context out;
    std::unordered_map<std::string, const Json*> edits;
    std::size_t compaction = entries.size();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Json& entry = *entries[i];
        const std::string type = stringOr(entry, "type");
        if (type == "compaction") {
            compaction = i;
        } else if (type == "model_change") {
            out.provider = stringOr(entry, "provider");
            out.model = stringOr(entry, "modelId");
        } else if (type == "thinking_level_change") {
            out.thinkingLevel = stringOr(entry, "thinkingLevel");
        } else if (type == "context_edit") {
            edits[stringOr(entry, "targetId")] = findMember(entry, "replacement");
        } else if (isAssistantMessage(entry)) {
            out.provider = stringOr(entry["message"], "provider");
            out.model = stringOr(entry["message"], "model");
        }
    }

    const auto add = [&](const Json& entry) {
        const auto edit = edits.find(stringOr(entry, "id"));
        Json message = messageOf(entry);
        if (edit != edits.end())
            message = edit->second && edit->second->is_object() ? *edit->second : Json(nullptr);
        if (!message.is_null())
            out.messages.push_back(std::move(message));
    };
    std::size_t from = 0;
    if (compaction < entries.size()) {
        const Json& entry = *entries[compaction];
        out.messages.push_back(Json{{"role", "compactionSummary"},
            {"summary", stringOr(entry, "summary")},
            {"tokensBefore", findInteger(entry, "tokensBefore").value_or(0)},
            {"timestamp", 0}});
        const std::string firstKept = stringOr(entry, "firstKeptEntryId");
        bool keeping = false;
        for (std::size_t i = 0; i < compaction; ++i) {
            keeping = keeping || stringOr(*entries[i], "id") == firstKept;
            if (keeping)
                add(*entries[i]);
        }
        from = compaction + 1;
        out.beforeCompaction = out.messages.size();
    }
    for (std::size_t i = from; i < entries.size(); ++i)
        add(*entries[i]);
    return out;
}

SessionLog SessionLog::branch(const std::string& cwd, const std::string& lastEntryId) const {
    SessionLog copy = file_ ? create(*clock_, cwd, file_->parent_path(), file_->string()) : inMemory(*clock_, cwd);
    if (lastEntryId.empty())
        return copy;
    std::string lines;
    bool hasReply = false;
    for (const Json* entry : path()) {
        copy.index(*entry);
        lines += dumpJson(*entry) + "\n";
        hasReply = hasReply || isAssistantMessage(*entry);
        if (stringOr(*entry, "id") == lastEntryId)
            break;
    }
    copy.pending_ += lines;
    if (copy.file_ && hasReply) {
        copy.onDisk_ = true;
        copy.persist(std::exchange(copy.pending_, {}));
    }
    return copy;
}

std::string sessionFolderName(const std::string& cwd) {
    std::string name = cwd;
    if (name.starts_with('/'))
        name.erase(0, 1);
    for (char& c : name) {
        if (c == '/' || c == '\\' || c == ':')
            c = '-';
    }
    return "--" + name + "--";
}

std::optional<std::filesystem::path> findLatestSession(const std::filesystem::path& directory) {
    std::optional<std::filesystem::path> latest;
    std::filesystem::file_time_type latestTime;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
        if (entry.path().extension() != ".jsonl")
            continue;
        std::error_code unreadable;
        const auto time = entry.last_write_time(unreadable);
        if (!unreadable && (!latest || time > latestTime)) {
            latest = entry.path();
            latestTime = time;
        }
    }
    return latest;
}

std::optional<std::filesystem::path> findSessionById(const std::filesystem::path& directory, const std::string& id) {
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(directory, failure)) {
        const std::string name = entry.path().filename().string();
        const std::size_t bar = name.find('_');
        if (entry.path().extension() == ".jsonl" && bar != std::string::npos && name.substr(bar + 1).starts_with(id))
            return entry.path();
    }
    return std::nullopt;
}

}
