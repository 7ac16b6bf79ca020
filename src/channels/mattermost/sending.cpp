// Posts, files and typing. Each post carries its ledger key: the server's own memory of pending posts is short, so before
// a repeat the channel is searched for it.
#include "channels/mattermost/MattermostChannel.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/tables.hpp"

#include <algorithm>

namespace openclaw::channels::mattermost {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxDirectChannels = 5000;
/// Where the key of a post is kept, out of people's sight.
constexpr const char* keyProp = "openclaw_key";
/// A repeat looks this far back for the first try.
constexpr std::int64_t searchBackMs = 24 * 3600 * 1000;

std::string keyDigest(const std::string& key) { return crypto::sha256Hex(key).substr(0, 26); }

}

std::vector<Json> MattermostChannel::render(const Reply& reply) const {
    const auto limit = static_cast<std::size_t>(std::clamp<std::int64_t>(account_.integer("textChunkLimit"), 1, 16'000));
    const auto mode = account_.text("chunkMode") == "newline" ? text::ChunkMode::newline : text::ChunkMode::length;
    const auto tables = text::parseTableMode(account_.text("markdown.tables")).value_or(text::TableMode::off);
    std::vector<std::string> chunks;
    if (!trimUnicode(reply.text).empty())
        chunks = text::chunkMarkdownWithMode(text::convertTables(reply.text, tables), limit, mode);
    // A thread's answers stay in the thread; so do answers to a post that opens one on purpose.
    const std::string rootId = stringOr(reply.channelData, "rootId");
    std::vector<Json> payloads;
    for (std::size_t i = 0; i < std::max(chunks.size(), reply.media.size()); ++i) {
        Json payload = Json::object();
        if (i < chunks.size()) payload["text"] = chunks[i];
        if (i < reply.media.size())
            payload["media"] = Json{{"path", reply.media[i].path}, {"fileName", reply.media[i].fileName}};
        if (!rootId.empty()) payload["rootId"] = rootId;
        payloads.push_back(std::move(payload));
    }
    return payloads;
}

asio::awaitable<Result<std::string>> MattermostChannel::channelIdFor(std::string target) {
    std::string id(trimAscii(target));
    bool isUser = false;
    for (const auto& [prefix, user] : {std::pair("mattermost:", true), std::pair("user:", true), std::pair("channel:", false)}) {
        if (!startsWithIgnoreCase(id, prefix)) continue;
        id = std::string(trimAscii(id.substr(std::string_view(prefix).size())));
        isUser = user;
        break;
    }
    if (id.starts_with('@')) {
        ApiReply reply = co_await api_.call("GET", "/users/username/" + percentEncode(id.substr(1)));
        if (!reply.isOk) co_return reply.error;
        id = stringOr(reply.body, "id");
        isUser = true;
    }
    if (id.empty()) co_return Error(Errc::invalidInput, "the delivery names no Mattermost channel");
    if (!isUser) co_return id;
    if (const auto known = directChannels_.find(id); known != directChannels_.end()) co_return known->second;
    if (bot_.id.empty()) co_return Error(Errc::refused, "the Mattermost account is not connected yet");
    Json members = Json::array();
    members.push_back(bot_.id);
    members.push_back(id);
    ApiReply reply = co_await api_.call("POST", "/channels/direct", std::move(members));
    if (!reply.isOk) {
        // Opening a conversation says nothing yet, so it may be tried again.
        Error error = reply.error;
        if (error.is(Errc::closed) || error.is(Errc::timeout) || error.is(Errc::unauthorized)) error.code = Errc::refused;
        co_return error;
    }
    if (directChannels_.size() >= maxDirectChannels) directChannels_.clear();
    const std::string channel = stringOr(reply.body, "id");
    directChannels_[id] = channel;
    co_return channel;
}

asio::awaitable<std::optional<Delivery>> MattermostChannel::findSent(std::string channelId, std::string key, std::int64_t sinceMs) {
    const std::string path = "/channels/" + channelId + "/posts?since=" + std::to_string(sinceMs);
    ApiReply reply = co_await api_.call("GET", path);
    std::optional<Delivery> found;
    const Json* posts = reply.isOk ? findMember(reply.body, "posts") : nullptr;
    if (!posts || !posts->is_object()) co_return found;
    for (const auto& [id, post] : posts->items()) {
        const Json* props = findMember(post, "props");
        if (!props || stringOr(*props, keyProp) != key || stringOr(post, "user_id") != bot_.id) continue;
        Delivery delivery;
        delivery.messageId = id;
        found = std::move(delivery);
    }
    co_return found;
}

asio::awaitable<Result<Delivery>> MattermostChannel::send(OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (const Result<void> usable = api_.check(); !usable) co_return Error(Errc::unavailable, usable.error().message);
    if (bot_.id.empty()) co_return Error(Errc::refused, "the Mattermost account is not connected yet");
    Result<std::string> channel = co_await channelIdFor(part.target);
    if (!channel) co_return channel.error();
    const std::string key = keyDigest(part.key);
    if (part.attempt > 1) {
        std::optional<Delivery> earlier = co_await findSent(*channel, key, context_.clock.nowMs() - searchBackMs);
        if (earlier) co_return *earlier;
    }
    Json post{{"channel_id", *channel},
              {"message", stringOr(part.payload, "text")},
              {"props", {{keyProp, key}}},
              {"pending_post_id", bot_.id + ":" + key}};
    const std::string root = stringOr(part.payload, "rootId", part.threadId);
    if (!root.empty()) post["root_id"] = root;
    if (const Json* media = findMember(part.payload, "media")) {
        ApiReply uploaded = co_await api_.uploadFile(*channel, stringOr(*media, "path"), stringOr(*media, "fileName", "file"));
        const Json* files = uploaded.isOk ? findMember(uploaded.body, "file_infos") : nullptr;
        if (!files || !files->is_array() || files->empty()) {
            // A file without a post is seen by nobody, so this may be repeated.
            Error error = uploaded.isOk ? Error(Errc::unavailable, "Mattermost took a file without naming it") : uploaded.error;
            if (error.is(Errc::closed) || error.is(Errc::timeout)) error.code = Errc::unavailable;
            co_return error;
        }
        post["file_ids"] = Json::array({stringOr(files->front(), "id")});
    }
    ApiReply reply = co_await api_.call("POST", "/posts", post);
    const bool isRootGone = reply.id.find("root_id") != std::string::npos || reply.id.find("parent_id") != std::string::npos;
    if (!reply.isOk && reply.status == 400 && isRootGone && post.contains("root_id")) {
        log::warn("mattermost", "account={} the thread is gone, answering beside it", account_.id);
        post.erase("root_id");
        reply = co_await api_.call("POST", "/posts", post);
    }
    if (!reply.isOk) {
        Error error = reply.error;
        if (error.is(Errc::unauthorized)) {
            error.code = Errc::refused;
            error.retryAfter = std::chrono::minutes(1);
        }
        status_.lastError = log::redact(error.message);
        co_return error;
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    Delivery delivery;
    delivery.messageId = stringOr(reply.body, "id");
    co_return delivery;
}

void MattermostChannel::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    typing_.set(target, threadId, isTyping);
}

asio::awaitable<void> MattermostChannel::showTyping(std::string target, std::string thread) {
    Result<std::string> channel = co_await channelIdFor(std::move(target));
    if (!channel) co_return;
    Json body{{"channel_id", *channel}};
    if (!thread.empty()) body["parent_id"] = thread;
    const ApiReply reply = co_await api_.call("POST", "/users/me/typing", std::move(body));
    if (!reply.isOk) log::debug("mattermost", "account={} {}", account_.id, reply.error.message);
}

asio::awaitable<Result<std::int64_t>> MattermostChannel::download(Attachment attachment, std::string path, std::int64_t maxBytes) {
    const std::string id = stringOr(attachment.source, "fileId");
    if (id.empty()) co_return Error(Errc::invalidInput, "this Mattermost attachment names no file");
    net::HttpClientRequest request = api_.request("GET", "/files/" + percentEncode(id));
    Result<std::int64_t> written = co_await net::downloadToFile(context_.http, std::move(request), std::move(path), maxBytes);
    co_return written;
}

}
