#pragma once

#include "openclaw/store/Store.hpp"
#include "openclaw/store/blocking.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace openclaw::store {

/// A fresh store in a temporary folder.
class StoreFixture : public ::testing::Test {
protected:
    StoreFixture() : file_(SqliteStore::fileIn(folder_.path() / "state")) { reopen(); }

    void reopen() {
        store_.reset();
        auto opened = SqliteStore::open(file_);
        if (!opened)
            throw std::runtime_error(opened.error().message);
        store_ = std::move(*opened);
    }

    /// What a power cut would leave: the files as they are now, while the store is still open.
    std::unique_ptr<SqliteStore> openCopy(const std::string& name) {
        const auto copy = SqliteStore::fileIn(folder_.path() / name);
        std::filesystem::create_directories(copy.parent_path());
        std::filesystem::copy_file(file_, copy);
        std::filesystem::copy_file(file_.string() + "-wal", copy.string() + "-wal");
        auto opened = SqliteStore::open(copy);
        if (!opened)
            throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }

    static SessionPatch session(const std::string& key, std::int64_t updatedAtMs, const Json& patch = Json::object()) {
        SessionPatch change;
        change.sessionKey = key;
        change.agentId = "main";
        change.kind = "direct";
        change.updatedAtMs = updatedAtMs;
        change.patch = patch;
        return change;
    }
    static TranscriptMessage line(const std::string& sessionId, const std::string& role, const std::string& text) {
        TranscriptMessage message;
        message.sessionId = sessionId;
        message.role = role;
        message.message = Json{{"content", text}};
        return message;
    }
    static InboundRecord inbound(const std::string& platformMessageId, const std::string& account = "default") {
        InboundRecord record;
        record.channel = "telegram";
        record.accountId = account;
        record.platformMessageId = platformMessageId;
        record.receivedAtMs = 1000;
        record.sessionKey = "agent:main:main";
        record.route = Json{{"to", "42"}};
        record.body = Json{{"text", "hello " + platformMessageId}};
        return record;
    }
    static OutboundRecord part(const std::string& key, const std::string& target = "42") {
        OutboundRecord record;
        record.key = key;
        record.channel = "telegram";
        record.accountId = "default";
        record.target = target;
        record.payload = Json{{"text", key}};
        record.createdAtMs = 1000;
        return record;
    }

    std::int64_t admitOne(const std::string& platformMessageId) {
        return waitFor(store_->inbox().admit({inbound(platformMessageId)}, std::nullopt)).value().at(0).id;
    }
    std::int64_t enqueueOne(const std::string& key, const std::string& target = "42") {
        return waitFor(store_->outbox().enqueue({part(key, target)})).value().at(0).record.id;
    }

    openclaw::testing::TempDir folder_;
    std::filesystem::path file_;
    std::unique_ptr<SqliteStore> store_;
};

}
