// Scheduled jobs. The start of a run and the job's next due time are one transaction, so a crash leaves
// either a job that is still due or a run that is known to have begun.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <algorithm>

namespace openclaw::store {

namespace {

void storeJob(Database& database, const Json& job) {
    database
        .query(
            "INSERT INTO cron_jobs (id, job) VALUES (?,?) ON CONFLICT (id) DO UPDATE SET job = excluded.job")
        .bind(stringOr(job, "id"), job)
        .run();
}

void removeJob(Database& database, const std::string& jobId) {
    database.query("DELETE FROM cron_jobs WHERE id = ?").bind(jobId).run();
}

bool hasJob(Database& database, const std::string& jobId) {
    Query query = database.query("SELECT 1 FROM cron_jobs WHERE id = ?");
    return query.bind(jobId).next();
}

CronRun readRun(const Query& query) {
    CronRun run;
    run.jobId = query.text(0);
    run.runId = query.text(1);
    run.dueAtMs = query.integer(2);
    run.startedAtMs = query.integer(3);
    run.entry = query.json(4);
    return run;
}

}

asio::awaitable<Result<std::vector<Json>>> SqliteCron::list() {
    return thread_.read<std::vector<Json>>([](Database& database) -> Result<std::vector<Json>> {
        Query query = database.query("SELECT job FROM cron_jobs ORDER BY id");
        std::vector<Json> jobs;
        while (query.next())
            jobs.push_back(query.json(0));
        return jobs;
    });
}

asio::awaitable<Result<void>> SqliteCron::put(Json job) {
    return thread_.write<void>([job = std::move(job)](Database& database) -> Result<void> {
        if (stringOr(job, "id").empty()) return Error(Errc::invalidInput, "a job needs an id");
        storeJob(database, job);
        return {};
    });
}

asio::awaitable<Result<bool>> SqliteCron::remove(std::string jobId) {
    return thread_.write<bool>([jobId = std::move(jobId)](Database& database) -> Result<bool> {
        removeJob(database, jobId);
        const bool existed = database.changes() > 0;
        database.query("DELETE FROM cron_runs WHERE job_id = ?").bind(jobId).run();
        return existed;
    });
}

asio::awaitable<Result<void>> SqliteCron::begin(CronStart start) {
    return thread_.write<void>([start = std::move(start)](Database& database) -> Result<void> {
        if (!hasJob(database, start.jobId)) return Error(Errc::notFound, "the job was removed");
        database
            .query("INSERT OR IGNORE INTO cron_runs (job_id, run_id, due_at, started_at) VALUES (?,?,?,?)")
            .bind(start.jobId, start.runId, start.dueAtMs, start.startedAtMs)
            .run();
        if (database.changes() == 0) return Error(Errc::conflict, "the job was already begun for this time");
        storeJob(database, start.job);
        return {};
    });
}

asio::awaitable<Result<void>> SqliteCron::finish(CronRun run, Json job) {
    return thread_.write<void>([run = std::move(run),
                                job = std::move(job)](Database& database) -> Result<void> {
        for (const SystemEvent& event : run.events)
            addSystemEvent(database, event);
        if (!hasJob(database, run.jobId)) return {};
        database.query("UPDATE cron_runs SET entry = ? WHERE run_id = ?").bind(run.entry, run.runId).run();
        if (job.is_null())
            removeJob(database, run.jobId);
        else
            storeJob(database, job);
        database
            .query("DELETE FROM cron_runs WHERE job_id = ? AND seq <= (SELECT seq FROM cron_runs WHERE "
                   "job_id = ?"
                   " ORDER BY seq DESC LIMIT 1 OFFSET ?)")
            .bind(run.jobId, run.jobId, maxRunsPerJob)
            .run();
        return {};
    });
}

asio::awaitable<Result<std::vector<CronRun>>> SqliteCron::listUnfinished() {
    return thread_.read<std::vector<CronRun>>([](Database& database) -> Result<std::vector<CronRun>> {
        Query query = database.query("SELECT job_id, run_id, due_at, started_at, entry FROM cron_runs"
                                     " WHERE entry = 'null' ORDER BY seq");
        std::vector<CronRun> runs;
        while (query.next())
            runs.push_back(readRun(query));
        return runs;
    });
}

asio::awaitable<Result<std::vector<CronRun>>> SqliteCron::runs(std::string jobId, std::size_t limit) {
    return thread_.read<std::vector<CronRun>>(
        [jobId = std::move(jobId), limit](Database& database) -> Result<std::vector<CronRun>> {
            Query query = database.query("SELECT job_id, run_id, due_at, started_at, entry FROM cron_runs"
                                         " WHERE job_id = ? AND entry <> 'null' ORDER BY seq DESC LIMIT ?");
            query.bind(jobId, limit);
            std::vector<CronRun> runs;
            while (query.next())
                runs.push_back(readRun(query));
            std::ranges::reverse(runs);
            return runs;
        });
}

}
