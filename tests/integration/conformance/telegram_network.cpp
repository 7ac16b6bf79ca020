// Telegram behind the conformance suite.
#include "conformance/Network.hpp"
#include "support/FakeTelegram.hpp"
#include "support/Relay.hpp"
#include "support/run_coro.hpp"

namespace openclaw::testing {

namespace {

class TelegramNetwork final : public Network {
public:
    explicit TelegramNetwork(asio::io_context& io)
        : io_(io), server_(io.get_executor()), relay_(io.get_executor()) {}
    std::string channel() const override { return "telegram"; }
    Json config() const override {
        const Json telegram{{"botToken", server_.token()}, {"apiRoot", server_.root()},
                            {"dmPolicy", "allowlist"},     {"allowFrom", {"4242"}},
                            {"groupAllowFrom", {"4242"}},  {"linkPreview", true},
                            {"streamMode", "off"}};
        return Json{{"channels", {{"telegram", telegram}}}};
    }
    void start() override {
        (void)server_.listen();
        server_.advertise(relay_.start(server_.port()));
    }
    void stop() override {
        runCoro(io_, relay_.stop());
        runCoro(io_, server_.stop());
    }
    std::string lacks(Trait) const override { return {}; }
    bool isIdempotent() const override { return false; }
    // A first long poll ends with the first message.
    bool tellsWhenConnected() const override { return false; }

    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::int64_t userId = std::stoll(user);
        last_ = messageOf(userId, nextMessage_++);
        if (place != Place::direct)
            last_["chat"] = Json{{"id", -100},
                                 {"type", "supergroup"},
                                 {"title", "Group"},
                                 {"is_forum", place == Place::thread}};
        last_["text"] = mention ? "@test_bot " + text : text;
        if (mention)
            last_["entities"] = Json::array({Json{{"type", "mention"}, {"offset", 0}, {"length", 9}}});
        if (place == Place::thread) last_["message_thread_id"] = 77;
        server_.pushUpdate(Json{{"message", last_}});
    }
    void sayWithFile(const std::string& text, const std::string& bytes) override {
        server_.addFile("doc1", bytes);
        Json message = messageOf(4242, nextMessage_++);
        message["caption"] = text;
        message["document"] = Json{{"file_id", "doc1"},
                                   {"file_name", "note.txt"},
                                   {"mime_type", "text/plain"},
                                   {"file_size", bytes.size()}};
        server_.pushUpdate(Json{{"message", message}});
    }
    void repeatLast() override { server_.pushUpdate(Json{{"message", last_}}); }
    void sayOutOfOrder(const std::string& earlier, const std::string& later) override {
        Json first = messageOf(4242, nextMessage_++);
        first["text"] = earlier;
        Json second = messageOf(4242, nextMessage_++);
        second["text"] = later;
        server_.pushUpdate(Json{{"update_id", 5001}, {"message", second}});
        server_.pushUpdate(Json{{"update_id", 5000}, {"message", first}});
    }
    void editLast(const std::string& text) override {
        Json edited = last_;
        edited["text"] = text;
        edited["edit_date"] = 1'700'000'100;
        server_.pushUpdate(Json{{"edited_message", edited}});
    }
    void react() override {
        const Json fire{{"type", "emoji"}, {"emoji", "🔥"}};
        server_.pushUpdate(Json{{"message_reaction",
                                 {{"chat", {{"id", 4242}, {"type", "private"}}},
                                  {"message_id", server_.lastMessageId()},
                                  {"user", {{"id", 4242}, {"is_bot", false}, {"first_name", "Ada"}}},
                                  {"date", 1'700'000'100},
                                  {"old_reaction", Json::array()},
                                  {"new_reaction", Json::array({fire})}}}});
    }
    // Telegram does not do this; a server of one's own might.
    void reportOwn(const std::string& text) override {
        Json message = messageOf(4242, nextMessage_++);
        message["from"] = Json{{"id", FakeTelegram::botId}, {"is_bot", true}, {"first_name", "Test"}};
        message["text"] = text;
        server_.pushUpdate(Json{{"message", message}});
    }
    void sayJunk() override {
        server_.pushUpdate(Json{{"message", 5}});
        server_.pushUpdate(Json{{"message", {{"message_id", "x"}}}});
        server_.pushUpdate(Json{{"nobody_knows", Json::array()}});
        server_.pushRaw(Json("not an update"));
    }
    void sayHuge() override { failPolls(FaultKind::huge); }

    std::string placeOf(Place place) const override {
        return place == Place::direct ? "4242" : place == Place::group ? "-100" : "-100/77";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& sent : server_.sent()) {
            const Json* chat = findMember(sent, "chat_id");
            const Json* thread = findMember(sent, "message_thread_id");
            std::string place =
                chat ? (chat->is_string() ? chat->get<std::string>() : chat->dump()) : std::string();
            if (thread) place += "/" + (thread->is_string() ? thread->get<std::string>() : thread->dump());
            list.push_back(
                Arrival{place, stringOr(sent, "text", stringOr(sent, "caption")), sent.contains("method")});
        }
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }

    void failSends(SendFailure failure, int times) override {
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
        case SendFailure::hangAfter: fault.kind = FaultKind::hangAfter; break;
        }
        server_.addFault(fault);
    }
    void breakConnection() override { failPolls(FaultKind::dropBefore); }
    void goSilent() override { relay_.silence("/getUpdates"); }
    void forget() override { server_.forget(); }
    void trickle() override { relay_.trickle(); }
    void revoke() override { server_.revokeToken(); }

private:
    static Json messageOf(std::int64_t user, std::int64_t id) {
        return Json{{"message_id", id},
                    {"date", 1'700'000'000},
                    {"chat", {{"id", user}, {"type", "private"}}},
                    {"from", {{"id", user}, {"is_bot", false}, {"first_name", "Ada"}}}};
    }
    void failPolls(FaultKind kind) {
        TelegramFault fault;
        fault.method = "getUpdates";
        fault.kind = kind;
        server_.addFault(fault);
    }

    asio::io_context& io_;
    FakeTelegram server_;
    Relay relay_;
    std::int64_t nextMessage_ = 500;
    Json last_;
};

}

std::unique_ptr<Network> makeTelegramNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<TelegramNetwork>(io);
}

}
