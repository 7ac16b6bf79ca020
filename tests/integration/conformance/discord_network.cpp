// Discord behind the conformance suite.
#include "conformance/http_fault.hpp"
#include "support/FakeDiscord.hpp"
#include "support/Relay.hpp"
#include "support/run_coro.hpp"

namespace openclaw::testing {

namespace {

class DiscordNetwork final : public Network {
public:
    explicit DiscordNetwork(asio::io_context& io)
        : io_(io), server_(io.get_executor()), relay_(io.get_executor()) {}
    std::string channel() const override { return "discord"; }
    Json config() const override {
        const Json guild{{"requireMention", true}, {"users", {"4242"}}};
        const Json discord{{"token", server_.token()},
                           {"apiRoot", server_.root()},
                           {"dmPolicy", "allowlist"},
                           {"allowFrom", {"4242"}},
                           {"dm", {{"policy", "allowlist"}, {"allowFrom", {"4242"}}}},
                           {"guilds", {{"500", guild}}}};
        return Json{{"channels", {{"discord", discord}}}};
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
    bool isIdempotent() const override { return true; }

    void say(Place place, const std::string& user, const std::string& text, bool mention) override {
        const std::string where = place == Place::direct ? "9" + user : place == Place::group ? "501" : "502";
        Json more = Json::object();
        if (mention) more["mentions"] = Json::array({Json{{"id", FakeDiscord::botId}}});
        last_ = Json{{"channel", where}, {"user", user}, {"text", text}, {"more", more}};
        lastId_ = server_.pushMessage(where, user, text, more);
    }
    void sayWithFile(const std::string& text, const std::string& bytes) override {
        server_.addFile("note.txt", bytes);
        const Json file{{"id", "1"},
                        {"filename", "note.txt"},
                        {"size", bytes.size()},
                        {"url", server_.fileUrl("note.txt")},
                        {"content_type", "text/plain"}};
        server_.pushMessage("94242", "4242", text, Json{{"attachments", Json::array({file})}});
    }
    void repeatLast() override {
        Json more = last_["more"];
        more["id"] = lastId_;
        server_.pushMessage(stringOr(last_, "channel"), stringOr(last_, "user"), stringOr(last_, "text"),
                            more);
    }
    void sayOutOfOrder(const std::string& earlier, const std::string& later) override {
        const std::string firstId = server_.newId();
        server_.pushMessage("94242", "4242", later, Json{{"id", server_.newId()}});
        server_.pushMessage("94242", "4242", earlier, Json{{"id", firstId}});
    }
    void editLast(const std::string& text) override {
        server_.push("MESSAGE_UPDATE", Json{{"id", lastId_},
                                            {"channel_id", "94242"},
                                            {"content", text},
                                            {"type", 0},
                                            {"author", {{"id", "4242"}, {"username", "ada"}}},
                                            {"edited_timestamp", "2026-01-01T00:00:01+00:00"}});
    }
    void react() override {
        server_.push("MESSAGE_REACTION_ADD", Json{{"user_id", "4242"},
                                                  {"channel_id", "501"},
                                                  {"guild_id", "500"},
                                                  {"message_id", stringOr(server_.sent().back(), "id")},
                                                  {"message_author_id", FakeDiscord::botId},
                                                  {"emoji", {{"name", "🔥"}}}});
    }
    // Those of direct messages are not told, as in every version before.
    Place placeOfReactions() const override { return Place::group; }
    void reportOwn(const std::string& text) override {
        server_.pushMessage("94242", FakeDiscord::botId, text);
    }
    void sayJunk() override {
        server_.push("MESSAGE_CREATE", Json{{"id", 5}});
        server_.push("MESSAGE_CREATE", Json{{"id", "1"}, {"channel_id", "501"}, {"author", "x"}});
        server_.push("GUILD_CREATE", Json::array());
        server_.push("NOBODY_KNOWS", Json());
        server_.pushRaw("not json");
        server_.pushRaw("[]");
    }
    void sayHuge() override {
        server_.pushRaw(R"({"op":0,"s":99,"t":"MESSAGE_CREATE","d":{"content":")" +
                        std::string(hugeBytes, 'x') + R"("}})");
    }

    std::string placeOf(Place place) const override {
        return place == Place::direct ? "94242" : place == Place::group ? "501" : "502";
    }
    std::vector<Arrival> arrivals() const override {
        std::vector<Arrival> list;
        for (const Json& message : server_.sent())
            list.push_back(Arrival{stringOr(message, "channel_id"), stringOr(message, "content"),
                                   message.contains("attachments")});
        return list;
    }
    asio::awaitable<void> waitForArrivals(std::size_t count) override { return server_.waitForSent(count); }

    void failSends(SendFailure failure, int times) override {
        server_.faults.add(httpFault("POST /channels/", failure, times));
    }
    void breakConnection() override { server_.closeGateway(0); }
    void goSilent() override { relay_.silence("Upgrade: websocket"); }
    void forget() override { server_.forget(); }
    void trickle() override { relay_.trickle(); }
    void revoke() override {
        server_.isTokenRevoked = true;
        server_.closeGateway(4004);
    }

private:
    asio::io_context& io_;
    FakeDiscord server_;
    Relay relay_;
    Json last_;
    std::string lastId_;
};

}

std::unique_ptr<Network> makeDiscordNetwork(asio::io_context& io, const std::filesystem::path&) {
    return std::make_unique<DiscordNetwork>(io);
}

}
