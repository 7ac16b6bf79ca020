// Everything but the conversations: senders, links, offsets, devices, jobs, and the files that are used as
// they are.
#include "cli/migrate/Migration.hpp"

#include "cli/migrate/legacy_files.hpp"
#include "openclaw/channels/whatsapp_import.hpp"
#include "openclaw/config/channel_accounts.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace openclaw::cli {

namespace fs = std::filesystem;
using Outcome = MigrationItem::Outcome;

namespace {

constexpr std::size_t maxListedFiles = 10'000;

/// Files (or folders) directly in `folder`, sorted by name.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end;
         !error && each != end && entries.size() < maxListedFiles; each.increment(error))
        entries.push_back(each->path());
    std::ranges::sort(entries);
    return entries;
}

/// "telegram" for "telegram-pairing.json" and the ending "-pairing.json".
std::optional<std::string> nameBefore(const fs::path& file, std::string_view ending) {
    const std::string name = file.filename().string();
    if (!name.ends_with(ending) || name.size() == ending.size()) return std::nullopt;
    return name.substr(0, name.size() - ending.size());
}

std::string withoutPrefix(std::string sender, std::initializer_list<std::string_view> prefixes) {
    for (const std::string_view prefix : prefixes) {
        if (startsWithIgnoreCase(sender, prefix)) sender.erase(0, prefix.size());
    }
    return sender;
}

/// The id as the gate compares it.
std::string senderFor(const std::string& channel, std::string sender) {
    if (channel == "telegram") return withoutPrefix(std::move(sender), {"telegram:", "tg:"});
    if (channel == "discord") return withoutPrefix(std::move(sender), {"discord:", "user:"});
    if (channel == "mattermost")
        return toLowerAscii(withoutPrefix(std::move(sender), {"mattermost:", "user:"}));
    if (channel == "whatsapp") return withoutPrefix(std::move(sender), {"whatsapp:"});
    return sender;
}

}

std::string_view toString(Outcome outcome) {
    switch (outcome) {
    case Outcome::taken: return "taken";
    case Outcome::present: return "present";
    case Outcome::left: return "left";
    case Outcome::failed: return "failed";
    }
    return "failed";
}

void Migration::note(std::string kind, std::string name, Outcome outcome, std::string text) {
    items_.push_back(MigrationItem{std::move(kind), std::move(name), outcome, std::move(text)});
}

asio::awaitable<std::vector<MigrationItem>> Migration::run() {
    takeFiles();
    co_await takeDevices();
    co_await takePairing();
    co_await takeWhatsApp();
    co_await takeOffsets();
    co_await takeSessions();
    co_await takeJobs();
    co_return std::move(items_);
}

/// The old stores are one per channel; here each account has its own.
std::vector<std::string> Migration::accountsOf(const std::string& channel) const {
    std::vector<std::string> ids;
    for (const config::ChannelAccount& account : config::channelAccounts(config_, channel, {}, false))
        ids.push_back(account.id);
    if (ids.empty()) ids.emplace_back(routing::defaultAccountId);
    return ids;
}

asio::awaitable<void> Migration::takePairing() {
    for (const fs::path& file : entriesOf(plan_.credentials)) {
        if (const auto channel = nameBefore(file, "-allowFrom.json")) {
            co_await takeSenders(*channel, file);
        } else if (const auto asked = nameBefore(file, "-pairing.json")) {
            co_await takeRequests(*asked, file);
        }
    }
}

asio::awaitable<void> Migration::takeSenders(std::string channel, fs::path file) {
    const Result<std::string> text = readFile(file);
    const Result<std::vector<std::string>> senders =
        text ? readLegacySenders(*text) : Result<std::vector<std::string>>(text.error());
    if (!senders) {
        note("pairing", channel, Outcome::failed, senders.error().message);
        co_return;
    }
    std::size_t added = 0;
    for (const std::string& account : accountsOf(channel)) {
        for (const std::string& sender : *senders) {
            const std::string id = senderFor(channel, sender);
            const Result<bool> known = co_await store_.pairing().isAllowed(channel, account, id);
            if (known && *known) continue;
            const Result<void> allowed =
                co_await store_.pairing().allow(channel, account, id, clock_.nowMs());
            if (!allowed) {
                note("pairing", channel, Outcome::failed, allowed.error().message);
                co_return;
            }
            ++added;
        }
    }
    if (added > 0)
        note("pairing", channel, Outcome::taken, fmt::format("{} approved senders", senders->size()));
    else
        note("pairing", channel, Outcome::present, fmt::format("{} approved senders", senders->size()));
}

asio::awaitable<void> Migration::takeRequests(std::string channel, fs::path file) {
    const Result<std::string> text = readFile(file);
    Result<std::vector<store::PairingRequest>> requests =
        text ? readLegacyPairing(*text) : Result<std::vector<store::PairingRequest>>(text.error());
    if (!requests) {
        note("pairing", channel, Outcome::failed, requests.error().message);
        co_return;
    }
    const std::string account = accountsOf(channel).front();
    for (store::PairingRequest& request : *requests) {
        const std::string sender = request.senderId;
        if (request.createdAtMs + store::PairingRepository::requestLifetimeMs < clock_.nowMs()) {
            note("pairing", channel + " " + sender, Outcome::left, "the request has expired");
            continue;
        }
        request.channel = channel;
        request.accountId = account;
        request.senderId = senderFor(channel, sender);
        const Result<store::PairingOutcome> asked =
            co_await store_.pairing().upsertRequest(std::move(request));
        if (!asked)
            note("pairing", channel + " " + sender, Outcome::failed, asked.error().message);
        else if (asked->created)
            note("pairing", channel + " " + sender, Outcome::taken, "a request that waits for approval");
        else
            note("pairing", channel + " " + sender, Outcome::present, "a request that waits for approval");
    }
}

asio::awaitable<void> Migration::takeWhatsApp() {
    std::map<std::string, fs::path> folders;
    const auto add = [&](const std::string& account, const fs::path& folder) {
        std::error_code error;
        if (fs::exists(folder / "creds.json", error)) folders.emplace(account, folder);
    };
    for (const config::ChannelAccount& account : config::channelAccounts(config_, "whatsapp", {}, false)) {
        if (const std::string folder = account.text("authDir"); !folder.empty()) add(account.id, folder);
    }
    for (const fs::path& folder : entriesOf(plan_.credentials / "whatsapp"))
        add(routing::normalizeAccountId(folder.filename().string()), folder);
    add(std::string(routing::defaultAccountId), plan_.credentials);
    for (const auto& [account, folder] : folders) {
        Result<channels::WhatsAppImport> taken =
            co_await channels::importBaileysFolder(folder, store_, clock_, account);
        if (taken) {
            std::string text =
                fmt::format("linked as {}, {} conversations' keys", taken->number, taken->sessions);
            if (!taken->unreadable.empty())
                text += fmt::format(", {} files unreadable", taken->unreadable.size());
            note("whatsapp", account, Outcome::taken, std::move(text));
        } else if (taken.error().is(Errc::conflict)) {
            note("whatsapp", account, Outcome::present, "linked here already");
        } else {
            note("whatsapp", account, Outcome::failed, taken.error().message + "; link it anew");
        }
    }
}

asio::awaitable<void> Migration::takeOffsets() {
    for (const fs::path& file : entriesOf(plan_.source / "telegram")) {
        const std::string name = file.filename().string();
        if (!name.starts_with("update-offset-") || !name.ends_with(".json")) continue;
        const std::string account = routing::normalizeAccountId(name.substr(14, name.size() - 14 - 5));
        const Result<std::string> text = readFile(file);
        const Result<std::optional<std::int64_t>> value =
            text ? readLegacyOffset(*text) : Result<std::optional<std::int64_t>>(text.error());
        if (!value) {
            note("telegram", account, Outcome::failed, value.error().message);
            continue;
        }
        const Result<std::optional<store::ChannelOffset>> known =
            co_await store_.offsets().get("telegram", account);
        if (!*value || (known && *known && (*known)->value >= **value)) {
            note("telegram", account, Outcome::present, "no newer position in the update stream");
            continue;
        }
        store::ChannelOffset offset;
        offset.channel = "telegram";
        offset.accountId = account;
        offset.value = **value;
        const Result<void> stored = co_await store_.offsets().set(std::move(offset));
        note("telegram", account, stored ? Outcome::taken : Outcome::failed,
             stored ? fmt::format("updates after {}", **value) : stored.error().message);
    }
}

asio::awaitable<void> Migration::takeDevices() {
    const fs::path file = plan_.source / "devices" / "paired.json";
    std::error_code error;
    if (!fs::exists(file, error)) co_return;
    const Result<std::string> text = readFile(file);
    Result<std::vector<Json>> devices =
        text ? readLegacyDevices(*text) : Result<std::vector<Json>>(text.error());
    if (!devices) {
        note("device", "paired.json", Outcome::failed, devices.error().message);
        co_return;
    }
    for (Json& device : *devices) {
        const std::string id = stringOr(device, "deviceId");
        const std::string name =
            stringOr(device, "displayName", stringOr(device, "clientId", id.substr(0, 12)));
        const Result<std::optional<Json>> known = co_await store_.devices().get(id);
        if (known && *known) {
            note("device", name, Outcome::present, "paired here already");
            continue;
        }
        const Result<void> stored = co_await store_.devices().upsert(std::move(device));
        note("device", name, stored ? Outcome::taken : Outcome::failed,
             stored ? "paired, with its tokens" : stored.error().message);
    }
}

asio::awaitable<void> Migration::takeJobs() {
    const fs::path file = plan_.source / "cron" / "jobs.json";
    std::error_code error;
    if (!fs::exists(file, error)) co_return;
    const Result<std::string> text = readFile(file);
    Result<LegacyJobs> jobs = text ? readLegacyJobs(*text, clock_.nowMs()) : Result<LegacyJobs>(text.error());
    const Result<std::vector<Json>> known = co_await store_.cron().list();
    if (!jobs || !known) {
        note("cron", "jobs.json", Outcome::failed, jobs ? known.error().message : jobs.error().message);
        co_return;
    }
    std::set<std::string> ids;
    for (const Json& job : *known)
        ids.insert(stringOr(job, "id"));
    for (const std::string& name : jobs->unreadable)
        note("cron", name, Outcome::failed, "no job that this program could run");
    for (Json& job : jobs->jobs) {
        const std::string name = stringOr(job, "name");
        if (ids.contains(stringOr(job, "id"))) {
            note("cron", name, Outcome::present, "here already");
            continue;
        }
        const Result<void> stored = co_await store_.cron().put(std::move(job));
        note("cron", name, stored ? Outcome::taken : Outcome::failed,
             stored ? "with its next due time" : stored.error().message);
    }
}

/// Files of the same form in both programs, and the ones that nobody needs any more.
void Migration::takeFiles() {
    std::error_code error;
    const bool isSame = fs::equivalent(plan_.source, plan_.target, error);
    std::vector<fs::path> files{"openclaw.json", ".env", "credentials/oauth.json"};
    for (const fs::path& agent : entriesOf(plan_.source / "agents")) {
        for (const char* name : {"auth-profiles.json", "auth.json"})
            files.push_back(fs::path("agents") / agent.filename() / "agent" / name);
    }
    for (const fs::path& file : files) {
        if (!fs::exists(plan_.source / file, error)) continue;
        if (isSame) {
            note("file", file.string(), Outcome::present, "used where it is");
            continue;
        }
        if (fs::exists(plan_.target / file, error)) {
            note("file", file.string(), Outcome::left, "there is one already");
            continue;
        }
        const Result<std::string> text = readFile(plan_.source / file);
        Result<void> copied = text ? Result<void>() : Result<void>(text.error());
        if (text && !plan_.isDryRun) copied = writeFileAtomically(plan_.target / file, *text);
        note("file", file.string(), copied ? Outcome::taken : Outcome::failed,
             copied ? "copied" : copied.error().message);
    }
    constexpr std::array<std::pair<const char*, const char*>, 7> leftovers{
        std::pair("memory", "the index is made anew"),
        std::pair("nodes", "nodes pair anew"),
        std::pair("cron/runs", "what jobs did before is not carried over"),
        std::pair("subagents", "runs of sub-agents are over"),
        std::pair("media", "files live for minutes"),
        std::pair("sandbox", "made anew"),
        std::pair("extensions", "plugins of the other program do not run here")};
    for (const auto& [name, why] : leftovers) {
        if (fs::exists(plan_.source / name, error)) note("file", name, Outcome::left, why);
    }
}

}
