// Opens the file, brings the schema up to date and hands the connection to its thread.
#include "openclaw/store/Store.hpp"

#include "store/SqliteRepositories.hpp"
#include "store/migrations.hpp"

namespace openclaw::store {

struct SqliteStore::Parts {
    explicit Parts(std::unique_ptr<Database> database)
        : thread(std::move(database)), sessions(thread), transcript(thread), inbox(thread), systemEvents(thread), outbox(thread), pairing(thread),
          devices(thread), offsets(thread), keyValues(thread), channelRecords(thread), cron(thread) {}

    WriterThread thread;
    SqliteSessions sessions;
    SqliteTranscript transcript;
    SqliteInbox inbox;
    SqliteSystemEvents systemEvents;
    SqliteOutbox outbox;
    SqlitePairing pairing;
    SqliteDevices devices;
    SqliteOffsets offsets;
    SqliteKeyValues keyValues;
    SqliteChannelRecords channelRecords;
    SqliteCron cron;
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::filesystem::path& file) {
    auto database = Database::open(file);
    if (!database)
        return database.error();
    if (auto migrated = migrate(**database); !migrated)
        return migrated.error();
    return std::unique_ptr<SqliteStore>(new SqliteStore(std::make_unique<Parts>(std::move(*database))));
}

std::filesystem::path SqliteStore::fileIn(const std::filesystem::path& stateDirectory) {
    return stateDirectory / "openclaw.sqlite";
}

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SqliteStore::~SqliteStore() = default;

void SqliteStore::stop() { parts_->thread.stop(); }

SessionRepository& SqliteStore::sessions() { return parts_->sessions; }
TranscriptRepository& SqliteStore::transcript() { return parts_->transcript; }
InboxRepository& SqliteStore::inbox() { return parts_->inbox; }
SystemEventRepository& SqliteStore::systemEvents() { return parts_->systemEvents; }
OutboxRepository& SqliteStore::outbox() { return parts_->outbox; }
PairingRepository& SqliteStore::pairing() { return parts_->pairing; }
DeviceRepository& SqliteStore::devices() { return parts_->devices; }
OffsetRepository& SqliteStore::offsets() { return parts_->offsets; }
KeyValueRepository& SqliteStore::keyValues() { return parts_->keyValues; }
ChannelRecordRepository& SqliteStore::channelRecords() { return parts_->channelRecords; }
CronRepository& SqliteStore::cron() { return parts_->cron; }

}
