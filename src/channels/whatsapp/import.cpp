// Takes over another program's link.
#include "openclaw/channels/whatsapp_import.hpp"

#include "channels/whatsapp/Records.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/whatsapp/baileys_import.hpp"

namespace openclaw::channels {

namespace {

constexpr std::size_t maxFileBytes = 4 * 1024 * 1024;
constexpr std::size_t maxFiles = 100'000;

Result<std::map<std::string, std::string>> readFolder(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    std::error_code error;
    for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
         each.increment(error)) {
        if (!each->is_regular_file(error) || files.size() >= maxFiles) continue;
        Result<std::string> content = readFile(each->path(), maxFileBytes);
        if (content) files[each->path().filename().string()] = std::move(*content);
    }
    if (error) return Error(Errc::notFound, "cannot read " + folder.string() + ": " + error.message());
    return files;
}

}

asio::awaitable<Result<WhatsAppImport>>
importBaileysFolder(std::filesystem::path folder, store::Store& store, Clock& clock, std::string accountId) {
    const Result<std::map<std::string, std::string>> files = readFolder(folder);
    if (!files) co_return files.error();
    Result<openclaw::whatsapp::ImportedAccount> imported = openclaw::whatsapp::importBaileys(*files);
    if (!imported) co_return imported.error();
    whatsapp::Records records(store, clock, std::move(accountId));
    Result<std::optional<openclaw::whatsapp::Credentials>> present = co_await records.credentials();
    if (!present) co_return present.error();
    if (*present && (*present)->isLinked())
        co_return Error(Errc::conflict, "the WhatsApp account is linked already");
    for (auto& record : imported->records)
        records.vault().put(record.id, std::move(*record.value));
    // Nobody knows how old its signed pre-key is; the month counts from now.
    imported->credentials.linkedAtMs = clock.nowMs();
    imported->credentials.signedPreKeyMadeAtMs = clock.nowMs();
    records.vault().put(openclaw::whatsapp::accountRecord(), imported->credentials.serialize());
    Result<void> committed = co_await records.commit("import");
    if (!committed) co_return committed.error();
    WhatsAppImport summary;
    summary.number = "+" + imported->credentials.me.user;
    summary.sessions = imported->sessions;
    summary.preKeys = imported->preKeys;
    summary.senderKeys = imported->senderKeys;
    summary.unreadable = imported->unreadable;
    co_return summary;
}

}
