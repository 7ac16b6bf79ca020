#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <optional>
#include <unordered_map>
#include <utility>

namespace openclaw::pi {

/// The open session file; closes itself.
class Descriptor {
public:
    Descriptor() = default;
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor();
    int get() const { return value_; }
    void set(int value) { value_ = value; }

private:
    int value_ = -1;
};

/// A session: a tree of entries, kept in memory and appended to a JSONL file (pi-rpc.md section 7) that other Pi
/// programs can open and continue. Whole lines are appended; the file of a new session appears with its first
/// assistant message. One writer per file.
class SessionLog {
public:
    /// A new session in memory only.
    static SessionLog inMemory(Clock& clock, const std::string& cwd);
    /// A new session whose file will be created in `directory` under its time and id.
    static SessionLog create(
        Clock& clock, const std::string& cwd, const std::filesystem::path& directory, const std::string& parent = {});
    /// The session in `file`; a missing or empty file starts a new session there.
    /// Errc::corrupt when the file holds something else.
    static Result<SessionLog> open(Clock& clock, const std::string& cwd, const std::filesystem::path& file);

    const std::string& id() const { return id_; }
    const std::optional<std::filesystem::path>& file() const { return file_; }
    std::string name() const;
    const std::vector<Json>& entries() const { return entries_; }
    const std::string& leafId() const { return leafId_; }
    const Json* findEntry(const std::string& id) const;
    /// The entries from the root to the leaf.
    std::vector<const Json*> path() const;

    /// Completes the entry with id, parentId and timestamp, and appends it. Returns its id. A failing disk is logged
    /// once; the session goes on in memory.
    std::string append(Json entry);
    std::string appendMessage(const Json& message);

    struct Context {
        std::vector<Json> messages;
        /// How many of them are older than the newest compaction.
        std::size_t beforeCompaction = 0;
        std::string provider;
        std::string model;
        std::string thinkingLevel;
    };
    /// What the model sees, with compactions applied, and the settings in force at the leaf.
    Context context() const;

    /// A new session that holds the path up to and including `lastEntryId` ("" = nothing).
    SessionLog branch(const std::string& cwd, const std::string& lastEntryId) const;

private:
    explicit SessionLog(Clock& clock);
    Result<bool> load(const std::string& text);
    void index(Json entry);
    void persist(const std::string& line);
    bool ensureOpen();
    std::string newEntryId() const;
    std::string header() const;
    void rewrite();

    Clock* clock_;
    std::string id_;
    std::string cwd_;
    std::string parent_;
    std::string createdAt_;
    std::optional<std::filesystem::path> file_;
    std::vector<Json> entries_;
    std::unordered_map<std::string, std::size_t> byId_;
    std::string leafId_;
    /// Lines that wait for the first assistant message.
    std::string pending_;
    bool onDisk_ = false;
    bool needsNewline_ = false;
    bool failed_ = false;
    Descriptor descriptor_;
};

/// "--home-user-project--": the folder of a working directory's sessions.
std::string sessionFolderName(const std::string& cwd);
/// The most recently changed session file of a folder.
std::optional<std::filesystem::path> findLatestSession(const std::filesystem::path& directory);
/// The session file whose id starts with `id`.
std::optional<std::filesystem::path> findSessionById(const std::filesystem::path& directory, const std::string& id);

}
