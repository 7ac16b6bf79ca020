// Conversations. A transcript is taken when what the store holds of it is how the file begins; anything else
// means that this program has gone on with the session, and the store's version stays.
#include "cli/migrate/Migration.hpp"

#include "cli/migrate/legacy_files.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/process/ChildProcess.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <set>

namespace openclaw::cli {

namespace fs = std::filesystem;
using Outcome = MigrationItem::Outcome;

namespace {

constexpr std::size_t maxIndexBytes = 256 * 1024 * 1024;
constexpr std::size_t maxLineBytes = 64 * 1024 * 1024;

Result<LegacyTranscriptReader> readTranscript(const fs::path& file, const std::string& sessionId) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return Error(Errc::notFound, "cannot read " + file.filename().string());
    LegacyTranscriptReader reader(sessionId);
    process::LineSplitter lines(maxLineBytes);
    std::string piece(64 * 1024, '\0');
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        lines.push(std::string_view(piece.data(), static_cast<std::size_t>(in.gcount())));
        while (const auto line = lines.next())
            reader.addLine(*line);
    }
    // A last line without its end was cut off while it was written, unless it reads as a whole.
    const std::string rest = lines.takeRest();
    if (parseJson(rest)) reader.addLine(rest);
    return reader;
}

/// The stored messages are the first ones of `messages`.
bool isBeginning(const std::vector<store::TranscriptMessage>& stored,
                 const std::vector<store::TranscriptMessage>& messages) {
    return stored.size() <= messages.size() &&
           std::equal(stored.begin(), stored.end(), messages.begin(), [](const auto& a, const auto& b) {
               return a.messageId == b.messageId && a.role == b.role;
           });
}

}

struct Migration::SessionWork {
    LegacySession session;
    std::string agentId;
    fs::path folder;
};

asio::awaitable<void> Migration::takeSessions() {
    std::error_code error;
    std::vector<fs::path> agents;
    for (fs::directory_iterator each(plan_.source / "agents", error), end; !error && each != end;
         each.increment(error))
        agents.push_back(each->path());
    std::ranges::sort(agents);
    for (const fs::path& agent : agents)
        co_await takeAgent(routing::normalizeAgentId(agent.filename().string()), agent / "sessions");
    // The layout before there were several agents.
    co_await takeAgent(config_.defaultAgent().id, plan_.source / "sessions");
}

asio::awaitable<void> Migration::takeAgent(std::string agentId, fs::path folder) {
    const fs::path index = folder / "sessions.json";
    std::error_code error;
    if (!fs::exists(index, error)) co_return;
    const Result<std::string> text = readFile(index, maxIndexBytes);
    const Json* session = findMember(config_.root(), "session");
    const std::string mainKey =
        routing::normalizeMainKey(session ? stringOr(*session, "mainKey") : std::string());
    Result<LegacySessions> sessions =
        text ? readLegacySessions(*text, agentId, mainKey) : Result<LegacySessions>(text.error());
    if (!sessions) {
        note("session", "agents/" + agentId + "/sessions/sessions.json", Outcome::failed,
             sessions.error().message);
        co_return;
    }
    for (const std::string& key : sessions->unreadable)
        note("session", key, Outcome::failed, "the entry names no session");
    std::set<std::string> used;
    for (LegacySession& each : sessions->sessions) {
        used.insert(each.files.begin(), each.files.end());
        SessionWork work{std::move(each), agentId, folder};
        co_await takeSession(std::move(work));
    }
    std::size_t others = 0;
    for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
        const std::string name = file->path().filename().string();
        if (name.find(".jsonl") != std::string::npos && !used.contains(name)) ++others;
    }
    if (others > 0)
        note("session", "agents/" + agentId, Outcome::left,
             fmt::format("{} conversations that ended with a reset; their files stay", others));
}

asio::awaitable<void> Migration::takeSession(SessionWork work) {
    const LegacySession& session = work.session;
    Result<std::optional<store::SessionRow>> known = co_await store_.sessions().get(session.key);
    if (!known) {
        note("session", session.key, Outcome::failed, known.error().message);
        co_return;
    }
    if (*known && (*known)->sessionId != session.sessionId) {
        note("session", session.key, Outcome::left, "this program has a conversation of its own there");
        co_return;
    }
    std::error_code error;
    fs::path file;
    for (const std::string& name : session.files) {
        if (file.empty() && fs::exists(work.folder / name, error)) file = work.folder / name;
    }
    std::string text = "no conversation file";
    bool isNews = !*known || (*known)->updatedAtMs < session.updatedAtMs;
    if (!file.empty()) {
        Result<std::string> taken = co_await takeTranscript(session.sessionId, file);
        if (!taken) {
            const Outcome outcome = taken.error().is(Errc::conflict) ? Outcome::left : Outcome::failed;
            note("session", session.key, outcome, taken.error().message);
            co_return;
        }
        isNews = isNews || !taken->empty();
        text = taken->empty() ? "nothing new" : *taken;
        // The agent continues the file of that name; one of another name, or elsewhere, is copied for it.
        const fs::path own =
            plan_.target / "agents" / work.agentId / "sessions" / (session.sessionId + ".jsonl");
        if (!plan_.isDryRun && !fs::exists(own, error)) {
            const Result<void> folder = ensurePrivateDirectory(own.parent_path());
            fs::copy_file(file, own, error);
            if (!folder || error) text += "; the agent's copy could not be made";
            fs::permissions(own, fs::perms::owner_read | fs::perms::owner_write, error);
        }
    }
    if (!isNews) {
        note("session", session.key, Outcome::present, text);
        co_return;
    }
    store::SessionPatch patch;
    patch.sessionKey = session.key;
    patch.agentId = work.agentId;
    patch.kind = session.kind;
    patch.updatedAtMs = session.updatedAtMs;
    patch.patch = session.entry;
    store::SessionPatch unlabelled = patch;
    Result<store::SessionRow> stored = co_await store_.sessions().upsert(std::move(patch));
    if (!stored && stored.error().is(Errc::conflict)) {
        text += "; its label belongs to another session here";
        unlabelled.patch.erase("label");
        stored = co_await store_.sessions().upsert(std::move(unlabelled));
    }
    note("session", session.key, stored ? Outcome::taken : Outcome::failed,
         stored ? text : stored.error().message);
}

/// What was taken, "" when nothing was new. Errc::conflict when the store's conversation has gone another
/// way.
asio::awaitable<Result<std::string>> Migration::takeTranscript(std::string sessionId, fs::path file) {
    Result<LegacyTranscriptReader> reader = readTranscript(file, sessionId);
    if (!reader) co_return reader.error();
    std::vector<store::TranscriptMessage> messages = reader->takeMessages();
    constexpr std::size_t all = std::numeric_limits<std::int32_t>::max();
    Result<std::vector<store::TranscriptMessage>> stored =
        co_await store_.transcript().page(sessionId, all, std::nullopt);
    if (!stored) co_return stored.error();
    if (!isBeginning(*stored, messages))
        co_return Error(Errc::conflict, "this program has gone on with the conversation");
    messages.erase(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(stored->size()));
    if (messages.empty()) co_return std::string();
    std::string text = fmt::format("{} messages", messages.size());
    if (reader->unreadableLines() > 0)
        text += fmt::format(", {} unreadable lines", reader->unreadableLines());
    Result<std::vector<store::TranscriptMessage>> added =
        co_await store_.transcript().append(std::move(messages));
    if (!added) co_return added.error();
    co_return text;
}

}
