// The five networks behind the conformance suite.
#include "conformance/Network.hpp"
#include "openclaw/core/files.hpp"
#include "support/FakeDiscord.hpp"
#include "support/FakeImsg.hpp"
#include "support/FakeMattermost.hpp"
#include "support/FakeTelegram.hpp"
#include "support/run_coro.hpp"

#include <fstream>

namespace openclaw::testing {

namespace {

HttpFault httpFault(const std::string& call, SendFailure failure, int times) {
    HttpFault fault;
    fault.call = call;
    fault.times = times;
    switch (failure) {
    case SendFailure::rateLimit:
        fault.status = 429;
        fault.body = Json{{"message", "slow down"}, {"retry_after", 0.05}};
        fault.headers.add("Retry-After", "0");
        break;
    case SendFailure::serverError: fault.status = 502; break;
    case SendFailure::lostBefore: fault.kind = HttpFault::Kind::dropBefore; break;
    case SendFailure::lostAfter: fault.kind = HttpFault::Kind::dropAfter; break;
    case SendFailure::hangAfter: fault.kind = HttpFault::Kind::hangAfter; break;
    }
    return fault;
}

class DiscordNetwork final : public Network {
public:
    explicit DiscordNetwork(asio::io_context& io) : io_(io), server_(io.get_executor()) {}
    std::string channel() const override { return "discord"; }
    Json config() const override {
        const Json guild{{"requireMention", true}, {"users", {"4242"}}};
        const Json discord{{"token", server_.token()}, {"apiRoot", server_.root()}, {"dmPolicy", "allowlist"}, {"allowFrom", {"4242"}},
                           {"dm", {{"policy", "allowlist"}, {"allowFrom", {"4242"}}}}, {"guilds", {{"500", guild}}}};
        return Json{{"channels", {{"discord", discord}}}};
    }
    void start() override { (void)server_.listen(); }
    void stop() override { runCoro(io_, server_.stop()); }
    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::string where = place == Place::direct ? "9" + user : place == Place::group ? "501" : "502";
        Json more = Json::object();
        if (mention) more["mentions"] = Json::array({Json{{"id", FakeDiscord::botId}}});
        last_ = Json{{"channel", where}, {"user", user}, {"text", text}, {"more", more}};
        lastId_ = server_.pushMessage(where, user, text, more);
    }
    void repeatLast() override {
        Json more = last_["more"];
        more["id"] = lastId_;
        server_.pushMessage(stringOr(last_, "channel"), stringOr(last_, "user"), stringOr(last_, "text"), more);
    }
    void sayJunk() override {
        server_.push("MESSAGE_CREATE", Json{{"id", 5}});
        server_.push("MESSAGE_CREATE", Json{{"id", "1"}, {"channel_id", "501"}, {"author", "x"}});
        server_.push("GUILD_CREATE", Json::array());
        server_.push("NOBODY_KNOWS", Json());
        server_.pushRaw("not json");
        server_.pushRaw("[]");
    }
    std::string placeOf(Place place) const override {
        return place == Place::direct ? "94242" : place == Place::group ? "501" : "502";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& message : server_.sent())
            list.push_back(Arrival{stringOr(message, "channel_id"), stringOr(message, "content"), message.contains("attachments")});
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }
    bool failSends(SendFailure failure, int times) override {
        server_.faults.add(httpFault("POST /channels/", failure, times));
        return true;
    }
    bool breakConnection() override {
        server_.closeGateway(0);
        return true;
    }
    bool revoke() override {
        server_.isTokenRevoked = true;
        server_.closeGateway(4004);
        return true;
    }
    bool isIdempotent() const override { return true; }

private:
    asio::io_context& io_;
    FakeDiscord server_;
    Json last_;
    std::string lastId_;
};

class MattermostNetwork final : public Network {
public:
    explicit MattermostNetwork(asio::io_context& io) : io_(io), server_(io.get_executor()) {}
    std::string channel() const override { return "mattermost"; }
    Json config() const override {
        const Json mattermost{{"botToken", server_.token()}, {"baseUrl", server_.root()}, {"dmPolicy", "allowlist"},
                              {"allowFrom", {"4242"}},       {"groupAllowFrom", {"4242"}}};
        return Json{{"channels", {{"mattermost", mattermost}}}};
    }
    void start() override { (void)server_.listen(); }
    void stop() override { runCoro(io_, server_.stop()); }
    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::string where = place == Place::direct ? "dm" + user : "chan";
        Json more = Json::object();
        if (place == Place::thread) {
            if (root_.empty()) root_ = server_.pushPost("chan", "666", "the root");
            more["root_id"] = root_;
        }
        lastWhere_ = where;
        lastUser_ = user;
        lastText_ = mention ? "@gateway " + text : text;
        lastMore_ = more;
        lastMore_["id"] = server_.pushPost(where, user, lastText_, more);
    }
    void repeatLast() override { server_.pushPost(lastWhere_, lastUser_, lastText_, lastMore_); }
    void sayJunk() override {
        server_.push("posted", Json{{"post", "not json"}});
        server_.push("posted", Json{{"post", 5}});
        server_.push("posted", Json());
        server_.push("reaction_added", Json{{"reaction", "[]"}});
        server_.pushRaw("not json");
        server_.pushRaw("[]");
    }
    std::string placeOf(Place place) const override {
        if (place == Place::direct) return "dm4242";
        return place == Place::group ? "chan" : "chan/" + root_;
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& post : server_.sent()) {
            const std::string root = stringOr(post, "root_id");
            list.push_back(Arrival{stringOr(post, "channel_id") + (root.empty() ? "" : "/" + root), stringOr(post, "message"),
                                   post.contains("file_ids")});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }
    bool failSends(SendFailure failure, int times) override {
        server_.faults.add(httpFault("POST /posts", failure, times));
        return true;
    }
    bool breakConnection() override {
        server_.dropSocket();
        return true;
    }
    bool revoke() override {
        server_.isTokenRevoked = true;
        server_.dropSocket();
        return true;
    }
    bool isIdempotent() const override { return true; }

private:
    asio::io_context& io_;
    FakeMattermost server_;
    std::string root_, lastWhere_, lastUser_, lastText_;
    Json lastMore_;
};

class IMessageNetwork final : public Network {
public:
    explicit IMessageNetwork(asio::io_context& io) : program_(io.get_executor()) {}
    std::string channel() const override { return "imessage"; }
    Json config() const override {
        const Json imessage{{"cliPath", "imsg"}, {"dmPolicy", "allowlist"}, {"allowFrom", {"4242@example.com"}},
                            {"groupAllowFrom", {"4242@example.com"}}};
        const Json patterns{{"mentionPatterns", {"@gateway"}}};
        return Json{{"channels", {{"imessage", imessage}}}, {"messages", {{"groupChat", patterns}}}};
    }
    process::Launcher* launcher() override { return &program_; }
    void start() override {}
    void stop() override {}
    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        lastRow_ = program_.pushRow(place == Place::direct ? 1 : 2, user + "@example.com", mention ? "@gateway " + text : text);
    }
    void repeatLast() override { program_.repeatRow(lastRow_); }
    void sayJunk() override {
        program_.pushLine("not json");
        program_.pushLine("[]");
        program_.pushLine(R"({"jsonrpc":"2.0","method":"message","params":{"message":5}})");
        program_.pushLine(R"({"jsonrpc":"2.0","method":"message","params":{"message":{"id":"x"}}})");
        program_.pushLine(R"({"jsonrpc":"2.0","id":99999,"result":{}})");
    }
    std::string placeOf(Place place) const override { return place == Place::direct ? "4242@example.com" : "2"; }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& params : program_.sent()) {
            const auto chat = findInteger(params, "chat_id");
            list.push_back(Arrival{chat ? std::to_string(*chat) : stringOr(params, "to"), stringOr(params, "text"), params.contains("file")});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return program_.waitForSent(count); }
    bool failSends(SendFailure failure, int times) override {
        FakeImsg::SendFault fault;
        switch (failure) {
        case SendFailure::rateLimit: return false;
        case SendFailure::serverError:
            fault.error = Json{{"code", -32603}, {"message", "Internal error"}, {"data", "Messages got an error"}};
            break;
        case SendFailure::lostBefore: fault.kind = FakeImsg::Fault::exitBefore; break;
        case SendFailure::lostAfter: fault.kind = FakeImsg::Fault::exitAfter; break;
        case SendFailure::hangAfter: fault.kind = FakeImsg::Fault::hangAfter; break;
        }
        for (int i = 0; i < times; ++i)
            program_.sendFaults.push_back(fault);
        return true;
    }
    bool breakConnection() override {
        program_.exit(1);
        return true;
    }
    bool isIdempotent() const override { return false; }
    bool hasThreads() const override { return false; }

private:
    FakeImsg program_;
    std::int64_t lastRow_ = 0;
};

class TelegramNetwork final : public Network {
public:
    explicit TelegramNetwork(asio::io_context& io) : io_(io), server_(io.get_executor()) {}
    std::string channel() const override { return "telegram"; }
    Json config() const override {
        const Json telegram{{"botToken", server_.token()}, {"apiRoot", server_.root()}, {"dmPolicy", "allowlist"},
                            {"allowFrom", {"4242"}},       {"groupAllowFrom", {"4242"}}, {"linkPreview", true}, {"streamMode", "off"}};
        return Json{{"channels", {{"telegram", telegram}}}};
    }
    void start() override { (void)server_.listen(); }
    void stop() override { runCoro(io_, server_.stop()); }
    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::int64_t userId = std::stoll(user);
        Json chat{{"id", userId}, {"type", "private"}};
        if (place != Place::direct) chat = Json{{"id", -100}, {"type", "supergroup"}, {"title", "Group"}, {"is_forum", place == Place::thread}};
        const std::string words = mention ? "@test_bot " + text : text;
        Json message{{"message_id", nextMessage_++}, {"date", 1'700'000'000}, {"chat", chat}, {"text", words},
                     {"from", {{"id", userId}, {"is_bot", false}, {"first_name", "Ada"}}}};
        if (mention) message["entities"] = Json::array({Json{{"type", "mention"}, {"offset", 0}, {"length", 9}}});
        if (place == Place::thread) message["message_thread_id"] = 77;
        last_ = message;
        server_.pushUpdate(Json{{"message", message}});
    }
    void repeatLast() override { server_.pushUpdate(Json{{"message", last_}}); }
    void sayJunk() override {
        server_.pushUpdate(Json{{"message", 5}});
        server_.pushUpdate(Json{{"message", {{"message_id", "x"}}}});
        server_.pushUpdate(Json{{"nobody_knows", Json::array()}});
        server_.pushRaw(Json("not an update"));
    }
    std::string placeOf(Place place) const override {
        return place == Place::direct ? "4242" : place == Place::group ? "-100" : "-100/77";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& sent : server_.sent()) {
            const Json* chat = findMember(sent, "chat_id");
            const Json* thread = findMember(sent, "message_thread_id");
            std::string place = chat ? (chat->is_string() ? chat->get<std::string>() : chat->dump()) : std::string();
            if (thread) place += "/" + (thread->is_string() ? thread->get<std::string>() : thread->dump());
            list.push_back(Arrival{place, stringOr(sent, "text"), false});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }
    bool failSends(SendFailure failure, int times) override {
        TelegramFault fault;
        fault.method = "sendMessage";
        fault.times = times;
        switch (failure) {
        case SendFailure::rateLimit:
            fault.status = 429;
            fault.parameters = Json{{"retry_after", 0}};
            break;
        case SendFailure::serverError: fault.status = 502; break;
        case SendFailure::lostBefore: fault.kind = FaultKind::dropBefore; break;
        case SendFailure::lostAfter: fault.kind = FaultKind::dropAfter; break;
        case SendFailure::hangAfter: return false;
        }
        server_.addFault(fault);
        return true;
    }
    bool breakConnection() override {
        TelegramFault fault;
        fault.method = "getUpdates";
        fault.kind = FaultKind::dropBefore;
        server_.addFault(fault);
        return true;
    }
    bool isIdempotent() const override { return false; }
    // A first long poll ends with the first message.
    bool tellsWhenConnected() const override { return false; }
    // Sending media has tests of its own with the channel.
    bool hasMedia() const override { return false; }

private:
    asio::io_context& io_;
    FakeTelegram server_;
    std::int64_t nextMessage_ = 500;
    Json last_;
};

class PluginNetwork final : public Network {
public:
    PluginNetwork(asio::io_context&, const std::filesystem::path& folder) : folder_(folder) {}
    std::string channel() const override { return "echo"; }
    Json config() const override {
        const Json plugin{{"enabled", true}, {"config", {{"folder", (folder_ / "net").string()}, {"secret", "swordfish-123"}}}};
        const Json access{{"dmPolicy", "allowlist"}, {"allowFrom", {"4242"}}, {"groupAllowFrom", {"4242"}}};
        return Json{{"plugins", {{"entries", {{"echo", plugin}}}}}, {"channels", {{"echo", access}}}};
    }
    void start() override {
        const Result<std::string> page = readFile(std::filesystem::path(OPENCLAW_SOURCE_DIR) / "docs/plugins.md");
        const std::filesystem::path home = folder_ / "plugins" / "echo";
        std::filesystem::create_directories(home);
        std::filesystem::create_directories(folder_ / "net" / "inbox");
        (void)writeFileAtomically(home / "openclaw.plugin.json", block(*page, "```json\n"));
        (void)writeFileAtomically(home / "echo.py", block(*page, "```python\n"));
    }
    void stop() override {}
    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        last_ = Json{{"chatId", place == Place::direct ? user : "room"}, {"chatKind", place == Place::direct ? "direct" : "group"},
                     {"senderId", user}, {"text", text}, {"mentionsBot", mention}, {"canDetectMention", true}};
        if (place == Place::thread) last_["threadId"] = "t1";
        lastName_ = "m" + std::to_string(next_++);
        drop(lastName_, dumpJson(last_));
    }
    void repeatLast() override { drop(lastName_, dumpJson(last_)); }
    void sayJunk() override {
        drop("a-junk", "not json");
        drop("b-junk", R"({"chatId":"x"})");
        drop("c-junk", R"({"chatId":5,"senderId":{},"text":[]})");
    }
    std::string placeOf(Place place) const override {
        return place == Place::direct ? "4242" : place == Place::group ? "room" : "room/t1";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<std::pair<std::filesystem::file_time_type, Arrival>> found;
        std::error_code ignored;
        for (const auto& item : std::filesystem::directory_iterator(folder_ / "net" / "outbox", ignored)) {
            if (item.path().extension() != ".json") continue;
            const Result<std::string> text = readFile(item.path());
            const Result<Json> sent = text ? parseJson(*text) : Result<Json>(Json());
            if (!sent) continue;
            const std::string thread = stringOr(*sent, "threadId");
            found.emplace_back(item.last_write_time(), Arrival{stringOr(*sent, "target") + (thread.empty() ? "" : "/" + thread),
                                                               stringOr(*sent, "text"), sent->contains("media")});
        }
        std::ranges::sort(found, {}, [](const auto& entry) { return entry.first; });
        std::vector<Arrival> list;
        for (auto& [time, arrival] : found)
            list.push_back(std::move(arrival));
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override {
        // The other side is a process of its own, so there is nothing to be woken by.
        while (arrivals().size() < count)
            co_await sleepFor(std::chrono::milliseconds(10));
    }
    bool failSends(SendFailure, int) override { return false; }
    bool breakConnection() override { return false; }
    bool isIdempotent() const override { return true; }

private:
    static std::string block(const std::string& page, const std::string& opening) {
        const std::size_t start = page.find(opening) + opening.size();
        return page.substr(start, page.find("\n```", start) - start) + "\n";
    }
    void drop(const std::string& name, const std::string& content) const {
        const std::filesystem::path inbox = folder_ / "net" / "inbox";
        std::ofstream(inbox / (name + ".part")) << content;
        std::filesystem::rename(inbox / (name + ".part"), inbox / (name + ".json"));
    }
    std::filesystem::path folder_;
    Json last_;
    std::string lastName_;
    int next_ = 1;
};

}

std::unique_ptr<Network> makeTelegramNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<TelegramNetwork>(io);
}
std::unique_ptr<Network> makeDiscordNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<DiscordNetwork>(io);
}
std::unique_ptr<Network> makeMattermostNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<MattermostNetwork>(io);
}
std::unique_ptr<Network> makeIMessageNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<IMessageNetwork>(io);
}
std::unique_ptr<Network> makePluginNetwork(asio::io_context& io, const std::filesystem::path& folder) {
    return std::make_unique<PluginNetwork>(io, folder);
}

}
