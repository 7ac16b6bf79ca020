#pragma once

#include "openclaw/store/repositories.hpp"

#include <filesystem>
#include <memory>

namespace openclaw::store {

/// Everything the gateway must not forget, grouped by aggregate.
class Store {
public:
    virtual ~Store() = default;
    virtual SessionRepository& sessions() = 0;
    virtual TranscriptRepository& transcript() = 0;
    virtual InboxRepository& inbox() = 0;
    virtual SystemEventRepository& systemEvents() = 0;
    virtual OutboxRepository& outbox() = 0;
    virtual PairingRepository& pairing() = 0;
    virtual DeviceRepository& devices() = 0;
    virtual OffsetRepository& offsets() = 0;
    virtual KeyValueRepository& keyValues() = 0;
    virtual ChannelRecordRepository& channelRecords() = 0;
    virtual CronRepository& cron() = 0;
};

/// The store in one SQLite file. One thread owns the connection; calls that arrive while it writes are committed
/// together, each rolled back on its own if it fails, and complete only once they are on disk.
/// Safe to call from any thread.
class SqliteStore final : public Store {
public:
    /// Opens or creates the file (0600, its folder 0700) and brings its schema up to date. Blocking, and quick
    /// whatever the size of the file. Errc::corrupt names a damaged file, Errc::conflict one written by a newer
    /// version, Errc::unavailable one that cannot be opened.
    static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& file);
    /// The file inside a state folder.
    static std::filesystem::path fileIn(const std::filesystem::path& stateDirectory);

    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    /// Finishes what is queued, folds the write-ahead log into the file and closes it. Later calls fail with
    /// Errc::closed. Blocking; harmless when repeated.
    void stop();

    SessionRepository& sessions() override;
    TranscriptRepository& transcript() override;
    InboxRepository& inbox() override;
    SystemEventRepository& systemEvents() override;
    OutboxRepository& outbox() override;
    PairingRepository& pairing() override;
    DeviceRepository& devices() override;
    OffsetRepository& offsets() override;
    KeyValueRepository& keyValues() override;
    ChannelRecordRepository& channelRecords() override;
    CronRepository& cron() override;

private:
    struct Parts;
    explicit SqliteStore(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}
