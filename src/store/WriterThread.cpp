// Group commit: one flush to disk pays for every call that arrived while the previous one was being written.
#include "store/WriterThread.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"

#include <fmt/format.h>

namespace openclaw::store {

namespace {

/// Bounds how long the first call of a batch waits for the last one.
constexpr std::size_t maxBatch = 256;

void passCrashPoint(const CallKind& kind, std::string_view moment) {
    if (kind.crashName)
        crashPoint("store", kind.crashName, moment);
}

}

WriterThread::WriterThread(std::unique_ptr<Database> database)
    : database_(std::move(database)), thread_([this] { loop(); }) {}

WriterThread::~WriterThread() { stop(); }

void WriterThread::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void WriterThread::submit(JobPtr job) {
    {
        const std::lock_guard lock(mutex_);
        if (!stopping_) {
            queue_.push_back(std::move(job));
            wake_.notify_one();
            return;
        }
    }
    job->fail(Error(Errc::closed, "the store is closed"));
    job->complete();
}

void WriterThread::loop() {
    for (;;) {
        std::deque<JobPtr> batch;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty())
                break;
            while (!queue_.empty() && batch.size() < maxBatch) {
                batch.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
        }
        runBatch(batch);
        for (auto& job : batch)
            job->complete();
    }
    try {
        database_->execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const SqlFailure& failure) {
        // The log stays beside the file and is folded in by the next start: nothing is lost.
        log::debug("store", "checkpoint at close failed: {}", failure.error().message);
    }
    database_.reset();
}

void WriterThread::runBatch(std::deque<JobPtr>& batch) {
    bool writes = false;
    Flush flush = Flush::later;
    for (const auto& job : batch) {
        writes = writes || job->kind.writes;
        if (job->kind.writes && job->kind.flush == Flush::now)
            flush = Flush::now;
    }
    try {
        if (writes)
            flushCommits(flush);
        database_->execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        for (auto& job : batch)
            runInSavepoint(*job);
        for (const auto& job : batch)
            passCrashPoint(job->kind, "before-commit");
        database_->execute("COMMIT");
        for (const auto& job : batch)
            passCrashPoint(job->kind, "after-commit");
    } catch (const SqlFailure& failure) {
        log::error("store", "transaction failed: {}", failure.error().message);
        try {
            if (database_->inTransaction())
                database_->execute("ROLLBACK");
        } catch (const SqlFailure& second) {
            log::error("store", "rollback failed: {}", second.error().message);
        }
        for (auto& job : batch)
            job->fail(failure.error());
    }
}

/// Chooses for the commits that follow: in WAL mode NORMAL leaves the flush to a later one, which then covers both.
void WriterThread::flushCommits(Flush flush) {
    if (flush == flush_)
        return;
    database_->execute(flush == Flush::now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    flush_ = flush;
}

void WriterThread::runInSavepoint(Job& job) {
    if (job.kind.writes)
        database_->execute("SAVEPOINT call");
    bool succeeded = false;
    try {
        succeeded = job.run(*database_);
    } catch (const SqlFailure& failure) {
        job.fail(failure.error());
    } catch (const std::exception& unexpected) {
        log::error("store", "call failed unexpectedly: {}", unexpected.what());
        job.fail(Error(Errc::internal, "the store could not carry out a call"));
    }
    if (!job.kind.writes)
        return;
    // Disk full and I/O errors end the whole transaction inside SQLite; the calls before this one are gone too.
    if (!database_->inTransaction())
        throw SqlFailure(Error(Errc::unavailable, fmt::format("database {}: the transaction was aborted", database_->file().string())));
    if (!succeeded)
        database_->execute("ROLLBACK TO call");
    database_->execute("RELEASE call");
}

}
